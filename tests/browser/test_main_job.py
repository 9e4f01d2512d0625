"""The main job, as the people who do it: from a new project to a confirmed pairing, each wrong person refused."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit, clock
from market.listings.models import Programme
from market.pairings.models import Pairing, PairingState
from market.permissions import Office
from tests.browser.worker import working
from tests.factories import Market

Visit = Callable[..., Page]
TITLE = "Weekly visits to older people in Meilin"


def register_project(page: Page) -> None:
    """Fill in the five parts of a project's file and publish it."""
    page.goto("/listings/new/project")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="What it is about").click()
    page.get_by_label("The problem that it solves").fill("Older people who live alone are seen by nobody for days.")
    page.get_by_label("How it is done").fill("Trained volunteers visit them every week, always two together.")
    page.get_by_label("Mature: works and is known to work").check()
    page.get_by_role("button", name="Continue").click()
    to_part(page, "Whom it is for")
    page.get_by_label("Older people living alone").check()
    page.get_by_label("How many people it reaches").fill("120")
    page.get_by_label("Social services").check()
    page.get_by_role("button", name="Continue").click()
    to_part(page, "Where and when")
    page.get_by_label("Meilin Subdistrict").check()
    page.get_by_label("Starts on").fill((clock.today() + timedelta(days=60)).isoformat())
    page.get_by_label("Ends on").fill((clock.today() + timedelta(days=300)).isoformat())
    page.get_by_role("button", name="Continue").click()
    to_part(page, "Money")
    page.get_by_label("Budget").fill("10万")
    page.get_by_label("Raised so far").fill("40,000")
    page.get_by_label("Smallest grant that is of use").fill("10000")
    page.get_by_role("button", name="Continue").click()
    to_part(page, "Results and evidence")
    page.get_by_label("How results are measured").fill("5,000 visits, and nobody unseen for more than a week.")
    page.get_by_role("button", name="Continue").click()
    if "/check" not in page.url:
        page.get_by_role("link", name="Check your answers").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Published")


def to_part(page: Page, name: str) -> None:
    """Go to a part of the file, unless the last part led there by itself."""
    if page.get_by_role("heading", level=1).inner_text() != name:
        page.get_by_role("link", name=name).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_project_becomes_a_confirmed_pairing(
    app: Flask, session: Session, market: Market, visit: Visit, scripts: bool
) -> None:
    ngo, foundation = market.organization("52"), market.organization("53")
    programme: Programme = market.programme(organization=foundation, tags={"places": ("440304",)})
    worker, officer = market.person(of=ngo), market.person(of=foundation)
    intake, rechecker = market.person(office=Office.INTAKE), market.person(office=Office.RECHECK)
    stranger = market.person()

    with working(app):
        page = visit(worker, scripts=scripts)
        register_project(page)
        theirs = visit(officer, f"/listings/{programme.id}/matches/?for=project", scripts=scripts)
        card = theirs.get_by_role("article").filter(has_text=TITLE)
        for _ in range(25):
            if card.count():
                break
            theirs.wait_for_timeout(200)
            theirs.reload()
        expect(card).to_contain_text("For the same people: Older people living alone.")

    card.get_by_role("button", name="Express interest").click()
    expect(theirs.get_by_role("heading", level=1)).to_have_text(TITLE)
    address = theirs.url.split("#")[0]

    refused = visit(stranger, address)
    expect(refused.get_by_role("heading", level=1)).not_to_have_text(TITLE)

    page.goto(address)
    page.get_by_role("button", name="Agree").click()
    page.get_by_role("button", name="Submit to the district").click()

    decide = f"{address}/decision"
    check = visit(intake, decide, scripts=scripts)
    expect(check.get_by_role("button", name="Confirm compliance")).to_have_count(0)
    check.get_by_role("button", name="Take in").click()
    check.goto(decide)
    check.get_by_label("I declare that I have no conflict of interest").check()
    check.get_by_role("button", name="Pass the check").click()
    check.goto(decide)
    expect(check.get_by_role("button", name="Confirm compliance")).to_have_count(0)

    decision = visit(rechecker, decide, scripts=scripts)
    decision.get_by_label("I declare that I have no conflict of interest").check()
    decision.get_by_role("button", name="Confirm compliance").click()

    session.expire_all()
    pairing = session.scalars(select(Pairing)).one()
    assert pairing.state is PairingState.CONTRACTING
    assert programme.reserved_fen == 6_000_000
    assert [event.action for event in audit.events_of(session, "pairing", pairing.id)] == [
        "open", "express_interest", "agree", "meet", "submit", "take_in",
        "declare_no_conflict", "pass_check", "declare_no_conflict", "confirm",
    ]  # fmt: skip
