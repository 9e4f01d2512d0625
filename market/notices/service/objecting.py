"""Objecting: anybody may, with an account or without one, while the notice runs or another objection is looked into."""

import secrets
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from market import audit, clock
from market.errors import Invalid, Message, NotPossible
from market.notices import announce
from market.notices.models import Notice, Objection, ObjectionState
from market.notices.queries import token_hash
from market.notices.service.holding import hold, is_over
from market.pairings.duties import Duty
from market.pairings.models import Pairing, PairingState
from market.pairings.service import is_free, require_free, take_step
from market.permissions import SYSTEM, Actor
from market.vocabularies import calendar

LEAST_LETTERS, MOST_LETTERS, LONGEST_NAME = 20, 5000, 200
ANSWER_WORKING_DAYS = 7  # 采购法 53


@dataclass(frozen=True)
class Filed:
    """An objection, and the secret with which the objector follows it; it is shown once and kept nowhere."""

    objection: Objection
    token: str


def why_closed(pairing: Pairing) -> Message | None:
    """Why nobody can object (any more), and what is left to do; None while anybody can."""
    if pairing.state is PairingState.OBJECTED:
        return None  # the clock of the notice stands still
    if pairing.state is PairingState.PUBLIC_NOTICE and not is_over(pairing.due_at):
        return None
    return Message(
        "The time for objections to this notice is over. "
        "You may still complain in writing to the department that supervises the money."
    )


def has_handled(session: Session, actor: Actor, pairing: Pairing) -> bool:
    """Whoever had a duty in a case does not object to it: what they know goes to the superior or the auditor."""
    return not is_free(session, actor, pairing, Duty.SIDE)


def file_objection(
    session: Session,
    actor: Actor,
    notice: Notice,
    *,
    name: str,
    contact: str,
    speaks_for: str = "",
    statement: str,
    evidence: str = "",
) -> Filed:
    """Take an objection in; the first one stops the clock of the notice.

    In the case, whoever was signed in counts as one side from then on: they hold no office in it.

    Raises: NotPossible when the time is over; NotAllowed for whoever handled the case; Invalid when something is
    missing or too long.
    """
    pairing = hold(session, notice.pairing_id)
    closed = why_closed(pairing)
    if closed is not None:
        raise NotPossible(closed)
    require_free(session, actor, pairing, Duty.SIDE)
    texts = {"name": name, "contact": contact, "speaks_for": speaks_for, "statement": statement, "evidence": evidence}
    texts = {field: text.strip() for field, text in texts.items()}
    _require_words(texts)
    token = secrets.token_urlsafe(24)
    ordinal = 1 + (session.scalar(select(func.count()).where(Objection.notice_id == notice.id)) or 0)
    objection = Objection(
        notice_id=notice.id,
        notice=notice,
        ordinal=ordinal,
        number=f"{pairing.number}-{ordinal}",
        token_hash=token_hash(token),
        person_id=actor.person_id,
        filed_at=clock.now(),
        due_at=calendar.after(clock.now(), ANSWER_WORKING_DAYS),
        state=ObjectionState.FILED,
        **texts,
    )
    session.add(objection)
    audit.record(session, actor, "file_objection", pairing, details={"objection": objection.number})
    if pairing.state is PairingState.PUBLIC_NOTICE:
        take_step(session, SYSTEM, pairing, "object", through="notices", details={"objection": objection.number})
    else:
        flag_modified(pairing, "state")  # whoever decides the last one at this moment has to look again
    announce.objection_filed(session, objection)
    return Filed(objection, token)


def _require_words(texts: dict[str, str]) -> None:
    found = {field: Message("Fill this in.") for field in ("name", "contact") if not texts[field]}
    for field in ("name", "contact", "speaks_for"):
        if len(texts[field]) > LONGEST_NAME:
            found[field] = Message("At most {n} characters.", {"n": LONGEST_NAME})
    if not LEAST_LETTERS <= len(texts["statement"]) <= MOST_LETTERS:
        bounds = {"least": LEAST_LETTERS, "most": MOST_LETTERS}
        found["statement"] = Message("From {least} to {most} characters.", bounds)
    if len(texts["evidence"]) > MOST_LETTERS:
        found["evidence"] = Message("At most {n} characters.", {"n": MOST_LETTERS})
    if found:
        raise Invalid(found)
