"""Packets stay as they were made: the database refuses changes, and what gets past it is found."""

import json

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from market.packets.queries import newest_packet
from market.pairings.models import PairingState as State


@pytest.fixture
def packet(session, market, town):
    pairing = market.pairing(State.SUBMITTED, need=market.need())
    town.check(pairing)
    session.commit()
    return newest_packet(session, pairing.id)


def verified(app: Flask):
    return app.test_cli_runner().invoke(args=["packets", "verify"])


@pytest.mark.parametrize("change", ["UPDATE packet SET sha256 = 'x'", "DELETE FROM packet"])
def test_the_database_refuses_to_change_a_packet(session, packet, change) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(change))
    session.rollback()


def without_triggers(session) -> None:
    """As an owner of the database could do."""
    if session.bind.dialect.name == "sqlite":
        for name in ("update", "delete", "replace"):
            session.execute(text(f"DROP TRIGGER packet_no_{name}"))
    else:
        session.execute(text("DROP FUNCTION refuse_packet_change() CASCADE"))


def test_whole_packets_are_found_whole(app, packet) -> None:
    result = verified(app)
    assert (result.exit_code, result.output) == (0, "1 packets, 0 breaks\n")


@pytest.mark.parametrize(
    ("put", "told"),
    [
        (lambda content: content["facts"]["money"].update(budget_fen=1), "another hash"),
        (lambda content: content["made"].update(note="because."), "another hash"),
        (lambda content: content["facts"]["conditions"][0].update(verdict="fail"), "another hash"),
        (lambda content: content["trail"]["events"].pop(), "another hash"),
    ],
    ids=["an amount", "one letter of a note", "a verdict", "an event"],
)
def test_any_change_of_the_content_is_found(app, session, packet, put, told) -> None:
    content = json.loads(json.dumps(packet.content))
    put(content)
    without_triggers(session)
    session.execute(text("UPDATE packet SET content = :content"), {"content": json.dumps(content)})
    session.commit()
    result = verified(app)
    assert result.exit_code == 1
    assert told in result.output


def test_a_packet_that_is_hashed_anew_is_found_by_the_trail(app, session, packet) -> None:
    without_triggers(session)
    session.execute(text("UPDATE packet SET sha256 = :other"), {"other": "0" * 64})
    session.commit()
    assert "the trail names another hash" in verified(app).output


def test_a_packet_that_is_gone_is_found(app, session, packet) -> None:
    without_triggers(session)
    session.execute(text("DELETE FROM packet"))
    session.commit()
    assert "is missing" in verified(app).output
