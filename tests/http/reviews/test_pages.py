"""Pages of reviews: what experts, the district, auditors and sides read, and when."""

import pytest

from market import clock
from market.pairings.models import PairingState as State
from market.permissions import Office
from market.reviews import queries
from tests.http.conftest import MOST_QUERIES
from tests.reviewing import WHY


def typed(panel, share: float = 0.8, **values: str) -> dict[str, str]:
    """What an expert sends."""
    found = {"recommendation": "support"}
    for one in panel.criteria:
        found |= {f"points_{one.code}": str(int(one.weight * share)), f"why_{one.code}": WHY}
    return found | values


def test_the_lot_is_drawn_with_a_button_and_the_experts_find_their_case(sign_in, jury, market) -> None:
    experts, pairing = jury.experts(3), jury.pairing()
    official = sign_in(market.person(office=Office.FINANCE))
    assert "1 pairing waits for its panel" in official.get("/reviews").text
    response = official.post("/reviews/draw", follow_redirects=True)
    assert "1 panel was drawn" in response.text
    for person in experts:
        page = sign_in(person).get("/reviews").text
        assert pairing.need.title in page
        assert "Say whether anything ties you to it" in page


def test_too_few_experts_are_said_in_words(sign_in, jury, market) -> None:
    pairing = jury.pairing()
    jury.experts(2)
    official = sign_in(market.person(office=Office.SUPERIOR))
    page = official.get(f"/pairings/{pairing.id}/decision").text
    assert "The panel is not drawn yet." in page
    assert "too few experts are free of ties" in official.post("/reviews/draw", follow_redirects=True).text
    page = official.get(f"/pairings/{pairing.id}/decision").text
    assert "Only 2 of the experts are free of ties, and 3 are needed." in page


def test_an_expert_reads_the_file_only_after_the_declaration(sign_in, jury) -> None:
    panel = jury.drawn()
    client, path = sign_in(panel.seats[0].person), f"/reviews/{panel.id}"
    page = client.get(path).text
    assert panel.pairing.offer.organization.name in page
    assert "Weekly visits." not in page
    response = client.post(f"{path}/declare", data={"answer": "conflict", "text": ""})
    assert (response.status_code, "Say what ties you to the case." in response.text) == (422, True)
    page = client.post(f"{path}/declare", data={"answer": "none"}, follow_redirects=True).text
    for words in ("Weekly visits.", "Since 2016.", "Fit with the need: points, 0 to 30", "Send the review"):
        assert words in page


def test_three_experts_score_and_the_district_then_reads_it(sign_in, jury, market) -> None:
    panel = jury.sitting()
    path, official = f"/reviews/{panel.id}", sign_in(market.person(office=Office.RECHECK))
    for number, seat in enumerate(panel.sitting):
        page = official.get(f"{path}/result").text
        assert f"{number} of 3 reviews are in" in page
        assert WHY not in page
        assert seat.person.name not in page
        assert sign_in(seat.person).post(path, data=typed(panel)).status_code == 303
    page = official.get(f"{path}/result").text
    for seat in panel.sitting:
        assert seat.person.name in page
    for words in ("80.0", WHY, "24 / 30", "Support it"):
        assert words in page
    assert "Mean of the totals: 80.0 of 100" in official.get(f"/pairings/{panel.pairing_id}/decision").text
    assert "Seed" not in page


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(sign_in, jury) -> None:
    panel = jury.sitting()
    client, path = sign_in(panel.sitting[0].person), f"/reviews/{panel.id}"
    response = client.post(path, data=typed(panel, points_method="26", why_budget="Short."))
    assert response.status_code == 422
    for words in ("Give 0 to 25 points.", "Say why, in at least 10 characters.", 'value="26"', ">Short.</textarea>"):
        assert words in response.text.replace("\r\n", "").replace(">\n", ">")
    response = client.post(path, data=typed(panel, points_method="many"))
    assert "Enter a whole number." in response.text
    response = client.post(path, data=typed(panel, recommendation="perhaps"))
    assert "Choose what you advise." in response.text
    assert jury.again(panel).sitting[0].reviews == []


def test_a_draft_comes_back_as_it_was_left_and_only_to_its_author(sign_in, jury) -> None:
    panel = jury.sitting()
    path, (first, second, _third) = f"/reviews/{panel.id}", panel.sitting
    client = sign_in(first.person)
    page = client.post(
        path, data={"points_method": "19", "why_method": "Not sure.", "draft": "1"}, follow_redirects=True
    )
    assert 'value="19"' in page.text
    assert "Not sure." in page.text
    assert "Not sure." not in sign_in(second.person).get(path).text


def test_no_page_leaks_a_score_before_all_are_in(sign_in, jury, market) -> None:
    panel = jury.sitting()
    secret = "Nobody may read this yet, 78."
    client = sign_in(panel.sitting[0].person)
    client.post(f"/reviews/{panel.id}", data=typed(panel, why_method=secret))
    assert secret in client.get(f"/reviews/{panel.id}").text
    pairing = panel.pairing
    paths = [f"/pairings/{pairing.id}", f"/pairings/{pairing.id}/decision", f"/reviews/{panel.id}",
             f"/reviews/{panel.id}/result", "/reviews", "/audit", "/queue"]  # fmt: skip
    readers = [panel.sitting[1].person, market.person(of=pairing.offer), market.person(of=pairing.need)]
    readers += [market.person(office=office) for office in Office if office is not Office.EXPERT]
    for person in readers:
        other = sign_in(person)
        for path in paths:
            page = other.get(path)
            assert secret not in page.text, path
            assert "80.0" not in page.text, path


