"""Who answers for a rule: whoever decides in the district's name, and nobody else."""

from market.permissions import Office, Permission, holds

CONFIRM_RULES = Permission[None]("confirm a rule or withdraw its confirmation", granted_by=(holds(Office.APPROVER),))
