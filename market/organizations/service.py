"""What can be done with organizations: register, change, verify, and decide on proposed changes."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from market import audit, clock
from market.accounts import queries as people
from market.accounts import service as accounts
from market.accounts.models import MemberRole
from market.errors import Conflict, Invalid, Message, NotAllowed, NotPossible
from market.organizations import content, queries
from market.organizations.credit_code import kind_of, normalize
from market.organizations.models import (
    Organization,
    OrganizationVersion,
    Qualification,
    RelatedParty,
    Revision,
    RevisionState,
    VerificationState,
)
from market.organizations.permissions import EDIT, REGISTER, VERIFY
from market.permissions import SYSTEM, Actor

WRITING = {"register", "change", "propose_revision"}
TAKEN = Message("An organization with this credit code is registered already. Ask its manager to add you.")


def register(session: Session, actor: Actor, values: Mapping[str, Any]) -> Organization:
    """Register an organization; it waits for verification, and who registers it becomes its manager.

    Args:
        values: "credit_code" and the values of content.SENSITIVE, content.PLAIN and content.TAGGED.

    Raises: NotAllowed for visitors; Invalid with a problem for each field.
    """
    REGISTER.require(actor, None)
    code = normalize(values.get("credit_code") or "")
    found = content.problems(session, {name: values.get(name) for name in content.REQUIRED} | dict(values))
    problem = content.MISSING if not code else content.code_problem(code)
    if problem is None and queries.find_by_code(session, code) is not None:
        problem = TAKEN
    if problem:
        found["credit_code"] = problem
    if found:
        raise Invalid(found)
    organization = Organization(
        credit_code=code,
        kind=kind_of(code),
        verification=VerificationState.AWAITING,
        registered_at=clock.now(),
        full_time_staff=0,
        licensed_social_workers=0,
    )
    content.put(organization, values)
    session.add(organization)
    try:
        session.flush()
    except IntegrityError as error:  # somebody registered the same code at the same moment
        raise Invalid({"credit_code": TAKEN}) from error
    audit.record(session, actor, "register", organization, after=organization.verification)
    if actor.person_id is not None:
        person = people.find_person(session, actor.person_id)
        if person is not None:
            accounts.join(session, SYSTEM, person, organization.id, MemberRole.MANAGER)
    return organization


def change(session: Session, actor: Actor, organization: Organization, values: Mapping[str, Any]) -> Revision | None:
    """Change values. Of a verified organization, sensitive ones wait for an official beside the valid ones.

    Returns: the proposal that now waits, or None when everything is valid at once.
    Raises: NotAllowed, Invalid.
    """
    EDIT.require(actor, organization)
    found = content.problems(session, content.typed(content.content(organization)) | dict(values))
    if found:
        raise Invalid(found)
    changed = _changed(organization, values)
    if not organization.is_verified:
        if organization.verification is VerificationState.REFUSED and changed:
            organization.verification = VerificationState.AWAITING
        _change_at_once(session, actor, organization, changed)
        return None
    at_once = {name: value for name, value in changed.items() if name not in content.SENSITIVE}
    _change_at_once(session, actor, organization, at_once)
    waiting = queries.pending_revision(session, organization.id)
    kept = {name: value for name, value in waiting.changes.items() if name not in values} if waiting else {}
    proposed = {name: value for name, value in changed.items() if name in content.SENSITIVE}
    return _propose(session, actor, organization, waiting, kept | proposed)


def _change_at_once(session: Session, actor: Actor, organization: Organization, changes: dict[str, Any]) -> None:
    if not changes:
        return
    content.put(organization, changes)
    flag_modified(organization, "name")  # words are rows of their own; the organization's revision moves with them
    if organization.is_verified:
        _keep_version(session, actor, organization)
    audit.record(session, actor, "change", organization, details={"fields": sorted(changes)})


def _changed(organization: Organization, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that differ from the valid ones, as plain data."""
    now = content.content(organization)
    plain = {name: content.plain(value) for name, value in values.items() if name in now}
    ordered = {name: sorted(value) if name in content.TAGGED else value for name, value in plain.items()}
    return {name: value for name, value in ordered.items() if value != now[name] and name != "credit_code"}


