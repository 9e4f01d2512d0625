"""Registering an organization: what is demanded of each value, and that a credit code is used once."""

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market import audit, clock
from market.accounts.models import MemberRole
from market.database import Database
from market.errors import Invalid, MarketError, NotAllowed
from market.organizations import service
from market.organizations.credit_code import OrganizationKind
from market.organizations.models import Organization, VerificationState
from market.permissions import SYSTEM, VISITOR
from market.vocabularies.models import Vocabulary
from tests.factories import Market, credit_code

Values = dict[str, Any]


def problems(session: Session, market: Market, values: Values) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        service.register(session, market.actor(), values)
    assert session.scalar(select(func.count()).select_from(Organization)) == 0
    return {name: str(problem) for name, problem in refused.value.problems.items()}


def test_who_registers_an_organization_manages_it_and_it_waits(
    session: Session, market: Market, values: Values
) -> None:
    person = market.person()
    organization = service.register(session, market.actor(person), values)

    assert organization.kind is OrganizationKind.SERVICE_INSTITUTION
    assert organization.verification is VerificationState.AWAITING
    assert (organization.version_number, organization.verified_at) == (0, None)
    assert organization.codes(Vocabulary.FIELD) == ["social_service"]
    (membership,) = person.memberships
    assert (membership.organization_id, membership.role) == (organization.id, MemberRole.MANAGER)
    (event,) = audit.events_of(session, "organization", organization.id)
    assert (event.action, event.actor_id, event.after) == ("register", person.id, "awaiting")


@pytest.mark.parametrize(("prefix", "kind"), [("53", "foundation"), ("G1", "overseas_office"), ("Y1", "other")])
def test_the_kind_is_derived_and_never_taken_from_the_form(
    session: Session, values: Values, prefix: str, kind: str
) -> None:
    organization = service.register(
        session, SYSTEM, values | {"credit_code": credit_code(prefix), "kind": "department"}
    )
    assert organization.kind == kind


def test_a_code_is_stored_as_it_is_compared(session: Session, market: Market, values: Values) -> None:
    code = values["credit_code"]
    typed = f" {code[:6].lower()}-{code[6:]} "
    assert service.register(session, SYSTEM, values | {"credit_code": typed}).credit_code == code
    with pytest.raises(Invalid, match="registered already"):
        service.register(session, market.actor(), values)


def test_visitors_register_nothing(session: Session, values: Values) -> None:
    with pytest.raises(NotAllowed):
        service.register(session, VISITOR, values)


@pytest.mark.parametrize(
    "name",
    [
        "credit_code",
        "name",
        "legal_representative",
        "registering_authority",
        "registered_on",
        "scope",
        "mission",
        "division_code",
        "address",
    ],
)
def test_what_is_required_is_told_when_it_is_missing(
    session: Session, market: Market, values: Values, name: str
) -> None:
    assert problems(session, market, values | {name: None}) == {name: "Fill this in."}
    del values[name]
    assert problems(session, market, values) == {name: "Fill this in."}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("credit_code", "123", "has 18 characters; this has 3"),
        ("credit_code", "52449999000000000I", "without I, O, S, V and Z"),
        ("name", "n" * 101, "At most 100"),
        ("name_en", "n" * 201, "At most 200"),
        ("scope", "n" * 2001, "At most 2000"),
        ("mission", "n" * 2001, "At most 2000"),
        ("address", "n" * 201, "At most 200"),
        ("charity_since", date(2026, 3, 12), "still to come"),
        ("charity_since", date(2018, 4, 30), "before the organization was registered"),
        ("assessment_valid_until", None, "until when"),
        ("assessment_level", None, "which level"),
        ("assessment_level", 6, "one of the list"),
        ("division_code", "110000", "one of the list"),
        ("fields", [], "at least one"),
        ("fields", ["magic"], "from the list"),
        ("groups", ["<script>"], "from the list"),
        ("full_time_staff", -1, "between 0 and 100,000"),
        ("licensed_social_workers", 100_001, "between 0 and 100,000"),
    ],
)
def test_a_value_that_cannot_be_is_told_by_its_name(
    session: Session, market: Market, values: Values, name: str, value: Any, told: str
) -> None:
    found = problems(session, market, values | {name: value})
    assert list(found) == [name]
    assert told in found[name]


def test_a_day_of_registration_to_come_is_refused(session: Session, market: Market, values: Values) -> None:
    tomorrow = {"registered_on": date(2026, 3, 12), "charity_since": None}
    assert problems(session, market, values | tomorrow) == {"registered_on": "This day is still to come."}


def test_all_problems_are_told_at_once(session: Session, market: Market) -> None:
    assert len(problems(session, market, {"fields": []})) == 10


def test_the_last_moment_of_today_in_china_is_today(session: Session, values: Values) -> None:
    tomorrow_in_china = clock.now() + timedelta(hours=15)  # still the 11th in London
    with clock.held_at(tomorrow_in_china):
        service.register(session, SYSTEM, values | {"registered_on": date(2026, 3, 12), "charity_since": None})


def test_of_two_who_register_a_code_at_once_the_second_is_told(
    database: Database, session: Session, market: Market, values: Values
) -> None:
    together, answers = Barrier(2), list[object]()
    actors = [market.actor(), market.actor()]
    session.commit()

    def register(number: int) -> None:
        try:
            with database.transaction() as own:
                if not database.engine.dialect.name.startswith("sqlite"):  # which lets one writer in at a time
                    own.scalar(select(func.count()).select_from(Organization))
                    together.wait(5)
                service.register(own, actors[number], values)
            answers.append("registered")
        except MarketError as error:
            answers.append(str(error))

    threads = [Thread(target=register, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers, key=str) == sorted([f"credit_code: {service.TAKEN}", "registered"])
    assert session.scalar(select(func.count()).select_from(Organization)) == 1
