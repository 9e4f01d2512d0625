"""The register of interests: what officials and experts say ties them to organizations; never removed, only ended."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from market import audit, clock
from market.errors import Invalid, Message, NotAllowed, NotFound
from market.organizations.models import Interest, InterestKind, Organization
from market.permissions import Actor

LONGEST_NOTE = 500


def register_interest(
    session: Session,
    actor: Actor,
    organization: Organization,
    kind: InterestKind,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    note: str = "",
) -> Interest:
    """Note what ties the actor to an organization; they hold no office in its cases until three years after its end.

    Raises: NotAllowed for whoever holds no office; Invalid when the days or the note cannot be.
    """
    if actor.person_id is None or not actor.offices:
        raise NotAllowed(Message("Only officials and experts register their interests."))
    if starts_on and ends_on and ends_on < starts_on:
        raise Invalid({"ends_on": Message("The last day is before the first.")})
    if len(note) > LONGEST_NOTE:
        raise Invalid({"note": Message("At most {n} characters.", {"n": LONGEST_NOTE})})
    interest = Interest(
        person_id=actor.person_id,
        organization_id=organization.id,
        organization=organization,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        note=note.strip(),
        registered_at=clock.now(),
    )
    session.add(interest)
    # Whom somebody's relatives work for is their business: the trail tells that, not what, was registered.
    audit.record(session, actor, "register_interest", interest)
    return interest


def end_interest(session: Session, actor: Actor, interest_id: UUID) -> None:
    """Say that a tie has ended today. Raises: NotFound when it is not the actor's, or has ended before."""
    interest = session.get(Interest, interest_id)
    if interest is None or actor.person_id is None or interest.person_id != actor.person_id or interest.ends_on:
        raise NotFound(Message("There is no such interest, or it has ended."))
    interest.ends_on = max(clock.today(), interest.starts_on or clock.today())
    audit.record(session, actor, "end_interest", interest)


def interests_of(session: Session, person_id: UUID) -> Sequence[Interest]:
    """What somebody has registered, those that last first."""
    query = select(Interest).where(Interest.person_id == person_id).options(joinedload(Interest.organization))
    return session.scalars(
        query.order_by(Interest.ends_on.desc().nulls_first(), Interest.registered_at, Interest.id)
    ).all()
