"""The ledger of a pairing: each posting moves one amount between two accounts, so that it can only balance."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market import audit, clock
from market.delivery import queries
from market.delivery.models import Commitment, LedgerEntry, Movement, Payment
from market.delivery.models.ledger import MOVES
from market.listings import service as listings
from market.pairings.models import FundingShare, Pairing
from market.pairings.service.money import public_own
from market.permissions import SYSTEM, Actor


def post(
    session: Session,
    actor: Actor,
    pairing: Pairing,
    movement: Movement,
    amount_fen: int,
    *,
    commitment: Commitment | None = None,
    payment: Payment | None = None,
) -> LedgerEntry:
    """Write one movement. Nobody else writes to any ledger until the caller's transaction ends."""
    audit.hold(session)
    last = session.scalar(select(func.max(LedgerEntry.seq)).where(LedgerEntry.pairing_id == pairing.id)) or 0
    source, target = MOVES[movement]
    entry = LedgerEntry(
        pairing_id=pairing.id,
        seq=last + 1,
        movement=movement,
        source=source,
        target=target,
        amount_fen=amount_fen,
        commitment_id=commitment.id if commitment else None,
        payment_id=payment.id if payment else None,
        at=clock.now(),
        by_id=actor.person_id,
    )
    session.add(entry)
    session.flush()
    return entry


def commit(session: Session, pairing: Pairing) -> None:
    """Commit what each funder brings: the need's own public budget, and each share of money or of things."""
    found = []
    if pairing.need is not None and public_own(pairing) and pairing.own_fen:
        found.append(Commitment(organization_id=pairing.need.organization_id, committed_fen=pairing.own_fen))
    for share in pairing.shares:
        amounts = {"committed_fen": share.amount_fen or 0, "quantity": share.quantity or 0}
        found.append(Commitment(share_id=share.id, organization_id=share.listing.organization_id, **amounts))
    for position, commitment in enumerate(found, start=1):
        commitment.pairing_id, commitment.position = pairing.id, position
    session.add_all(found)
    session.flush()
    for commitment in found:
        if commitment.committed_fen:
            post(session, SYSTEM, pairing, Movement.COMMIT, commitment.committed_fen, commitment=commitment)


def release_rest(
    session: Session, actor: Actor, pairing: Pairing, commitment: Commitment, *, counted: bool
) -> tuple[int, int]:
    """Give back to a funder what was neither asked for nor handed over.

    `counted`: the funder goes on counting the pairing among those that it funded.
    Returns: fen, and quantity.
    """
    free, things = commitment.free_fen, commitment.quantity - commitment.handed_over - commitment.released_quantity
    if not free and not things:
        return 0, 0
    commitment.released_fen += free
    commitment.released_quantity += things
    if free:
        post(session, actor, pairing, Movement.RELEASE, free, commitment=commitment)
    share = session.get(FundingShare, commitment.share_id) if commitment.share_id else None
    if share is not None:
        listing = share.listing
        listings.release(session, listing, amount_fen=free or None, quantity=things or None, again=counted)
    return free, things


def release_all(session: Session, actor: Actor, pairing: Pairing) -> dict[str, int]:
    """Give back the rest of every funder, and count it as raised by the project no more."""
    rests = [
        release_rest(session, actor, pairing, one, counted=False) for one in queries.commitments_of(session, pairing.id)
    ]
    fen, things = sum(rest[0] for rest in rests), sum(rest[1] for rest in rests)
    counted = min(pairing.engaged_fen, fen)
    if counted:
        listings.disengage(session, pairing.offer, counted_fen=counted)
        pairing.engaged_fen -= counted
    return {"released_fen": fen, "released_quantity": things}
