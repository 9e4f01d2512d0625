"""Which experts may review a pairing, and what stands against the others."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market import audit
from market.accounts import queries as accounts
from market.pairings.conflicts import conflicts_of
from market.pairings.duties import Duty
from market.pairings.models import Pairing
from market.pairings.workflow import workflow_of
from market.permissions import Office
from market.reviews.criteria import MOST_OPEN_PANELS
from market.reviews.models import Panel, Seat, SeatState
from market.reviews.permissions import UNDER_REVIEW

TOOK_PART = "took_part"  # had another duty in the case
BUSY = "busy"  # sits on as many panels as anybody may
NO_OFFICE = "no_office"


@dataclass(frozen=True)
class Clearance:
    """`pool`: ids of those who may be drawn, sorted; `excluded`: {"person", "name", "kinds"} of the other experts."""

    pool: list[str]
    excluded: list[dict[str, object]]


def clearance(session: Session, pairing: Pairing, *, without: Collection[str] = ()) -> Clearance:
    """Everybody who is an expert today but some, told apart by what stands against them."""
    experts = [
        person for person in accounts.holders_in_own_name(session, Office.EXPERT) if str(person.id) not in without
    ]
    against = what_stands_against(session, pairing, [person.id for person in experts])
    load = _open_panels(session)
    pool: list[str] = []
    excluded: list[dict[str, object]] = []
    for person in experts:
        kinds = sorted(against[person.id] | ({BUSY} if load.get(person.id, 0) >= MOST_OPEN_PANELS else set()))
        if kinds:
            excluded.append({"person": str(person.id), "name": person.name, "kinds": kinds})
        else:
            pool.append(str(person.id))
    return Clearance(sorted(pool), excluded)


def what_stands_against(
    session: Session, pairing: Pairing, person_ids: Collection[UUID]
) -> Mapping[UUID, frozenset[str]]:
    """Ties, declarations, requests for recusal, other duties in the case, and whether they are experts at all.

    Returns: for each of the persons; empty for whoever may review.
    """
    conflicts = conflicts_of(session, person_ids, [pairing])
    experts = {person.id for person in accounts.holders_in_own_name(session, Office.EXPERT)}
    busied = _had_other_duties(session, pairing)
    return {
        person_id: frozenset(kind.value for kind in conflicts.get((person_id, pairing.id), frozenset()))
        | (frozenset({TOOK_PART}) if str(person_id) in busied else frozenset())
        | (frozenset() if person_id in experts else frozenset({NO_OFFICE}))
        for person_id in person_ids
    }


def _had_other_duties(session: Session, pairing: Pairing) -> set[str]:
    """Ids of those who did anything in the case, or had it done in their name, that keeps them from reviewing it."""
    excluding = workflow_of(pairing.track).excluded_by(Duty.REVIEW)
    events = [
        event
        for event in audit.events_of(session, Pairing.__tablename__, pairing.id)
        if event.action in excluding and event.actor_id is not None
    ]
    return {str(event.actor_id) for event in events} | {
        str(event.on_behalf_of_id) for event in events if event.on_behalf_of_id is not None
    }


def _open_panels(session: Session) -> dict[UUID, int]:
    """On how many panels under way each person sits."""
    query = (
        select(Seat.person_id, func.count())
        .join(Panel, Panel.id == Seat.panel_id)
        .join(Pairing, Pairing.id == Panel.pairing_id)
        .where(Seat.state != SeatState.OUT, Panel.concluded_at.is_(None), Pairing.state.in_(UNDER_REVIEW))
        .group_by(Seat.person_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}
