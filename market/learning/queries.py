"""What can be asked about rankers, and about what came of pairs like one; changes nothing."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from market.audit import AuditEvent
from market.listings.models import Listing, ListingTag
from market.pairings.models import FundingShare, Pairing
from market.pairings.workflow import AWARDED
from market.suggestions.models import Ranker
from market.vocabularies.models import Vocabulary
from matching.records import Kind

WEIGHTS = "weights"  # what an event says was in use where no ranker was


def rankers(session: Session) -> Sequence[Ranker]:
    """All that were kept, the oldest first."""
    return session.scalars(select(Ranker).order_by(Ranker.number)).all()


def in_use_before(session: Session) -> str:
    """What decided before the last switch that was not rolled back, as the trail calls it: "ranker-1", or the weights.

    The trail has every switch; one back to something ends all that came after it.
    """
    switches = (
        select(AuditEvent.action, AuditEvent.after)
        .where(AuditEvent.subject_kind == Ranker.__tablename__, AuditEvent.after.is_not(None))
        .order_by(AuditEvent.seq)
    )
    used = [WEIGHTS]
    for action, after in session.execute(switches):
        if action == "roll_back":
            earlier = used[:-1]
            while earlier and earlier[-1] != after:
                earlier.pop()
            used = earlier or [WEIGHTS]
        else:
            used.append(str(after))
    return used[-2] if len(used) > 1 else WEIGHTS


def taken_up_like(session: Session, candidate: Listing, asker: Listing) -> int:
    """How many listings like the asker the candidate's owner has been paired with, in decided pairings.

    Like it are those with a field and a group in common; where the asker names none of either, nobody can tell.
    """
    other = aliased(Listing)
    query = _partners(candidate).where(Pairing.state.in_(AWARDED)).subquery()
    found = select(func.count(other.id.distinct())).where(other.id.in_(select(query.c[0])), other.id != asker.id)
    for vocabulary in (Vocabulary.FIELD, Vocabulary.GROUP):
        named = select(ListingTag.listing_id).where(
            ListingTag.vocabulary == vocabulary, ListingTag.code.in_(asker.codes(vocabulary))
        )
        found = found.where(other.id.in_(named))
    return session.scalar(found) or 0


def _partners(candidate: Listing) -> Select[Any]:
    """Those with whom its owner was paired in the part that the candidate has: as needing, delivering or funding."""
    own = Listing.organization_id == candidate.organization_id
    match candidate.kind:
        case Kind.NEED:
            return select(Pairing.offer_id).join(Listing, Listing.id == Pairing.need_id).where(own)
        case Kind.PROJECT | Kind.SERVICE:
            return select(Pairing.need_id).join(Listing, Listing.id == Pairing.offer_id).where(own)
        case _:
            shares = select(Pairing.offer_id).join(FundingShare, FundingShare.pairing_id == Pairing.id)
            return shares.join(Listing, Listing.id == FundingShare.listing_id).where(own)
