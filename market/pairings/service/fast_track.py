"""Files that an emergency covers: their checks may be merged, as long as it is in force and no longer."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from market import audit, clock
from market.audit import AuditEvent
from market.listings.models import Listing
from market.pairings.models import Emergency, EmergencyCase, EmergencyState, Pairing, PairingState
from market.permissions import SYSTEM
from market.vocabularies.models import Vocabulary

IN_FORCE = (EmergencyState.DECLARED, EmergencyState.RATIFIED)
MERGED = "pass_all_checks"


def active_emergencies(session: Session) -> Sequence[Emergency]:
    """Those in force now, the oldest first."""
    query = select(Emergency).where(Emergency.state.in_(IN_FORCE), Emergency.ends_on >= clock.today())
    found = session.scalars(query.order_by(Emergency.declared_at, Emergency.id)).all()
    return [emergency for emergency in found if emergency.is_active(clock.now())]


def covers(emergency: Emergency, pairing: Pairing) -> bool:
    """Whether an emergency's scope has the pairing's track, a place and a field of its need or offer."""
    sides = [listing for listing in (pairing.need, pairing.offer) if listing is not None]
    return (
        pairing.track.value in emergency.tracks
        and (not emergency.divisions or any(_is_in(emergency, listing) for listing in sides))
        and (
            not emergency.fields or any(_codes(listing, Vocabulary.FIELD) & set(emergency.fields) for listing in sides)
        )
    )


def _is_in(emergency: Emergency, listing: Listing) -> bool:
    """A division contains those whose codes begin with its own; what is for all of the district is for its parts."""
    places = _codes(listing, Vocabulary.DIVISION)
    return any(one.startswith(two) or two.startswith(one) for one in places for two in emergency.divisions)


def _codes(listing: Listing, vocabulary: Vocabulary) -> set[str]:
    return {tag.code for tag in listing.tags if tag.vocabulary is vocabulary}


def is_covered(session: Session, pairing: Pairing) -> bool:
    """Whether an emergency that is in force now covers the pairing."""
    return any(covers(emergency, pairing) for emergency in active_emergencies(session))


def came_fast(session: Session, pairing: Pairing) -> bool:
    """Whether it waits for approval because all checks were passed at once."""
    if pairing.state is not PairingState.APPROVAL:
        return False
    query = select(AuditEvent.action).where(
        AuditEvent.subject_kind == Pairing.__tablename__,
        AuditEvent.subject_id == pairing.id,
        AuditEvent.after == PairingState.APPROVAL,
        AuditEvent.before != PairingState.APPROVAL,
    )
    return session.scalar(query.order_by(AuditEvent.seq.desc()).limit(1)) == MERGED


def follow(session: Session, pairing: Pairing) -> None:
    """Open or close the fast track of an undecided pairing as the emergencies in force have it."""
    covering = {one.id: one for one in active_emergencies(session) if covers(one, pairing)}
    there = {case.emergency_id: case for case in cases_of(session, pairing)}
    for emergency_id in covering.keys() - there.keys():
        session.add(EmergencyCase(emergency_id=emergency_id, pairing_id=pairing.id, since_at=clock.now()))
    for emergency_id, case in there.items():
        case.until_at = None if emergency_id in covering else case.until_at or clock.now()
    if pairing.fast_track != bool(covering):
        pairing.fast_track = bool(covering)
        details = {"emergencies": sorted(str(one) for one in covering)}
        audit.record(session, SYSTEM, "open_fast_track" if covering else "close_fast_track", pairing, details=details)


def cases_of(session: Session, pairing: Pairing) -> Sequence[EmergencyCase]:
    """What emergencies have to do with a pairing."""
    query = select(EmergencyCase).where(EmergencyCase.pairing_id == pairing.id)
    return session.scalars(query.options(joinedload(EmergencyCase.emergency)).order_by(EmergencyCase.id)).all()


def start_over(session: Session, pairing: Pairing) -> None:
    """A pairing is submitted, perhaps anew: earlier checks no longer count."""
    for case in cases_of(session, pairing):
        case.used_at = None
    follow(session, pairing)


def note_use(session: Session, pairing: Pairing) -> None:
    """All checks were passed at once, under every emergency that covers it now."""
    for case in cases_of(session, pairing):
        if case.until_at is None:
            case.used_at = clock.now()
