"""Who may see what of an organization, change it, and verify it."""

from market.organizations.models import Organization
from market.permissions import Actor, Office, Permission, holds, is_known, is_system


def is_member(actor: Actor, organization: Organization) -> bool:
    """Acts for the organization today."""
    return actor.acts_for(organization.id)


def verifies_others(actor: Actor, organization: Organization) -> bool:
    """Holds the office of verifier, and is not a member: nobody verifies their own organization."""
    return actor.holds(Office.VERIFIER) and not actor.acts_for(organization.id)


REGISTER = Permission[None]("register an organization", granted_by=(is_known,))
EDIT = Permission[Organization]("change this organization", granted_by=(is_member, is_system))
READ_FILE = Permission[Organization](
    "read this organization's whole file",
    granted_by=(is_member, is_system, holds(Office.VERIFIER), holds(Office.AUDITOR)),
)
VERIFY = Permission[Organization]("verify this organization", granted_by=(verifies_others, is_system))
SEE_QUEUE = Permission[None]("see what waits for verification", granted_by=(holds(Office.VERIFIER),))
