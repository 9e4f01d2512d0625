"""What each person is to a pairing, and who may see it; on pairings that no database knows."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from market.listings.models import Project
from market.pairings import permissions
from market.pairings.conflicts import Conflict
from market.pairings.duties import Role
from market.pairings.models import Pairing, Party, PartyRole
from market.pairings.permissions import (
    CASE_OFFICES,
    CHANGE_TERMS,
    READ_PACKET,
    READ_PAIRING,
    RULE_ON_RECUSAL,
    SEE_QUEUE,
    Capacity,
    Past,
    capacities_of,
    past_of,
    roles_of,
)
from market.permissions import SYSTEM, VISITOR, Actor, Office

NEED, DELIVERY, FUNDING, ELSEWHERE = (uuid4() for _ in range(4))
WHEN = datetime(2026, 3, 11, tzinfo=UTC)
NOTHING = Past()


def pairing_of(*parties: tuple[UUID, PartyRole], opened_for: UUID = DELIVERY, submitted: bool = True) -> Pairing:
    """A pairing of some organizations; the one that delivers is always among them."""
    return Pairing(
        id=uuid4(),
        offer=Project(organization_id=DELIVERY),
        opened_for_id=opened_for,
        submitted_at=WHEN if submitted else None,
        parties=[Party(organization_id=one, role=role) for one, role in ((DELIVERY, PartyRole.DELIVERY), *parties)],
    )


def member_of(*organization_ids: UUID, **more: object) -> Actor:
    return replace(Actor(uuid4(), "Li", frozenset(organization_ids)), **more)


def official(*offices: Office, **more: object) -> Actor:
    return replace(Actor(uuid4(), "Wang", offices=frozenset(offices)), **more)


GRANT = pairing_of((FUNDING, PartyRole.FUNDING))
PURCHASE = pairing_of((NEED, PartyRole.NEED), (FUNDING, PartyRole.FUNDING), opened_for=NEED)
SIDE, FIRST, OTHER, DELIVERS, PAYS = Role.PARTY, Role.INITIATOR, Role.COUNTERPART, Role.DELIVERER, Role.PAYER


@pytest.mark.parametrize(
    ("pairing", "organizations", "roles"),
    [
        (GRANT, [DELIVERY], {SIDE, FIRST, DELIVERS}),
        (GRANT, [FUNDING], {SIDE, OTHER, PAYS}),
        (GRANT, [DELIVERY, FUNDING], {SIDE, FIRST, OTHER, DELIVERS, PAYS}),
        (GRANT, [DELIVERY, ELSEWHERE], {SIDE, FIRST, DELIVERS}),
        (PURCHASE, [NEED], {SIDE, FIRST, PAYS}),
        (PURCHASE, [DELIVERY], {SIDE, OTHER, DELIVERS}),
        (PURCHASE, [FUNDING], {SIDE, OTHER, PAYS}),
    ],
)
def test_members_are_to_a_pairing_what_their_organizations_are(
    pairing: Pairing, organizations: list[UUID], roles: set[Role]
) -> None:
    assert roles_of(member_of(*organizations), pairing, NOTHING) == roles


def test_whoever_pays_for_what_they_deliver_themselves_does_not_judge_it_as_a_payer() -> None:
    own = Pairing(
        id=uuid4(),
        offer=Project(organization_id=DELIVERY),
        opened_for_id=DELIVERY,
        parties=[
            Party(organization_id=DELIVERY, role=PartyRole.NEED),
            Party(organization_id=ELSEWHERE, role=PartyRole.DELIVERY),
        ],
    )
    assert Role.PAYER not in roles_of(member_of(DELIVERY), own, NOTHING)
    assert Role.PAYER not in roles_of(member_of(ELSEWHERE), own, NOTHING)


def test_the_system_is_nothing_but_the_system() -> None:
    assert capacities_of(SYSTEM, GRANT, NOTHING) == [Capacity(frozenset({Role.SYSTEM}))]


@pytest.mark.parametrize("actor", [VISITOR, member_of(), member_of(ELSEWHERE), official(Office.AUDITOR)])
def test_strangers_and_those_without_an_office_in_cases_are_nothing_to_it(actor: Actor) -> None:
    assert capacities_of(actor, GRANT, NOTHING) == []


def test_an_official_acts_in_all_their_offices_at_once_and_is_bound_by_their_own_past() -> None:
    actor = official(Office.INTAKE, Office.FINANCE, Office.AUDITOR)
    past = Past(taken={(actor.person_id, GRANT.id): frozenset({"take_in"})})
    roles = frozenset({Role.INTAKE, Role.FINANCE})
    assert capacities_of(actor, GRANT, past) == [Capacity(roles, frozenset({"take_in"}), None)]
    assert capacities_of(actor, PURCHASE, past) == [Capacity(roles, frozenset(), None)]


@pytest.mark.parametrize("conflict", list(Conflict))
def test_an_official_with_a_conflict_is_nothing_to_that_pairing(conflict: Conflict) -> None:
    actor = official(Office.INTAKE)
    past = Past({(actor.person_id, GRANT.id): frozenset({conflict})})
    assert capacities_of(actor, GRANT, past) == []
    assert roles_of(actor, PURCHASE, past) == {Role.INTAKE}


@pytest.mark.parametrize(("done", "out"), [("submit", True), ("open", True), ("take_in", False)])
def test_whoever_ever_acted_for_a_side_has_no_office_in_it(done: str, out: bool) -> None:
    actor = official(Office.RECHECK)
    past = Past(taken={(actor.person_id, GRANT.id): frozenset({done, "comment_budget"})})
    assert (capacities_of(actor, GRANT, past) == []) is out


def test_a_member_of_a_side_has_no_office_in_its_case_even_without_any_act() -> None:
    actor = member_of(FUNDING, offices=frozenset({Office.RECHECK}), delegated={Office.INTAKE: uuid4()})
    past = Past(taken={(actor.person_id, GRANT.id): frozenset({"agree"})})
    assert capacities_of(actor, GRANT, past) == [Capacity(frozenset({SIDE, OTHER, PAYS}), frozenset({"agree"}))]


def test_a_lent_office_comes_after_ones_own_and_is_bound_by_what_both_did() -> None:
    lender = uuid4()
    actor = official(Office.INTAKE, Office.RECHECK, delegated={Office.RECHECK: lender})
    mine, theirs = frozenset({"take_in", "send_back"}), frozenset({"take_in", "pass_check"})
    taken = {(actor.person_id, GRANT.id): mine, (lender, GRANT.id): theirs}
    assert capacities_of(actor, GRANT, Past(taken=taken)) == [
        Capacity(frozenset({Role.INTAKE}), mine, None),
        Capacity(frozenset({Role.RECHECK}), frozenset({"take_in", "send_back", "pass_check"}), lender),
    ]


def test_somebody_with_a_lent_office_alone_acts_in_the_lenders_name_alone() -> None:
    lender = uuid4()
    actor = official(Office.RECHECK, delegated={Office.RECHECK: lender})
    assert [one.on_behalf_of for one in capacities_of(actor, GRANT, NOTHING)] == [lender]
    assert roles_of(actor, GRANT, NOTHING) == {Role.RECHECK}


def test_a_lent_office_that_has_no_part_in_cases_gives_no_capacity() -> None:
    actor = official(Office.DUTY, delegated={Office.DUTY: uuid4()})
    assert capacities_of(actor, GRANT, NOTHING) == []


@pytest.mark.parametrize("how", ["conflict", "acted for a side"])
def test_a_lent_office_is_worth_nothing_where_the_lender_keeps_out(how: str) -> None:
    lender, key = uuid4(), GRANT.id
    actor = official(Office.RECHECK, Office.INTAKE, delegated={Office.RECHECK: lender})
    conflict = {(lender, key): frozenset({Conflict.MEMBER})} if how == "conflict" else {}
    taken = {} if conflict else {(lender, key): frozenset({"submit"})}
    assert roles_of(actor, GRANT, Past(conflict, taken)) == {Role.INTAKE}


def test_nothing_is_known_of_visitors() -> None:
    some = Past({(uuid4(), GRANT.id): frozenset({Conflict.MEMBER})}, {(uuid4(), GRANT.id): frozenset({"open"})})
    for past in (some, NOTHING):
        assert past.conflicts_in(None, GRANT.id) == frozenset()
        assert past.taken_in(None, GRANT.id) == frozenset()


def test_what_is_known_is_told_by_person_and_pairing() -> None:
    who = uuid4()
    past = Past({(who, GRANT.id): frozenset({Conflict.ASKED})}, {(who, GRANT.id): frozenset({"open"})})
    assert past.conflicts_in(who, GRANT.id) == {Conflict.ASKED}
    assert past.taken_in(who, GRANT.id) == {"open"}
    assert past.conflicts_in(who, PURCHASE.id) == past.taken_in(who, PURCHASE.id) == frozenset()
    assert past.conflicts_in(uuid4(), GRANT.id) == past.taken_in(uuid4(), GRANT.id) == frozenset()


@pytest.mark.parametrize("thing", [NOTHING, Capacity(frozenset())], ids=["past", "capacity"])
def test_nobody_gets_more_by_changing_what_was_found_out(thing: object) -> None:
    with pytest.raises(FrozenInstanceError):
        thing.taken = frozenset({"nothing"})  # type: ignore[attr-defined]


SESSION: Any = None  # nothing here asks a database
Asked = list[tuple[str, list[UUID], list[Pairing]]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Whom the trail and the registers were asked about; everybody took the grant in, and has an interest in it."""
    found: Asked = []

    def actions(session: Any, actor: Actor, kind: str, ids: list[UUID]) -> dict[UUID, frozenset[str]]:
        assert (kind, ids) == ("pairing", [GRANT.id])
        found.append(("trail", [actor.person_id], [GRANT]))
        return {GRANT.id: frozenset({"take_in"})}

    def conflicts(session: Any, people: list[UUID], pairings: list[Pairing]) -> dict[tuple[UUID, UUID], Any]:
        found.append(("registers", people, pairings))
        return {(one, GRANT.id): frozenset({Conflict.INTEREST}) for one in people}

    monkeypatch.setattr(permissions.audit, "actions_by_subject", actions)
    monkeypatch.setattr(permissions, "conflicts_of", conflicts)
    return found


