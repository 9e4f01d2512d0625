"""Oversight in a browser: no barriers on its pages, and single keys that can be switched off."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from market import clock
from market.oversight import service
from market.pairings.models import PairingState, Stay
from market.permissions import Office
from tests.browser.test_every_page import _violations
from tests.factories import Market

Visit = Callable[..., Page]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["English", "中文"])
def test_pages_of_oversight_have_no_barriers(
    session: Session, market: Market, visit: Visit, width: int, language: str
) -> None:
    since = {"state_since": clock.now() - timedelta(days=9), "due_at": clock.now() - timedelta(days=2)}
    pairing = market.pairing(PairingState.SUBMITTED, need=market.need(title="独居老人每周探访与紧急响应"), **since)
    card = service.issue_cards(session, session.scalars(select(Stay.id)).one())[-1]
    person = market.person(office=Office.SUPERIOR)
    emergency = service.declare_emergency(
        session, market.actor(office=Office.DUTY), reason="Flood in the north.", divisions=["440304004"], fields=[],
        tracks=["A"], ends_on=clock.today() + timedelta(days=20),
    )  # fmt: skip
    superior = (
        "/desk", "/oversight/cards", f"/oversight/cards/{card.id}", "/oversight/offices", "/emergencies",
        f"/emergencies/{emergency.id}", "/queue?view=all", f"/pairings/{pairing.id}",
    )  # fmt: skip
    found = []
    for who, paths in (
        (person, superior),
        (market.person(office=Office.DUTY), ("/emergencies/new",)),
        (market.person(office=Office.INTAKE), ("/queue",)),
    ):
        page = visit(who, "/", width=width)
        if language == "中文" and page.locator("html").get_attribute("lang") != "zh-CN":
            page.get_by_role("button", name="中文").click()
        for path in paths:
            page.goto(path)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{path}: scrolls sideways")
            found += [f"{path}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in _violations(page)]
    assert found == []


def test_single_keys_move_through_the_queue_until_they_are_switched_off(market: Market, visit: Visit) -> None:
    market.pairing(PairingState.SUBMITTED, need=market.need(title="First"))
    market.pairing(PairingState.SUBMITTED, need=market.need(title="Second"))
    page = visit(market.person(office=Office.INTAKE), "/queue")
    page.get_by_role("button", name="Next case").click()
    focused = page.locator(".queue__title a:focus")
    expect(focused).to_have_text("First")
    page.keyboard.press("j")
    expect(focused).to_have_text("Second")
    page.keyboard.press("?")
    page.get_by_label("Use single keys").uncheck()
    page.get_by_role("button", name="Close").click()
    page.reload()
    page.get_by_role("button", name="Next case").click()
    page.keyboard.press("j")
    expect(focused).to_have_text("First")


def test_a_preselects_the_step_that_moves_a_case_on_and_r_the_one_that_sends_it_back(
    market: Market, visit: Visit
) -> None:
    pairing = market.pairing(PairingState.RECHECK)
    page = visit(market.person(office=Office.RECHECK), "/queue")
    page.get_by_role("button", name="Next case").click()
    page.keyboard.press("a")
    page.wait_for_url(f"**/pairings/{pairing.id}/decision?step=confirm#step-confirm")
    expect(page.get_by_role("button", name="Confirm compliance")).to_be_focused()
    page.go_back()
    page.get_by_role("button", name="Next case").click()
    page.keyboard.press("r")
    page.wait_for_url(f"**/pairings/{pairing.id}/decision?step=return_file#note")
    expect(page.locator("textarea#note")).to_be_focused()
    expect(page.locator(".steps__chosen")).to_contain_text("Return the file")


def test_x_ticks_a_case(market: Market, visit: Visit) -> None:
    market.pairing(PairingState.SUBMITTED, need=market.need(title="First"))
    page = visit(market.person(office=Office.INTAKE), "/queue")
    page.get_by_role("button", name="Next case").click()
    page.keyboard.press("x")
    expect(page.get_by_label("Choose First")).to_be_checked()
    page.keyboard.press("x")
    expect(page.get_by_label("Choose First")).not_to_be_checked()


def test_one_step_for_several_files_works_without_javascript(market: Market, visit: Visit) -> None:
    market.pairing(PairingState.SUBMITTED, need=market.need(title="First"))
    page = visit(market.person(office=Office.INTAKE), "/queue", scripts=False)
    page.get_by_label("Choose First").check()
    page.get_by_role("button", name="Preview: Take in").click()
    page.get_by_role("button", name="Confirm for 1 file").click()
    expect(page.get_by_role("heading", name="Done in 1 file")).to_be_visible()
