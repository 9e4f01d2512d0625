"""Planting pairings: each step taken at its moment by somebody who may take it, so that every rule was kept."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from market import clock
from market.delivery import service as delivery
from market.delivery.models import Result
from market.errors import Invalid, Message
from market.exchange.planting.cases import APART, Case, Event
from market.exchange.planting.delivering import DELIVERY
from market.exchange.planting.files import identity
from market.exchange.planting.ground import Ground
from market.exchange.planting.timeline import Job
from market.listings.models import Listing
from market.listings.queries import get_listing
from market.packets.service import decide
from market.pairings import service
from market.pairings.models import Pairing
from market.pairings.queries import get_pairing
from market.permissions import Actor


def jobs(found: list[Case], ground: Ground) -> Iterator[Job]:
    """The next event of each pairing that has not come to its end; it brings the one after it."""
    for case in found:
        job = _job(case, case.done(ground), ground, ground.due.get(case.id))
        if job is not None:
            yield job


def _job(
    case: Case, position: int, ground: Ground, due_at: datetime | None, after: datetime | None = None
) -> Job | None:
    """The event at a position, never before the one that led to it; None after the last, and while it is to come."""
    if position == len(case.events):
        return None
    at = case.moment(position, due_at)
    if after is not None:
        at = max(at, after + APART)  # holidays may have moved a deadline, and what follows from it
    if at > case.until:
        return None
    return Job(
        at=at,
        key=f"{case.row.key} {position:02d}",
        row=case.row,
        what="steps of pairings" if position else "pairings",
        do=partial(_take, case=case, position=position, ground=ground),
        steps=len(case.events) - position,
    )


def _take(session: Session, case: Case, position: int, ground: Ground) -> Job | None:
    event = case.events[position][1]
    if event["step"] == "open":
        pairing = _open(session, case, ground)
    else:
        pairing = get_pairing(session, case.id)
        actor = _actor(session, str(event.get("by", "system")), ground)
        act, stage = ACTS.get(event["step"]), DELIVERY.get(event["step"])
        if stage is not None:
            stage(session, ground, pairing, event)
        elif act is None:
            note = event.get("note", "")
            decide(session, actor, pairing, event["step"], note, no_conflict=True, basis=event.get("basis", ""))
        else:
            act(session, actor, pairing, event)
    return _job(case, position + 1, ground, pairing.due_at, clock.now())


def _actor(session: Session, name: str, ground: Ground) -> Actor:
    """The person of that key, or somebody who acts for the owner of the listing of that key."""
    return ground.owner_of(session, name) if name in ground.owners else ground.actor(session, name)


def _listing(session: Session, key: str) -> Listing:
    return get_listing(session, identity("listing", key))


def _open(session: Session, case: Case, ground: Ground) -> Pairing:
    asker, candidate = str(case.row.get("asker")), str(case.row.get("candidate"))
    actor = ground.owner_of(session, asker)
    both = _listing(session, asker), _listing(session, candidate)
    return service.open_pairing(session, actor, *both, case.row.get("message") or "", identity=case.id)


def _add_share(session: Session, actor: Actor, pairing: Pairing, event: Event) -> None:
    service.add_share(session, actor, pairing, _listing(session, str(event["listing"])))


def _change_terms(session: Session, actor: Actor, pairing: Pairing, event: Event) -> None:
    amounts = {identity("listing", key): amount for key, amount in event.get("amounts", {}).items()}
    service.change_terms(
        session,
        actor,
        pairing,
        budget_fen=event["budget_yuan"] * 100,
        own_fen=event["own_yuan"] * 100,
        terms=event.get("terms", ""),
        amounts={
            share.listing_id: amounts[share.listing_id] * (100 if service.is_money(share.listing) else 1)
            for share in pairing.shares
            if share.listing_id in amounts
        },
    )


def _record_outcome(session: Session, actor: Actor, pairing: Pairing, event: Event) -> None:
    if event.get("result") not in set(Result):
        raise Invalid({"result": Message("Choose one of the list.")})
    delivery.record_outcome(
        session,
        actor,
        pairing,
        result=Result(event["result"]),
        rating=event["rating"],
        reached_count=event.get("reached_count"),
        completed_on=clock.today() - timedelta(days=event.get("completed_days_before", 0)),
        note=event.get("note", ""),
    )


ACTS: dict[str, Callable[[Session, Actor, Pairing, Event], None]] = {
    "add_share": _add_share,
    "change_terms": _change_terms,
    "outcome": _record_outcome,
}
