"""Who acts, and which rules grant what to them."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from uuid import uuid4

import pytest

from market.errors import NotAllowed
from market.permissions import SYSTEM, VISITOR, Actor, Office, Permission, holds, is_known, is_system

ONE, OTHER = uuid4(), uuid4()
CLERK = Actor(uuid4(), "Li", frozenset({ONE}), offices=frozenset({Office.INTAKE}))


def is_even(actor: Actor, number: int) -> bool:
    return number % 2 == 0


def is_large(actor: Actor, number: int) -> bool:
    return number > 100


COUNT = Permission[int]("count this", granted_by=(is_even, is_large))


def test_people_and_the_system_are_known_and_visitors_are_not() -> None:
    assert CLERK.is_known
    assert SYSTEM.is_known
    assert not VISITOR.is_known
    assert [actor.is_system for actor in (CLERK, SYSTEM, VISITOR)] == [False, True, False]
    assert SYSTEM.person_id is VISITOR.person_id is None


def test_somebody_acts_for_their_own_organizations_only() -> None:
    assert CLERK.acts_for(ONE)
    assert not CLERK.acts_for(OTHER)
    assert not CLERK.acts_for(None)
    assert not SYSTEM.acts_for(ONE)


def test_somebody_holds_the_offices_that_they_were_given_only() -> None:
    assert CLERK.holds(Office.INTAKE)
    assert not CLERK.holds(Office.APPROVER)
    assert not any(SYSTEM.holds(office) or VISITOR.holds(office) for office in Office)


def test_nobody_has_organizations_offices_or_lent_offices_unless_told() -> None:
    nobody = Actor(None, "")
    assert (nobody.organization_ids, nobody.managed_ids, nobody.offices) == (frozenset(), frozenset(), frozenset())
    assert nobody.delegated == {}


@pytest.mark.parametrize(("number", "allowed"), [(2, True), (102, True), (103, True), (3, False)])
def test_any_one_rule_grants_a_permission(number: int, allowed: bool) -> None:
    assert COUNT.allows(CLERK, number) is allowed
    if allowed:
        COUNT.require(CLERK, number)
    else:
        with pytest.raises(NotAllowed, match=r"You may not do this: count this\."):
            COUNT.require(CLERK, number)


def test_a_permission_without_rules_is_granted_to_nobody() -> None:
    assert not Permission[None]("do nothing").allows(SYSTEM, None)


@pytest.mark.parametrize(
    ("rule", "granted"),
    [
        (is_known, [True, True, False]),
        (is_system, [False, True, False]),
        (holds(Office.INTAKE), [True, False, False]),
        (holds(Office.DUTY), [False, False, False]),
    ],
)
def test_rules_tell_officials_people_the_system_and_visitors_apart(
    rule: Callable[[Actor, object], bool], granted: list[bool]
) -> None:
    assert [rule(actor, None) for actor in (CLERK, SYSTEM, VISITOR)] == granted


@pytest.mark.parametrize(("thing", "name"), [(CLERK, "offices"), (COUNT, "granted_by")], ids=["actor", "permission"])
def test_nobody_gets_more_by_changing_what_was_read(thing: object, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(thing, name, frozenset(Office))
