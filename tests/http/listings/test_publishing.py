"""Publishing a listing, pausing, resuming and closing it, each by a button."""

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from market.accounts.models import Person
from market.audit import AuditEvent
from market.listings.models import ListingState, ListingVersion
from market.organizations.models import VerificationState
from tests.conftest import Client
from tests.factories import Market
from tests.http.listings.conftest import count

SignIn = Callable[[Person], Client]


def test_what_is_missing_is_listed_with_links_and_nothing_is_published(
    sign_in: SignIn, market: Market, session: Session
) -> None:
    waiting = market.organization("52", verification=VerificationState.AWAITING)
    draft = market.project(state=ListingState.DRAFT, organization=waiting, summary="", budget_fen=None)
    client = sign_in(market.person(of=draft))

    check = client.get(f"/listings/{draft.id}/check").get_data(as_text=True)
    answer = client.post(f"/listings/{draft.id}/publish")

    assert "3 more entries and it can be published" in check
    assert f"/listings/{draft.id}/edit/about?back=check#summary" in check
    assert f"/organizations/{waiting.id}" in check
    assert f"/listings/{draft.id}/publish" not in check
    assert answer.status_code == 422
    assert (draft.state, count(session, AuditEvent)) == (ListingState.DRAFT, 0)


def test_a_second_click_on_publish_is_told_so(sign_in: SignIn, market: Market, session: Session) -> None:
    draft = market.project(state=ListingState.DRAFT)
    client = sign_in(market.person(of=draft))

    assert client.post(f"/listings/{draft.id}/publish").status_code == 303
    assert client.post(f"/listings/{draft.id}/publish").status_code == 409
    assert count(session, ListingVersion) == 1


def test_a_listing_is_paused_resumed_and_closed_by_buttons(sign_in: SignIn, market: Market) -> None:
    project = market.project()
    client = sign_in(market.person(of=project))

    for step, state in (
        ("pause", ListingState.PAUSED),
        ("resume", ListingState.PUBLISHED),
        ("close", ListingState.CLOSED),
    ):
        assert client.post(f"/listings/{project.id}/{step}").status_code == 303
        assert project.state is state
        assert client.get(f"/listings/{project.id}").status_code == 200
        assert client.post(f"/listings/{project.id}/{step}").status_code == 409


def test_what_is_over_is_not_put_back(sign_in: SignIn, market: Market) -> None:
    need = market.need(state=ListingState.PAUSED, closes_on=date(2026, 3, 1))
    client = sign_in(market.person(of=need))

    client.post(f"/listings/{need.id}/resume")

    assert need.state is ListingState.PAUSED
    assert "This day is over." in client.get(f"/listings/{need.id}").get_data(as_text=True)
