"""Anybody may object in time; who does so stays hidden, and has no office in the case."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from market import audit, clock
from market.accounts.models import OfficeGrant
from market.audit import AuditEvent
from market.errors import Invalid, NotAllowed, NotPossible
from market.notices import queries, service
from market.notices.models import Objection, ObjectionState
from market.notices.permissions import READ_OBJECTION, READ_OBJECTOR
from market.pairings import wording
from market.pairings.models import PairingState
from market.pairings.models import PairingState as State
from market.permissions import VISITOR, Office
from market.vocabularies import calendar
from tests.conftest import NOW
from tests.factories import LONG_AGO

SECRETS = ("Wang Fang", "13800138000")


def test_a_stranger_objects_and_the_clock_stands_still(session, on_notice) -> None:
    objection = on_notice.file()
    assert on_notice.pairing.state is State.OBJECTED
    assert (objection.number, objection.state) == (f"{on_notice.pairing.number}-1", ObjectionState.FILED)
    assert objection.due_at == calendar.after(NOW, 7)


def test_the_secret_of_the_link_is_kept_nowhere(session, on_notice) -> None:
    filed = service.file_objection(
        session, VISITOR, on_notice.notice, name="A", contact="13800138000", statement="x" * 20
    )
    session.flush()
    kept = [str(value) for value in vars(filed.objection).values()]
    assert filed.token not in kept
    assert queries.find_by_token(session, filed.token) is filed.objection


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"name": " "}, "name"),
        ({"contact": ""}, "contact"),
        ({"statement": "x" * 19}, "statement"),
        ({"statement": " " * 30}, "statement"),
        ({"statement": "x" * 5001}, "statement"),
        ({"evidence": "x" * 5001}, "evidence"),
        ({"speaks_for": "x" * 201}, "speaks_for"),
    ],
)
def test_what_is_missing_or_too_long_is_named(session, on_notice, texts, field) -> None:
    with pytest.raises(Invalid) as caught:
        on_notice.file(**texts)
    assert set(caught.value.problems) == {field}
    assert on_notice.pairing.state is State.PUBLIC_NOTICE


def test_an_objection_in_the_last_second_is_taken_and_in_the_next_refused(session, on_notice) -> None:
    last = on_notice.pairing.due_at
    with clock.held_at(last + timedelta(seconds=1)), pytest.raises(NotPossible, match="still complain"):
        on_notice.file()
    with clock.held_at(last + timedelta(seconds=0.9)):
        assert not service.clear(session, on_notice.pairing)
        on_notice.file()
    assert on_notice.pairing.state is State.OBJECTED


def test_further_objections_are_taken_while_one_is_looked_into(session, on_notice) -> None:
    on_notice.file()
    with clock.held_at(NOW + timedelta(days=30)):
        second = on_notice.file(statement="And the budget is counted twice in it.")
    assert second.ordinal == 2
    assert on_notice.pairing.state is State.OBJECTED


def test_after_the_end_nobody_objects(session, on_notice) -> None:
    on_notice.decide(on_notice.file(), uphold=True)
    with pytest.raises(NotPossible):
        on_notice.file()


def test_neither_name_nor_contact_is_in_the_trail_the_record_or_the_history_of_the_sides(
    app, session, on_notice
) -> None:
    person = on_notice.market.person(name="Wang Fang")
    on_notice.file(on_notice.market.actor(person))
    events = session.scalars(select(AuditEvent)).all()
    for event in events:
        text = json.dumps([event.note, event.details, event.before, event.after], ensure_ascii=False)
        assert not any(secret in text for secret in SECRETS)
    record = json.dumps(queries.record_of(session, on_notice.pairing.id), ensure_ascii=False)
    assert not any(secret in record for secret in SECRETS)
    with app.test_request_context():
        history = wording.timeline(on_notice.pairing, audit.events_of(session, "pairing", on_notice.pairing.id))
    assert not any(secret in str(history) for secret in SECRETS)
    assert "Objection filed" in str(history)


def test_who_objects_is_shown_to_the_investigator_who_took_it_and_to_the_auditor_alone(session, on_notice) -> None:
    objection = on_notice.file()
    auditor = on_notice.market.actor(office=Office.AUDITOR)
    officials = [getattr(on_notice.town, name) for name in ("intake", "finance", "rechecker", "approver", "superior")]
    for actor in (VISITOR, on_notice.side(), on_notice.market.actor(), on_notice.investigator, *officials):
        assert not READ_OBJECTOR.allows(actor, objection)
    assert READ_OBJECTOR.allows(auditor, objection)
    service.take_objection(session, on_notice.investigator, objection)
    assert READ_OBJECTOR.allows(on_notice.investigator, objection)
    assert not READ_OBJECTOR.allows(on_notice.market.actor(office=Office.INVESTIGATOR), objection)


def test_an_auditor_of_one_of_the_sides_sees_no_more_than_the_side(session, on_notice) -> None:
    person = on_notice.market.person(of=on_notice.pairing.offer, office=Office.AUDITOR)
    session.refresh(person)
    auditor, objection = on_notice.market.actor(person), on_notice.file()
    assert not READ_OBJECTOR.allows(auditor, objection)
    assert not READ_OBJECTION.allows(auditor, objection)


def test_an_official_who_objects_investigates_nothing_in_this_case(session, on_notice) -> None:
    objection = on_notice.file(on_notice.investigator)
    with pytest.raises(NotAllowed):
        service.take_objection(session, on_notice.investigator, objection)
    assert session.get(Objection, objection.id).state is ObjectionState.FILED


@pytest.mark.parametrize("name", ["finance", "approver"])
def test_whoever_handled_the_case_does_not_object_to_it(session, on_notice, name) -> None:
    official = getattr(on_notice.town, name)
    if name == "finance":
        audit.record(session, official, "comment_budget", on_notice.pairing)
    assert service.has_handled(session, official, on_notice.pairing)
    with pytest.raises(NotAllowed, match="earlier step"):
        on_notice.file(official)
    assert on_notice.pairing.state is PairingState.PUBLIC_NOTICE
    on_notice.file(on_notice.market.actor(office=Office.FINANCE))


def test_a_side_that_objects_counts_as_a_side_also_after_it_left(session, on_notice) -> None:
    person = on_notice.market.person(of=on_notice.pairing.offer)
    objection = on_notice.file(on_notice.market.actor(person))
    session.delete(person.memberships[0])
    session.add(OfficeGrant(person=person, office=Office.INVESTIGATOR, starts_on=LONG_AGO))
    session.flush()
    session.refresh(person)
    with pytest.raises(NotAllowed):
        service.take_objection(session, on_notice.market.actor(person), objection)
