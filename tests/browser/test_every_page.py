"""What holds for every page: no barrier that axe finds, no sideways scrolling, nothing that the policy refuses."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page
from sqlalchemy.orm import Session

from market.notifications import service
from market.notifications.kinds import Kind
from market.pairings.models import PairingState
from market.permissions import Office
from tests.conftest import NOW
from tests.factories import Market

Visit = Callable[..., Page]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["English", "中文"])
def test_pages_have_no_barriers(session: Session, market: Market, visit: Visit, width: int, language: str) -> None:
    ngo = market.organization("52")
    project = market.project(organization=ngo, title="独居老人每周探访与紧急响应计划")
    need = market.need()
    pairing = market.pairing(PairingState.FORMAL_CHECK)
    worker = market.person(of=ngo)
    service.notify(
        session, [worker.id], Kind.STEP_WAITS, subject_kind="pairing", subject_id=pairing.id,
        values={"number": pairing.number, "title": need.title, "until": NOW}, url_path=f"/pairings/{pairing.id}",
    )  # fmt: skip
    official = market.person(office=Office.INTAKE)
    public = ("/", "/listings", f"/listings/{project.id}", "/organizations/", f"/organizations/{ngo.id}", "/sign-in",
              "/sign-up", "/how-we-match", "/rules/", "/nothing-here")  # fmt: skip
    own = ("/desk", "/listings/new", "/listings/new/project", f"/listings/{project.id}/edit",
           f"/listings/{project.id}/edit/money", f"/listings/{project.id}/check",
           f"/listings/{project.id}/matches/", f"/listings/{project.id}/matches/{need.id}", "/organizations/new",
           "/pairings", "/notifications", "/notifications/settings")  # fmt: skip
    office = ("/queue", f"/pairings/{pairing.id}", f"/pairings/{pairing.id}/decision")

    found = []
    for person, paths in ((None, public), (worker, own), (official, office)):
        page = visit(person, "/", width=width)
        if language == "中文" and page.locator("html").get_attribute("lang") != "zh-CN":
            page.get_by_role("button", name="中文").click()
        errors: list[str] = []
        page.on("console", lambda message, errors=errors: _note(message, errors))
        for path in paths:
            page.goto(path)
            found += [f"{path}: {error}" for error in errors]
            errors.clear()
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{path}: scrolls sideways")
            found += [f"{path}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in _violations(page)]
    assert found == []


def _note(message: ConsoleMessage, errors: list[str]) -> None:
    if message.type == "error" and "404" not in message.text:
        errors.append(message.text)


def _violations(page: Page) -> list[dict]:
    return Axe().run(page, options=RULES).response["violations"]


def test_a_form_with_errors_says_so_and_takes_the_focus(market: Market, visit: Visit) -> None:
    page = visit(market.person(), "/organizations/new")

    page.get_by_label("Unified social credit code").fill("52440300MJL1234567")
    page.get_by_role("button", name="Register").click()

    assert page.title().startswith("Error: ")
    assert page.get_by_label("Unified social credit code").input_value() == "52440300MJL1234567"
    assert _violations(page) == []
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")


def test_filters_work_without_javascript_too(market: Market, visit: Visit) -> None:
    market.project(title="A project to be found")
    market.need(title="A need to be left out")
    for scripts in (True, False):
        page = visit(None, "/listings", scripts=scripts)
        page.get_by_role("link", name="Projects").click()
        assert page.get_by_text("A project to be found").count() == 1
        assert page.get_by_text("A need to be left out").count() == 0