@pytest.mark.parametrize("nobody", [SYSTEM, VISITOR, Actor(None, "", offices=frozenset({Office.INTAKE}))])
def test_nobody_asks_for_the_past_of_the_system_or_a_visitor(asked: Asked, nobody: Actor) -> None:
    assert past_of(SESSION, nobody, [GRANT]) == NOTHING
    assert asked == []


def test_an_official_is_asked_for_acts_and_conflicts(asked: Asked) -> None:
    actor = official(Office.INTAKE, Office.AUDITOR)
    past = past_of(SESSION, actor, [GRANT])
    assert past.taken_in(actor.person_id, GRANT.id) == {"take_in"}
    assert past.conflicts_in(actor.person_id, GRANT.id) == {Conflict.INTEREST}
    assert asked == [("trail", [actor.person_id], [GRANT]), ("registers", [actor.person_id], [GRANT])]


def test_so_is_each_person_in_whose_name_they_act_once(asked: Asked) -> None:
    lender = uuid4()
    actor = official(Office.INTAKE, Office.RECHECK, delegated={Office.INTAKE: lender, Office.RECHECK: lender})
    past = past_of(SESSION, actor, [GRANT])
    assert past.taken_in(lender, GRANT.id) == {"take_in"}
    assert past.conflicts_in(lender, GRANT.id) == {Conflict.INTEREST}
    assert [people for what, people, _ in asked if what == "trail"] == [[actor.person_id], [lender]]
    assert [people for what, people, _ in asked if what == "registers"] == [[actor.person_id, lender]]


