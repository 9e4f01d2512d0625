"""The outbox: what is to be mailed is queued, claimed by one sender, and noted as sent, put off or given up."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from market import clock
from market.notifications import preferences
from market.notifications.models import Frequency, Mail, MailState, Notification
from market.notifications.preferences import Preferences

# How long after the first, second … refusal for the time being the next attempt is made; then it is given up.
STEPS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
LEASE = timedelta(minutes=15)  # much longer than any hand-over: each of its waits ends after `smtp.PATIENCE` seconds
AT_ONCE_WITHIN = timedelta(days=3)  # what no sender has looked at for so long is no news, and stays on the page
DIGEST_WITHIN = timedelta(days=15)
MOST_AT_ONCE = 500  # queued in one transaction


@dataclass(frozen=True)
class Claim:
    """The right of one sender to hand over one mail, until its lease ends."""

    mail: Mail
    leased_until: datetime


def queue_at_once(session: Session) -> int:
    """Make a mail of each notification that its person wants at once; how many."""
    since = clock.now() - AT_ONCE_WITHIN
    waiting = _waiting(session, (Frequency.AT_ONCE,), since)
    for row in waiting:
        _mail(session, [row])
    return len(waiting)


def queue_digests(session: Session) -> int:
    """Make one mail for each person of the news of the days, and weeks from Monday, that are over; how many.

    What is in it does not depend on the hour at which this runs, nor on whether it ran yesterday.
    """
    today, since = clock.today(), clock.now() - DIGEST_WITHIN
    by_person: dict[UUID, list[Notification]] = defaultdict(list)
    for row in _waiting(session, (Frequency.DAILY, Frequency.WEEKLY), since, unread=True, before=_midnight(today)):
        by_person[row.person_id].append(row)
    have_one = set(session.scalars(select(Mail.person_id).where(Mail.digest_on == today)))
    made = 0
    for person_id, chosen in preferences.preferences_of(session, by_person.keys() - have_one).items():
        if rows := [row for row in by_person[person_id] if _is_over(row, chosen, today)]:
            _mail(session, rows, digest_on=today)
            made += 1
    return made


def _is_over(row: Notification, chosen: Preferences, today: date) -> bool:
    """Whether the day, or week, of a notification is over, by what its person wants now."""
    wanted = preferences.mail_by(row.kind, chosen)
    if wanted is Frequency.WEEKLY:
        return row.created_at < _midnight(today - timedelta(days=today.weekday()))
    return wanted is not Frequency.NONE


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.CHINA)


def _waiting(
    session: Session,
    ways: Sequence[Frequency],
    since: datetime,
    *,
    unread: bool = False,
    before: datetime | None = None,
) -> Sequence[Notification]:
    query = select(Notification).where(
        Notification.mail_by.in_(ways), Notification.mail_id.is_(None), Notification.created_at >= since
    )
    if unread:
        query = query.where(Notification.read_at.is_(None))
    if before is not None:
        query = query.where(Notification.created_at < before)
    query = query.order_by(Notification.created_at, Notification.id).with_for_update()
    return session.scalars(query.limit(MOST_AT_ONCE) if before is None else query).all()


def _mail(session: Session, rows: Sequence[Notification], digest_on: date | None = None) -> None:
    now = clock.now()
    mail = Mail(id=uuid4(), person_id=rows[0].person_id, digest_on=digest_on, next_attempt_at=now, created_at=now)
    session.add(mail)
    session.flush()
    for row in rows:
        row.mail_id = mail.id


def claim(session: Session, mail_id: UUID, domain: str) -> Claim | None:
    """Take a waiting mail for oneself; None when another sender was faster. What nobody wants any more is dropped.

    It counts as being sent from the commit on, before a word goes to the server: whatever dies then, it is not
    sent twice.
    """
    until = clock.now() + LEASE
    if not _change(session, mail_id, MailState.WAITING, state=MailState.SENDING, leased_until=until):
        return None
    mail = session.get_one(Mail, mail_id, populate_existing=True)
    if problem := _unwanted(session, mail):
        mail.state, mail.leased_until, mail.last_error = MailState.DROPPED, None, problem
    mail.message_id = mail.message_id or f"<{mail.id}@{domain}>"
    session.flush()
    return Claim(mail, until)


def _unwanted(session: Session, mail: Mail) -> str:
    """Why a mail is no longer to be sent; "" when it is."""
    if mail.person.disabled_at is not None:
        return "the account is disabled"
    chosen = preferences.preferences_of(session, [mail.person_id])[mail.person_id]
    if all(preferences.mail_by(row.kind, chosen) is Frequency.NONE for row in mail.notifications):
        return "the person wants no mail about this"
    return ""


def note_sent(session: Session, claim: Claim) -> None:
    """The server took the mail."""
    _finish(session, claim, state=MailState.SENT, sent_at=clock.now(), attempts=Mail.attempts + 1, last_error="")


def note_failed(session: Session, claim: Claim, error: str) -> None:
    """The mail can never be sent."""
    _finish(session, claim, state=MailState.FAILED, attempts=Mail.attempts + 1, last_error=error[:500])


def note_put_off(session: Session, claim: Claim, error: str) -> bool:
    """The server refused the mail for the time being; whether there is another attempt."""
    made = claim.mail.attempts
    if made >= len(STEPS):
        note_failed(session, claim, f"given up after {made + 1} attempts: {error}")
        return False
    again_at = clock.now() + STEPS[made]
    values = {"state": MailState.WAITING, "attempts": made + 1, "next_attempt_at": again_at}
    _finish(session, claim, **values, last_error=error[:500])
    return True


def note_unreachable(session: Session, claim: Claim, error: str) -> None:
    """No server took anything: not an attempt, however long that lasts; the mail waits for the next one."""
    again_at = clock.now() + STEPS[0]
    _finish(session, claim, state=MailState.WAITING, next_attempt_at=again_at, last_error=error[:500])


def note_uncertain(session: Session, claim: Claim, error: str) -> None:
    """The connection ended after the mail was handed over and before the answer: only a person may decide on it."""
    now = clock.now()
    _change(session, claim.mail.id, MailState.SENDING, claim.leased_until, leased_until=now, last_error=error[:500])


def retry_stuck(session: Session) -> int:
    """Let mails wait again whose sender died while it handed them over, on somebody's word; how many."""
    rows = session.execute(
        update(Mail)
        .where(Mail.state == MailState.SENDING, Mail.leased_until <= clock.now())
        .values(state=MailState.WAITING, leased_until=None, next_attempt_at=clock.now())
    )
    return cast(CursorResult[Any], rows).rowcount


def _finish(session: Session, claim: Claim, **values: object) -> None:
    """Change a claimed mail, unless the lease ended and somebody decided otherwise."""
    _change(session, claim.mail.id, MailState.SENDING, claim.leased_until, leased_until=None, **values)


def _change(
    session: Session, mail_id: UUID, found_in: MailState, lease: datetime | None = None, **values: object
) -> bool:
    """Change a mail that is in a state; whether it still was. Of two who ask, the database lets one through."""
    query = update(Mail).where(Mail.id == mail_id, Mail.state == found_in).values(**values)
    if lease is not None:
        query = query.where(Mail.leased_until == lease)
    query = query.execution_options(synchronize_session=False)
    return cast(CursorResult[Any], session.execute(query)).rowcount == 1
