"""What is asked of the trail: of one subject, of one kind, since one number, and nothing of any other."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from market import audit
from market.audit import AuditEvent
from market.chain import NOT_THE_HEAD, Break, digest
from market.permissions import SYSTEM
from tests.factories import Market
from tests.service.oversight.trail import break_in

KINDS = ("listing", "organization", "person")


@pytest.fixture
def nine(session: Session) -> Session:
    """Events 1 to 9: on three subjects of each of three kinds, which share their identities."""
    for kind in KINDS:
        for number in (1, 2, 3):
            subject: Any = SimpleNamespace(__tablename__=kind, id=UUID(int=number))
            audit.record(session, SYSTEM, f"{kind} {number}", subject)
    return session


def test_of_one_subject_only_its_own_events_are_given(nine: Session) -> None:
    for kind in KINDS:
        for number in (1, 2, 3):
            events = audit.events_of(nine, kind, UUID(int=number))
            assert [event.action for event in events] == [f"{kind} {number}"]


def test_what_somebody_did_is_told_of_the_subjects_that_were_asked_for(session: Session, market: Market) -> None:
    actor = market.actor()
    for kind in KINDS:
        for number in (1, 2, 3):
            subject: Any = SimpleNamespace(__tablename__=kind, id=UUID(int=number))
            audit.record(session, actor, f"{kind} {number}", subject)
    asked = [UUID(int=1), UUID(int=3)]
    for kind in KINDS:
        found = audit.actions_by_subject(session, actor, kind, asked)
        assert found == {UUID(int=number): {f"{kind} {number}"} for number in (1, 3)}
    assert audit.actions_by_subject(session, market.actor(), "person", asked) == {}


def test_an_empty_trail_has_nothing(session: Session) -> None:
    assert (audit.last_seq(session), audit.count(session), audit.hold(session)) == (0, 0, 1)


def test_the_next_number_follows_the_last(nine: Session, market: Market) -> None:
    assert audit.hold(nine) == 10
    assert audit.record(nine, SYSTEM, "change", market.organization()) == 10
    assert audit.hold(nine) == 11


def test_what_changed_is_given_from_one_number_to_another(nine: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def changed(seq: int, *kinds: str) -> tuple[list[tuple[str, int]], int]:
        found, newest = audit.changed_since(nine, seq, kinds)
        return sorted((kind, subject.int) for kind, subject in found), newest

    assert changed(7, *KINDS) == ([("person", 2), ("person", 3)], 9)
    assert changed(5, "organization") == ([("organization", 6 - 3)], 9)
    assert changed(9, *KINDS) == ([], 9)
    assert changed(14, *KINDS) == ([], 9)  # whoever is ahead of a trail that was put back hears how far it goes
    monkeypatch.setattr(audit, "last_seq", lambda _session: 6)
    assert changed(4, *KINDS) == ([("organization", 2), ("organization", 3)], 6)


def test_a_hash_that_no_row_has_stands_nowhere(nine: Session) -> None:
    hashes = {row["hash"]: row["seq"] for row in audit.rows_of(nine)}
    assert {hash: audit.place_of(nine, hash) for hash in hashes} == hashes
    assert audit.place_of(nine, "0" * 64) is audit.place_of(nine, "f" * 64) is None


def test_rows_past_the_head_do_not_stand_for_the_one_that_it_names(nine: Session) -> None:
    nine.commit()
    break_in(nine)
    last = next(audit.rows_of(nine, AuditEvent.seq == 9))
    forged = last | {"note": "forged"}
    nine.execute(update(AuditEvent).where(AuditEvent.seq == 9).values(note="forged", hash=digest(forged)))
    after = last | {"seq": 10, "previous_hash": digest(forged)}
    nine.execute(insert(AuditEvent).values(after | {"hash": digest(after)}))

    found = audit.verify(nine)
    assert Break(9, NOT_THE_HEAD) in found
    assert Break(10, "was inserted past the head, or the head was set back") in found
    assert nine.scalars(select(AuditEvent.seq).order_by(AuditEvent.seq)).all() == list(range(1, 11))


def test_details_are_kept_and_are_nothing_where_none_were_given(session: Session, market: Market) -> None:
    organization = market.organization()
    audit.record(session, SYSTEM, "change", organization, details={"n": 1})
    audit.record(session, SYSTEM, "change", organization)
    assert [event.details for event in audit.events_of(session, "organization", organization.id)] == [{"n": 1}, {}]
