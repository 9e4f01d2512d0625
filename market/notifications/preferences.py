"""How people want to hear of each category, and what becomes of one notification by that."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from market.notifications.kinds import TOLD, Category, Kind
from market.notifications.models import Frequency, NotificationSetting


@dataclass(frozen=True)
class Preference:
    """Whether a category appears on the page, and how often its mail comes."""

    on_page: bool
    mail_by: Frequency


DEFAULTS: Mapping[Category, Preference] = {
    category: Preference(True, Frequency.WEEKLY if category is Category.SUGGESTION else Frequency.AT_ONCE)
    for category in Category
}
Preferences = dict[Category, Preference]


def preferences_of(session: Session, person_ids: Collection[UUID]) -> dict[UUID, Preferences]:
    """What each of some people chose, all categories filled in."""
    found: dict[UUID, Preferences] = {person_id: dict(DEFAULTS) for person_id in person_ids}
    query = select(NotificationSetting).where(NotificationSetting.person_id.in_(found))
    for row in session.scalars(query):
        found[row.person_id][row.category] = Preference(row.on_page, row.mail_by)
    return found


def shown(kind: Kind, chosen: Preferences) -> bool:
    """Whether it appears on the page; what the law requires always does."""
    return TOLD[kind].required or chosen[TOLD[kind].category].on_page


def mail_by(kind: Kind, chosen: Preferences) -> Frequency:
    """When its mail comes."""
    return chosen[TOLD[kind].category].mail_by
