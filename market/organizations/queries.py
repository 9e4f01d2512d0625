"""What can be asked about organizations; changes nothing."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from market.audit import AuditEvent
from market.errors import Message, NotFound
from market.organizations.credit_code import OrganizationKind, normalize
from market.organizations.models import (
    Organization,
    OrganizationTag,
    OrganizationVersion,
    Revision,
    RevisionState,
    VerificationState,
)
from market.vocabularies.models import Vocabulary

PAGE_SIZE = 20
REFUSALS = {"refuse", "refuse_revision"}
DECISIONS = {"verify", "approve_revision", *REFUSALS}


def get_organization(session: Session, organization_id: UUID) -> Organization:
    """One organization with its words, certificates and related parties. Raises: NotFound."""
    query = select(Organization).where(Organization.id == organization_id)
    organization = session.scalar(
        query.options(
            selectinload(Organization.tags),
            selectinload(Organization.qualifications),
            selectinload(Organization.related_parties),
        )
    )
    if organization is None:
        raise NotFound(Message("There is no such organization."))
    return organization


def find_by_code(session: Session, code: str) -> Organization | None:
    """The organization of a credit code, as it may be typed."""
    return session.scalar(select(Organization).where(Organization.credit_code == normalize(code)))


def organizations(session: Session, ids: Collection[UUID]) -> Sequence[Organization]:
    """Several organizations, by name."""
    query = select(Organization).where(Organization.id.in_(ids)).order_by(Organization.name, Organization.id)
    return session.scalars(query).all()


def browse(
    session: Session,
    *,
    words: str = "",
    kind: OrganizationKind | None = None,
    field: str | None = None,
    page: int = 1,
) -> tuple[Sequence[Organization], int]:
    """Verified organizations by name: one page of them, and how many there are."""
    query = select(Organization).where(Organization.verification == VerificationState.VERIFIED)
    for word in words.split():
        escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        pattern = f"%{escaped}%"
        query = query.where(
            Organization.name.ilike(pattern, escape="\\")
            | Organization.name_en.ilike(pattern, escape="\\")
            | Organization.mission.ilike(pattern, escape="\\")
        )
    if kind is not None:
        query = query.where(Organization.kind == kind)
    if field is not None:
        tagged = select(OrganizationTag.organization_id).where(
            OrganizationTag.vocabulary == Vocabulary.FIELD, OrganizationTag.code == field
        )
        query = query.where(Organization.id.in_(tagged))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    shown = query.options(selectinload(Organization.tags)).order_by(Organization.name, Organization.id)
    return session.scalars(shown.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all(), total


def stamp(organization: Organization, waiting: Revision | None) -> str:
    """What changes whenever the organization or the change that it proposes does: for noticing that one acts on old."""
    return f"{organization.revision}-{waiting.id}-{waiting.row_revision}" if waiting else str(organization.revision)


def refusal(session: Session, organization_id: UUID) -> str:
    """The reason of the last decision on an organization if it was a refusal; "" if it was none."""
    decided = select(AuditEvent.action, AuditEvent.note).where(
        AuditEvent.subject_kind == Organization.__tablename__,
        AuditEvent.subject_id == organization_id,
        AuditEvent.action.in_(DECISIONS),
    )
    last = session.execute(decided.order_by(AuditEvent.seq.desc()).limit(1)).one_or_none()
    return last.note if last is not None and last.action in REFUSALS else ""


def awaiting(session: Session) -> Sequence[Organization]:
    """Those that wait for their first verification, the longest waiting first."""
    query = select(Organization).where(Organization.verification == VerificationState.AWAITING)
    return session.scalars(query.order_by(Organization.registered_at, Organization.id).limit(200)).all()


def pending_revisions(session: Session) -> Sequence[Revision]:
    """Changes that wait for an official, the longest waiting first."""
    query = select(Revision).where(Revision.state == RevisionState.PENDING)
    query = query.options(selectinload(Revision.organization)).order_by(Revision.proposed_at, Revision.id)
    return session.scalars(query.limit(200)).all()


def pending_revision(session: Session, organization_id: UUID) -> Revision | None:
    """The change of one organization that waits, if any: there is at most one."""
    query = select(Revision).where(Revision.organization_id == organization_id, Revision.state == RevisionState.PENDING)
    return session.scalar(query.order_by(Revision.proposed_at.desc(), Revision.id).limit(1))


def versions(session: Session, organization_id: UUID) -> Sequence[OrganizationVersion]:
    """What was verified, the newest first."""
    query = select(OrganizationVersion).where(OrganizationVersion.organization_id == organization_id)
    return session.scalars(query.order_by(OrganizationVersion.number.desc())).all()
