"""What stands between a person and an office in a pairing: ties to its sides, declarations, recusal.

Ties of the last three years count (政府采购法实施条例 9), to the sides themselves and to whoever stands one relation
behind or before them: founders, donors, directors, supervisors, controllers (慈善法 14, 40, 59; 条例 18).
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from market import clock
from market.accounts import queries as accounts
from market.organizations import ties
from market.pairings.models import Declaration, Pairing, Recusal, RecusalState

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
    """The conflicts of each of some persons in each of some pairings; six statements however many they are.

    Returns: by person and pairing; pairs without a conflict are left out.
    """
    if not person_ids or not pairings:
        return {}
    found: dict[tuple[UUID, UUID], set[Conflict]] = {}
    rings = _rings(session, pairings)
    members = accounts.organizations_within(session, person_ids, since=_since())
    behind = ties.stands_behind(session, person_ids, since=_since())
    interests = ties.interests_of(session, person_ids, since=_since())
    for pairing in pairings:
        sides, ring = _sides(pairing), rings[pairing.id]
        for person_id in person_ids:
            tied = {
                Conflict.MEMBER: sides & members.get(person_id, frozenset()),
                Conflict.RELATED: (ring - sides) & members.get(person_id, frozenset())
                | ring & behind.get(person_id, frozenset()),
                Conflict.INTEREST: ring & interests.get(person_id, frozenset()),
            }
            found.setdefault((person_id, pairing.id), set()).update(kind for kind, ids in tied.items() if ids)
    ids = [pairing.id for pairing in pairings]
    for key, kind in (*_declared(session, person_ids, ids), *_recused(session, person_ids, ids)):
        found.setdefault(key, set()).add(kind)
    return {key: frozenset(kinds) for key, kinds in found.items() if kinds}


def _since() -> date:
    today = clock.today()
    return today.replace(year=today.year - COOLING_OFF_YEARS, day=min(today.day, 28))


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


def _declared(
    session: Session, person_ids: Collection[UUID], ids: Collection[UUID]
) -> Iterable[tuple[tuple[UUID, UUID], Conflict]]:
    query = select(Declaration.person_id, Declaration.pairing_id).where(
        Declaration.person_id.in_(person_ids), Declaration.pairing_id.in_(ids), Declaration.has_conflict
    )
    return [((person, pairing), Conflict.DECLARED) for person, pairing in session.execute(query)]


def _recused(
    session: Session, person_ids: Collection[UUID], ids: Collection[UUID]
) -> Iterable[tuple[tuple[UUID, UUID], Conflict]]:
    query = select(Recusal.person_id, Recusal.pairing_id, Recusal.state).where(
        Recusal.person_id.in_(person_ids),
        Recusal.pairing_id.in_(ids),
        or_(Recusal.state == RecusalState.GRANTED, Recusal.state == RecusalState.ASKED),
    )
    kinds = {RecusalState.GRANTED: Conflict.RECUSED, RecusalState.ASKED: Conflict.ASKED}
    return [((person, pairing), kinds[state]) for person, pairing, state in session.execute(query)]


def has_declared(session: Session, person_id: UUID | None, pairing_id: UUID) -> bool:
    """Whether a person has declared to have no conflict of interest in a pairing."""
    query = select(Declaration.id).where(
        Declaration.person_id == person_id, Declaration.pairing_id == pairing_id, Declaration.has_conflict.is_(False)
    )
    return session.scalar(query.limit(1)) is not None
