"""Who lives in the simulated district: organizations with members, officials of every office, experts, strangers."""

from dataclasses import dataclass, field
from datetime import date
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from market.accounts.models import OfficeGrant
from market.organizations.models import Interest, InterestKind, Organization
from market.permissions import Actor, Office
from tests.factories import LONG_AGO, Market

EACH_OFFICE = 3  # people
EXPERTS = 15
PROVIDERS, FOUNDATIONS, DEPARTMENTS, ENTERPRISES = 14, 8, 6, 6
CASE_OFFICES = tuple(office for office in Office if office not in {Office.EXPERT, Office.ADMINISTRATOR})


@dataclass
class People:
    """Actors by what they are; an organization's members by its id."""

    providers: list[UUID] = field(default_factory=list)
    foundations: list[UUID] = field(default_factory=list)
    departments: list[UUID] = field(default_factory=list)
    enterprises: list[UUID] = field(default_factory=list)
    members: dict[UUID, list[Actor]] = field(default_factory=dict)
    officials: list[Actor] = field(default_factory=list)
    experts: list[Actor] = field(default_factory=list)
    strangers: list[Actor] = field(default_factory=list)

    def everybody(self) -> list[Actor]:
        """All of them, in a fixed order."""
        members = [actor for actors in self.members.values() for actor in actors]
        return [*self.officials, *self.experts, *members, *self.strangers]


def settle(session: Session, random: Random) -> People:
    """Make the people of the district; some officials hold two offices, or are tied to an organization."""
    market, people = Market(session), People()
    kinds = (
        (people.providers, "52", PROVIDERS),
        (people.foundations, "53", FOUNDATIONS),
        (people.departments, "11", DEPARTMENTS),
        (people.enterprises, "91", ENTERPRISES),
    )
    for owners, prefix, count in kinds:
        for _ in range(count):
            organization = market.organization(prefix, registered_on=date(2010, 1, 1))
            owners.append(organization.id)
            people.members[organization.id] = [market.actor(of=organization) for _ in range(2)]
    for office in CASE_OFFICES:
        people.officials += [market.actor(office=office) for _ in range(EACH_OFFICE)]
    people.officials += [_with_two_offices(market, random) for _ in range(4)]
    people.officials += [_who_is_tied(market, session, random, people) for _ in range(3)]
    people.experts = [market.actor(office=Office.EXPERT) for _ in range(EXPERTS)]
    people.strangers = [market.actor() for _ in range(2)]
    return people


def _with_two_offices(market: Market, random: Random) -> Actor:
    first, second = random.sample(CASE_OFFICES, 2)
    person = market.person(office=first)
    market.session.add(OfficeGrant(person=person, office=second, starts_on=LONG_AGO))
    market.session.flush()
    market.session.refresh(person)
    return market.actor(person)


def _who_is_tied(market: Market, session: Session, random: Random, people: People) -> Actor:
    """An official who is a member of one organization and has an interest in another."""
    own = session.get_one(Organization, random.choice(people.providers))
    actor = market.actor(of=own, office=random.choice(CASE_OFFICES))
    session.add(
        Interest(
            person_id=actor.person_id,
            organization_id=random.choice(people.foundations),
            kind=InterestKind.KIN,
            registered_at=market.session.get_one(Organization, own.id).registered_at,
        )
    )
    return actor
