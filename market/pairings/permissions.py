"""Who may see a pairing, and what each person is to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from market import audit
from market.accounts import queries as accounts
from market.pairings.models import Pairing
from market.pairings.workflow import SIDES, Role
from market.permissions import Actor, Office, Permission, holds, is_system

COOLING_OFF_YEARS = 3  # a past member is on its side for so long (政府采购法实施条例 9)


@dataclass(frozen=True)
class Past:
    """What a person was and did: the organizations of the last years, and the steps taken in each pairing."""

    organization_ids: frozenset[UUID] = frozenset()
    taken: Mapping[UUID, frozenset[str]] = field(default_factory=dict)

    def taken_in(self, pairing_id: UUID) -> frozenset[str]:
        """The names of everything that the person ever did to one pairing, in whatever role."""
        return self.taken.get(pairing_id, frozenset())


def past_of(session: Session, actor: Actor, pairing_ids: Collection[UUID]) -> Past:
    """What has to be known of a person before they act on some pairings; two statements however many they are."""
    if actor.person_id is None:
        return Past()
    return Past(
        accounts.organizations_within(session, actor.person_id, years=COOLING_OFF_YEARS),
        audit.actions_by_subject(session, actor, Pairing.__tablename__, pairing_ids),
    )


def is_party(actor: Actor, pairing: Pairing) -> bool:
    """A member of one of the organizations that take part."""
    return any(actor.acts_for(party.organization_id) for party in pairing.parties)


def handles_submitted(actor: Actor, pairing: Pairing) -> bool:
    """An official, once the sides have submitted it: what they talk about before that is theirs."""
    return pairing.submitted_at is not None and bool(actor.offices & {Office.INTAKE, Office.APPROVER})


READ_PAIRING = Permission[Pairing](
    "read this pairing", granted_by=(is_party, is_system, handles_submitted, holds(Office.AUDITOR))
)
CHANGE_TERMS = Permission[Pairing]("change the terms of this pairing", granted_by=(is_party,))
READ_PACKET = Permission[Pairing](
    "read the district's packet on this pairing", granted_by=(handles_submitted, holds(Office.AUDITOR))
)
SEE_QUEUE = Permission[None](
    "see what waits for the district", granted_by=(holds(Office.INTAKE), holds(Office.APPROVER))
)


def roles_of(actor: Actor, pairing: Pairing, past: Past) -> set[Role]:
    """What the actor is to the pairing now. Whoever is, or lately was, on one of its sides holds no office in it."""
    if actor.is_system:
        return {Role.SYSTEM}
    sides = {party.organization_id for party in pairing.parties}
    mine = {organization_id for organization_id in sides if actor.acts_for(organization_id)}
    if mine:
        roles = {Role.PARTY}
        if pairing.opened_for_id in mine:
            roles.add(Role.INITIATOR)
        if mine - {pairing.opened_for_id}:
            roles.add(Role.COUNTERPART)
        return roles
    if sides & past.organization_ids or past.taken_in(pairing.id) & SIDES:
        return set()
    offices = {Office.INTAKE: Role.INTAKE, Office.APPROVER: Role.APPROVER}
    return {role for office, role in offices.items() if actor.holds(office)}
