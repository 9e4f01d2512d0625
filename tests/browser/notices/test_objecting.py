"""A resident objects in a browser: with a phone, with and without scripts, and reading is counted by the script."""

import pytest
from playwright.sync_api import expect

from market.notices import queries
from market.pairings.models import PairingState


@pytest.fixture
def notice(session, market, town):
    pairing = market.pairing(PairingState.APPROVAL, need=market.need(title="Weekly visits"))
    town.take(town.approver, pairing, "approve")
    return queries.find_notice(session, pairing.id)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_stranger_objects_from_a_phone(visit, notice, scripts) -> None:
    page = visit(None, "/notices", width=360, scripts=scripts)
    page.get_by_role("link", name="Weekly visits").click()
    page.get_by_role("link", name="Object", exact=True).click()
    page.get_by_label("Your name").fill("Wang Fang")
    page.get_by_label("Phone number or email address").fill("nobody")
    page.get_by_label("What you object to, and why").fill("The provider has no licensed social workers at all.")
    page.get_by_role("button", name="File the objection").click()
    expect(page.locator("#contact-error")).to_contain_text("Enter a phone number")
    page.get_by_label("Phone number or email address").fill("13800138000")
    page.get_by_role("button", name="File the objection").click()
    expect(page.get_by_text(f"{notice.pairing.number}-1").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_reading_counts_once_for_each_visitor_whose_browser_runs_scripts(visit, session, notice) -> None:
    for scripts in (True, False):
        page = visit(None, f"/notices/{notice.id}", scripts=scripts)
        page.wait_for_load_state("networkidle")
        page.reload()
        page.wait_for_load_state("networkidle")
    session.expire_all()
    assert notice.reads == 1
