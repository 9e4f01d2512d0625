"""Forged requests, and the headers that every page carries."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market.accounts.models import Person
from tests.conftest import Client
from tests.factories import Market

GIVEN = {"name": "Li Ming", "email": "li@example.org", "password": "four words are enough"}


@pytest.fixture
def guarded(app: Flask, client: Client) -> Client:
    """A visitor of a site that looks at tokens, as the real one does."""
    app.config["WTF_CSRF_ENABLED"] = True
    return client


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("token", [None, "", "made up"])
@pytest.mark.parametrize("path", ["/sign-up", "/sign-in", "/sign-out", "/language", "/organizations/new"])
def test_a_post_without_the_token_is_refused_with_a_friendly_page(
    guarded: Client, session: Session, path: str, token: str | None
) -> None:
    response = guarded.post(path, data=GIVEN | ({} if token is None else {"csrf_token": token}))
    assert response.status_code == 409
    assert "This page had been open for too long." in response.text
    assert "Back to the start page" in response.text
    assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_post_with_the_token_of_the_page_goes_through(guarded: Client) -> None:
    token = token_of(guarded.get("/sign-up").text)
    assert guarded.post("/sign-up", data=GIVEN | {"csrf_token": token}).status_code == 303


def test_a_token_of_somebody_else_is_refused(guarded: Client, app: Flask) -> None:
    guarded.get("/sign-up")
    other = app.test_client()
    other.session = guarded.session
    token = token_of(other.get("/sign-up").text)
    assert guarded.post("/sign-up", data=GIVEN | {"csrf_token": token}).status_code == 409


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/sign-up", "/organizations/", "/desk", "/nowhere", "/health", "/organizations/not-an-id"]
)
def test_every_page_carries_the_safe_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert "base-uri 'self'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_static_files_are_what_their_names_say(client: Client) -> None:
    response = client.get("/static/style.css")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in response.headers
    response.close()


def test_pages_of_somebody_are_kept_by_no_cache(sign_in, market: Market) -> None:
    assert sign_in(market.person()).get("/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "status", "told"),
    [
        ("GET", "/nowhere", 404, "Browse the marketplace"),
        ("GET", "/organizations/00000000-0000-0000-0000-000000000000", 404, "There is no such organization."),
        ("POST", "/organizations/", 405, "Browse the marketplace"),
        ("GET", "/organizations/?page=\x00&field=%00&kind=%00&q=%00", 200, "Organizations"),
    ],
)
def test_errors_are_pages_with_a_way_on(client: Client, method: str, path: str, status: int, told: str) -> None:
    response = client.open(path, method=method)
    assert response.status_code == status
    assert told in response.text


def test_a_request_that_is_too_large_is_refused(client: Client) -> None:
    response = client.post("/sign-in", data={"email": "a" * 3_000_000})
    assert response.status_code == 413
    assert "Browse the marketplace" in response.text
