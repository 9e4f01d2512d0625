"""Who may see a pairing, and what each person is to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from market import audit
from market.pairings.conflicts import Conflict, conflicts_of
from market.pairings.duties import Role
from market.pairings.models import Pairing, PartyRole
from market.pairings.workflow import SIDES
from market.permissions import Actor, Office, Permission, holds, is_system

ROLE_OF = {
    Office.INTAKE: Role.INTAKE,
    Office.FINANCE: Role.FINANCE,
    Office.EXPERT: Role.EXPERT,
    Office.RECHECK: Role.RECHECK,
    Office.APPROVER: Role.APPROVER,
    Office.INVESTIGATOR: Role.INVESTIGATOR,
    Office.PROJECT_OFFICER: Role.PROJECT_OFFICER,
    Office.ACCEPTANCE: Role.ACCEPTANCE,
    Office.SUPERIOR: Role.SUPERIOR,
}
CASE_OFFICES = frozenset(ROLE_OF) - {Office.EXPERT}  # experts read what they were drawn for, by their own page


@dataclass(frozen=True)
class Past:
    """What is known of a person, and of those in whose name they act: conflicts and acts, by person and pairing."""

    conflicts: Mapping[tuple[UUID, UUID], frozenset[Conflict]] = field(default_factory=dict)
    taken: Mapping[tuple[UUID, UUID], frozenset[str]] = field(default_factory=dict)

    def conflicts_in(self, person_id: UUID | None, pairing_id: UUID) -> frozenset[Conflict]:
        """Why somebody keeps out of a pairing; empty when nothing is known."""
        return self.conflicts.get((person_id, pairing_id), frozenset()) if person_id else frozenset()

    def taken_in(self, person_id: UUID | None, pairing_id: UUID) -> frozenset[str]:
        """The names of all that somebody ever did to one pairing, or had done in their name, in whatever role."""
        return self.taken.get((person_id, pairing_id), frozenset()) if person_id else frozenset()


@dataclass(frozen=True)
class Capacity:
    """Roles in which somebody may act in one case, in whose name, and what all whom it counts for did before."""

    roles: frozenset[Role]
    taken: frozenset[str] = frozenset()
    on_behalf_of: UUID | None = None


def past_of(session: Session, actor: Actor, pairings: Collection[Pairing]) -> Past:
    """What has to be known of a person before they act on some pairings, in four statements.

    One more for each person in whose name they act; those who hold no office are asked for no conflicts.
    """
    if actor.person_id is None:
        return Past()
    people = [actor.person_id, *dict.fromkeys(actor.delegated.values())]
    ids = [pairing.id for pairing in pairings]
    taken = {
        (person_id, pairing_id): names
        for person_id in people
        for pairing_id, names in audit.actions_by_subject(
            session, Actor(person_id, ""), Pairing.__tablename__, ids
        ).items()
    }
    conflicts = conflicts_of(session, people, pairings) if actor.offices & ROLE_OF.keys() else {}
    return Past(conflicts, taken)


def is_party(actor: Actor, pairing: Pairing) -> bool:
    """A member of one of the organizations that take part."""
    return any(actor.acts_for(party.organization_id) for party in pairing.parties)


def handles_submitted(actor: Actor, pairing: Pairing) -> bool:
    """An official, once the sides have submitted it: what they talk about before that is theirs."""
    return pairing.submitted_at is not None and bool(actor.offices & CASE_OFFICES)


READ_PAIRING = Permission[Pairing](
    "read this pairing", granted_by=(is_party, is_system, handles_submitted, holds(Office.AUDITOR))
)
CHANGE_TERMS = Permission[Pairing]("change the terms of this pairing", granted_by=(is_party,))
READ_PACKET = Permission[Pairing](
    "read the district's packet on this pairing", granted_by=(handles_submitted, holds(Office.AUDITOR))
)
RULE_ON_RECUSAL = Permission[None]("rule on requests for recusal", granted_by=(holds(Office.SUPERIOR),))
SEE_QUEUE = Permission[None](
    "see what waits for the district", granted_by=tuple(holds(office) for office in sorted(CASE_OFFICES))
)


def capacities_of(actor: Actor, pairing: Pairing, past: Past) -> list[Capacity]:
    """In which roles, and in whose name, the actor may act in a pairing now; their own offices come first.

    Whoever is, or lately was, on one of its sides, or has another conflict of interest, holds no office in it; whoever
    acts in somebody's name is bound by what that person did, and by that person's conflicts, too.
    """
    if actor.is_system:
        return [Capacity(frozenset({Role.SYSTEM}))]
    taken = past.taken_in(actor.person_id, pairing.id)
    if is_party(actor, pairing):
        return [Capacity(_side_roles(actor, pairing), taken)]
    if _keeps_out(past, actor.person_id, pairing):
        return []
    own = frozenset(ROLE_OF[office] for office in actor.offices if office in ROLE_OF and office not in actor.delegated)
    found = [Capacity(own, taken)] if own else []
    for office, holder in sorted(actor.delegated.items()):
        if office in ROLE_OF and not _keeps_out(past, holder, pairing):
            theirs = past.taken_in(holder, pairing.id)
            found.append(Capacity(frozenset({ROLE_OF[office]}), taken | theirs, holder))
    return found


def roles_of(actor: Actor, pairing: Pairing, past: Past) -> set[Role]:
    """What the actor is to the pairing now, in whosever name."""
    return {role for capacity in capacities_of(actor, pairing, past) for role in capacity.roles}


def _keeps_out(past: Past, person_id: UUID | None, pairing: Pairing) -> bool:
    return bool(past.conflicts_in(person_id, pairing.id) or past.taken_in(person_id, pairing.id) & SIDES)


def _side_roles(actor: Actor, pairing: Pairing) -> frozenset[Role]:
    mine = {party.organization_id: party.role for party in pairing.parties if actor.acts_for(party.organization_id)}
    roles = {Role.PARTY}
    if pairing.opened_for_id in mine:
        roles.add(Role.INITIATOR)
    if mine.keys() - {pairing.opened_for_id}:
        roles.add(Role.COUNTERPART)
    if pairing.offer.organization_id in mine:
        roles.add(Role.DELIVERER)
    if mine.keys() - {pairing.offer.organization_id} and set(mine.values()) & {PartyRole.NEED, PartyRole.FUNDING}:
        roles.add(Role.PAYER)
    return frozenset(roles)
