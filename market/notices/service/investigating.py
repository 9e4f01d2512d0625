"""Investigating an objection: somebody new to the case takes it, hears the sides, finds and decides."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from market import audit, clock
from market.errors import Invalid, Message, NotAllowed, NotPossible
from market.notices import announce
from market.notices.models import Objection, ObjectionState
from market.notices.permissions import READ_OBJECTION
from market.notices.queries import count_open
from market.notices.service.holding import hold_case, is_over
from market.pairings.duties import Duty, Role
from market.pairings.models import Pairing, PairingState
from market.pairings.permissions import Capacity
from market.pairings.service import conduct, require_duty, take_step
from market.permissions import Actor
from market.vocabularies import calendar

REPLY_WORKING_DAYS = 3
LEAST_LETTERS, MOST_LETTERS = 10, 5000


def take_objection(session: Session, actor: Actor, objection: Objection) -> None:
    """Begin to investigate, or take over from somebody who cannot go on; the sides have three working days to answer.

    Raises: NotAllowed for whoever is no investigator, has a conflict of interest, or had a hand in the case before;
        NotPossible when it is decided, or theirs already.
    """
    pairing, capacity = _require_investigator(session, actor, objection)
    if objection.investigator_id == actor.person_id:
        raise NotPossible(Message("You have taken this objection already."))
    before = objection.investigator_id
    objection.state, objection.investigator_id, objection.taken_at = ObjectionState.TAKEN, actor.person_id, clock.now()
    if objection.answers_due_at is None:
        objection.answers_due_at = calendar.after(clock.now(), REPLY_WORKING_DAYS)
    details = _details(objection) | ({"taken_over_from": str(before)} if before else {})
    audit.record(session, actor, "take_objection", pairing, details=details, on_behalf_of=capacity.on_behalf_of)
    announce.objection_taken(session, objection)


def why_not_mine(session: Session, actor: Actor, objection: Objection) -> Message | None:
    """Why this person may not investigate the objection; None when they may."""
    try:
        require_duty(session, actor, objection.notice.pairing, Role.INVESTIGATOR, Duty.INVESTIGATION)
    except NotAllowed as error:
        return error.message
    return None


def why_not_yet(objection: Objection) -> Message | None:
    """Why it cannot be decided yet: a side has time left to answer; None when nothing stands against it."""
    answered = {reply.organization_id for reply in objection.replies}
    sides = {party.organization_id for party in objection.notice.pairing.parties}
    if answered >= sides or is_over(objection.answers_due_at):
        return None
    return Message("Not all sides have answered, and their time is not over.")


def decide_objection(
    session: Session,
    actor: Actor,
    objection: Objection,
    *,
    uphold: bool,
    findings: str,
    reasons: str,
    no_conflict: bool = False,
) -> None:
    """Uphold or dismiss an objection; with the last open one the pairing moves: any upheld cancels it.

    Raises:
        NotAllowed: the actor has not taken it, or may not (any more). NotPossible: it is decided, or a side has time
        left to answer. Invalid: findings or reasons are missing, or the declaration.
    """
    pairing, capacity = _require_investigator(session, actor, objection)
    if objection.investigator_id != actor.person_id:
        raise NotAllowed(Message("Whoever has taken the objection decides it."))
    _require_words({"findings": findings, "reasons": reasons})
    conduct.require_declared(session, actor, pairing, now=no_conflict)
    waiting = why_not_yet(objection)
    if waiting is not None:
        raise NotPossible(waiting)
    objection.state = ObjectionState.UPHELD if uphold else ObjectionState.DISMISSED
    objection.findings, objection.reasons, objection.decided_at = findings.strip(), reasons.strip(), clock.now()
    details = _details(objection)
    audit.record(
        session,
        actor,
        "decide_objection",
        pairing,
        after=objection.state,
        note=reasons,
        details=details,
        on_behalf_of=capacity.on_behalf_of,
    )
    flag_modified(pairing, "state")  # of two who decide at once, the second looks again whether it was the last
    if not count_open(session, objection.notice_id):
        _move(session, actor, pairing, objection)
    announce.objection_decided(session, objection)


def _move(session: Session, actor: Actor, pairing: Pairing, last: Objection) -> None:
    """Take the step that all objections together call for."""
    query = select(Objection).where(Objection.notice_id == last.notice_id, Objection.state == ObjectionState.UPHELD)
    upheld = session.scalar(query.order_by(Objection.ordinal).limit(1))
    name = "uphold_objection" if upheld is not None else "dismiss_objection"
    note, details = (upheld or last).reasons, {"objection": (upheld or last).number}
    take_step(session, actor, pairing, name, note, through="notices", details=details)


def _require_investigator(session: Session, actor: Actor, objection: Objection) -> tuple[Pairing, Capacity]:
    pairing = hold_case(session, objection)
    capacity = require_duty(session, actor, pairing, Role.INVESTIGATOR, Duty.INVESTIGATION)
    READ_OBJECTION.require(actor, objection)
    if pairing.state is not PairingState.OBJECTED or not objection.is_open:
        raise NotPossible(Message("This objection is decided already."))
    return pairing, capacity


def _require_words(texts: dict[str, str]) -> None:
    bounds = {"least": LEAST_LETTERS, "most": MOST_LETTERS}
    words = Message("From {least} to {most} characters.", bounds)
    found = {name: words for name, text in texts.items() if not LEAST_LETTERS <= len(text.strip()) <= MOST_LETTERS}
    if found:
        raise Invalid(found)


def _details(objection: Objection) -> dict[str, Any]:
    return {"objection": objection.number}
