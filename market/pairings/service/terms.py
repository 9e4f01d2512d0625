"""Changing the terms of a pairing: budget, own money, words, and who brings how much."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from market import audit
from market.errors import Invalid, Message, NotPossible
from market.listings.models import Listing, Programme, Resource, Service
from market.pairings.duties import Duty
from market.pairings.models import FundingShare, Pairing, PairingState, PartyRole
from market.pairings.permissions import CHANGE_TERMS
from market.pairings.service import consent, money
from market.pairings.service.duty import require_free
from market.pairings.service.parties import add_party, make_share
from market.pairings.service.problems import NOT_OF_SERVICES, refuse, yuan
from market.pairings.service.take_step import take_step
from market.pairings.workflow import CHANGEABLE
from market.permissions import SYSTEM, Actor
from market.suggestions import service as suggestions


def change_terms(
    session: Session,
    actor: Actor,
    pairing: Pairing,
    *,
    budget_fen: int,
    own_fen: int,
    terms: str,
    amounts: Mapping[UUID, int],
    wants_review: bool = False,
    seen: str | None = None,
) -> None:
    """Change budget, own money, words and each share (amount in fen or quantity, by the listing's id).

    Whoever changes the terms agrees to them; all others have to agree anew. Terms that stay the same leave no trace.

    Args:
        wants_review: experts are to look at it; counts for grants only.
        seen: the pairing's stamp when the person began to type.

    Raises:
        NotAllowed: the actor is on no side. NotPossible: the terms are fixed. Invalid: an amount is out of bounds.
        Conflict: somebody else has changed the pairing since `seen`.
    """
    _require_changeable(session, actor, pairing)
    consent.require_seen(pairing, seen)
    found = _problems_of_own(pairing, budget_fen, own_fen) | _problems_of_shares(pairing, amounts)
    if found:
        raise Invalid(found)
    before = consent.content(pairing)
    pairing.budget_fen, pairing.own_fen, pairing.terms = budget_fen, own_fen, terms
    pairing.wants_review = wants_review
    for share in pairing.shares:
        measure = "amount_fen" if money.is_money(share.listing) else "quantity"
        setattr(share, measure, amounts[share.listing_id])
    if consent.content(pairing) != before or consent.versions_moved(pairing):
        _renew(session, actor, pairing, "change_terms", {"before": before})


def _problems_of_own(pairing: Pairing, budget_fen: int, own_fen: int) -> dict[str, Message]:
    found: dict[str, Message] = {}
    if budget_fen < 0 or (budget_fen == 0 and not money.is_in_kind(pairing)):
        found["budget_fen"] = Message("The budget has to be more than nothing.")
    most = money.most_own(pairing)
    if not 0 <= own_fen <= most:
        found["own_fen"] = Message("No more than {yuan} yuan of own money is there.", {"yuan": yuan(most)})
    return found


def _problems_of_shares(pairing: Pairing, amounts: Mapping[UUID, int]) -> dict[str, Message]:
    found: dict[str, Message] = {}
    for share in pairing.shares:
        value = amounts.get(share.listing_id) or 0
        counted = (value, None) if money.is_money(share.listing) else (None, value)
        problem = money.share_problem(share.listing, *counted) if value > 0 else Message("Say how much this brings.")
        if problem is not None:
            found[f"share-{share.listing_id}"] = problem
    return found


def add_share(
    session: Session, actor: Actor, pairing: Pairing, listing: Listing, *, seen: str | None = None
) -> FundingShare:
    """Ask one more funder; it becomes a party that still has to agree.

    Raises: NotAllowed, Conflict, NotPossible (not published, not funding, in it already, or a hard condition fails).
    """
    _require_changeable(session, actor, pairing)
    consent.require_seen(pairing, seen)
    if not isinstance(listing, Programme | Resource) or not listing.is_published:
        raise NotPossible(Message("“{title}” is no funding that is on the market now.", {"title": listing.title}))
    if any(share.listing_id == listing.id for share in pairing.shares):
        raise NotPossible(Message("“{title}” is part of this pairing already.", {"title": listing.title}))
    left_out = NOT_OF_SERVICES if isinstance(pairing.offer, Service) else frozenset[str]()
    checks = suggestions.checks(session, pairing.offer, listing)
    refuse([check for check in checks if check.rule not in left_out])
    share = make_share(listing, max(0, money.missing_fen(pairing)))
    share.position = max((other.position for other in pairing.shares), default=0) + 1
    pairing.shares.append(share)
    add_party(pairing, listing, PartyRole.FUNDING)
    _renew(session, actor, pairing, "add_share", {"listing": str(listing.id), "title": listing.title})
    return share


def remove_share(
    session: Session, actor: Actor, pairing: Pairing, listing_id: UUID, *, seen: str | None = None
) -> None:
    """Take a funder out again.

    Raises: NotAllowed, Conflict, NotPossible (not in it, or nothing would be left to pair).
    """
    _require_changeable(session, actor, pairing)
    consent.require_seen(pairing, seen)
    share = next((share for share in pairing.shares if share.listing_id == listing_id), None)
    if share is None:
        raise NotPossible(Message("This funding is not part of the pairing."))
    if pairing.need_id is None and len(pairing.shares) == 1:
        raise NotPossible(Message("Without this funding nothing is left to pair. Withdraw the pairing instead."))
    title = share.listing.title
    pairing.shares.remove(share)
    owners = {listing.organization_id for listing in consent.listings_of(pairing)}
    for party in [party for party in pairing.parties if party.organization_id not in owners]:
        pairing.parties.remove(party)
    _renew(session, actor, pairing, "remove_share", {"listing": str(listing_id), "title": title})


def _require_changeable(session: Session, actor: Actor, pairing: Pairing) -> None:
    CHANGE_TERMS.require(actor, pairing)
    require_free(session, actor, pairing, Duty.SIDE)
    if pairing.state not in CHANGEABLE:
        raise NotPossible(Message("The terms are fixed in this state."))


def _renew(session: Session, actor: Actor, pairing: Pairing, action: str, details: dict[str, object]) -> None:
    """New terms: only the side that made them has agreed to them; where that is every side, they have met."""
    pairing.track = money.track_of(pairing)
    consent.remember_versions(pairing)
    pairing.terms_number += 1
    consent.agree_for(actor, pairing)
    audit.record(session, actor, action, pairing, details={**details, "after": consent.content(pairing)})
    if pairing.state is PairingState.INTEREST and consent.everybody_agreed(pairing):
        take_step(session, SYSTEM, pairing, "meet")