def _propose(
    session: Session, actor: Actor, organization: Organization, waiting: Revision | None, changes: dict[str, Any]
) -> Revision | None:
    if not changes:
        if waiting is not None:  # back to the valid values: nothing is left to decide
            waiting.state, waiting.decided_at = RevisionState.WITHDRAWN, clock.now()
            audit.record(session, actor, "withdraw_revision", organization)
        return None
    if waiting is not None and waiting.changes == changes:
        return waiting  # as it was: it keeps its place in the queue
    if waiting is None:
        waiting = Revision(organization_id=organization.id, organization=organization, state=RevisionState.PENDING)
        session.add(waiting)
    waiting.changes = changes
    waiting.proposed_at, waiting.proposed_by_id = clock.now(), actor.person_id
    audit.record(session, actor, "propose_revision", organization, details={"changes": changes})
    return waiting


def verify(session: Session, actor: Actor, organization: Organization, *, note: str = "") -> None:
    """Confirm what an organization says of itself. Raises: NotAllowed, NotPossible when it is verified already."""
    _require_verifier(session, actor, organization)
    if organization.is_verified:
        raise NotPossible(Message("It is verified already."))
    before = organization.verification
    organization.verification, organization.verified_at = VerificationState.VERIFIED, clock.now()
    _keep_version(session, actor, organization)
    audit.record(session, actor, "verify", organization, before=before, after=organization.verification, note=note)


def refuse(session: Session, actor: Actor, organization: Organization, *, note: str) -> None:
    """Refuse the verification, with the reason. Raises: NotAllowed, NotPossible, Invalid without a reason."""
    _require_verifier(session, actor, organization)
    if organization.verification is not VerificationState.AWAITING:
        raise NotPossible(Message("It does not wait for verification."))
    _require_reason(note)
    organization.verification = VerificationState.REFUSED
    audit.record(
        session,
        actor,
        "refuse",
        organization,
        before=VerificationState.AWAITING,
        after=organization.verification,
        note=note,
    )


def decide_revision(session: Session, actor: Actor, revision: Revision, *, approve: bool, note: str = "") -> None:
    """Let a proposed change become valid, or refuse it with the reason.

    Raises: NotAllowed, also for whoever proposed it; NotPossible when it is decided; Invalid without a reason.
    """
    organization = revision.organization
    _require_verifier(session, actor, organization)
    if revision.state is not RevisionState.PENDING:
        raise NotPossible(Message("This change was decided already."))
    if not approve:
        _require_reason(note)
    revision.state = RevisionState.APPROVED if approve else RevisionState.REFUSED
    revision.decided_at, revision.decided_by_id, revision.note = clock.now(), actor.person_id, note
    if approve:
        content.put(organization, revision.changes)
        _keep_version(session, actor, organization)
    action = "approve_revision" if approve else "refuse_revision"
    audit.record(session, actor, action, organization, note=note, details={"changes": revision.changes})


def require_unchanged(seen: str, now: str) -> None:
    """Raises: Conflict when what somebody looked at is no longer so. See queries.stamp."""
    if seen != now:
        raise Conflict(Message("Somebody else has just changed this. Look at it again, then decide."))


def _require_verifier(session: Session, actor: Actor, organization: Organization) -> None:
    VERIFY.require(actor, organization)
    acted = audit.actions_by_subject(session, actor, Organization.__tablename__, [organization.id])
    if acted.get(organization.id, frozenset()) & WRITING:
        raise NotAllowed(Message("You wrote some of this yourself, so somebody else has to verify it."))


def _require_reason(note: str) -> None:
    if not note.strip():
        raise Invalid({"note": Message("Say why: the organization will read it.")})


def _keep_version(session: Session, actor: Actor, organization: Organization) -> None:
    organization.version_number += 1
    session.add(
        OrganizationVersion(
            organization_id=organization.id,
            number=organization.version_number,
            content=content.content(organization),
            made_at=clock.now(),
            made_by_id=actor.person_id,
        )
    )


def count_delivery(session: Session, organization: Organization, *, by: int = 1) -> None:
    """Note that one more pairing in which the organization delivers was approved or confirmed, or (-1) no longer is."""
    organization.delivered_pairings = max(0, organization.delivered_pairings + by)
    audit.record(session, SYSTEM, "count_delivery", organization, details={"count": organization.delivered_pairings})


def put_evidence(
    session: Session,
    actor: Actor,
    organization: Organization,
    qualifications: Sequence[Qualification],
    related_parties: Sequence[RelatedParty],
) -> None:
    """Set the certificates and the related parties that an official has seen, all at once."""
    VERIFY.require(actor, organization)
    organization.qualifications = list(qualifications)
    organization.related_parties = list(related_parties)
    details = {"qualifications": len(qualifications), "related_parties": len(related_parties)}
    audit.record(session, actor, "put_evidence", organization, details=details)
