"""Makes rows for tests; every value that a test does not name is filled in with something valid."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from market import clock
from market.accounts.models import MemberRole, Membership, OfficeGrant, Person
from market.listings.models import (
    FundingSource,
    Listing,
    ListingState,
    ListingTag,
    Need,
    Programme,
    Project,
    Resource,
    ResourceKind,
    Service,
    Stage,
)
from market.organizations.credit_code import FICTITIOUS_DIVISION, check_character, kind_of
from market.organizations.models import Organization, OrganizationTag, Standing, VerificationState
from market.pairings.models import Pairing, PairingState
from market.pairings.service.clocks import stay_of
from market.permissions import Actor, Office
from market.rules import service as rules
from market.vocabularies.models import Vocabulary
from matching.records import Kind
from tests.factories_pairings import make_pairing, next_number

LONG_AGO = date(2015, 1, 1)


def credit_code(prefix: str = "52") -> str:
    """A new valid code of a fictitious organization."""
    body = f"{prefix}{FICTITIOUS_DIVISION}{next_number():09d}"
    return body + check_character(body)


class Market:
    """The factories, bound to the session of a test."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def _add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def person(
        self,
        *,
        of: Organization | Listing | None = None,
        office: Office | None = None,
        manager: bool = True,
        **values: Any,
    ) -> Person:
        """Somebody; `of` an organization (or a listing's), or with an office."""
        number = next_number()
        values = {
            "email": f"person{number}@example.org",
            "name": f"Person {number}",
            "password_hash": "!",
            "language": "en",
            "created_at": clock.now(),
        } | values
        person: Person = self._add(Person(**values))
        organization = of.organization if isinstance(of, Listing) else of
        if organization is not None:
            self.member(person, organization, manager=manager)
        if office is not None:
            self._add(OfficeGrant(person=person, office=office, starts_on=LONG_AGO))
        return person

    def member(self, person: Person, organization: Organization, *, manager: bool = True) -> Membership:
        """Make somebody act for an organization."""
        role = MemberRole.MANAGER if manager else MemberRole.MEMBER
        row: Membership = self._add(
            Membership(person=person, organization_id=organization.id, role=role, starts_on=LONG_AGO)
        )
        return row

    def actor(self, person: Person | None = None, **who: Any) -> Actor:
        """The actor that a signed-in person is; makes the person unless given."""
        person = person or self.person(**who)
        return Actor(
            person_id=person.id,
            name=person.name,
            organization_ids=frozenset(row.organization_id for row in person.memberships),
            managed_ids=frozenset(row.organization_id for row in person.memberships if row.role is MemberRole.MANAGER),
            offices=frozenset(row.office for row in person.offices),
        )

    def confirm(self, *codes: str) -> None:
        """Have an approver confirm the first version of some rules."""
        for code in codes:
            rules.confirm(self.session, self.actor(office=Office.APPROVER), code, 1, "Read in the law's own text.")

    def organization(
        self, prefix: str = "52", *, fields: tuple[str, ...] = ("social_service",), **values: Any
    ) -> Organization:
        """A verified organization; the prefix of the credit code gives its kind (52 provider, 53 foundation, 11 …)."""
        code = values.pop("credit_code", None) or credit_code(prefix)
        values = {
            "credit_code": code,
            "kind": kind_of(code),
            "name": f"Organization {next_number()}",
            "legal_representative": f"Li Ming {next_number()}",
            "registering_authority": "Civil affairs bureau",
            "registered_on": LONG_AGO,
            "scope": "Social work.",
            "mission": "We help.",
            "division_code": "440304004",
            "address": "1 Sample Road",
            "standing": Standing.NORMAL,
            "verification": VerificationState.VERIFIED,
            "verified_at": clock.now(),
            "registered_at": clock.now(),
            "version_number": 1,
            "tags": [OrganizationTag(vocabulary=Vocabulary.FIELD, code=field) for field in fields],
        } | values
        row: Organization = self._add(Organization(**values))
        return row

    def _listing(self, cls: type[Listing], prefix: str, tags: dict[str, Any], values: dict[str, Any]) -> Any:
        organization = values.pop("organization", None) or self.organization(prefix)
        chosen = {
            Vocabulary.FIELD: tags.get("fields", ("social_service",)),
            Vocabulary.GROUP: tags.get("groups", ("empty_nest",)),
            Vocabulary.SDG: tags.get("sdgs", ()),
            Vocabulary.DIVISION: tags.get("places", ("440304004",)),
        }
        today = clock.today()
        values = {
            "organization": organization,
            "organization_id": organization.id,
            "state": ListingState.PUBLISHED,
            "title": f"Visits to older people living alone {uuid4().hex[:6]}",
            "summary": "Older people who live alone are visited every week.",
            "language": "en",
            "created_at": clock.now(),
            "changed_at": clock.now(),
            "published_at": clock.now(),
            "version_number": 1,
            "starts_on": today + timedelta(days=30),
            "ends_on": today + timedelta(days=300),
            "tags": [
                ListingTag(vocabulary=vocabulary, code=code) for vocabulary, codes in chosen.items() for code in codes
            ],
        } | values
        if values["state"] is ListingState.DRAFT:
            values |= {"published_at": None, "version_number": 0}
        return self._add(cls(**values))

    def need(self, *, tags: dict[str, Any] | None = None, **values: Any) -> Need:
        """A published need of a department, 100,000 yuan from the public budget."""
        values = {
            "outcome": "Nobody is left alone.",
            "conditions": "Experience with older people.",
            "budget_fen": 10_000_000,
            "funding_source": FundingSource.FISCAL,
            "admits": ["service_institution", "association"],
            "beneficiaries_count": 120,
            "closes_on": clock.today() + timedelta(days=60),
        } | values
        row: Need = self._listing(Need, "11", tags or {}, values)
        return row

    def project(self, *, tags: dict[str, Any] | None = None, **values: Any) -> Project:
        """A published project that lacks 60,000 of 100,000 yuan."""
        values = {
            "method": "Volunteers visit in pairs.",
            "evidence": "A pilot reached 40 people.",
            "indicators": "1,000 visits.",
            "stage": Stage.MATURE,
            "budget_fen": 10_000_000,
            "raised_fen": 4_000_000,
            "least_fen": 1_000_000,
            "beneficiaries_count": 120,
        } | values
        row: Project = self._listing(Project, "52", tags or {}, values)
        return row

    def service(self, *, tags: dict[str, Any] | None = None, **values: Any) -> Service:
        """A published service that can take three engagements."""
        values = {"experience": "Since 2016.", "capacity": 3, "since_year": 2016} | values
        row: Service = self._listing(Service, "52", tags or {}, values)
        return row

    def programme(self, *, tags: dict[str, Any] | None = None, **values: Any) -> Programme:
        """A published programme of a foundation: grants of 10,000 to 100,000 of 500,000 yuan."""
        today = clock.today()
        values = {
            "exclusions": "No buildings.",
            "procedure": "Apply on this site; a panel decides each month.",
            "grant_least_fen": 1_000_000,
            "grant_most_fen": 10_000_000,
            "budget_fen": 50_000_000,
            "admits": ["service_institution", "association"],
            "admin_cap_percent": 10,
            "max_pairings": 10,
            "opens_on": today - timedelta(days=30),
            "closes_on": today + timedelta(days=120),
            "starts_on": None,
            "ends_on": None,
        } | values
        row: Programme = self._listing(Programme, "53", tags or {}, values)
        return row

    def resource(self, *, tags: dict[str, Any] | None = None, **values: Any) -> Resource:
        """A published resource of an enterprise: a venue for 20 sessions."""
        today = clock.today()
        values = {
            "resource_kind": ResourceKind.VENUE,
            "conditions": "Weekends only.",
            "quantity": 20,
            "unit": "sessions",
            "opens_on": today,
            "closes_on": today + timedelta(days=200),
            "starts_on": None,
            "ends_on": None,
        } | values
        row: Resource = self._listing(Resource, "91", tags or {}, values)
        return row

    def pairing(self, state: PairingState = PairingState.MUTUAL, **values: Any) -> Pairing:
        """A complete pairing in a state; see `make_pairing`."""
        row: Pairing = self._add(make_pairing(self, state, **values))
        self._add(stay_of(row, row.state_since))
        return row


