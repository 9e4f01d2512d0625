"""Digests: one mail a day at most, of the days and weeks that are over."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from market import clock
from market.notifications import queries, service
from market.notifications.kinds import Category, Kind
from market.notifications.models import Frequency, Mail
from market.notifications.preferences import Preference
from tests.conftest import NOW

DAILY = {Category.CASE: Preference(True, Frequency.DAILY)}
WEEKLY = {Category.CASE: Preference(True, Frequency.WEEKLY)}
BOTH = {Category.CASE: Preference(True, Frequency.DAILY), Category.DEADLINE: Preference(True, Frequency.WEEKLY)}
MONDAY = datetime(2026, 3, 16, 0, 30, tzinfo=UTC)  # 8:30 in China, five days after NOW


@pytest.fixture
def reader(session, market):
    def reader(chosen, **values):
        person = market.person(**values)
        service.choose(session, person.id, chosen)
        session.flush()
        return person

    return reader


def test_the_news_of_a_day_comes_together_on_the_next(reader, tell, run, mail_server) -> None:
    person = reader(DAILY)
    tell(person, title="First")
    with clock.held_at(NOW + timedelta(minutes=1)):
        tell(person, title="Second", kind=Kind.STEP_TAKEN)

    assert "0 digests" in run("digest")
    with clock.held_at(NOW + timedelta(days=1)):
        assert "1 digests" in run("digest")
        assert "0 digests" in run("digest")
        run("send")

    (message,) = mail_server.messages
    assert message["Subject"] == "2 notifications, March 12, 2026"
    assert message["List-Unsubscribe"] == "<https://exchange.example/notifications/settings>"
    plain = message.get_body(("plain",)).get_content()
    assert plain.index("First") < plain.index("Second")


def test_a_day_ends_at_midnight_in_china(reader, tell, run) -> None:
    tell(reader(DAILY))
    for moment, made in ((datetime(2026, 3, 11, 15, 59, tzinfo=UTC), 0), (datetime(2026, 3, 11, 16, 1, tzinfo=UTC), 1)):
        with clock.held_at(moment):
            assert f"{made} digests" in run("digest")


def test_the_news_of_a_week_comes_on_monday_or_when_the_machine_is_back(reader, tell, run) -> None:
    tell(reader(WEEKLY))
    with clock.held_at(MONDAY - timedelta(days=1)):
        assert "0 digests" in run("digest")
    with clock.held_at(MONDAY + timedelta(days=1)):  # it was off on Monday
        assert "1 digests" in run("digest")


def test_on_monday_the_day_and_the_week_come_in_one_mail(session, reader, tell, run, mail_server) -> None:
    person = reader(BOTH)
    tell(person, kind=Kind.YELLOW_CARD)
    with clock.held_at(MONDAY - timedelta(days=1)):
        tell(person)
    with clock.held_at(MONDAY):
        assert "1 digests" in run("digest")
        assert "1 sent" in run("send")
    assert session.scalars(select(Mail.digest_on)).all() == [date(2026, 3, 16)]
    assert mail_server.messages[0]["Subject"].startswith("2 notifications")


def test_what_was_read_on_the_page_is_left_out(session, reader, tell, run) -> None:
    person = reader(DAILY)
    tell(person)
    service.mark_all_read(session, person.id, clock.now())
    with clock.held_at(NOW + timedelta(days=1)):
        assert "0 digests" in run("digest")
    assert queries.unread(session, person.id) == 0


def test_what_was_switched_off_meanwhile_is_left_out(session, reader, tell, run) -> None:
    person = reader(DAILY)
    tell(person)
    service.choose(session, person.id, {Category.CASE: Preference(True, Frequency.NONE)})
    with clock.held_at(NOW + timedelta(days=1)):
        assert "0 digests" in run("digest")


def test_a_disabled_person_gets_no_digest(session, reader, tell, run, mail_server) -> None:
    person = reader(DAILY)
    tell(person)
    with clock.held_at(NOW + timedelta(days=1)):
        run("digest")
        person.disabled_at = clock.now()
        assert "1 dropped" in run("send")
    assert mail_server.taken == []
