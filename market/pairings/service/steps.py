"""Which steps are open to somebody now, and why no other is."""

from market.errors import Message
from market.pairings.models import Pairing
from market.pairings.permissions import Past, is_party, roles_of
from market.pairings.service.take_step import is_open
from market.pairings.workflow import OFFICE_STATES, SIDES, Role, workflow_of
from market.permissions import Actor, Office
from market.workflow import Step

OFFICES = frozenset({Role.INTAKE, Role.APPROVER})


def open_steps(actor: Actor, pairing: Pairing, past: Past) -> list[Step]:
    """The steps that this person may take now, in the order of the table."""
    allowed = workflow_of(pairing.track).open_to(
        pairing.state, roles_of(actor, pairing, past), past.taken_in(pairing.id)
    )
    return [step for step in allowed if is_open(actor, pairing, step)]


def office_steps(actor: Actor, pairing: Pairing, past: Past) -> list[Step]:
    """Those of them that are taken for the district, not for a side."""
    return [step for step in open_steps(actor, pairing, past) if step.by & OFFICES]


def why_none(actor: Actor, pairing: Pairing, past: Past) -> Message:
    """Why an official may take no step now."""
    taken = past.taken_in(pairing.id)
    if pairing.state not in OFFICE_STATES:
        return Message("Nothing waits for the district now.")
    if is_party(actor, pairing):
        return Message("You belong to one of the sides, so others handle this file.")
    if not past.organization_ids.isdisjoint(party.organization_id for party in pairing.parties):
        return Message("You belonged to one of the sides within the last three years, so others handle this file.")
    if taken & SIDES:
        return Message("You acted for one of the sides, so others handle this file.")
    if Role.APPROVER in roles_of(actor, pairing, past) and _waits_for(pairing) is Office.APPROVER:
        return Message("You let this file in or checked it, so somebody else has to decide.")
    return Message("The next step is for another office.")


def _waits_for(pairing: Pairing) -> Office:
    takers = {role for step in workflow_of(pairing.track).steps if pairing.state in step.sources for role in step.by}
    return Office.INTAKE if Role.INTAKE in takers else Office.APPROVER
