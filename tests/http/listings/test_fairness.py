"""Whoever is about to publish a need is told which of its conditions would not stand."""

import pytest

from market.listings.models import ListingState


@pytest.mark.parametrize(
    ("conditions", "said"),
    [
        ("须在福田设有分支机构。", "Say where the service takes place instead."),
        ("3A 以上优先。", "Allowed as a priority among equals"),
        ("Two social workers.", ""),
    ],
)
def test_conditions_that_would_not_stand_are_pointed_out_before_publication(sign_in, market, conditions, said) -> None:
    need = market.need(state=ListingState.DRAFT, conditions=conditions)
    page = sign_in(market.person(of=need)).get(f"/listings/{need.id}/check").text
    assert ("Look at these words again" in page) is bool(said)
    assert said in page


def test_they_are_published_all_the_same(sign_in, market) -> None:
    need = market.need(state=ListingState.DRAFT, conditions="本区注册的机构加5分。")
    assert sign_in(market.person(of=need)).post(f"/listings/{need.id}/publish").status_code == 303
    assert need.is_published
