"""Promising parts of listings to approved pairings, and giving them back."""

from datetime import date

from sqlalchemy.orm import Session

from market import audit
from market.errors import Message, NotPossible
from market.listings.models import Listing, Programme, Project, Resource, ResourceKind, Service
from market.permissions import SYSTEM, Actor


def reserve(
    session: Session,
    listing: Listing,
    amount_fen: int | None = None,
    quantity: int | None = None,
    *,
    again: bool = False,
    actor: Actor = SYSTEM,
) -> None:
    """Promise a part to an approved pairing: money or a quantity, whichever the listing is counted in.

    `again`: to one that the listing counts already.

    Raises: NotPossible when less than that is left.
    """
    _take(listing, amount_fen, quantity, again=again)
    _record_promise(session, actor, listing, "reserve", amount_fen, quantity)


def release(
    session: Session,
    listing: Listing,
    amount_fen: int | None = None,
    quantity: int | None = None,
    *,
    again: bool = False,
    actor: Actor = SYSTEM,
) -> None:
    """Give back what was reserved; `again`: for a pairing that the listing counts no more.

    Raises: NotPossible when less than that is reserved.
    """
    _take(listing, -amount_fen if amount_fen else None, -quantity if quantity else None, again=again)
    _record_promise(session, actor, listing, "release", amount_fen, quantity)


def engage(
    session: Session, offer: Listing, *, brought_fen: int = 0, until: date | None = None, actor: Actor = SYSTEM
) -> int:
    """Take one place of a service until a day, or count money that a pairing brought to a project, up to its budget.

    Returns: what was counted as raised, in fen.
    Raises: NotPossible when a service has no place left.
    """
    if isinstance(offer, Service):
        offer.free_on = min((day for day in (offer.free_on, until) if day), default=None)
        reserve(session, offer, quantity=1, actor=actor)
    elif isinstance(offer, Project) and (amount := min(brought_fen, offer.gap_fen or 0)):
        reserve(session, offer, amount_fen=amount, actor=actor)
        return amount
    return 0


def disengage(session: Session, offer: Listing, *, counted_fen: int = 0, actor: Actor = SYSTEM) -> None:
    """Undo `engage`: free the place of a service, or count money of a project as raised no more."""
    if isinstance(offer, Service) and offer.engaged:
        release(session, offer, quantity=1, actor=actor)
    elif isinstance(offer, Project) and counted_fen:
        release(session, offer, amount_fen=counted_fen, actor=actor)


def give_place_back(session: Session, service: Service, *, free_on: date | None, actor: Actor = SYSTEM) -> None:
    """Free one place of a service; `free_on` is when the next one is to come free."""
    service.free_on = free_on
    release(session, service, quantity=1, actor=actor)


def promised(listing: Listing) -> dict[str, int]:
    """How much approved pairings rely on, by the field that must not fall below it."""
    match listing:
        case Programme(reserved_fen=amount) if amount:
            return {"budget_fen": amount}
        case Resource(resource_kind=ResourceKind.MONEY, reserved_fen=amount) if amount:
            return {"amount_fen": amount}
        case Resource(reserved_quantity=quantity) if quantity:
            return {"quantity": quantity}
    return {}


def _take(listing: Listing, amount_fen: int | None, quantity: int | None, *, again: bool) -> None:
    match listing:
        case Programme() if amount_fen:
            engaged = listing.engaged + (0 if again else 1 if amount_fen > 0 else -1)
            if engaged > listing.engaged and listing.pairings_left == 0:
                raise NotPossible(Message("“{title}” funds as many as it said already.", {"title": listing.title}))
            listing.reserved_fen = _within(listing.reserved_fen + amount_fen, listing.budget_fen)
            listing.engaged = max(0, engaged)
        case Project() if amount_fen:
            listing.raised_fen = _within(listing.raised_fen + amount_fen, listing.budget_fen)
        case Resource(resource_kind=ResourceKind.MONEY) if amount_fen:
            listing.reserved_fen = _within(listing.reserved_fen + amount_fen, listing.amount_fen)
        case Resource(resource_kind=kind) if quantity and kind is not ResourceKind.MONEY:
            listing.reserved_quantity = _within(listing.reserved_quantity + quantity, listing.quantity)
        case Service() if quantity:
            listing.engaged = _within(listing.engaged + quantity, listing.capacity)
        case _:
            raise NotPossible(Message("“{title}” has nothing of that kind to give.", {"title": listing.title}))


def _within(taken: int, most: int | None) -> int:
    if taken < 0:
        raise NotPossible(Message("This is more than was reserved."))
    if most is not None and taken > most:
        raise NotPossible(Message("There is not enough left for this."))
    return taken


def _record_promise(
    session: Session, actor: Actor, listing: Listing, action: str, amount_fen: int | None, quantity: int | None
) -> None:
    amounts = {"amount_fen": amount_fen, "quantity": quantity}
    details = {name: value for name, value in amounts.items() if value is not None}
    audit.record(session, actor, action, listing, details=details)
