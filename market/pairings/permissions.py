"""Who may see a pairing, and what each person is to it."""

from sqlalchemy.orm import Session

from market import audit
from market.accounts import queries as accounts
from market.pairings.models import Pairing
from market.pairings.workflow import SIDES, Role
from market.permissions import Actor, Office, Permission, holds, is_system

COOLING_OFF_YEARS = 3  # a past member is on its side for so long (政府采购法实施条例 9)


def is_party(actor: Actor, pairing: Pairing) -> bool:
    """A member of one of the organizations that take part."""
    return any(actor.acts_for(party.organization_id) for party in pairing.parties)


READ_PAIRING = Permission[Pairing](
    "read this pairing",
    granted_by=(is_party, is_system, *(holds(office) for office in (Office.INTAKE, Office.APPROVER, Office.AUDITOR))),
)
CHANGE_TERMS = Permission[Pairing]("change the terms of this pairing", granted_by=(is_party,))


def roles_of(session: Session, actor: Actor, pairing: Pairing) -> set[Role]:
    """What the actor is to the pairing now. Whoever is, or lately was, on one of its sides holds no office in it."""
    if actor.is_system:
        return {Role.SYSTEM}
    roles = set()
    if is_party(actor, pairing):
        roles.add(Role.PARTY)
        roles.add(Role.INITIATOR if actor.acts_for(pairing.opened_for_id) else Role.COUNTERPART)
        others = [party for party in pairing.parties if party.organization_id != pairing.opened_for_id]
        if any(actor.acts_for(party.organization_id) for party in others):
            roles.add(Role.COUNTERPART)
        return roles
    if not actor.offices or actor.person_id is None:
        return roles
    organization_ids = [party.organization_id for party in pairing.parties]
    if accounts.was_member(session, actor.person_id, organization_ids, years=COOLING_OFF_YEARS):
        return roles
    if audit.actions_by(session, actor, pairing) & SIDES:
        return roles
    if actor.holds(Office.INTAKE):
        roles.add(Role.INTAKE)
    if actor.holds(Office.APPROVER):
        roles.add(Role.APPROVER)
    return roles
