"""What the start page and the desk show; reads everything, changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market.listings import queries as listings
from market.listings.models import Listing, ListingState
from market.organizations import queries as organizations
from market.organizations.models import Organization, VerificationState
from market.oversight import card_queries, emergency_queries
from market.oversight.models import Card
from market.pairings import queries as pairings
from market.pairings.models import EmergencyCase, Pairing, Recusal
from market.pairings.permissions import CASE_OFFICES, ROLE_OF
from market.pairings.workflow import AWARDED, HOLDERS, OFFICE_STATES
from market.permissions import Actor, Office
from market.vocabularies.models import Division
from market.vocabularies.queries import DISTRICT, all_divisions
from matching.records import Kind

NEWEST = 3
MOST_MINE = 30


@dataclass(frozen=True)
class Tile:
    """One subdistrict in the schematic grid, and its number of needs without an answer."""

    division: Division
    unmet: int


@dataclass(frozen=True)
class Desk:
    """What waits for a person and what is theirs."""

    organizations: Sequence[Organization]
    waiting: Sequence[Pairing]
    others_turn: Sequence[Pairing]
    drafts: Sequence[Listing]
    published: Sequence[Listing]
    queue: Sequence[Pairing]
    red_cards: Sequence[Card]
    recusals: Sequence[Recusal]
    to_review: Sequence[EmergencyCase]
    to_verify: int


def alive(session: Session) -> None:
    """Ask the database for the least there is."""
    session.execute(select(1))


def figures(session: Session) -> dict[str, int]:
    """How many listings of each kind are open, how many verified organizations and decided pairings there are."""
    kinds = session.execute(
        select(Listing.kind, func.count()).where(Listing.state == ListingState.PUBLISHED).group_by(Listing.kind)
    )
    found = {kind.value: number for kind, number in kinds}
    verified = select(func.count()).where(Organization.verification == VerificationState.VERIFIED)
    decided = select(func.count()).where(Pairing.state.in_(AWARDED))
    return {kind.value: found.get(kind.value, 0) for kind in Kind} | {
        "organizations": session.scalar(verified) or 0,
        "pairings": session.scalar(decided) or 0,
    }


def tiles(session: Session) -> tuple[list[Tile], int]:
    """The subdistricts with their place in the grid and their needs; and the needs of the whole district."""
    unmet = listings.unmet_needs_by_division(session)
    placed = [division for division in all_divisions(session) if division.tile_row is not None]
    return [Tile(division, unmet.get(division.code, 0)) for division in placed], unmet.get(DISTRICT, 0)


def newest(session: Session) -> Sequence[Listing]:
    """The listings that came last."""
    rows, _total = listings.browse(session, listings.Filters(), size=NEWEST)
    return rows


def desk(session: Session, actor: Actor) -> Desk:
    """Everything on a person's desk, by deadline."""
    mine = pairings.pairings_of(session, actor)
    waits = [pairing for pairing in mine if waits_for(actor, pairing)]
    own = listings.written_by(session, actor) if actor.organization_ids else []
    roles = {ROLE_OF[office] for office in actor.offices & CASE_OFFICES}
    states = [state for state, role in HOLDERS.items() if role in roles]
    verifies = actor.holds(Office.VERIFIER)
    return Desk(
        organizations=organizations.organizations(session, actor.organization_ids),
        waiting=waits,
        others_turn=[pairing for pairing in mine if pairing not in waits],
        drafts=[listing for listing in own if listing.state is ListingState.DRAFT],
        published=[listing for listing in own if listing.state is ListingState.PUBLISHED][:MOST_MINE],
        queue=pairings.queue(session, states, MOST_MINE) if states else [],
        red_cards=card_queries.open_red_cards(session, MOST_MINE) if actor.holds(Office.SUPERIOR) else [],
        recusals=pairings.open_recusals(session) if actor.holds(Office.SUPERIOR) else [],
        to_review=emergency_queries.to_review(session) if actor.holds(Office.SUPERIOR) else [],
        to_verify=organizations.count_to_review(session) if verifies else 0,
    )


def waits_for(actor: Actor, pairing: Pairing) -> bool:
    """Whether the next step of a pairing is up to one of the actor's organizations."""
    if pairing.state in OFFICE_STATES:
        return False
    own: set[UUID] = {party.organization_id for party in pairing.parties if actor.acts_for(party.organization_id)}
    agreed = {party.organization_id for party in pairing.parties if party.agreed_terms == pairing.terms_number}
    everybody = {party.organization_id for party in pairing.parties} <= agreed
    return bool(own - agreed) or everybody
