"""How long the offices take: figures of the stays of a period, by office and state, and of whole procedures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from market import figures
from market.figures import Figures
from market.pairings.models import Pairing, PairingState, Stay, Track
from market.pairings.stays import counted

DEFAULT_DAYS = 180
PERIODS = (30, 90, 180, 365)


@dataclass(frozen=True)
class Period:
    """From a moment (included) to another (excluded)."""

    start: datetime
    end: datetime

    @classmethod
    def before(cls, end: datetime, days: int) -> "Period":
        """The period of so many days that ends at a moment."""
        return cls(end - timedelta(days=days), end)

    @property
    def previous(self) -> "Period":
        """The one of the same length before it."""
        return Period(self.start - (self.end - self.start), self.start)


@dataclass(frozen=True)
class Line:
    """What one office took in one state, "" for all of them; `before`: in the period before."""

    office: str
    state: PairingState | None
    now: Figures
    before: Figures


def by_office(session: Session, period: Period) -> list[Line]:
    """The figures of each office: all its states together, then each state in the order of the procedure."""
    lines = []
    now, before = _stays_by_key(session, period), _stays_by_key(session, period.previous)
    for office in sorted({office for office, _state in now.keys() | before.keys()}):
        states = [state for state in PairingState if (office, state) in now.keys() | before.keys()]
        for state in [None, *states] if len(states) > 1 else states:
            keys = [(office, one) for one in (states if state is None else [state])]
            lines.append(
                Line(
                    office,
                    state,
                    figures.figures([stay for key in keys for stay in now.get(key, [])], period.end),
                    figures.figures([stay for key in keys for stay in before.get(key, [])], period.start),
                )
            )
    return lines


def _stays_by_key(session: Session, period: Period) -> dict[tuple[str, PairingState], list[figures.Stay]]:
    """The stays with an office that were left in a period, or were overdue at its end and lasted still."""
    lasts = or_(Stay.left_at.is_(None), Stay.left_at >= period.end)
    query = select(Stay).where(
        Stay.office != "",
        Stay.entered_at < period.end,
        or_(and_(Stay.left_at >= period.start, Stay.left_at < period.end), and_(lasts, Stay.due_at < period.end)),
    )
    found: dict[tuple[str, PairingState], list[figures.Stay]] = {}
    for stay in session.scalars(query.order_by(Stay.entered_at, Stay.id)):
        found.setdefault((stay.office, stay.state), []).append(counted(stay, period.end))
    return found


def whole_procedures(session: Session, period: Period) -> list[tuple[Track, Figures, Figures]]:
    """By track: from the first submission to the decision, corrections included; this period and the one before."""
    rows = _procedures(session, period.previous.start, period.end)
    return [
        (track, _of(rows, track, period), _of(rows, track, period.previous)) for track in Track if _has(rows, track)
    ]


_Procedure = tuple[Track, datetime, datetime]


def _procedures(session: Session, start: datetime, end: datetime) -> Sequence[_Procedure]:
    first = (
        select(Stay.pairing_id, func.min(Stay.entered_at).label("at"))
        .where(Stay.state == PairingState.SUBMITTED)
        .group_by(Stay.pairing_id)
        .subquery()
    )
    query = (
        select(Pairing.track, Pairing.decided_at, first.c.at)
        .join(first, first.c.pairing_id == Pairing.id)
        .where(Pairing.decided_at >= start, Pairing.decided_at < end)
    )
    rows = session.execute(query.order_by(Pairing.decided_at, Pairing.id))
    return [(track, submitted_at, decided_at) for track, decided_at, submitted_at in rows if decided_at is not None]


def _has(rows: Iterable[_Procedure], track: Track) -> bool:
    return any(one is track for one, _submitted, _decided in rows)


def _of(rows: Iterable[_Procedure], track: Track, period: Period) -> Figures:
    stays = [
        figures.Stay("decided", track.value, submitted, decided, None, None)
        for one, submitted, decided in rows
        if one is track and period.start <= decided < period.end
    ]
    return figures.figures(stays, period.end)
