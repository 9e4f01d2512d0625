"""An expert's way through a review in a real browser, and no barrier on its pages."""

import pytest
from playwright.sync_api import expect

from market.pairings.models import PairingState as State
from market.permissions import Office
from tests.browser.test_every_page import _violations
from tests.reviewing import WHY


def test_an_expert_declares_and_scores_with_a_draft_in_between(session, jury, visit) -> None:
    panel = jury.drawn()
    page = visit(panel.seats[0].person, f"/reviews/{panel.id}")
    page.get_by_role("button", name="Nothing ties me to the case").click()
    page.get_by_label("Method: points").fill("20")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_label("Method: points")).to_have_value("20")
    page.get_by_role("button", name="Send the review").click()
    expect(page.get_by_text("Choose what you advise.").first).to_be_visible()
    for one in panel.criteria:
        page.get_by_label(f"{one.name_en}: points").fill("10")
        page.get_by_label(f"{one.name_en}: why").fill(WHY)
    page.get_by_label("Support it", exact=True).check()
    page.get_by_role("button", name="Send the review").click()
    expect(page.get_by_role("status")).to_contain_text("Your review is sent.")
    session.rollback()
    assert jury.again(panel).seats[0].final.total == 40


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_of_reviews_have_no_barriers(jury, market, visit, width) -> None:
    called, conferring, done = jury.drawn(6), jury.sitting(0), jury.sitting(0)
    jury.score(conferring, 0.9, 0.8, 0.4)
    jury.score(done, 0.8, 0.8, 0.8)
    assert conferring.pairing.state is State.CONSENSUS
    auditor = market.person(office=Office.AUDITOR)
    found = []
    for person, path in (
        (called.sitting[0].person, f"/reviews/{called.id}"),
        (conferring.sitting[0].person, f"/reviews/{conferring.id}"),
        (conferring.sitting[0].person, "/reviews"),
        (auditor, f"/reviews/{done.id}/result"),
        (auditor, f"/pairings/{done.pairing_id}/decision"),
    ):
        page = visit(person, path, width=width)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{path}: scrolls sideways")
        found += [f"{path}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in _violations(page)]
    assert found == []
