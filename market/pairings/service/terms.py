"""The terms of a pairing: whose money, how much, in which words; and whether everybody agrees and it all adds up."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Invalid, Message, NotPossible
from market.listings.models import FundingSource, Listing, Need, Programme, Project, Resource, ResourceKind
from market.organizations.credit_code import OrganizationKind
from market.pairings.models import FundingShare, Pairing, Party, PartyRole, Track
from market.pairings.permissions import CHANGE_TERMS
from market.pairings.workflow import CHANGEABLE
from market.permissions import Actor
from market.suggestions import service as suggestions
from matching.records import Verdict

PUBLIC_OWNERS = frozenset({OrganizationKind.DEPARTMENT, OrganizationKind.PUBLIC_INSTITUTION})


def track_of(pairing: Pairing) -> Track:
    """Where the money comes from: with any public money in it, the district has to approve."""
    need = pairing.need
    if isinstance(need, Need) and pairing.own_fen > 0:
        if need.funding_source is FundingSource.FISCAL:
            return Track.PURCHASE
        if need.funding_source is FundingSource.SPECIAL_FUND:
            return Track.SPECIAL_FUND
    funders = [share.listing.organization.kind for share in pairing.shares]
    if any(kind in PUBLIC_OWNERS for kind in funders):
        return Track.SPECIAL_FUND
    if any(isinstance(share.listing, Programme) and share.listing.organization.kind is not OrganizationKind.ENTERPRISE
           for share in pairing.shares):  # fmt: skip
        return Track.GRANT
    return Track.ENTERPRISE if funders else Track.GRANT


def is_money(listing: Listing) -> bool:
    """Whether a share of it is an amount, not a quantity."""
    return isinstance(listing, Programme) or (
        isinstance(listing, Resource) and listing.resource_kind is ResourceKind.MONEY
    )


def amount_to_offer(listing: Listing, missing_fen: int) -> tuple[int | None, int | None]:
    """(amount, quantity) to begin with: what is missing, within the funder's band and what it has left."""
    if isinstance(listing, Programme):
        most = min(listing.grant_most_fen or missing_fen, listing.remaining_fen or missing_fen)
        return max(1, min(max(missing_fen, listing.grant_least_fen or 0), most)), None
    if isinstance(listing, Resource) and listing.resource_kind is ResourceKind.MONEY:
        return max(1, min(missing_fen, listing.remaining_fen or missing_fen)), None
    quantity = listing.quantity if isinstance(listing, Resource) else None
    return None, max(1, quantity or 1)


def change_terms(
    session: Session,
    actor: Actor,
    pairing: Pairing,
    *,
    budget_fen: int,
    own_fen: int,
    terms: str,
    amounts: Mapping[UUID, int],
) -> None:
    """Change budget, own money, words and each share (amount in fen or quantity, by the listing's id).

    Whoever changes the terms agrees to them; all others have to agree anew.

    Raises:
        NotAllowed: the actor is on no side. NotPossible: the terms are fixed. Invalid: an amount is out of bounds.
    """
    _require_changeable(actor, pairing)
    found: dict[str, Message] = {}
    if budget_fen <= 0:
        found["budget_fen"] = Message("The budget has to be more than nothing.")
    if own_fen > most_own(pairing):
        found["own_fen"] = Message(
            "No more than {yuan} yuan of own money is there.", {"yuan": f"{most_own(pairing) / 100:,.2f}"}
        )
    for share in pairing.shares:
        value = amounts.get(share.listing_id)
        if value is None or value <= 0:
            found[f"share-{share.listing_id}"] = Message("Say how much this brings.")
    if found:
        raise Invalid(found)
    before = content(pairing)
    pairing.budget_fen, pairing.own_fen, pairing.terms = budget_fen, own_fen, terms
    for share in pairing.shares:
        measure = "amount_fen" if is_money(share.listing) else "quantity"
        setattr(share, measure, amounts[share.listing_id])
    _renew(session, actor, pairing, "change_terms", {"before": before})


def add_share(session: Session, actor: Actor, pairing: Pairing, listing: Listing) -> FundingShare:
    """Ask one more funder; it becomes a party that still has to agree.

    Raises: NotAllowed, NotPossible (not published, not funding, in it already, or a hard condition fails).
    """
    _require_changeable(actor, pairing)
    if not isinstance(listing, Programme | Resource) or not listing.is_published:
        raise NotPossible(Message("“{title}” is no funding that is on the market now.", {"title": listing.title}))
    if any(share.listing_id == listing.id for share in pairing.shares):
        raise NotPossible(Message("“{title}” is part of this pairing already.", {"title": listing.title}))
    failed = [c for c in suggestions.checks(session, pairing.offer, listing) if c.verdict is Verdict.FAIL]
    if failed:
        reason = suggestions.describe_check(failed[0])
        raise NotPossible(Message("This pairing is ruled out: {reason}", {"reason": reason}))
    amount, quantity = amount_to_offer(listing, max(0, missing_fen(pairing)))
    share = FundingShare(
        position=max((share.position for share in pairing.shares), default=0) + 1,
        listing_id=listing.id,
        listing=listing,
        listing_version=listing.version_number,
        amount_fen=amount,
        quantity=quantity,
    )
    pairing.shares.append(share)
    if all(party.organization_id != listing.organization_id for party in pairing.parties):
        pairing.parties.append(
            Party(organization_id=listing.organization_id, organization=listing.organization, role=PartyRole.FUNDING)
        )
    _renew(session, actor, pairing, "add_share", {"listing": str(listing.id)})
    return share


