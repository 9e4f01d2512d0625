"""What can be done with notifications; in the caller's transaction. Not in the trail: what they tell of is there."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from market import clock
from market.accounts.models import Person
from market.errors import Message, NotFound
from market.notifications import preferences
from market.notifications.kinds import Category, Kind
from market.notifications.models import Frequency, Notification, NotificationSetting
from market.notifications.preferences import Preferences
from market.notifications.values import pack

_PATH = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f\x7f]*")


def notify(
    session: Session,
    person_ids: Collection[UUID],
    kind: Kind,
    *,
    subject_kind: str,
    subject_id: UUID,
    values: Mapping[str, object],
    url_path: str,
    dedupe_key: str | None = None,
) -> None:
    """Tell some people something; those whose account is disabled, and who want nothing of the kind, are left out.

    Args:
        values: `number` and `title` of the case, and if known `state`, `until`, `amount_fen`, `note`; see `values`.
        url_path: the page of this site that it leads to.
        dedupe_key: told once to each person, however often it is given.

    Raises: ValueError when a value cannot be kept or the path leads elsewhere.
    """
    if not _PATH.fullmatch(url_path):
        raise ValueError(f"not a path of this site: {url_path!r}")
    packed, now = pack(values), clock.now()
    told = session.scalars(select(Person.id).where(Person.id.in_(person_ids), Person.disabled_at.is_(None))).all()
    rows = [
        {
            "id": uuid4(),
            "person_id": person_id,
            "kind": kind,
            "values": packed,
            "subject_kind": subject_kind,
            "subject_id": subject_id,
            "url_path": url_path,
            "dedupe_key": dedupe_key,
            "created_at": now,
            **_ways(kind, chosen),
        }
        for person_id, chosen in sorted(preferences.preferences_of(session, told).items())
    ]
    if rows := [row for row in rows if row["shown"] or row["mail_by"] is not Frequency.NONE]:
        session.execute(_insert(session).values(rows))


def _ways(kind: Kind, chosen: Preferences) -> dict[str, object]:
    return {"shown": preferences.shown(kind, chosen), "mail_by": preferences.mail_by(kind, chosen)}


def _insert(session: Session) -> Insert:
    """Leaves out what the person was told before, also by a transaction that has only just been committed."""
    once = ["person_id", "dedupe_key"]
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(Notification).on_conflict_do_nothing(index_elements=once)
    return sqlite.insert(Notification).on_conflict_do_nothing(index_elements=once)


def mark_read(session: Session, person_id: UUID, notification_id: UUID) -> Notification:
    """Note that somebody has read something.

    Raises: NotFound when there is no such thing among what they were told.
    """
    row = session.get(Notification, notification_id)
    if row is None or row.person_id != person_id:
        raise NotFound(Message("There is no such notification."))
    row.read_at = row.read_at or clock.now()
    return row


def mark_all_read(session: Session, person_id: UUID, until: datetime) -> None:
    """Note that somebody has read everything that they were told up to a moment."""
    session.execute(
        update(Notification)
        .where(Notification.person_id == person_id, Notification.read_at.is_(None), Notification.created_at <= until)
        .values(read_at=clock.now())
    )


def choose(session: Session, person_id: UUID, chosen: Preferences) -> None:
    """Keep how somebody wants to hear of each category. Not in the trail: it is nobody else's business."""
    query = select(NotificationSetting).where(NotificationSetting.person_id == person_id)
    rows: dict[Category, NotificationSetting] = {row.category: row for row in session.scalars(query)}
    for category, preference in chosen.items():
        row = rows.get(category) or NotificationSetting(person_id=person_id, category=category)
        row.on_page, row.mail_by = preference.on_page, preference.mail_by
        session.add(row)
