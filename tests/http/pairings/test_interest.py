"""Expressing interest: the page with both sides, and what the button does."""

import pytest
from sqlalchemy import select

from market.pairings.models import Pairing
from market.suggestions.models import Answer, Suggestion


def both(asker, candidate, **more) -> dict[str, str]:
    """What the button sends."""
    return {"asker": str(asker.id), "candidate": str(candidate.id)} | more


def test_the_button_opens_a_pairing_and_remembers_why_the_two_were_suggested(sign_in, market, session) -> None:
    project, programme = market.project(), market.programme()
    us = sign_in(market.person(of=project))
    response = us.post("/pairings/interest", data=both(project, programme, message="We would fit."))
    pairing = session.scalars(select(Pairing)).one()
    assert (response.status_code, response.location) == (303, f"/pairings/{pairing.id}")
    page = us.get(response.location).text
    assert "We would fit." in page
    assert "Why these two were suggested" in page
    suggestion = session.scalars(select(Suggestion).where(Suggestion.candidate_id == programme.id)).one()
    assert suggestion.answer is Answer.INTEREST


def test_a_second_click_leads_to_the_pairing_that_runs(sign_in, market, session) -> None:
    project, programme = market.project(), market.programme()
    us = sign_in(market.person(of=project))
    first = us.post("/pairings/interest", data=both(project, programme)).location
    assert us.post("/pairings/interest", data=both(project, programme)).location == first
    assert len(session.scalars(select(Pairing)).all()) == 1


def test_the_page_shows_both_sides_and_what_happens_next(sign_in, market) -> None:
    project, programme = market.project(), market.programme()
    page = sign_in(market.person(of=project)).get("/pairings/interest", query_string=both(project, programme)).text
    for words in (project.title, programme.title, "What happens next"):
        assert words in page


def test_a_hard_condition_is_said_before_anybody_writes(sign_in, market) -> None:
    project, programme = market.project(), market.programme(tags={"places": ("440304001",)})
    us = sign_in(market.person(of=project))
    assert "The places overlap" in us.get("/pairings/interest", query_string=both(project, programme)).text
    response = us.post("/pairings/interest", data=both(project, programme))
    assert response.status_code == 409
    assert "the places do not overlap" in response.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_speaks_for_others(sign_in, market, session, method) -> None:
    project, programme = market.project(), market.programme()
    stranger = sign_in(market.person())
    values = {"query_string" if method == "get" else "data": both(project, programme)}
    assert getattr(stranger, method)("/pairings/interest", **values).status_code == 403
    assert session.scalars(select(Pairing)).all() == []


@pytest.mark.parametrize("value", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_nonsense_in_the_address_is_not_found(sign_in, market, value) -> None:
    project = market.project()
    us = sign_in(market.person(of=project))
    assert us.get("/pairings/interest", query_string={"asker": project.id, "candidate": value}).status_code == 404
    assert us.post("/pairings/interest", data={"asker": value, "candidate": project.id}).status_code == 404


def test_a_message_that_is_too_long_stays_in_the_form(sign_in, market, session) -> None:
    project, programme = market.project(), market.programme()
    us = sign_in(market.person(of=project))
    response = us.post("/pairings/interest", data=both(project, programme, message="y" * 2001))
    assert response.status_code == 422
    assert "y" * 2001 in response.text
    assert session.scalars(select(Pairing)).all() == []
