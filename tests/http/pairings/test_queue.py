"""The district's queue: its tabs and filters, and one step for several files."""

import re

import pytest

from market.pairings import service
from market.pairings.models import PairingState as State
from market.permissions import Office


def ticks(page: str) -> dict[str, str]:
    """The stamps of the files that a preview would send on, by identity."""
    return dict(re.findall(r'name="seen-([0-9a-f-]+)" value="([^"]+)"', page))


def test_my_office_overdue_and_handled_have_tabs_of_their_own(sign_in, market, town) -> None:
    own = market.person(office=Office.INTAKE)
    pairing = market.pairing(State.SUBMITTED, need=market.need(title="Passed on by me"))
    market.pairing(State.SUBMITTED, need=market.need(title="For the office"))
    town.take(market.actor(own), pairing, "take_in", "pass_check")
    client = sign_in(own)
    office = client.get("/queue?view=office").text
    assert "For the office" in office
    assert "Passed on by me" not in office
    assert "Passed on by me" in client.get("/queue?view=handled").text
    assert "Passed on by me" in client.get("/queue?view=all").text
    assert "0 cases" in client.get("/queue?view=overdue").text


def test_the_queue_is_narrowed_by_track_state_place_and_words(sign_in, market) -> None:
    market.pairing(State.SUBMITTED, need=market.need(title="Meals", tags={"places": ("440304008",)}))
    market.pairing(State.RECHECK, offer=market.project(title="Music"))
    client = sign_in(market.person(office=Office.INTAKE))
    for query, there in (("track=A", "Meals"), ("state=recheck", "Music"), ("division=440304008", "Meals"),
                         ("q=music", "Music"), ("q=nothing", "")):  # fmt: skip
        page = client.get(f"/queue?view=all&{query}").text
        assert [title for title in ("Meals", "Music") if f">{title}<" in page] == ([there] if there else []), query
    assert client.get("/queue?view=nonsense&track=Z&state=x&division=1").status_code == 200


def test_each_row_names_who_has_the_file_next(sign_in, market) -> None:
    market.pairing(State.RECHECK)
    assert "Next: Recheck" in sign_in(market.person(office=Office.INTAKE)).get("/queue?view=all").text


def test_a_row_offers_the_step_that_moves_it_on_and_the_one_that_sends_it_back(sign_in, market) -> None:
    mine, others = market.pairing(State.RECHECK), market.pairing(State.SUBMITTED)
    page = sign_in(market.person(office=Office.RECHECK)).get("/queue?view=all").text
    decide = f"/pairings/{mine.id}/decision?step="
    assert re.findall(rf'href="{re.escape(decide)}([^"]+)"\s+data-key="(.)"', page) == [
        ("confirm#step-confirm", "a"), ("return_file#note", "r"),
    ]  # fmt: skip
    assert f"{others.id}/decision?step=" not in page


def test_a_single_step_is_preselected_even_without_one_that_sends_back(sign_in, market) -> None:
    pairing = market.pairing(State.SUBMITTED)
    page = sign_in(market.person(office=Office.INTAKE)).get("/queue").text
    assert re.findall(r'decision[?]step=([^"]+)"\s+data-key="(.)"', page) == [("take_in#step-take_in", "a")]
    page = sign_in(market.person(office=Office.INTAKE)).get(f"/pairings/{pairing.id}/decision?step=take_in").text
    assert 'class="steps__chosen"' in page


@pytest.fixture
def intake(market):
    """Somebody who takes files in."""
    return market.person(office=Office.INTAKE)


def test_the_preview_names_what_is_refused_and_changes_nothing(sign_in, market, session, intake) -> None:
    fine, own = market.pairing(State.SUBMITTED), market.pairing(State.SUBMITTED)
    market.member(intake, own.offer.organization)
    sent = {"step": "take_in", "pairing": [str(fine.id), str(own.id)]}
    page = sign_in(intake).post("/queue/preview", data=sent)
    assert "The step is taken in 1 file" in page.text
    assert "This step is for others to take." in page.text
    assert list(ticks(page.text)) == [str(fine.id)]
    assert (fine.state, own.state) == (State.SUBMITTED, State.SUBMITTED)


def test_a_confirmed_preview_takes_each_file_by_itself_and_says_what_came_in_between(
    sign_in, market, town, session, intake
) -> None:
    first, second = market.pairing(State.SUBMITTED), market.pairing(State.SUBMITTED)
    client = sign_in(intake)
    page = client.post("/queue/preview", data={"step": "take_in", "pairing": [str(first.id), str(second.id)]}).text
    seen = {f"seen-{key}": value for key, value in ticks(page).items()}
    town.take(town.deliverer(second), second, "withdraw")
    sent = {"step": "take_in", "pairing": [str(first.id), str(second.id)], **seen}
    result = client.post("/queue/together", data=sent).text
    assert "Done in 1 file" in result
    assert "Not done in 1 file" in result
    assert (first.state, second.state) == (State.FORMAL_CHECK, State.WITHDRAWN)


def test_what_judges_needs_the_declaration_here_too(sign_in, market, intake) -> None:
    pairing = market.pairing(State.FORMAL_CHECK)
    sent = {"step": "pass_check", "pairing": str(pairing.id)}
    client = sign_in(intake)
    assert "Declare that you have no conflict" in client.post("/queue/preview", data=sent).text
    assert "The step is taken in 1 file" in client.post("/queue/preview", data=sent | {"no_conflict": "y"}).text


@pytest.mark.parametrize("step", ["approve", "confirm", "reject", "send_back", ""])
def test_no_decision_is_taken_for_several_files_at_once(sign_in, market, step) -> None:
    pairing = market.pairing(State.RECHECK)
    client = sign_in(market.person(office=Office.RECHECK))
    sent = {"step": step, "pairing": str(pairing.id), "no_conflict": "y", f"seen-{pairing.id}": service.stamp(pairing)}
    for path in ("/queue/preview", "/queue/together"):
        assert client.post(path, data=sent).status_code == 303
    assert pairing.state is State.RECHECK


def test_a_file_that_may_not_be_read_is_not_named(sign_in, market, intake) -> None:
    talking = market.pairing(State.MUTUAL)
    for path in ("/queue/preview", "/queue/together"):
        sent = {"step": "take_in", "pairing": str(talking.id)}
        assert sign_in(intake).post(path, data=sent).status_code == 403
