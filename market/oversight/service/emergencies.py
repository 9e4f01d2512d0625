"""Emergencies: declared by the duty officer, ratified by a superior who is somebody else, over by themselves."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Invalid, Message, NotAllowed, NotPossible
from market.oversight import announce
from market.oversight.permissions import DECLARE_EMERGENCY, END_EMERGENCY, RATIFY_EMERGENCY
from market.pairings import service as pairings
from market.pairings.models import Emergency, EmergencyCase, EmergencyState, Pairing, PairingState, Track
from market.permissions import SYSTEM, Actor, Office
from market.vocabularies import calendar
from market.vocabularies.calendar import Span, Unit

TO_RATIFY = Span(10, Unit.DAY)  # 慈善法 73 asks for filing within ten days
LONGEST = timedelta(days=30)
LONGEST_TEXT = 2000
FAST = frozenset({PairingState.SUBMITTED, PairingState.FORMAL_CHECK})
PUBLIC = frozenset(track.value for track in Track if track.is_public)
IN_FORCE = frozenset({EmergencyState.DECLARED, EmergencyState.RATIFIED})


def declare_emergency(
    session: Session,
    actor: Actor,
    *,
    reason: str,
    divisions: Sequence[str],
    fields: Sequence[str],
    tracks: Sequence[str],
    ends_on: date,
) -> Emergency:
    """Declare an emergency; files of its scope that wait to be checked may go faster from now on.

    Raises:
        NotAllowed: the actor is not on duty. UnknownYear: the day to ratify by cannot be told.
        Invalid: no reason, no track of public money, or a last day that is over or too far away.
    """
    DECLARE_EMERGENCY.require(actor, None)
    problems = _problems_of_text("reason", reason) | _problems_of_end(ends_on, clock.today())
    if not tracks or not set(tracks) <= PUBLIC:
        problems["tracks"] = Message("Choose government purchase, the special fund, or both.")
    if problems or actor.person_id is None:
        raise Invalid(problems)
    emergency = Emergency(
        reason=reason.strip(),
        divisions=sorted(divisions),
        fields=sorted(fields),
        tracks=sorted(tracks),
        ends_on=ends_on,
        state=EmergencyState.DECLARED,
        declared_at=clock.now(),
        declared_by_id=actor.person_id,
        declared_for_id=actor.delegated.get(Office.DUTY),
        ratify_by=calendar.end_of(clock.now(), TO_RATIFY),
    )
    session.add(emergency)
    _record(session, actor, "declare_emergency", emergency, None, reason, Office.DUTY)
    for pairing in session.scalars(select(Pairing).where(Pairing.state.in_(FAST), Pairing.track.in_(tracks))):
        pairings.follow_emergencies(session, pairing)
    announce.emergency_declared(session, emergency)
    return emergency


def ratify_emergency(session: Session, actor: Actor, emergency: Emergency, note: str) -> None:
    """Stand behind an emergency that somebody else declared; also one that was over before anybody could.

    Raises: NotAllowed for whoever declared it; NotPossible when it was ratified, or the time for it is over.
    """
    _require_other(actor, emergency)
    _require_in_time(emergency)
    if _problems_of_text("note", note):
        raise Invalid(_problems_of_text("note", note))
    before = emergency.state
    emergency.ratified_at, emergency.ratified_by_id = clock.now(), actor.person_id
    if emergency.state is EmergencyState.DECLARED:
        emergency.state = EmergencyState.RATIFIED
    _record(session, actor, "ratify_emergency", emergency, before, note, Office.SUPERIOR)


def _require_in_time(emergency: Emergency) -> None:
    waits = emergency.ratified_at is None and emergency.state is not EmergencyState.LAPSED
    if not waits or clock.now() > emergency.ratify_by:
        raise NotPossible(Message("It was ratified already, or the time to ratify it is over."))


def extend_emergency(session: Session, actor: Actor, emergency: Emergency, ends_on: date, note: str) -> None:
    """Put off the last day, once, of an emergency that was ratified and is in force.

    Raises: as `ratify_emergency`; Invalid when the day is no later, or more than 30 days later.
    """
    _require_other(actor, emergency)
    if emergency.state is not EmergencyState.RATIFIED or not emergency.is_active(clock.now()) or emergency.extended_at:
        raise NotPossible(Message("Only an emergency that was ratified and is in force is extended, and only once."))
    problems = _problems_of_text("note", note) | _problems_of_end(ends_on, emergency.ends_on)
    if ends_on == emergency.ends_on:
        problems["ends_on"] = Message("This is its last day already.")
    if problems:
        raise Invalid(problems)
    emergency.ends_on, emergency.extended_at = ends_on, clock.now()
    _record(session, actor, "extend_emergency", emergency, emergency.state, note, Office.SUPERIOR)


def end_emergency(session: Session, actor: Actor, emergency: Emergency, note: str) -> None:
    """End an emergency before its last day. Raises: NotAllowed; NotPossible when it is over; Invalid without a note."""
    END_EMERGENCY.require(actor, None)
    if emergency.state not in IN_FORCE:
        raise NotPossible(Message("This emergency is over."))
    if _problems_of_text("note", note):
        raise Invalid(_problems_of_text("note", note))
    office = Office.DUTY if actor.holds(Office.DUTY) else Office.SUPERIOR
    _stop(session, actor, emergency, EmergencyState.ENDED, "end_emergency", note, office)


def keep_emergency(session: Session, emergency: Emergency) -> bool:
    """End it after its last day, and let it lapse when nobody ratified it; whether anything was done.

    What ended before it was ratified lapses, too, once the time to ratify it is over: what was decided under it is
    reviewed all the same.
    """
    now, before = clock.now(), emergency.state
    if emergency.state in IN_FORCE and now > emergency.last_moment:
        _stop(session, SYSTEM, emergency, EmergencyState.ENDED, "end_emergency", "", None)
    unratified = emergency.ratified_at is None and emergency.state is not EmergencyState.LAPSED
    if unratified and now > emergency.ratify_by:
        _stop(session, SYSTEM, emergency, EmergencyState.LAPSED, "lapse_emergency", "", None)
        _flag_decisions(session, emergency)
    return emergency.state is not before


def _stop(
    session: Session,
    actor: Actor,
    emergency: Emergency,
    state: EmergencyState,
    action: str,
    note: str,
    office: Office | None,
) -> None:
    """Take an emergency out of force, and bring the undecided files that it covered back to the full checks."""
    before, emergency.state = emergency.state, state
    emergency.ended_at = emergency.ended_at or clock.now()
    _record(session, actor, action, emergency, before, note, office)
    for pairing in _covered(session, emergency):
        if pairing.decided_at is None:
            pairings.leave_emergency(session, pairing)


def _covered(session: Session, emergency: Emergency) -> Sequence[Pairing]:
    query = select(Pairing).join(EmergencyCase).where(EmergencyCase.emergency_id == emergency.id)
    return session.scalars(query.order_by(Pairing.number)).all()


def _flag_decisions(session: Session, emergency: Emergency) -> None:
    """What was decided after all its checks were passed at once waits for a superior's review."""
    query = (
        select(EmergencyCase)
        .join(Pairing)
        .where(
            EmergencyCase.emergency_id == emergency.id,
            EmergencyCase.used_at.is_not(None),
            Pairing.decided_at >= EmergencyCase.used_at,
        )
    )
    for case in session.scalars(query.order_by(EmergencyCase.id)):
        case.to_review = True
        details = {"emergency": str(emergency.id)}
        audit.record(session, SYSTEM, "flag_decision", case.pairing, details=details)
        announce.decision_flagged(session, case)