def remove_share(session: Session, actor: Actor, pairing: Pairing, listing_id: UUID) -> None:
    """Take a funder out again. Raises: NotAllowed, NotPossible (not in it, or only it and the offer are left)."""
    _require_changeable(actor, pairing)
    share = next((share for share in pairing.shares if share.listing_id == listing_id), None)
    if share is None:
        raise NotPossible(Message("This funding is not part of the pairing."))
    if pairing.need_id is None and len(pairing.shares) == 1:
        raise NotPossible(Message("Without this funding nothing is left to pair. Withdraw the pairing instead."))
    pairing.shares.remove(share)
    owners = {share.listing.organization_id for share in pairing.shares} | {pairing.offer.organization_id}
    owners |= {pairing.need.organization_id} if pairing.need else set()
    for party in [party for party in pairing.parties if party.organization_id not in owners]:
        pairing.parties.remove(party)
    _renew(session, actor, pairing, "remove_share", {"listing": str(listing_id)})


def _require_changeable(actor: Actor, pairing: Pairing) -> None:
    CHANGE_TERMS.require(actor, pairing)
    if pairing.state not in CHANGEABLE:
        raise NotPossible(Message("The terms are fixed in this state."))


def _renew(session: Session, actor: Actor, pairing: Pairing, action: str, details: dict[str, object]) -> None:
    """New terms: only the side that made them has agreed to them."""
    pairing.track = track_of(pairing)
    remember_versions(pairing)
    pairing.terms_number += 1
    agree_for(actor, pairing)
    audit.record(session, actor, action, pairing, details={**details, "after": content(pairing)})


def agree_for(actor: Actor, pairing: Pairing) -> None:
    """Note that the actor's sides agree to the present terms."""
    for party in pairing.parties:
        if actor.acts_for(party.organization_id):
            party.agreed_terms = pairing.terms_number
            party.agreed_at, party.agreed_by_id = clock.now(), actor.person_id


def everybody_agreed(pairing: Pairing) -> bool:
    """Whether all sides agreed to the present terms."""
    return all(party.agreed_terms == pairing.terms_number for party in pairing.parties)


def versions_moved(pairing: Pairing) -> bool:
    """Whether a listing was changed since the present terms were made."""
    moved = any(share.listing_version != share.listing.version_number for share in pairing.shares)
    if pairing.need is not None:
        moved = moved or pairing.need_version != pairing.need.version_number
    return moved or pairing.offer_version != pairing.offer.version_number


def remember_versions(pairing: Pairing) -> None:
    """Keep which version of each listing the present terms are about."""
    pairing.need_version = pairing.need.version_number if pairing.need else None
    pairing.offer_version = pairing.offer.version_number
    for share in pairing.shares:
        share.listing_version = share.listing.version_number


def most_own(pairing: Pairing) -> int:
    """The most that the need's own budget, or the project's raised money, can bring."""
    if isinstance(pairing.need, Need):
        public = pairing.need.funding_source is not FundingSource.SEEKING_FUNDS
        return (pairing.need.budget_fen or 0) if public else 0
    return pairing.offer.raised_fen if isinstance(pairing.offer, Project) else 0


def missing_fen(pairing: Pairing) -> int:
    """What the budget still lacks; negative when there is too much."""
    return pairing.budget_fen - pairing.own_fen - sum(share.amount_fen or 0 for share in pairing.shares)


def problems(pairing: Pairing) -> list[Message]:
    """What stands against submitting the pairing, in words; empty when nothing does."""
    found: list[Message] = []
    if pairing.budget_fen <= 0:
        found.append(Message("The budget is not set."))
    gap = missing_fen(pairing)
    if gap > 0:
        found.append(Message("{yuan} yuan are still missing from the budget.", {"yuan": f"{gap / 100:,.2f}"}))
    if gap < 0:
        found.append(Message("The shares exceed the budget by {yuan} yuan.", {"yuan": f"{-gap / 100:,.2f}"}))
    for share in pairing.shares:
        found.extend(_problems_of(share))
    if versions_moved(pairing):
        found.append(Message("A listing was changed since the terms were made: read it, and agree again."))
    waiting = [party.organization.name for party in pairing.parties if party.agreed_terms != pairing.terms_number]
    if waiting:
        found.append(Message("Not everybody has agreed to the present terms: {names}.", {"names": ", ".join(waiting)}))
    return found


def _problems_of(share: FundingShare) -> list[Message]:
    listing, title = share.listing, {"title": share.listing.title}
    if not listing.is_published:
        return [Message("“{title}” is not on the market now.", title)]
    if isinstance(listing, Programme):
        amount = share.amount_fen or 0
        if amount < (listing.grant_least_fen or 0):
            return [Message("The share of “{title}” is below its smallest grant.", title)]
        if listing.grant_most_fen is not None and amount > listing.grant_most_fen:
            return [Message("The share of “{title}” is above its largest grant.", title)]
    left = listing.remaining_fen if isinstance(listing, Programme | Resource) else None
    if left is not None and (share.amount_fen or 0) > left:
        return [Message("“{title}” has not that much money left.", title)]
    free = (listing.quantity or 0) - listing.reserved_quantity if isinstance(listing, Resource) else 0
    if (share.quantity or 0) > free:
        return [Message("“{title}” has not that much left.", title)]
    return []


def content(pairing: Pairing) -> dict[str, object]:
    """The terms as plain data, for the trail."""
    return {
        "budget_fen": pairing.budget_fen,
        "own_fen": pairing.own_fen,
        "terms": pairing.terms,
        "track": pairing.track.value,
        "shares": [[str(share.listing_id), share.amount_fen, share.quantity] for share in pairing.shares],
    }
