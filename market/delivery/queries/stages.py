"""What can be asked about the delivery of one pairing, stage by stage; changes nothing."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from market.delivery.models import (
    Acceptance,
    Agreement,
    Commitment,
    Evidence,
    Handover,
    LedgerEntry,
    Milestone,
    OpinionCode,
    Payment,
    Report,
    Signature,
)
from market.errors import Message, NotFound


def find_agreement(session: Session, pairing_id: UUID) -> Agreement | None:
    """The agreement of a pairing with its signatures and supplements, once it is written."""
    query = select(Agreement).where(Agreement.pairing_id == pairing_id)
    signatures = selectinload(Agreement.signatures).joinedload(Signature.organization)
    return session.scalar(query.options(signatures, selectinload(Agreement.supplements)))


def get_agreement(session: Session, pairing_id: UUID) -> Agreement:
    """Raises: NotFound while it is not written."""
    agreement = find_agreement(session, pairing_id)
    if agreement is None:
        raise NotFound(Message("The agreement is not written yet."))
    return agreement


def milestones_of(session: Session, pairing_id: UUID) -> Sequence[Milestone]:
    """The milestones of a pairing with their files, in order."""
    query = select(Milestone).where(Milestone.pairing_id == pairing_id).order_by(Milestone.position)
    return session.scalars(query.options(selectinload(Milestone.evidence))).all()


def get_milestone(session: Session, pairing_id: UUID, milestone_id: UUID) -> Milestone:
    """Raises: NotFound, also when it belongs to another pairing."""
    milestone = session.get(Milestone, milestone_id)
    if milestone is None or milestone.pairing_id != pairing_id:
        raise NotFound(Message("There is no such milestone."))
    return milestone


def get_evidence(session: Session, pairing_id: UUID, evidence_id: UUID) -> Evidence:
    """Raises: NotFound, also when it belongs to another pairing."""
    evidence = session.get(Evidence, evidence_id)
    if evidence is None or evidence.milestone.pairing_id != pairing_id:
        raise NotFound(Message("There is no such file."))
    return evidence


def kept_files(session: Session) -> set[str]:
    """The hashes of all files that some row speaks of."""
    return set(session.scalars(select(Evidence.sha256)))


def commitments_of(session: Session, pairing_id: UUID) -> Sequence[Commitment]:
    """What each funder promised, in order; empty before all have signed."""
    query = select(Commitment).where(Commitment.pairing_id == pairing_id).order_by(Commitment.position)
    return session.scalars(query.options(joinedload(Commitment.organization))).all()


def get_commitment(session: Session, pairing_id: UUID, commitment_id: UUID) -> Commitment:
    """Raises: NotFound, also when it belongs to another pairing."""
    commitment = session.get(Commitment, commitment_id)
    if commitment is None or commitment.pairing_id != pairing_id:
        raise NotFound(Message("There is no such funder."))
    return commitment


def payments_of(session: Session, pairing_id: UUID) -> Sequence[Payment]:
    """The payment requests of a pairing, the newest first."""
    query = select(Payment).where(Payment.pairing_id == pairing_id)
    query = query.options(joinedload(Payment.milestone), joinedload(Payment.commitment))
    return session.scalars(query.order_by(Payment.requested_at.desc(), Payment.id)).all()


def get_payment(session: Session, pairing_id: UUID, payment_id: UUID) -> Payment:
    """Raises: NotFound, also when it belongs to another pairing."""
    payment = session.get(Payment, payment_id)
    if payment is None or payment.pairing_id != pairing_id:
        raise NotFound(Message("There is no such payment request."))
    return payment


def ledger_of(session: Session, pairing_id: UUID) -> Sequence[LedgerEntry]:
    """The ledger of a pairing, from its first row."""
    return session.scalars(
        select(LedgerEntry).where(LedgerEntry.pairing_id == pairing_id).order_by(LedgerEntry.seq)
    ).all()


def handovers_of(session: Session, pairing_id: UUID) -> Sequence[Handover]:
    """What was handed over, the newest first."""
    query = select(Handover).join(Commitment).where(Commitment.pairing_id == pairing_id)
    return session.scalars(query.order_by(Handover.handed_on.desc(), Handover.id)).all()


def reports_of(session: Session, pairing_id: UUID) -> Sequence[Report]:
    """The reports of a pairing, by number."""
    return session.scalars(select(Report).where(Report.pairing_id == pairing_id).order_by(Report.number)).all()


def get_report(session: Session, pairing_id: UUID, report_id: UUID) -> Report:
    """Raises: NotFound, also when it belongs to another pairing."""
    report = session.get(Report, report_id)
    if report is None or report.pairing_id != pairing_id:
        raise NotFound(Message("There is no such report."))
    return report


def find_acceptance(session: Session, pairing_id: UUID) -> Acceptance | None:
    """The last round of acceptance with its opinions."""
    query = select(Acceptance).where(Acceptance.pairing_id == pairing_id)
    return session.scalar(
        query.options(selectinload(Acceptance.opinions)).order_by(Acceptance.round.desc(), Acceptance.id).limit(1)
    )


def get_acceptance(session: Session, pairing_id: UUID) -> Acceptance:
    """Raises: NotFound while nobody has asked for it."""
    acceptance = find_acceptance(session, pairing_id)
    if acceptance is None:
        raise NotFound(Message("Nobody has asked for acceptance yet."))
    return acceptance


def acceptance_by_token(session: Session, token: str) -> Acceptance:
    """Raises: NotFound."""
    acceptance = session.scalar(select(Acceptance).where(Acceptance.token == token))
    if acceptance is None:
        raise NotFound(Message("This address is not known, or no longer."))
    return acceptance


def codes_of(session: Session, acceptance_id: UUID) -> tuple[int, int]:
    """How many codes were made for a round of acceptance, and how many of them were used."""
    used = func.sum(case((OpinionCode.is_used, 1), else_=0))
    made, spent = session.execute(
        select(func.count(OpinionCode.id), used).where(OpinionCode.acceptance_id == acceptance_id)
    ).one()
    return made, int(spent or 0)
