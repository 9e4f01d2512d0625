"""Telling people something: who gets a row, and what stands in it."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from market import clock
from market.errors import Message, NotFound
from market.notifications import queries, service
from market.notifications.kinds import Category, Kind
from market.notifications.models import Frequency, Notification
from market.notifications.preferences import DEFAULTS, Preference
from market.notifications.values import unpack

SILENT = {Category.DECISION: Preference(False, Frequency.NONE), Category.CASE: Preference(False, Frequency.NONE)}


def test_each_person_has_a_row_of_their_own_with_plain_values(session, market, tell) -> None:
    people = [market.person(), market.person()]

    tell(*people, state=Message("Waits for approval"), until=date(2026, 3, 20), amount_fen=120_000)

    rows = session.scalars(select(Notification)).all()
    assert {row.person_id for row in rows} == {person.id for person in people}
    assert {name: unpack(value) for name, value in rows[0].values.items()} == {
        "number": "P-2026-0001",
        "title": "Visits",
        "state": Message("Waits for approval"),
        "until": date(2026, 3, 20),
        "amount_fen": 120_000,
    }


def test_the_same_news_twice_is_told_once(session, market, tell) -> None:
    one, other = market.person(), market.person()

    tell(one, key="waits/1")
    tell(one, other, key="waits/1")
    tell(one, key="waits/2")

    assert queries.unread(session, one.id) == 2
    assert queries.unread(session, other.id) == 1


def test_without_a_key_everything_is_told(session, market, tell) -> None:
    person = market.person()
    tell(person)
    tell(person)
    assert queries.unread(session, person.id) == 2


def test_whoever_is_disabled_is_told_nothing(session, market, tell) -> None:
    tell(market.person(disabled_at=clock.now()))
    assert session.scalars(select(Notification)).all() == []


def test_what_was_switched_off_is_not_told_but_decisions_always_are(session, market, tell) -> None:
    person = market.person()
    service.choose(session, person.id, SILENT)

    for kind in (Kind.STEP_TAKEN, Kind.OBJECTION_FILED, Kind.DECIDED, Kind.OBJECTION_ANSWERED):
        tell(person, kind=kind)

    rows = session.scalars(select(Notification)).all()
    assert {(row.kind, row.shown, row.mail_by) for row in rows} == {
        (Kind.DECIDED, True, Frequency.NONE),
        (Kind.OBJECTION_ANSWERED, True, Frequency.NONE),
    }


def test_a_choice_can_be_made_anew(session, market) -> None:
    person = market.person()
    service.choose(session, person.id, SILENT)
    service.choose(session, person.id, dict(DEFAULTS))
    session.flush()
    assert service.preferences.preferences_of(session, [person.id])[person.id] == DEFAULTS


def test_what_is_wanted_by_mail_alone_is_not_counted_on_the_page(session, market, tell) -> None:
    person = market.person()
    service.choose(session, person.id, {Category.CASE: Preference(False, Frequency.DAILY)})
    tell(person)
    assert queries.unread(session, person.id) == 0
    assert session.scalars(select(Notification.mail_by)).all() == [Frequency.DAILY]


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example", "/a\nb", "", "/\\elsewhere"])
def test_links_lead_nowhere_else(session, market, path) -> None:
    with pytest.raises(ValueError, match="not a path"):
        service.notify(
            session, [market.person().id], Kind.DECIDED, subject_kind="pairing", subject_id=uuid4(),
            values={"number": "1", "title": "t"}, url_path=path,
        )  # fmt: skip


@pytest.mark.parametrize("values", [{"colour": "red"}, {"note": object()}, {"note": 1.5}])
def test_values_that_nobody_could_show_are_refused(market, tell, values) -> None:
    with pytest.raises(ValueError, match="a notification"):
        tell(market.person(), **values)


def test_nobody_marks_what_others_were_told(session, market, tell) -> None:
    person, stranger = market.person(), market.person()
    tell(person)
    row = session.scalars(select(Notification)).one()

    with pytest.raises(NotFound):
        service.mark_read(session, stranger.id, row.id)
    service.mark_all_read(session, stranger.id, clock.now())

    assert queries.unread(session, person.id) == 1
    service.mark_read(session, person.id, row.id)
    session.flush()
    assert queries.unread(session, person.id) == 0
