"""Standing still, going on, and ending before the time."""

from datetime import timedelta

from sqlalchemy.orm import Session

from market import clock
from market.delivery import queries
from market.delivery.models import CreditKind, MilestoneState, ReportState
from market.delivery.service import ledger
from market.delivery.service.credit import note_credit
from market.delivery.service.places import free_place
from market.organizations import service as organizations
from market.pairings.models import Pairing
from market.pairings.service import take_step
from market.permissions import SYSTEM, Actor


def suspend(session: Session, actor: Actor, pairing: Pairing, note: str) -> None:
    """Let the work stand still, and its clocks with it.

    Raises: NotAllowed, NotPossible, Invalid without a reason.
    """
    take_step(session, actor, pairing, "suspend", note, through="delivery")


def resume(session: Session, actor: Actor, pairing: Pairing, note: str = "") -> None:
    """Let it go on: what was still to come is due later by as many days as it stood still.

    Raises: NotAllowed, NotPossible.
    """
    since = pairing.state_since.astimezone(clock.CHINA).date()
    lost = clock.today() - since
    take_step(session, actor, pairing, "resume", note, through="delivery", details={"days": lost.days})
    _move_days(session, pairing, lost)


def terminate(session: Session, actor: Actor, pairing: Pairing, note: str, *, by_fault: bool) -> None:
    """End it before its time; what was not asked for goes back to the funders.

    Args:
        by_fault: of the side that delivers; stands in its record.

    Raises: NotAllowed, NotPossible, Invalid without a reason.
    """
    details = {"by_fault": by_fault}
    take_step(session, actor, pairing, "terminate", note, through="delivery", details=details)
    ledger.release_all(session, SYSTEM, pairing)
    free_place(session, pairing)
    if by_fault:
        organizations.count_delivery(session, pairing.offer.organization, by=-1)
        note_credit(session, pairing, CreditKind.FAULT, note)


def _move_days(session: Session, pairing: Pairing, lost: timedelta) -> None:
    agreement = queries.get_agreement(session, pairing.id)
    agreement.ends_on += lost
    for milestone in queries.milestones_of(session, pairing.id):
        if milestone.state is MilestoneState.SCHEDULED:
            milestone.due_on += lost
    for report in queries.reports_of(session, pairing.id):
        if report.state is not ReportState.HANDED_IN:
            report.due_on += lost
