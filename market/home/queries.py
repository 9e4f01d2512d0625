"""What the start page shows; reads everything, changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market.listings import queries as listings
from market.listings.models import Listing, ListingState
from market.organizations.models import Organization, VerificationState
from market.pairings.models import Pairing
from market.pairings.workflow import AWARDED
from market.vocabularies.models import Division
from market.vocabularies.queries import DISTRICT, all_divisions
from matching.records import Kind

NEWEST = 3


@dataclass(frozen=True)
class Tile:
    """One subdistrict in the schematic grid, and its number of needs without an answer."""

    division: Division
    unmet: int


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
