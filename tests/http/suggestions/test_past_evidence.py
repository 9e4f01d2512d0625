"""What the past says of a pair: outcomes and similar pairings, beside reasons that still add up to the score."""

from html import unescape

import pytest
from sqlalchemy.orm import Session

from market import clock
from market.delivery.models import Outcome, Result
from market.learning.queries import taken_up_like
from market.listings.models import Listing
from market.pairings.models import PairingState
from tests.factories import Market
from tests.http.suggestions.conftest import Embed
from tests.unit.templates.samples import words

OTHERS = {"groups": ("children",), "fields": ("education",)}


def page(sign_in, market: Market, asker: Listing, candidate: Listing, language: str = "en") -> str:
    browser = sign_in(market.person(of=asker, language=language))
    return unescape(words(browser.get(f"/listings/{asker.id}/matches/{candidate.id}").text))


def delivered(session: Session, market: Market, provider: Listing, rating: int | None, **values: object) -> None:
    """A decided pairing of the provider's, with an outcome where there is a rating."""
    pairing = market.pairing(PairingState.CLOSED, offer=provider, decided_at=clock.now(), **values)
    provider.organization.delivered_pairings += 1
    if rating:
        result = Result.DELIVERED if rating > 3 else Result.PARTLY
        session.add(Outcome(pairing_id=pairing.id, result=result, rating=rating, completed_on=clock.today(),
                            recorded_at=clock.now()))  # fmt: skip
    session.flush()


def test_nothing_is_said_of_a_newcomer(sign_in, market: Market, embed: Embed) -> None:
    need, project = market.need(), market.project()
    embed()
    assert "What the past says" not in page(sign_in, market, need, project)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "2 outcomes of its owner's pairings were recorded: 1 wholly delivered, rated 4.0 of 5 on average."),
        ("zh", "已登记 2 个对接结果：1 个全部完成，平均评分 4.0（满分 5 分）。"),
    ],
)
def test_what_a_provider_delivered_is_said_with_its_rating(
    sign_in, session: Session, market: Market, embed: Embed, language: str, said: str
) -> None:
    need, project = market.need(), market.project()
    for rating in (5, 3, None):
        delivered(session, market, project, rating)
    embed()
    assert said in page(sign_in, market, need, project, language)


def test_approved_pairings_without_an_outcome_are_not_called_delivered(
    sign_in, session: Session, market: Market, embed: Embed
) -> None:
    need, project = market.need(), market.project()
    delivered(session, market, project, None)
    embed()
    assert "No outcome of its owner's approved pairings was recorded yet." in page(sign_in, market, need, project)


def test_a_funder_that_took_up_similar_ones_before_is_said_to_have(
    sign_in, session: Session, market: Market, embed: Embed
) -> None:
    project, programme = market.project(), market.programme()
    earlier = market.programme(organization=programme.organization)
    for tags in ({}, {}, OTHERS):
        offer = market.project(tags=tags) if tags else market.project()
        delivered(session, market, offer, 5, shares=[earlier])
    delivered(session, market, market.project(), 5)  # of another funder
    market.pairing(PairingState.MUTUAL, shares=[programme])  # nobody decided yet
    embed()
    said = page(sign_in, market, project, programme)
    assert "Its owner funded 2 listings like this before: same field, and for the same people." in said


def test_needs_and_offers_are_compared_with_their_own_kind_of_partner(session: Session, market: Market) -> None:
    need, project = market.need(), market.project()
    other = market.need(organization=need.organization)
    delivered(session, market, market.project(), 5, need=other)
    assert taken_up_like(session, need, project) == 1
    delivered(session, market, project, 5, need=market.need())
    assert taken_up_like(session, project, need) == 1
    delivered(session, market, project, 5, need=need)
    assert taken_up_like(session, project, need) == 1  # itself is not like itself


def test_one_that_names_neither_field_nor_people_is_like_nobody(session: Session, market: Market) -> None:
    need = market.need()
    delivered(session, market, market.project(), 5, need=need)
    assert taken_up_like(session, need, market.project(tags={"fields": (), "groups": ()})) == 0
