"""The record of who kept their word: what is noted in it, and the organization's own word."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit, clock
from market.delivery import announce
from market.delivery.models import CreditEvent, CreditKind
from market.delivery.permissions import COMMENT_ON_CREDIT
from market.errors import Invalid, Message
from market.pairings.models import Pairing, Stay
from market.permissions import SYSTEM, Actor

LONGEST_COMMENT = 1000


def note_credit(session: Session, pairing: Pairing, kind: CreditKind, note: str = "") -> CreditEvent:
    """Add one fact to the record of the side that delivers; once for each kind and pairing."""
    owner = pairing.offer.organization
    query = select(CreditEvent).where(CreditEvent.pairing_id == pairing.id, CreditEvent.kind == kind)
    found = session.scalar(query.where(CreditEvent.organization_id == owner.id))
    if found is not None:
        return found
    event = CreditEvent(
        pairing_id=pairing.id,
        pairing=pairing,
        organization_id=owner.id,
        organization=owner,
        kind=kind,
        at=clock.now(),
        note=note.strip(),
        comment="",
    )
    session.add(event)
    audit.record(session, SYSTEM, "note_credit", pairing, details={"kind": kind.value})
    announce.credit_noted(session, event)
    return event


def note_objections(session: Session) -> int:
    """Note each objection that was upheld since somebody last looked; how many that were."""
    noted = select(CreditEvent.pairing_id).where(CreditEvent.kind == CreditKind.OBJECTION)
    query = select(Stay).where(Stay.step == "uphold_objection", Stay.pairing_id.not_in(noted))
    stays = session.scalars(query.order_by(Stay.left_at, Stay.id)).all()
    for stay in stays:
        note_credit(session, stay.pairing, CreditKind.OBJECTION)
    return len(stays)


def comment_on_credit(session: Session, actor: Actor, event: CreditEvent, text: str) -> None:
    """Let an organization say its own word about an entry of its record; a later one takes its place.

    Raises: NotAllowed, Invalid.
    """
    COMMENT_ON_CREDIT.require(actor, event)
    if not text.strip() or len(text) > LONGEST_COMMENT:
        raise Invalid({"comment": Message("At most {n} characters, and at least one.", {"n": LONGEST_COMMENT})})
    event.comment, event.commented_at, event.commented_by_id = text.strip(), clock.now(), actor.person_id
    audit.record(session, actor, "comment_on_credit", event, note=text)
