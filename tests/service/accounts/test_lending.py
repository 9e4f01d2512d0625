"""Lending an office: for which days, to whom, which offices, and who sees and ends what was lent."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from market import audit, clock
from market.accounts import delegation
from market.accounts.models import OfficeGrant, Person
from market.errors import Invalid, NotAllowed, NotFound
from market.permissions import SYSTEM, Actor, Office
from tests.factories import Market

WORDS = {
    "starts_on": "This day is over.",
    "before": "The last day is before the first.",
    "long": "An office is lent for at most 60 days.",
    "nobody": "Nobody with an account has this address.",
    "self": "This is yourself.",
    "holds": "This person holds the office in these days already.",
}


def day(number: int) -> date:
    """So many days from today."""
    return clock.today() + timedelta(days=number)


@pytest.fixture
def people(market: Market) -> list[Person]:
    """Three people by identity, so that each comparison other than "is the same" finds one before and one after."""
    return sorted((market.person(office=Office.INTAKE) for _ in range(3)), key=lambda person: person.id)


@pytest.fixture
def lend(session, market):
    """Lends an office of a new official, from one day to another."""

    def lend(to: Person, first: int = 0, last: int = 5, office: Office = Office.RECHECK, lender: Actor | None = None):
        lender = lender or market.actor(office=office)
        return delegation.delegate(session, lender, office, to.email, day(first), day(last))

    return lend


def problems(caught: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    return {field: str(message) for field, message in caught.value.problems.items()}


def test_lending_is_noted_with_the_office_and_its_days(session, people, lend) -> None:
    grant = lend(people[0], 2, 9)
    (event,) = audit.events_of(session, "person", people[0].id)
    assert event.action == "delegate_office"
    assert event.details == {"office": "recheck", "from": "2026-03-13", "until": "2026-03-20"}
    assert grant.granted_by_id == grant.on_behalf_of_id == event.actor_id


@pytest.mark.parametrize(
    ("first", "last", "field", "words"),
    [
        (-1, 5, "starts_on", "starts_on"),
        (-9, -8, "starts_on", "starts_on"),
        (3, 2, "ends_on", "before"),
        (0, 60, "ends_on", "long"),
        (3, 63, "ends_on", "long"),
        (0, 100, "ends_on", "long"),
    ],
)
def test_days_that_are_over_turned_round_or_too_many_are_refused(people, lend, first, last, field, words) -> None:
    with pytest.raises(Invalid) as caught:
        lend(people[0], first, last)
    assert problems(caught) == {field: WORDS[words]}


@pytest.mark.parametrize(("first", "last"), [(0, 0), (0, 59), (1, 60), (40, 40), (300, 359)])
def test_sixty_days_from_any_day_on_are_possible(people, lend, first, last) -> None:
    grant = lend(people[0], first, last)
    assert (grant.starts_on, grant.ends_on) == (day(first), day(last))


def test_an_office_is_lent_to_anybody_but_oneself(session, market, people, lend) -> None:
    first, middle, last = people
    session.add(OfficeGrant(person=middle, office=Office.RECHECK, starts_on=date(2015, 1, 1)))
    session.flush()
    session.refresh(middle)
    lender = replace(market.actor(middle), person_id=UUID(str(middle.id)))  # as the site reads it: equal, not the same
    for other in (first, last):
        assert lend(other, lender=lender).person is other
    with pytest.raises(Invalid) as caught:
        lend(middle, lender=lender)
    assert problems(caught) == {"email": WORDS["self"]}


def test_an_address_without_an_account_is_told_beside_wrong_days(session, market) -> None:
    disabled = market.person(disabled_at=clock.now())
    for address in ("nobody@example.org", disabled.email):
        with pytest.raises(Invalid) as caught:
            delegation.delegate(session, market.actor(office=Office.DUTY), Office.DUTY, address, day(-1), day(1))
        assert problems(caught) == {"email": WORDS["nobody"], "starts_on": WORDS["starts_on"]}


@pytest.mark.parametrize("office", list(Office))
def test_any_office_is_lent_but_a_seat_of_an_expert_auditor_or_administrator(people, lend, office) -> None:
    person = people[0]
    for grant in person.offices:
        grant.ends_on = day(-1)
    if office in {Office.EXPERT, Office.AUDITOR, Office.ADMINISTRATOR}:
        with pytest.raises(NotAllowed, match="holds an office themselves"):
            lend(person, office=office)
    else:
        assert lend(person, office=office).office is office


@pytest.mark.parametrize(
    "actor",
    [
        SYSTEM,
        Actor(uuid4(), "Li"),
        Actor(uuid4(), "Li", offices=frozenset({Office.FINANCE})),
        Actor(uuid4(), "Li", offices=frozenset({Office.RECHECK}), delegated={Office.RECHECK: uuid4()}),
        Actor(None, "Li", offices=frozenset({Office.RECHECK})),
    ],
    ids=["system", "no office", "another office", "lent", "nobody"],
)
def test_nobody_lends_what_they_do_not_hold_themselves(people, lend, actor) -> None:
    with pytest.raises(NotAllowed, match="holds an office themselves"):
        lend(people[0], lender=actor)


@pytest.mark.parametrize(
    ("first", "last", "free"), [(0, 9, True), (0, 10, False), (12, 15, False), (20, 30, False), (21, 30, True)]
)
def test_whoever_holds_the_office_in_those_days_is_not_lent_it(session, people, lend, first, last, free) -> None:
    session.add(OfficeGrant(person=people[0], office=Office.RECHECK, starts_on=day(10), ends_on=day(20)))
    session.flush()
    session.refresh(people[0])
    if free:
        assert lend(people[0], first, last).person is people[0]
        return
    with pytest.raises(Invalid) as caught:
        lend(people[0], first, last)
    assert problems(caught) == {"email": WORDS["holds"]}


def test_an_office_without_an_end_is_held_on_every_later_day(session, people, lend) -> None:
    session.add(OfficeGrant(person=people[0], office=Office.RECHECK, starts_on=day(10)))
    session.flush()
    session.refresh(people[0])
    with pytest.raises(Invalid):
        lend(people[0], 300, 310)
    assert lend(people[0], 0, 9)


def test_an_office_that_was_taken_back_or_is_another_one_stands_in_no_way(session, people, lend) -> None:
    person = people[0]
    taken_back = OfficeGrant(person=person, office=Office.RECHECK, starts_on=day(-9), ended_at=clock.now())
    others = [OfficeGrant(person=person, office=one, starts_on=day(-9)) for one in (Office.FINANCE, Office.SUPERIOR)]
    session.add_all([taken_back, *others])
    session.flush()
    session.refresh(person)
    assert lend(person).person is person


def test_each_person_sees_what_they_hold_and_what_they_lend_and_nobody_elses(session, market, people, lend) -> None:
    helpers = sorted((market.person() for _ in range(3)), key=lambda person: person.id)
    lent = [
        lend(helper, lender=market.actor(person), office=Office.INTAKE)
        for person, helper in zip(people, helpers, strict=True)
    ]
    for person, helper, grant in zip(people, helpers, lent, strict=True):
        assert delegation.lent_by(session, person.id) == [grant]
        assert delegation.grants_of(session, helper.id) == [grant]
        assert [row.office for row in delegation.grants_of(session, person.id)] == [Office.INTAKE]
        assert delegation.lent_by(session, helper.id) == []


def test_what_is_held_today_or_later_is_listed_by_office_and_day_and_nothing_that_is_over(session, market) -> None:
    person = market.person()
    rows = [
        (Office.RECHECK, -21, -1, False),
        (Office.RECHECK, -20, 0, False),
        (Office.INTAKE, 30, 40, False),
        (Office.INTAKE, 0, 1, False),
        (Office.FINANCE, -9, None, False),
        (Office.APPROVER, -9, None, True),
    ]
    for office, first, last, ended in rows:
        ends_on = None if last is None else day(last)
        moment = clock.now() if ended else None
        session.add(OfficeGrant(person=person, office=office, starts_on=day(first), ends_on=ends_on, ended_at=moment))
    session.flush()
    assert [(row.office, row.starts_on) for row in delegation.grants_of(session, person.id)] == [
        (Office.FINANCE, day(-9)), (Office.INTAKE, day(0)), (Office.INTAKE, day(30)), (Office.RECHECK, day(-20)),
    ]  # fmt: skip


def test_only_the_lender_ends_what_was_lent_and_once(session, market, people, lend) -> None:
    first, middle, last = people
    grant = lend(market.person(), lender=market.actor(middle), office=Office.INTAKE)
    session.flush()
    session.refresh(grant)
    own = middle.offices[0]
    for actor in (market.actor(first), market.actor(last), replace(market.actor(middle), person_id=None)):
        with pytest.raises(NotFound):
            delegation.end_delegation(session, actor, grant.id)
    for wrong in (own.id, uuid4()):
        with pytest.raises(NotFound):
            delegation.end_delegation(session, market.actor(middle), wrong)
    with pytest.raises(NotFound):
        delegation.end_delegation(session, replace(market.actor(middle), person_id=None), own.id)
    assert own.ended_at is None
    delegation.end_delegation(session, market.actor(middle), grant.id)
    assert grant.ended_at == clock.now()
    with pytest.raises(NotFound):
        delegation.end_delegation(session, market.actor(middle), grant.id)
    (event,) = [one for one in audit.events_of(session, "person", grant.person_id) if one.action == "end_delegation"]
    assert (event.actor_id, event.details) == (middle.id, {"office": "intake"})
