"""The district's queue: what waits, narrowed and seen from one person's place."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from market import clock
from market.audit import AuditEvent
from market.listings.models import Listing, ListingTag
from market.organizations.models import Organization
from market.pairings.duties import Duty
from market.pairings.models import FundingShare, Pairing, PairingState, Party, Track
from market.pairings.permissions import ROLE_OF, Past, capacities_of, past_of
from market.pairings.queries import MOST, load_whole
from market.pairings.service.steps import office_steps
from market.pairings.workflow import OFFICE_STATES, SIDES, holder_of, workflow_of
from market.permissions import Actor
from market.vocabularies.models import Vocabulary
from market.workflow import Step

MOST_WORDS = 8
STATES = (*sorted(OFFICE_STATES, key=list(PairingState).index), PairingState.ACCEPTANCE)


class View(StrEnum):
    """Whose cases."""

    MINE = "mine"
    OFFICE = "office"
    HANDLED = "handled"
    OVERDUE = "overdue"
    ALL = "all"


@dataclass(frozen=True)
class Filters:
    """What the queue is narrowed to; None and empty do not narrow."""

    track: Track | None = None
    state: PairingState | None = None
    division: str = ""
    q: str = ""


@dataclass(frozen=True)
class Queue:
    """What waits for the district, by deadline, and what an official has to do with each."""

    everything: Sequence[Pairing]
    actor: Actor
    past: Past

    def of(self, view: View) -> list[Pairing]:
        """The cases of one view, in order of their deadlines."""
        return [pairing for pairing in self.everything if self._is_in(view, pairing)]

    def _is_in(self, view: View, pairing: Pairing) -> bool:
        if view is View.MINE:
            return is_up_to(self.actor, pairing, self.past)
        if view is View.OFFICE:
            return holder_of(pairing.track, pairing.state) in _roles(self.actor)
        return view is View.ALL or (pairing.due_at is not None and pairing.due_at < clock.now())

    def steps_in(self, pairing: Pairing) -> list[Step]:
        """The steps that the official may take in one case by a button."""
        return office_steps(self.actor, pairing, self.past)


def _roles(actor: Actor) -> set[StrEnum]:
    return {ROLE_OF[office] for office in actor.offices & ROLE_OF.keys()}


def is_up_to(actor: Actor, pairing: Pairing, past: Past) -> bool:
    """Whether somebody may take a step for the district now, on whatever page."""
    return any(
        step.duty not in {Duty.SIDE, Duty.SYSTEM}
        for capacity in capacities_of(actor, pairing, past)
        for step in workflow_of(pairing.track).open_to(pairing.state, capacity.roles, capacity.taken)
    )


def waiting(session: Session, actor: Actor, filters: Filters) -> Queue:
    """What waits for the district and passes the filters, by deadline; a few statements however long it is."""
    public = Pairing.track.in_([track for track in Track if track.is_public])
    waits = or_(Pairing.state.in_(OFFICE_STATES), and_(Pairing.state == PairingState.ACCEPTANCE, public))
    query = select(Pairing).where(waits, *_conditions(filters))
    found = load_whole(session, query.order_by(Pairing.due_at.nulls_last(), Pairing.number).limit(MOST))
    return Queue(found, actor, past_of(session, actor, found))


def handled(session: Session, actor: Actor, filters: Filters) -> Sequence[Pairing]:
    """What somebody did something in for the district, or had done in their name, the last moved first."""
    acted = select(AuditEvent.subject_id).where(
        AuditEvent.subject_kind == Pairing.__tablename__,
        or_(AuditEvent.actor_id == actor.person_id, AuditEvent.on_behalf_of_id == actor.person_id),
        AuditEvent.action.not_in(SIDES),
    )
    query = select(Pairing).where(Pairing.id.in_(acted), *_conditions(filters))
    return load_whole(session, query.order_by(Pairing.state_since.desc(), Pairing.id).limit(MOST))


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.track is not None:
        found.append(Pairing.track == filters.track)
    if filters.state is not None:
        found.append(Pairing.state == filters.state)
    if filters.division:
        place = select(ListingTag.listing_id).where(
            ListingTag.vocabulary == Vocabulary.DIVISION, ListingTag.code == filters.division
        )
        found.append(or_(Pairing.need_id.in_(place), Pairing.offer_id.in_(place)))
    return found + [_says(word) for word in filters.q.split()[:MOST_WORDS]]


def _says(word: str) -> ColumnElement[bool]:
    """The number, the title of a listing or the name of a side holds the word."""
    titled = select(Listing.id).where(Listing.title.icontains(word, autoescape=True))
    named = (
        select(Party.pairing_id)
        .join(Organization, Organization.id == Party.organization_id)
        .where(Organization.name.icontains(word, autoescape=True))
    )
    return or_(
        Pairing.number.contains(word, autoescape=True),
        Pairing.need_id.in_(titled),
        Pairing.offer_id.in_(titled),
        Pairing.id.in_(select(FundingShare.pairing_id).where(FundingShare.listing_id.in_(titled))),
        Pairing.id.in_(named),
    )
