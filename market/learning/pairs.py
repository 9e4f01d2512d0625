"""Past pairings as pairs of texts that an encoder can be tuned on; changes nothing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from market.learning.decisions import grades
from market.listings.models import Listing
from market.listings.records import records
from market.pairings.models import Pairing
from market.suggestions.models import DismissalReason, MatchRun, Suggestion
from matching.learning.decisions import MUTUAL
from matching.text import compose
from matching.tuning.pairs import Pair

# Dismissals that speak of what texts are about.
OF_TEXT = frozenset({DismissalReason.WRONG_THEME, DismissalReason.WRONG_PEOPLE})


def past_pairs(session: Session, until: datetime) -> list[Pair]:
    """The pairings of before a moment in which all sides agreed: who asked, and each who answered; masked."""
    reached, rejected = grades(session, until), _rejected(session, until)
    pairings = session.scalars(
        select(Pairing)
        .where(Pairing.opened_at < until)
        .options(selectinload(Pairing.shares), joinedload(Pairing.offer), joinedload(Pairing.need))
        .order_by(Pairing.opened_at, Pairing.id)
    ).all()
    agreed = [
        (pairing.opened_at, *both)
        for pairing in pairings
        for both in _both(pairing)
        if reached[frozenset(one.id for one in both)] >= MUTUAL
    ]
    needed = {one.id for _, *both in agreed for one in both} | {id for ids in rejected.values() for id in ids}
    texts = {UUID(listing.id): compose(listing) for listing in records(session, needed)}
    return [_pair(at, asker, answer, rejected, texts).masked() for at, asker, answer in agreed]


def _both(pairing: Pairing) -> Iterator[tuple[Listing, Listing]]:
    """Who asked, with each of the others; what pays for an offer answers the offer, where somebody else asked."""
    funding = [share.listing for share in pairing.shares]
    sides = [one for one in (pairing.need, pairing.offer, *funding) if one is not None]
    asker = next((one for one in sides if one.organization_id == pairing.opened_for_id), pairing.offer)
    yield from ((asker, one) for one in sides if one.id != asker.id)
    if asker.id != pairing.offer.id:
        yield from ((pairing.offer, one) for one in funding if one.id != asker.id)


def _rejected(session: Session, until: datetime) -> Mapping[UUID, list[UUID]]:
    """What was dismissed for each listing because it is about something or somebody else."""
    rows = session.execute(
        select(MatchRun.listing_id, Suggestion.candidate_id)
        .join(Suggestion)
        .where(Suggestion.reason.in_(OF_TEXT), Suggestion.answered_at < until)
        .order_by(Suggestion.answered_at, Suggestion.id)
    )
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for listing_id, candidate_id in rows:
        found[listing_id].append(candidate_id)
    return found


def _pair(
    at: datetime, asker: Listing, answer: Listing, rejected: Mapping[UUID, list[UUID]], texts: Mapping[UUID, str]
) -> Pair:
    return Pair(
        anchor=texts[asker.id],
        positive=texts[answer.id],
        organizations=frozenset({str(asker.organization_id), str(answer.organization_id)}),
        at=at,
        rejected=tuple(texts[id] for id in rejected.get(asker.id, []) if id != answer.id),
    )
