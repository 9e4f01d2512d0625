"""What stands between a person and an office in a pairing: ties to its sides, declarations, recusal.

Ties of the last three years count (政府采购法实施条例 9), to the sides themselves and to whoever stands one relation
behind or before them: founders, donors, directors, supervisors, controllers (慈善法 14, 40, 59; 条例 18).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Row, literal, select, union_all
from sqlalchemy.orm import Session

from market import clock
from market.organizations import ties
from market.pairings.models import Declaration, Pairing, Recusal, RecusalState
from market.vocabularies.calendar import months_later

COOLING_OFF_YEARS = 3


class Conflict(StrEnum):
    """Why somebody keeps out of a pairing."""

    MEMBER = "member"  # is, or was within three years, a member of a side
    RELATED = "related"  # of an organization behind a side, or stands behind one themselves
    INTEREST = "interest"  # has registered an interest in a side, or in one that is related to it
    DECLARED = "declared"  # declared a conflict in this very case
    RECUSED = "recused"  # a superior granted a side's request
    ASKED = "asked"  # a side's request waits for its ruling


Conflicts = Mapping[tuple[UUID, UUID], frozenset[Conflict]]


def conflicts_of(session: Session, person_ids: Collection[UUID], pairings: Collection[Pairing]) -> Conflicts:
    """The conflicts of each of some persons in each of some pairings; three statements however many they are.

    Returns: by person and pairing; pairs without a conflict are left out.
    """
    if not person_ids or not pairings:
        return {}
    found: dict[tuple[UUID, UUID], set[Conflict]] = {}
    rings = _rings(session, pairings)
    tied = ties.ties_of(session, person_ids, since=_since())
    for pairing in pairings:
        for person_id in person_ids:
            found[person_id, pairing.id] = set(_ties(tied, person_id, _sides(pairing), rings[pairing.id]))
    for person_id, pairing_id, kind in _said(session, person_ids, [pairing.id for pairing in pairings]):
        found[person_id, pairing_id].add(Conflict(kind))
    return {key: frozenset(kinds) for key, kinds in found.items() if kinds}


def _ties(
    tied: Mapping[ties.Tie, ties.Tied], person_id: UUID, sides: frozenset[UUID], ring: frozenset[UUID]
) -> Iterator[Conflict]:
    member = tied[ties.Tie.MEMBER].get(person_id, frozenset())
    behind = tied[ties.Tie.BEHIND].get(person_id, frozenset())
    interest = tied[ties.Tie.INTEREST].get(person_id, frozenset())
    if member & sides:
        yield Conflict.MEMBER
    if member & (ring - sides) or behind & ring:
        yield Conflict.RELATED
    if interest & ring:
        yield Conflict.INTEREST


def _since() -> date:
    return months_later(clock.today(), -12 * COOLING_OFF_YEARS)


def _sides(pairing: Pairing) -> frozenset[UUID]:
    return frozenset(party.organization_id for party in pairing.parties)


def _rings(session: Session, pairings: Collection[Pairing]) -> dict[UUID, frozenset[UUID]]:
    """The sides of each pairing and the organizations that are tied to one of them."""
    everybody = frozenset().union(*(_sides(pairing) for pairing in pairings))
    near = ties.tied_to(session, everybody, since=_since())
    return {
        pairing.id: _sides(pairing).union(*(near.get(side, frozenset()) for side in _sides(pairing)))
        for pairing in pairings
    }


def _said(session: Session, person_ids: Collection[UUID], ids: Collection[UUID]) -> Iterable[Row[UUID, UUID, str]]:
    """(person, pairing, conflict) of declarations and of requests for recusal, in one statement."""
    declared = select(Declaration.person_id, Declaration.pairing_id, literal(Conflict.DECLARED.value)).where(
        Declaration.person_id.in_(person_ids), Declaration.pairing_id.in_(ids), Declaration.has_conflict
    )
    recused = [
        select(Recusal.person_id, Recusal.pairing_id, literal(conflict.value)).where(
            Recusal.person_id.in_(person_ids), Recusal.pairing_id.in_(ids), Recusal.state == state
        )
        for state, conflict in ((RecusalState.GRANTED, Conflict.RECUSED), (RecusalState.ASKED, Conflict.ASKED))
    ]
    return session.execute(union_all(declared, *recused))


def has_declared(session: Session, person_id: UUID | None, pairing_id: UUID) -> bool:
    """Whether a person has declared to have no conflict of interest in a pairing."""
    query = select(Declaration.id).where(
        Declaration.person_id == person_id, Declaration.pairing_id == pairing_id, Declaration.has_conflict.is_(False)
    )
    return session.scalar(query.limit(1)) is not None
