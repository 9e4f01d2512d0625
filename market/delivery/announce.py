"""Whom delivery tells what: every place at which somebody must be told leads through here."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from market.delivery.models import Acceptance, CreditEvent, Milestone, Payment, Report
from market.pairings.models import Pairing


def agreement_changed(session: Session, pairing: Pairing) -> None:
    """The members of the sides that had signed: the text was changed, so their signatures are void."""


def agreement_signed(session: Session, pairing: Pairing) -> None:
    """The members of all sides, and the project officers for public money: all have signed, the work begins."""


def supplement_proposed(session: Session, pairing: Pairing, number: int) -> None:
    """The members of all sides: a supplement waits for their signature."""


def milestone_checked(session: Session, pairing: Pairing, milestone: Milestone) -> None:
    """The members of the side that delivers: whether a milestone counts as met."""


def payment_requested(session: Session, payment: Payment) -> None:
    """Finance officers for public money, else the members of the funder: a request waits for them."""


def payment_decided(session: Session, payment: Payment) -> None:
    """Whoever made the request: it was paid, or refused and why."""


def report_handed_in(session: Session, report: Report) -> None:
    """Project officers for public money, else the members of the paying sides: a report is there to be read."""


def report_returned(session: Session, report: Report) -> None:
    """The members of the side that delivers: a report came back, and why."""


def stopped(session: Session, pairing: Pairing, step: str) -> None:
    """The members of all sides: the work was suspended, resumed or terminated."""


def acceptance_requested(session: Session, acceptance: Acceptance) -> None:
    """Acceptance officers for public money, else the members of the paying sides: the result waits for them."""


def acceptance_decided(session: Session, acceptance: Acceptance) -> None:
    """The members of all sides: the result was accepted, or has to be put right and how."""


def credit_noted(session: Session, event: CreditEvent) -> None:
    """The members of the organization: what was added to its record; they may comment on it."""


def signature_due(session: Session, pairing: Pairing, due_on: date, organization_ids: set[UUID]) -> None:
    """The members of the sides that have not signed: until when they have to. Once for each day and pairing."""


def milestone_due(session: Session, milestone: Milestone) -> None:
    """The members of the side that delivers: it is due soon, or overdue. Once for each milestone and due day."""


def report_due(session: Session, report: Report) -> None:
    """The members of the side that delivers: a report is due soon, or overdue. Once for each report and due day."""


def evaluation_due(session: Session, pairing: Pairing, due_on: date, *, of_delivery: bool) -> None:
    """The paying sides (`of_delivery`) or the side that delivered: they may still say how it was. Once for each."""
