"""A real browser against a real server: the site on a free port of this machine, with a market of the test's own."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserType, Page
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from market import clock
from market.accounts.models import Person
from market.accounts.passwords import hashed
from scripts.find_chromium import NONE_FOUND, find
from tests.conftest import NOW

PASSWORD = "a long enough word"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-quic",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if find() is None:
                item.add_marker(pytest.mark.skip(reason=NONE_FOUND))


@pytest.fixture(scope="session")
def browser(browser_type: BrowserType) -> Iterator[Browser]:
    """The Chromium of this machine; nothing is downloaded."""
    browser = browser_type.launch(executable_path=str(find()), args=list(FLAGS))
    yield browser
    browser.close()


@pytest.fixture
def site(app: Flask, session: Session) -> Iterator[str]:
    """The address of the running site."""
    app.config["WTF_CSRF_ENABLED"] = True
    session.commit()

    def at_the_time_of_the_test(environ: Any, start_response: Any) -> Any:
        with clock.held_at(NOW):  # which the threads of the server do not inherit
            return app(environ, start_response)

    server = make_server("127.0.0.1", 0, at_the_time_of_the_test, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visit(site: str, browser: Browser, session: Session) -> Iterator[Callable[..., Page]]:
    """Open the site as somebody, in a window of their own: `visit(person, "/desk", width=360)`."""
    opened: list[Any] = []

    def visit(person: Person | None = None, path: str = "/", *, width: int = 1280, scripts: bool = True) -> Page:
        if person is not None and person.password_hash == "!":
            person.password_hash = hashed(PASSWORD)
        session.commit()
        context = browser.new_context(
            base_url=site, viewport={"width": width, "height": 900}, java_script_enabled=scripts
        )
        opened.append(context)
        page = context.new_page()
        if person is not None:
            page.goto("/sign-in")
            page.get_by_label("Email address").fill(person.email)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
        page.goto(path)
        return page

    yield visit
    for context in opened:
        context.close()
