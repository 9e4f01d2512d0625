"""Who may see how the district works, and who answers for it."""

from market.pairings.permissions import CASE_OFFICES
from market.permissions import Office, Permission, holds

SEE_TRAIL = Permission[None]("see the audit trail", granted_by=(holds(Office.AUDITOR),))
SEE_OFFICES = Permission[None](
    "see how long the offices take",
    granted_by=tuple(holds(office) for office in sorted(CASE_OFFICES | {Office.DUTY, Office.AUDITOR})),
)
ANSWER_CARDS = Permission[None]("answer red cards", granted_by=(holds(Office.SUPERIOR),))
DECLARE_EMERGENCY = Permission[None]("declare an emergency", granted_by=(holds(Office.DUTY),))
RATIFY_EMERGENCY = Permission[None]("ratify an emergency", granted_by=(holds(Office.SUPERIOR),))
END_EMERGENCY = Permission[None]("end an emergency", granted_by=(holds(Office.DUTY), holds(Office.SUPERIOR)))
