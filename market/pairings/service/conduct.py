"""Declaring a conflict of interest or none, asking that somebody be replaced, and ruling on that."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit, clock
from market.accounts.models import Person
from market.errors import Invalid, Message, NotAllowed, NotPossible
from market.pairings import announce
from market.pairings.conflicts import has_declared
from market.pairings.duties import Duty, Role
from market.pairings.models import Declaration, Pairing, Recusal, RecusalState
from market.pairings.permissions import READ_PACKET, ROLE_OF, is_party
from market.pairings.service.duty import require_duty, require_free
from market.pairings.workflow import ENDED
from market.permissions import Actor

LONGEST_REASON = 2000


def declare(
    session: Session,
    actor: Actor,
    pairing: Pairing,
    *,
    has_conflict: bool,
    text: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Note what somebody declares before they handle or review a pairing; with a conflict they stay out of it for good.

    `details`: what the caller adds to the trail.

    Raises: NotAllowed for whoever holds no office; Invalid when a conflict is not described.
    """
    if actor.person_id is None or not actor.offices & ROLE_OF.keys():
        raise NotAllowed(Message("Only officials and experts declare whether they have a conflict of interest."))
    if has_conflict and not text.strip():
        raise Invalid({"text": Message("Say what ties you to the case.")})
    session.add(
        Declaration(
            pairing_id=pairing.id,
            person_id=actor.person_id,
            has_conflict=has_conflict,
            text=text.strip(),
            declared_at=clock.now(),
        )
    )
    action = "declare_conflict" if has_conflict else "declare_no_conflict"
    audit.record(session, actor, action, pairing, note=text, details=details)


def require_declared(session: Session, actor: Actor, pairing: Pairing, *, now: bool) -> None:
    """Ask for the declaration before an official act: one made before, or made with it (`now`).

    Raises: Invalid when there is none.
    """
    if has_declared(session, actor.person_id, pairing.id):
        return
    if not now:
        words = Message("Declare that you have no conflict of interest, or leave this to somebody else.")
        raise Invalid({"no_conflict": words})
    declare(session, actor, pairing, has_conflict=False)


def ask_recusal(
    session: Session, actor: Actor, pairing: Pairing, person: Person, side_id: UUID, reason: str
) -> Recusal:
    """Ask, for a side, that an official or expert keep out of its case; until it is ruled on, they do.

    Raises:
        NotAllowed: the actor does not act for that side. NotPossible: it has ended, or was asked before.
        Invalid: the reason is missing or too long.
    """
    if not actor.acts_for(side_id) or not is_party(actor, pairing) or actor.person_id is None:
        raise NotAllowed(Message("Only a side may ask that somebody be replaced."))
    require_free(session, actor, pairing, Duty.SIDE)
    if pairing.state in ENDED:
        raise NotPossible(Message("The pairing has ended."))
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Invalid({"reason": Message("Say why, in at most {n} characters.", {"n": LONGEST_REASON})})
    if _asked_before(session, pairing, person, side_id):
        raise NotPossible(Message("Your side has asked this before."))
    recusal = Recusal(
        pairing_id=pairing.id,
        person_id=person.id,
        asked_for_id=side_id,
        asked_by_id=actor.person_id,
        asked_at=clock.now(),
        reason=reason.strip(),
        state=RecusalState.ASKED,
    )
    session.add(recusal)
    audit.record(session, actor, "ask_recusal", pairing, note=reason, details={"person": str(person.id)})
    announce.recusal_asked(session, pairing, recusal)
    return recusal


def _asked_before(session: Session, pairing: Pairing, person: Person, side_id: UUID) -> bool:
    query = select(Recusal.id).where(
        Recusal.pairing_id == pairing.id, Recusal.person_id == person.id, Recusal.asked_for_id == side_id
    )
    return session.scalar(query) is not None


def rule_on_recusal(
    session: Session, actor: Actor, pairing: Pairing, recusal: Recusal, *, grant: bool, ruling: str
) -> None:
    """Grant or refuse a side's request; the reason is read by the side and by whom it concerns.

    Raises:
        NotAllowed: the actor holds no superior's office in this case, or it is about themselves.
        NotPossible: it was ruled on before. Invalid: the reason is missing.
    """
    READ_PACKET.require(actor, pairing)
    if recusal.person_id == actor.person_id:
        raise NotAllowed(Message("Nobody rules on their own recusal."))
    capacity = require_duty(session, actor, pairing, Role.SUPERIOR, Duty.OVERSIGHT)
    if recusal.state is not RecusalState.ASKED:
        raise NotPossible(Message("This was ruled on already."))
    if not ruling.strip():
        raise Invalid({"ruling": Message("Say why: the side will read it.")})
    recusal.state = RecusalState.GRANTED if grant else RecusalState.REFUSED
    recusal.ruled_by_id, recusal.ruled_at, recusal.ruling = actor.person_id, clock.now(), ruling.strip()
    details = {"person": str(recusal.person_id), "granted": grant}
    on_behalf_of = capacity.on_behalf_of
    audit.record(session, actor, "rule_on_recusal", pairing, note=ruling, details=details, on_behalf_of=on_behalf_of)
    announce.recusal_ruled(session, pairing, recusal)
