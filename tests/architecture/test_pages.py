"""Rules that hold for every page: who may see it, that reading changes nothing, that every template compiles."""

import re
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import event

from market.app import create_app
from market.config import ROOT, Settings
from tests.conftest import Client

# What strangers may read or do; every other page sends them to sign in.
PUBLIC = {
    "static",
    "accounts.set_language",
    "accounts.sign_in",
    "accounts.sign_out",
    "accounts.sign_up",
    "delivery.opinion",
    "delivery.result",
    "delivery.results",
    "home.health",
    "home.how_we_match",
    "home.start",
    "listings.browse",
    "listings.download",
    "listings.show",
    "notices.atom",
    "notices.follow",
    "notices.frozen",
    "notices.index",
    "notices.note_read",
    "notices.object_to",
    "notices.show",
    "organizations.index",
    "organizations.show",
    "oversight.emergencies",
    "oversight.emergency",
    "rules.index",
}
EXAMPLES = {"kind": "project", "section": "about", "step": "agree", "number": "1", "version": "1", "act": "ratify"}


def rules(app: Flask):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in PUBLIC]


def path_of(app: Flask, rule) -> str:
    values = {name: EXAMPLES.get(name, str(uuid4())) for name in rule.arguments}
    values = {name: 1 if "int:" + name in str(rule.rule) else value for name, value in values.items()}
    return app.url_map.bind("localhost").build(
        rule.endpoint, values, method=next(iter(rule.methods - {"HEAD", "OPTIONS"}))
    )


def test_every_page_that_is_not_public_sends_a_stranger_to_sign_in(app: Flask, client: Client) -> None:
    checked = 0
    for rule in rules(app):
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            response = client.open(path_of(app, rule), method=method)
            assert response.status_code == 302, (rule.endpoint, method, response.status_code)
            assert "/sign-in" in response.location, rule.endpoint
            checked += 1
    assert checked > 15


def test_the_public_list_names_only_what_exists(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} >= PUBLIC


def test_no_get_changes_the_database(app: Flask, client: Client) -> None:
    changes: list[str] = []

    @event.listens_for(app.extensions["database"].engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, _parameters, _context, _many):
        if re.match(r"\s*(insert|update|delete)", statement, re.IGNORECASE):
            changes.append(statement)

    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint != "static":
            client.get(path_of(app, rule))
    assert changes == []


@pytest.mark.parametrize(
    "name", sorted(str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.html"))
)
def test_every_template_compiles(settings: Settings, name: str) -> None:
    create_app(settings).jinja_env.get_template(name)
