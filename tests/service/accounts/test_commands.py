"""Offices granted from a terminal."""

from flask import Flask
from sqlalchemy.orm import Session

from market.accounts import queries
from market.permissions import Office
from tests.factories import Market


def test_an_office_is_granted_to_somebody_who_has_signed_up(app: Flask, session: Session, market: Market) -> None:
    person = market.person()
    session.commit()

    result = app.test_cli_runner().invoke(args=["accounts", "grant", person.email.upper(), "verifier"])

    assert result.exit_code == 0, result.output
    session.expire_all()
    assert queries.actor_of(person).offices == {Office.VERIFIER}


def test_an_office_that_ends_before_it_starts_is_refused_in_words(app: Flask, session: Session, market: Market) -> None:
    person = market.person()
    session.commit()
    days = ["--from", "2026-05-01", "--until", "2026-04-01"]

    result = app.test_cli_runner().invoke(args=["accounts", "grant", person.email, "auditor", *days])

    assert result.exit_code == 1
    assert "before the first" in result.output
    session.expire_all()
    assert queries.actor_of(person).offices == frozenset()


def test_a_stranger_gets_no_office(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["accounts", "grant", "nobody@example.org", "intake"])

    assert result.exit_code == 1
    assert "Nobody has signed up" in result.output
