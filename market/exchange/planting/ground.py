"""What is planted already, by the keys of the files: read once, then kept up as more is planted."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market.accounts import queries as accounts
from market.accounts.models import Person
from market.audit import AuditEvent
from market.errors import Invalid, Message
from market.exchange.planting.files import Row
from market.listings.models import Listing
from market.organizations.credit_code import normalize
from market.organizations.models import Organization, VerificationState
from market.pairings.models import Pairing
from market.permissions import SYSTEM, Actor


@dataclass
class Ground:
    """Identities by key, and how far each thing has come."""

    organizations: dict[str, UUID] = field(default_factory=dict)
    verified: set[str] = field(default_factory=set)
    people: dict[str, UUID] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)  # organization of each listing
    members: dict[str, str] = field(default_factory=dict)  # somebody who acts for each organization
    versions: dict[UUID, int] = field(default_factory=dict)  # of each listing that is there
    trails: dict[UUID, Counter[str]] = field(default_factory=dict)  # what was done in each pairing
    due: dict[UUID, datetime | None] = field(default_factory=dict)  # when each pairing's time is up
    came_at: dict[str, datetime] = field(default_factory=dict)  # when each person came
    _actors: dict[str, Actor] = field(default_factory=dict)

    def organization(self, session: Session, key: str, name: str) -> Organization:
        """The organization of a key. Raises: Invalid, naming the field `name`, when it did not land."""
        found = session.get(Organization, self.organizations[key]) if key in self.organizations else None
        if found is None:
            raise Invalid({name: Message("There is no “{key}” in the market.", {"key": key})})
        return found

    def actor(self, session: Session, person: str) -> Actor:
        """Who acts as the person of a key, or as the system. Raises: Invalid when there is nobody."""
        if person == "system":
            return SYSTEM
        if person not in self._actors:
            found = accounts.find_person(session, self.people[person]) if person in self.people else None
            if found is None:
                raise Invalid({"by": Message("There is no “{key}” in the market.", {"key": person})})
            self._actors[person] = accounts.actor_of(found)
        return self._actors[person]

    def owner_of(self, session: Session, listing: str) -> Actor:
        """Somebody who acts for the owner of the listing of a key. Raises: Invalid when nobody does."""
        member = self.members.get(self.owners.get(listing, ""))
        if member is None:
            raise Invalid({"by": Message("Nobody acts for the owner of “{key}”.", {"key": listing})})
        return self.actor(session, member)


def survey(session: Session, organizations: list[Row], people: list[Row], listings: list[Row]) -> Ground:
    """What of these rows is in the database."""
    codes = {code: (identity, state) for code, identity, state in session.execute(
        select(Organization.credit_code, Organization.id, Organization.verification)
    )}  # fmt: skip
    persons = {row.email: row for row in session.scalars(select(Person))}
    ground = Ground(owners={row.key: str(row.get("owner")) for row in listings})
    for row in organizations:
        identity, state = codes.get(normalize(str(row.get("credit_code"))), (None, None))
        if identity is not None:
            ground.organizations[row.key] = identity
        if state is VerificationState.VERIFIED:
            ground.verified.add(row.key)
    for row in people:
        person = persons.get(accounts.normal_email(str(row.get("email"))))
        if person is not None:
            ground.people[row.key], ground.came_at[row.key] = person.id, person.created_at
        if row.get("organization"):
            ground.members.setdefault(row.get("organization"), row.key)
    ground.versions = dict(session.execute(select(Listing.id, Listing.version_number)).all())
    trails = session.execute(
        select(AuditEvent.subject_id, AuditEvent.action, func.count())
        .where(AuditEvent.subject_kind == "pairing")
        .group_by(AuditEvent.subject_id, AuditEvent.action)
    )
    for pairing, action, count in trails:
        ground.trails.setdefault(pairing, Counter())[action] = count
    ground.due = dict(session.execute(select(Pairing.id, Pairing.due_at)).all())
    return ground
