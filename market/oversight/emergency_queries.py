"""What can be asked of emergencies; changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from market.errors import Message, NotFound
from market.oversight.models import Disclosure
from market.pairings.models import Emergency, EmergencyCase, EmergencyState, Pairing
from market.pairings.service.fast_track import IN_FORCE, active_emergencies


@dataclass(frozen=True)
class InForce:
    """What a banner says of an emergency."""

    id: UUID
    reason: str
    ends_on: date


def emergencies(session: Session) -> Sequence[Emergency]:
    """All of them, the last declared first."""
    return session.scalars(select(Emergency).order_by(Emergency.declared_at.desc(), Emergency.id)).all()


def get_emergency(session: Session, emergency_id: UUID) -> Emergency:
    """One emergency. Raises: NotFound."""
    found = session.get(Emergency, emergency_id)
    if found is None:
        raise NotFound(Message("There is no such emergency."))
    return found


def unsettled(session: Session) -> Sequence[UUID]:
    """Those in force, and those that ended before anybody ratified them: what time may still do something to."""
    ended = and_(Emergency.state == EmergencyState.ENDED, Emergency.ratified_at.is_(None))
    query = select(Emergency.id).where(or_(Emergency.state.in_(IN_FORCE), ended))
    return session.scalars(query.order_by(Emergency.declared_at, Emergency.id)).all()


def disclosures(session: Session, emergency: Emergency) -> Sequence[Disclosure]:
    """What was made public on an emergency, the newest first."""
    query = select(Disclosure).where(Disclosure.emergency_id == emergency.id)
    return session.scalars(query.order_by(Disclosure.published_at.desc(), Disclosure.id)).all()


def cases(session: Session, emergency: Emergency) -> Sequence[EmergencyCase]:
    """The files that an emergency covers or covered, by number."""
    query = select(EmergencyCase).join(Pairing).where(EmergencyCase.emergency_id == emergency.id)
    return session.scalars(query.options(joinedload(EmergencyCase.pairing)).order_by(Pairing.number)).all()


def to_review(session: Session) -> Sequence[EmergencyCase]:
    """The decisions that wait for a superior's review, by number."""
    query = select(EmergencyCase).join(Pairing).where(EmergencyCase.to_review, EmergencyCase.reviewed_at.is_(None))
    return session.scalars(query.options(joinedload(EmergencyCase.pairing)).order_by(Pairing.number)).all()


def get_case(session: Session, case_id: UUID) -> EmergencyCase:
    """One file under one emergency. Raises: NotFound."""
    found = session.get(EmergencyCase, case_id)
    if found is None:
        raise NotFound(Message("There is no such file."))
    return found


def in_force(session: Session) -> Sequence[InForce]:
    """What the banner says of those in force now, the oldest first."""
    return [InForce(one.id, one.reason, one.ends_on) for one in active_emergencies(session)]
