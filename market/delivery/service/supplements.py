"""Agreeing on more of the same while the work is under way: at most a tenth of the price in all (采购法 49)."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from market import clock
from market.delivery import announce, queries, terms
from market.delivery.models import Agreement, Commitment, Milestone, Movement, Signature, Supplement
from market.delivery.service import ledger
from market.delivery.service.authority import leave_trace, require_side, require_state
from market.delivery.service.sign import has_all_signatures, put_signature
from market.errors import Invalid, Message, NotFound
from market.listings import service as listings
from market.pairings.models import FundingShare, Pairing, PairingState
from market.permissions import SYSTEM, Actor


def propose_supplement(
    session: Session,
    actor: Actor,
    pairing: Pairing,
    text: str,
    amount_fen: int,
    commitment: Commitment | None,
    due_on: date,
) -> Supplement:
    """Propose to add to the agreement; with money, one funder brings it, and a milestone follows from it.

    Raises: NotAllowed, NotPossible when it is not under way, Invalid.
    """
    capacity = require_side(session, actor, pairing)
    require_state(pairing, PairingState.ACTIVE)
    agreement = queries.get_agreement(session, pairing.id)
    found = _problems(agreement, text, amount_fen, commitment, due_on)
    if found:
        raise Invalid(found)
    number = max((one.number for one in agreement.supplements), default=0) + 1
    content = {"pairing": pairing.number, "after": agreement.content_hash, "number": number, "text": text.strip(),
               "amount_fen": amount_fen, "due_on": due_on.isoformat()}  # fmt: skip
    supplement = Supplement(
        number=number,
        text=text.strip(),
        amount_fen=amount_fen,
        commitment_id=commitment.id if commitment and amount_fen else None,
        due_on=due_on,
        content_hash=terms.digest(content),
        proposed_at=clock.now(),
        proposed_by_id=actor.person_id,
    )
    agreement.supplements.append(supplement)
    details = {"number": number, "amount_fen": amount_fen, "hash": supplement.content_hash}
    leave_trace(session, actor, pairing, "propose_supplement", capacity, note=text, details=details)
    announce.supplement_proposed(session, pairing, number)
    return supplement


def sign_supplement(
    session: Session, actor: Actor, pairing: Pairing, number: int, organization_id: UUID, *, name: str, title: str
) -> Signature:
    """Sign a supplement for one side; with the last signature it counts.

    Raises: NotFound; as `sign_agreement`; NotPossible too when the funder has not that much left.
    """
    capacity = require_side(session, actor, pairing)
    require_state(pairing, PairingState.ACTIVE)
    agreement = queries.get_agreement(session, pairing.id)
    supplement = next((one for one in agreement.supplements if one.number == number), None)
    if supplement is None:
        raise NotFound(Message("There is no such supplement."))
    signature = put_signature(actor, pairing, agreement, organization_id, number, supplement.content_hash, name, title)
    details = {"organization": str(organization_id), "supplement": number, "hash": supplement.content_hash}
    leave_trace(session, actor, pairing, "sign_agreement", capacity, details=details)
    if has_all_signatures(pairing, agreement, number):
        supplement.signed_at = clock.now()
        if supplement.amount_fen:
            _add(session, pairing, agreement, supplement)
    return signature


def _problems(
    agreement: Agreement, text: str, amount_fen: int, commitment: Commitment | None, due_on: date
) -> dict[str, Message]:
    found: dict[str, Message] = {}
    if not text.strip() or len(text) > terms.LONGEST_TEXT:
        found["text"] = Message("At most {n} characters, and at least one.", {"n": terms.LONGEST_TEXT})
    promised = sum(one.amount_fen for one in agreement.supplements)
    if amount_fen < 0 or (promised + amount_fen) * terms.ADDED_PART > agreement.price_fen:
        found["amount_fen"] = Message("All supplements together add at most a tenth of the price.")
    if amount_fen > 0 and (commitment is None or not commitment.committed_fen):
        found["commitment"] = Message("Say which funder brings this money.")
    if not clock.today() <= due_on <= agreement.ends_on:
        found["due_on"] = Message("This day is not within what is left of the agreement's period.")
    return found


def _add(session: Session, pairing: Pairing, agreement: Agreement, supplement: Supplement) -> None:
    commitment = session.get_one(Commitment, supplement.commitment_id)
    share = session.get(FundingShare, commitment.share_id) if commitment.share_id else None
    if share is not None:
        listings.reserve(session, share.listing, amount_fen=supplement.amount_fen, again=True)
    commitment.committed_fen += supplement.amount_fen
    agreement.added_fen += supplement.amount_fen
    last = max(one.position for one in queries.milestones_of(session, pairing.id))
    session.add(
        Milestone(
            pairing_id=pairing.id,
            position=last + 1,
            title=supplement.text.splitlines()[0][:200],
            indicator=supplement.text,
            due_on=supplement.due_on,
            amount_fen=supplement.amount_fen,
        )
    )
    ledger.post(session, SYSTEM, pairing, Movement.ADD, supplement.amount_fen, commitment=commitment)