def listing_values(kind: Kind) -> dict[str, Any]:
    """What a complete listing of a kind says, by the names of its fields."""
    today = clock.today()
    shared = {
        "title": "Weekly visits to older people living alone",
        "summary": "Older people who live alone in Futian are visited every week.",
        "fields": ["social_service"],
        "groups": ["elderly", "empty_nest"],
        "sdgs": ["3"],
        "places": ["440304004"],
        "starts_on": today + timedelta(days=30),
        "ends_on": today + timedelta(days=300),
    }
    window = {"opens_on": today, "closes_on": today + timedelta(days=60)}
    own: dict[Kind, dict[str, Any]] = {
        Kind.NEED: {
            "outcome": "Nobody is left alone.",
            "conditions": "Two social workers.",
            "budget_fen": 10_000_000,
            "funding_source": "fiscal",
            "admits": ["service_institution"],
            "least_level": 3,
            "beneficiaries_count": 120,
            "closes_on": today + timedelta(days=60),
        },
        Kind.PROJECT: {
            "method": "Volunteers visit in pairs.",
            "evidence": "A pilot.",
            "indicators": "1,000 visits.",
            "stage": "mature",
            "budget_fen": 10_000_000,
            "raised_fen": 4_000_000,
            "least_fen": 1_000_000,
            "beneficiaries_count": 120,
        },
        Kind.SERVICE: {
            "experience": "Since 2016.",
            "capacity": 3,
            "since_year": 2016,
            "unit_cost_fen": 20_000,
            "unit_note": "per visit",
        },
        Kind.PROGRAMME: {
            "exclusions": "No buildings.",
            "procedure": "A panel decides each month.",
            "grant_least_fen": 1_000_000,
            "grant_most_fen": 10_000_000,
            "budget_fen": 50_000_000,
            "admits": ["association", "service_institution"],
            "least_level": 3,
            "admin_cap_percent": 10,
            "max_pairings": 10,
            **window,
        },
        Kind.RESOURCE: {
            "resource_kind": "venue",
            "conditions": "Weekends only.",
            "quantity": 20,
            "unit": "sessions",
            **window,
        },
    }
    return shared | own[kind]