def test_an_expert_reads_nothing_that_they_were_not_drawn_for(sign_in, jury) -> None:
    panel = jury.drawn(6)
    called = {seat.person_id for seat in panel.seats}
    stranger = next(person for person in jury.people.values() if person.id not in called)
    for path in (f"/reviews/{panel.id}", f"/reviews/{panel.id}/result", f"/pairings/{panel.pairing_id}",
                 f"/pairings/{panel.pairing_id}/decision"):  # fmt: skip
        assert sign_in(stranger).get(path).status_code == 403, path
    assert sign_in(stranger).post(f"/reviews/{panel.id}", data=typed(panel)).status_code == 403
    assert sign_in(panel.seats[0].person).get(f"/pairings/{panel.pairing_id}").status_code == 403


def test_the_sides_read_totals_names_and_reasons_after_the_decision_only(sign_in, jury, market) -> None:
    panel = jury.sitting()
    jury.score(panel, 0.8, 0.8, 0.8)
    pairing, path = panel.pairing, f"/reviews/{panel.id}/result"
    side = sign_in(market.person(of=pairing.offer))
    assert side.get(path).status_code == 403
    assert 'id="review"' not in side.get(f"/pairings/{pairing.id}").text
    pairing.decided_at = clock.now()
    page = side.get(path).text
    for words in ("80.0", "80 · 80 · 80", WHY, *(seat.person.name for seat in panel.sitting)):
        assert words in page
    assert "The draw" not in page
    assert "24 / 30" not in page
    assert path in side.get(f"/pairings/{pairing.id}").text


def test_the_history_that_sides_read_does_not_name_the_experts(sign_in, jury, market) -> None:
    panel = jury.sitting()
    jury.score(panel, 0.8)
    page = sign_in(market.person(of=panel.pairing.offer)).get(f"/pairings/{panel.pairing_id}").text
    assert "an expert" in page
    for seat in panel.seats:
        assert seat.person.name not in page


def test_the_auditor_sees_how_the_panel_was_drawn_and_that_it_is_right(sign_in, jury, market) -> None:
    pairing, member = jury.pairing(), jury.experts(4)[0]
    market.member(member, pairing.offer.organization)
    sign_in(market.person(office=Office.INTAKE)).post("/reviews/draw")
    [panel] = queries.panels_of_pairing(jury.session, pairing.id)
    page = sign_in(market.person(office=Office.AUDITOR)).get(f"/reviews/{panel.id}/result").text
    for words in (panel.seed, panel.entry_hash, member.name, "belongs, or belonged", "Recomputed just now",
                  f"verify-draw {pairing.number}", panel.seats[0].person.name):  # fmt: skip
        assert words in page
    panel.drawn_order = panel.drawn_order[::-1]
    page = sign_in(market.person(office=Office.AUDITOR)).get(f"/reviews/{panel.id}/result").text
    assert "The drawn order is not what the pool and the seed give." in page


def test_experts_who_lie_far_apart_confer_on_their_page(sign_in, jury) -> None:
    panel = jury.sitting()
    path, one = f"/reviews/{panel.id}", sign_in(panel.sitting[0].person)
    jury.score(panel, 0.9, 0.8, 0.4)
    page = one.get(path).text
    assert "The scores lie far apart" in page
    assert panel.sitting[2].person.name in page
    assert 'value="27"' in page  # what was scored first stands in the form
    response = one.post(path, data=typed(panel, 0.7))
    assert "Say what you agree on, or why you dissent" in response.text
    note = "We agree that the method is sound."
    for seat in panel.sitting:
        assert sign_in(seat.person).post(path, data=typed(panel, 0.7, note=note)).status_code == 303
    assert jury.again(panel).pairing.state is State.RECHECK


def test_a_review_that_was_sent_is_not_sent_again(sign_in, jury) -> None:
    panel = jury.sitting()
    client, path = sign_in(panel.sitting[0].person), f"/reviews/{panel.id}"
    client.post(path, data=typed(panel))
    assert "Sent, the others are still scoring" in client.get(path).text
    assert client.post(path, data=typed(panel, 0.1)).status_code == 409


@pytest.mark.parametrize("office", [None, Office.VERIFIER, Office.ADMINISTRATOR])
def test_the_page_of_reviews_is_for_those_who_have_to_do_with_them(sign_in, market, office) -> None:
    client = sign_in(market.person(office=office) if office else market.person())
    assert client.get("/reviews").status_code == 403
    assert client.post("/reviews/draw").status_code == 403


def test_the_pages_ask_the_database_few_questions(sign_in, jury, market, count_queries) -> None:
    panel = jury.sitting()
    jury.score(panel, 0.8, 0.8, 0.8)
    for _ in range(3):
        jury.drawn(0)
    for person, path in (
        (panel.sitting[0].person, f"/reviews/{panel.id}"),
        (panel.sitting[0].person, "/reviews"),
        (market.person(office=Office.RECHECK), "/reviews"),
        (market.person(office=Office.RECHECK), f"/reviews/{panel.id}/result"),
    ):
        client = sign_in(person)
        client.get(path)
        with count_queries() as statements:
            assert client.get(path).status_code == 200
        assert len(statements) <= MOST_QUERIES + 2, (path, statements)
