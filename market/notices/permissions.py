"""Who may see which part of an objection."""

from market.notices.models import Objection
from market.pairings.permissions import is_party
from market.permissions import Actor, Office, Permission, holds


def handles_objections(actor: Actor, objection: Objection) -> bool:
    """An investigator or auditor who belongs to none of the sides."""
    return bool(actor.offices & {Office.INVESTIGATOR, Office.AUDITOR}) and not is_party(actor, objection.notice.pairing)


def investigates(actor: Actor, objection: Objection) -> bool:
    """Whoever has taken this very objection, and is an investigator today."""
    return actor.holds(Office.INVESTIGATOR) and actor.is_known and actor.person_id == objection.investigator_id


def audits(actor: Actor, objection: Objection) -> bool:
    """An auditor who belongs to none of the sides."""
    return actor.holds(Office.AUDITOR) and not is_party(actor, objection.notice.pairing)


def is_side(actor: Actor, objection: Objection) -> bool:
    """A member of one of the sides."""
    return is_party(actor, objection.notice.pairing)


SEE_OBJECTIONS = Permission[None]("see the objections", granted_by=(holds(Office.INVESTIGATOR), holds(Office.AUDITOR)))
READ_OBJECTION = Permission[Objection]("read this objection", granted_by=(handles_objections,))
READ_OBJECTOR = Permission[Objection]("see who objects", granted_by=(investigates, audits))
ANSWER_OBJECTION = Permission[Objection]("answer this objection", granted_by=(is_side,))