@pytest.mark.parametrize("actor", [member_of(DELIVERY), official(Office.AUDITOR), official(Office.DUTY)])
def test_whoever_holds_no_office_in_cases_is_asked_for_no_conflicts(asked: Asked, actor: Actor) -> None:
    past = past_of(SESSION, actor, [GRANT])
    assert past.taken_in(actor.person_id, GRANT.id) == {"take_in"}
    assert [what for what, *_ in asked] == ["trail"]


@pytest.mark.parametrize(
    ("actor", "talking", "submitted", "packet"),
    [
        (member_of(DELIVERY), True, True, False),
        (member_of(FUNDING), True, True, False),
        (member_of(ELSEWHERE), False, False, False),
        (VISITOR, False, False, False),
        (SYSTEM, True, True, False),
        (official(Office.AUDITOR), True, True, True),
        (official(Office.EXPERT), False, False, False),
        (official(Office.DUTY), False, False, False),
        *((official(office), False, True, True) for office in sorted(CASE_OFFICES)),
    ],
)
def test_the_sides_read_their_pairing_always_and_officials_once_it_is_submitted(
    actor: Actor, talking: bool, submitted: bool, packet: bool
) -> None:
    early = pairing_of((FUNDING, PartyRole.FUNDING), submitted=False)
    assert READ_PAIRING.allows(actor, early) is talking
    assert READ_PAIRING.allows(actor, GRANT) is submitted
    assert READ_PACKET.allows(actor, GRANT) is packet


def test_only_the_sides_change_their_terms() -> None:
    allowed = [member_of(DELIVERY), member_of(FUNDING)]
    for actor in (*allowed, member_of(ELSEWHERE), SYSTEM, VISITOR, *(official(office) for office in Office)):
        assert CHANGE_TERMS.allows(actor, GRANT) is (actor in allowed)


def test_every_office_of_a_case_but_the_experts_sees_the_queue_and_the_superior_rules_on_recusal() -> None:
    assert {office for office in Office if SEE_QUEUE.allows(official(office), None)} == CASE_OFFICES
    assert {Office.EXPERT, Office.VERIFIER, Office.AUDITOR, Office.ADMINISTRATOR, Office.DUTY} == (
        set(Office) - CASE_OFFICES
    )
    assert [office for office in Office if RULE_ON_RECUSAL.allows(official(office), None)] == [Office.SUPERIOR]
