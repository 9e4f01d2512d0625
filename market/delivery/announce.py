"""Whom delivery tells what: every place at which somebody must be told leads through here."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from market.accounts.queries import members_of
from market.delivery.models import Acceptance, CreditEvent, Milestone, Payment, Report
from market.notifications.kinds import Kind
from market.pairings.announce import officials, sides, tell
from market.pairings.models import Pairing
from market.permissions import Office


def agreement_changed(session: Session, pairing: Pairing) -> None:
    """The members of all sides: the text was changed after somebody had signed, so it has to be signed anew."""
    _tell_sides(session, pairing, Kind.AGREEMENT_TO_SIGN)


def agreement_signed(session: Session, pairing: Pairing) -> None:
    """The members of all sides, and the project officers for public money: all have signed, the work begins."""
    _tell_sides(session, pairing, Kind.STEP_TAKEN)
    if pairing.track.is_public:
        _tell(session, pairing, officials(session, Office.PROJECT_OFFICER, pairing), Kind.STEP_WAITS)


def supplement_proposed(session: Session, pairing: Pairing, number: int) -> None:
    """The members of all sides: a supplement waits for their signature."""
    _tell_sides(session, pairing, Kind.AGREEMENT_TO_SIGN, key=f"supplement {number}")


def milestone_checked(session: Session, pairing: Pairing, milestone: Milestone) -> None:
    """The members of the side that delivers: whether a milestone counts as met."""
    _tell(session, pairing, _deliverers(session, pairing), Kind.STEP_TAKEN, note=milestone.note)


def payment_requested(session: Session, payment: Payment) -> None:
    """Finance officers for public money, else the members of the funder: a request waits for them."""
    told = _payers(session, payment.pairing, Office.FINANCE, [payment.commitment.organization_id])
    _tell(session, payment.pairing, told, Kind.PAYMENT_REQUESTED, amount_fen=payment.amount_fen)


def payment_decided(session: Session, payment: Payment) -> None:
    """Whoever made the request: it was paid, or refused and why."""
    told = frozenset({payment.requested_by_id})
    _tell(session, payment.pairing, told, Kind.PAYMENT_ANSWERED, amount_fen=payment.amount_fen, note=payment.note)


def report_handed_in(session: Session, report: Report) -> None:
    """Project officers for public money, else the members of the paying sides: a report is there to be read."""
    _tell(session, report.pairing, _payers(session, report.pairing, Office.PROJECT_OFFICER), Kind.STEP_TAKEN)


def report_returned(session: Session, report: Report) -> None:
    """The members of the side that delivers: a report came back, and why."""
    _tell(session, report.pairing, _deliverers(session, report.pairing), Kind.CORRECTION_ASKED)


def acceptance_requested(session: Session, acceptance: Acceptance) -> None:
    """Acceptance officers for public money, else the members of the paying sides: the result waits for them."""
    told = _payers(session, acceptance.pairing, Office.ACCEPTANCE)
    _tell(session, acceptance.pairing, told, Kind.ACCEPTANCE_DUE, until=acceptance.pairing.due_at)


def credit_noted(session: Session, event: CreditEvent) -> None:
    """The members of the organization: what was added to its record; they may comment on it."""
    _tell(
        session, event.pairing, members_of(session, [event.organization_id]), Kind.STEP_TAKEN, key=f"credit {event.id}"
    )


def signature_due(session: Session, pairing: Pairing, due_on: date, organization_ids: Collection[UUID]) -> None:
    """The members of the sides that have not signed: until when they have to. Once for each day and pairing."""
    told, key = members_of(session, organization_ids), f"sign {due_on}"
    _tell(session, pairing, told, Kind.AGREEMENT_TO_SIGN, until=due_on, key=key)


def milestone_due(session: Session, milestone: Milestone) -> None:
    """The members of the side that delivers: it is due soon, or overdue. Once for each milestone and due day."""
    told, key = _deliverers(session, milestone.pairing), f"milestone {milestone.id} {milestone.due_on}"
    _tell(session, milestone.pairing, told, Kind.MILESTONE_DUE, until=milestone.due_on, key=key)


def report_due(session: Session, report: Report) -> None:
    """The members of the side that delivers: a report is due soon, or overdue. Once for each report and due day."""
    told, key = _deliverers(session, report.pairing), f"report {report.id} {report.due_on}"
    _tell(session, report.pairing, told, Kind.REPORT_DUE, until=report.due_on, key=key)


def evaluation_due(session: Session, pairing: Pairing, due_on: date, *, of_delivery: bool) -> None:
    """The paying sides (`of_delivery`) or the side that delivered: they may still say how it was. Once for each."""
    payers = _payers(session, pairing, None)
    told = payers if of_delivery else _deliverers(session, pairing)
    _tell(session, pairing, told, Kind.STEP_WAITS, until=due_on, key=f"evaluation {of_delivery}")


def _tell(
    session: Session,
    pairing: Pairing,
    person_ids: Collection[UUID],
    kind: Kind,
    *,
    note: str = "",
    until: date | datetime | None = None,
    amount_fen: int | None = None,
    key: str | None = None,
) -> None:
    page = f"/pairings/{pairing.id}/delivery"
    tell(session, pairing, person_ids, kind, page=page, note=note, until=until, amount_fen=amount_fen, key=key)


def _tell_sides(session: Session, pairing: Pairing, kind: Kind, key: str | None = None) -> None:
    _tell(session, pairing, sides(session, pairing), kind, key=key)


def _deliverers(session: Session, pairing: Pairing) -> frozenset[UUID]:
    return members_of(session, [pairing.offer.organization_id])


def _payers(
    session: Session, pairing: Pairing, office: Office | None, organization_ids: Collection[UUID] = ()
) -> frozenset[UUID]:
    """The holders of an office for public money; else, or without an office, the members of the sides that pay."""
    if office is not None and pairing.track.is_public:
        return officials(session, office, pairing)
    others = {party.organization_id for party in pairing.parties} - {pairing.offer.organization_id}
    return members_of(session, organization_ids or others)
