"""The trail from a terminal: what is said, and with which exit code."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from market import audit
from market.audit import AuditEvent, AuditHead
from market.config import Settings
from market.permissions import SYSTEM
from tests.factories import Market
from tests.service.oversight.trail import break_in, cut_off, write_anew


@pytest.fixture
def run(app: Flask, session: Session, market: Market) -> Any:
    """Runs `flask audit …` on a trail of three events."""
    organization = market.organization()
    for action in ("register", "verify", "change"):
        audit.record(session, SYSTEM, action, organization)
    session.commit()
    return lambda *args: app.test_cli_runner().invoke(args=["audit", *map(str, args)])


def test_a_trail_that_holds_is_counted(run: Any) -> None:
    result = run("verify")
    assert (result.exit_code, result.output) == (0, "3 events, 0 anchors, 0 breaks\n")


def test_what_does_not_hold_is_named(run: Any, session: Session) -> None:
    break_in(session)
    session.execute(delete(AuditEvent).where(AuditEvent.seq == 2))
    session.commit()
    result = run("verify")
    assert result.exit_code == 1
    assert result.output == "Number 2 is missing in the middle\n2 events, 0 anchors, 1 breaks\n"


def test_a_head_is_kept_where_the_settings_say_and_checked_from_then_on(
    run: Any, settings: Settings, session: Session
) -> None:
    first, second = run("anchor"), run("anchor")
    path = settings.anchor_path()
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.output.startswith("Kept 2026-03-11 3 ")
    assert second.output.startswith("Already kept today: 2026-03-11 3 ")
    assert [json.loads(line)["seq"] for line in path.read_text().splitlines()] == [3]
    assert run("verify").output == "3 events, 1 anchors, 0 breaks\n"

    cut_off(session, after=1)
    result = run("verify")
    assert result.exit_code == 1
    assert "Number 3 is not there, but was the last row on 2026-03-11: the trail was cut off" in result.output


def test_a_copy_that_was_kept_elsewhere_counts(run: Any, settings: Settings, session: Session, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere" / "copy.jsonl"
    assert run("anchor", "--to", copy).exit_code == 0
    assert not settings.anchor_path().exists()

    write_anew(session, note="nothing to see")
    assert run("verify").exit_code == 0
    result = run("verify", "--anchor", copy)
    assert result.exit_code == 1
    assert "Number 3 is not what was the last row on 2026-03-11: the trail was written anew" in result.output
    assert run("verify", "--anchor", tmp_path / "nowhere").exit_code == 2


def test_no_head_is_kept_of_a_broken_trail(run: Any, settings: Settings, session: Session) -> None:
    break_in(session)
    session.execute(update(AuditHead).values(hash="a" * 64))
    session.commit()
    result = run("anchor")
    assert result.exit_code == 1
    assert "Number 3 was replaced and hashed anew, or the head was" in result.output
    assert "its head was not kept" in result.output
    assert settings.anchor_path().read_bytes() == b""


@pytest.mark.parametrize("command", ["verify", "anchor"])
def test_a_damaged_file_of_anchors_is_said_to_be_so(run: Any, settings: Settings, command: str) -> None:
    settings.anchor_path().write_text("{}\n")
    result = run(command)
    assert result.exit_code == 1
    assert "Line 1 of the file of anchors is not an anchor." in result.output


def test_the_file_of_anchors_can_be_set() -> None:
    settings = Settings.from_environment({"AUDIT_ANCHOR_FILE": "/mnt/kept/anchors.jsonl"})
    assert settings.anchor_path() == Path("/mnt/kept/anchors.jsonl")


def test_a_name_that_no_role_should_have_is_refused(run: Any) -> None:
    result = run("roles", "--role", 'web"; DROP')
    assert result.exit_code == 2
    assert "lower-case letters" in result.output