def _require_other(actor: Actor, emergency: Emergency) -> None:
    """Raises: NotAllowed for all but a superior who neither declared it nor lent or borrowed the office for it."""
    RATIFY_EMERGENCY.require(actor, None)
    declared = {emergency.declared_by_id, emergency.declared_for_id} - {None}
    if {actor.person_id, actor.delegated.get(Office.SUPERIOR)} & declared:
        raise NotAllowed(Message("Nobody ratifies or extends what they declared themselves."))


def _problems_of_text(name: str, text: str) -> dict[str, Message]:
    if not text.strip() or len(text) > LONGEST_TEXT:
        return {name: Message("Say why, in at most {n} characters.", {"n": LONGEST_TEXT})}
    return {}


def _problems_of_end(ends_on: date, earliest: date) -> dict[str, Message]:
    if ends_on < earliest:
        return {"ends_on": Message("This day is over, or earlier than the present last day.")}
    if ends_on - earliest > LONGEST:
        return {"ends_on": Message("At most {n} days at once.", {"n": LONGEST.days})}
    return {}


def _record(
    session: Session,
    actor: Actor,
    action: str,
    emergency: Emergency,
    before: EmergencyState | None,
    note: str,
    office: Office | None,
) -> None:
    details: dict[str, Any] = {
        "ends_on": str(emergency.ends_on),
        "divisions": emergency.divisions,
        "fields": emergency.fields,
        "tracks": emergency.tracks,
    }
    holder: UUID | None = actor.delegated.get(office) if office else None
    audit.record(
        session,
        actor,
        action,
        emergency,
        before=before,
        after=emergency.state,
        note=note.strip(),
        details=details,
        on_behalf_of=holder,
    )
