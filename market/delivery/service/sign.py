"""Signing the agreement: the text is frozen at the first signature, and the work begins with the last."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from market import audit, clock
from market.delivery import announce, queries, terms
from market.delivery.models import Agreement, Signature
from market.delivery.permissions import RECORD_PUBLICATION
from market.delivery.service import ledger, reporting
from market.delivery.service.agree import require_seen
from market.delivery.service.authority import leave_trace, require_side, require_state
from market.errors import Conflict, Invalid, Message, NotAllowed, NotPossible
from market.pairings.models import Pairing, PairingState
from market.pairings.service import take_step
from market.pairings.service.money import brought_fen
from market.permissions import SYSTEM, Actor

LONGEST_NAME = 100


def sign_agreement(
    session: Session,
    actor: Actor,
    pairing: Pairing,
    organization_id: UUID,
    *,
    name: str,
    title: str,
    seen: int | None = None,
) -> Signature:
    """Sign for one side; with the last signature the money is committed and the work begins.

    Args:
        name: whom the side names as its signatory, with their title.
        seen: the agreement's number when the person looked at it; None where nobody looked.

    Raises:
        NotAllowed: the actor does not act for that side, or has signed for another.
        NotPossible: the text is not complete, or the side has signed.
        Conflict: it was changed. Invalid: a name is missing.
    """
    capacity = require_side(session, actor, pairing)
    require_state(pairing, PairingState.CONTRACTING)
    agreement = queries.get_agreement(session, pairing.id)
    require_seen(agreement, seen)
    milestones = queries.milestones_of(session, pairing.id)
    if not milestones or agreement.price_fen != brought_fen(pairing):
        raise NotPossible(Message("The agreement is not complete: its milestones are missing."))
    if not agreement.content_hash:
        agreement.content = terms.content_of(pairing, agreement, milestones)
        agreement.content_hash = terms.digest(agreement.content)
    signature = put_signature(actor, pairing, agreement, organization_id, 0, agreement.content_hash, name, title)
    details = {"organization": str(organization_id), "name": signature.name, "hash": agreement.content_hash}
    leave_trace(session, actor, pairing, "sign_agreement", capacity, details=details)
    if has_all_signatures(pairing, agreement, 0):
        _begin(session, pairing, agreement)
    return signature


def put_signature(
    actor: Actor,
    pairing: Pairing,
    agreement: Agreement,
    organization_id: UUID,
    supplement: int,
    content_hash: str,
    name: str,
    title: str,
) -> Signature:
    """Add one side's signature under the agreement (supplement 0) or a supplement.

    Raises: NotAllowed, NotPossible, Invalid; see `sign_agreement`.
    """
    sides = {party.organization_id for party in pairing.parties}
    if organization_id not in sides or not actor.acts_for(organization_id) or actor.person_id is None:
        raise NotAllowed(Message("You sign only for a side that you act for."))
    under = [one for one in agreement.signatures if one.supplement == supplement]
    if any(one.organization_id == organization_id for one in under):
        raise NotPossible(Message("Your side has signed this already."))
    if any(one.person_id == actor.person_id for one in under):
        raise NotAllowed(Message("You have signed for another side: nobody signs for two."))
    given = {"name": name.strip(), "title": title.strip()}
    found = {key: Message("Fill this in.") for key, text in given.items() if not text}
    found |= {
        key: Message("At most {n} characters.", {"n": LONGEST_NAME})
        for key, text in given.items()
        if len(text) > LONGEST_NAME
    }
    if found:
        raise Invalid(found)
    signature = Signature(
        supplement=supplement,
        organization_id=organization_id,
        person_id=actor.person_id,
        content_hash=content_hash,
        signed_at=clock.now(),
        **given,
    )
    agreement.signatures.append(signature)
    flag_modified(agreement, "content_hash")  # of two who sign at once, the second looks again
    return signature


def has_all_signatures(pairing: Pairing, agreement: Agreement, supplement: int) -> bool:
    """Whether every side has signed the agreement (supplement 0) or a supplement."""
    signed = {one.organization_id for one in agreement.signatures if one.supplement == supplement}
    return {party.organization_id for party in pairing.parties} <= signed


def _begin(session: Session, pairing: Pairing, agreement: Agreement) -> None:
    if terms.digest(agreement.content) != agreement.content_hash:
        raise Conflict(Message("The text is not what was signed. Nothing was changed."))
    agreement.signed_at = clock.now()
    take_step(session, SYSTEM, pairing, "sign", through="delivery", details={"hash": agreement.content_hash})
    ledger.commit(session, pairing)
    reporting.schedule(session, pairing, agreement)
    announce.agreement_signed(session, pairing)


def record_publication(
    session: Session, actor: Actor, pairing: Pairing, *, announced_on: date | None, filed_on: date | None
) -> None:
    """Note on which days the signed agreement was announced and filed (条例 50; 采购法 47).

    Raises: NotAllowed, NotPossible before all have signed, Invalid for days that cannot be.
    """
    RECORD_PUBLICATION.require(actor, pairing)
    agreement = queries.get_agreement(session, pairing.id)
    if agreement.signed_at is None:
        raise NotPossible(Message("Not everybody has signed yet."))
    signed_on = agreement.signed_at.astimezone(clock.CHINA).date()
    days = {"announced_on": announced_on, "filed_on": filed_on}
    found = {
        name: Message("Enter a day from that of the signing to today.")
        for name, day in days.items()
        if day is not None and not signed_on <= day <= clock.today()
    }
    if found:
        raise Invalid(found)
    agreement.announced_on, agreement.filed_on = announced_on, filed_on
    details = {name: day.isoformat() for name, day in days.items() if day}
    audit.record(session, actor, "record_publication", pairing, details=details)
