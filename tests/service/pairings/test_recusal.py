"""Declarations and requests for recusal: what is said of one person, case or side holds for no other."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from market.accounts.models import Person
from market.errors import Invalid, NotAllowed, NotPossible
from market.pairings import service
from market.pairings.conflicts import Conflict, conflicts_of, has_declared
from market.pairings.models import Pairing, RecusalState
from market.pairings.models import PairingState as State
from market.permissions import SYSTEM, Actor, Office
from tests.factories import Market
from tests.town import Town


def in_order(rows):
    """Rows by identity, so that each comparison other than "is the same" finds one before and one after."""
    return sorted(rows, key=lambda row: row.id)


@pytest.fixture
def officials(market: Market) -> list[Person]:
    return in_order(market.person(office=Office.INTAKE) for _ in range(3))


@pytest.fixture
def files(market: Market) -> list[Pairing]:
    """Three files of one side."""
    project = market.project()
    return in_order(market.pairing(State.SUBMITTED, offer=project) for _ in range(3))


def ask(session: Session, town: Town, pairing: Pairing, person: Person, side: UUID | None = None):
    side = side or pairing.offer.organization_id
    return service.ask_recusal(
        session,
        replace(town.deliverer(pairing), organization_ids=frozenset({side})),
        pairing,
        person,
        side,
        "A cousin.",
    )


def test_a_side_may_ask_about_several_officials_each_once(session, town, files, officials) -> None:
    first, middle, last = officials
    for person in (first, last, middle):
        ask(session, town, files[0], person)
    with pytest.raises(NotPossible, match="asked this before"):
        ask(session, town, files[0], middle)


def test_a_side_may_ask_in_several_cases_in_each_once(session, town, files, officials) -> None:
    first, middle, last = files
    for pairing in (first, last, middle):
        ask(session, town, pairing, officials[0])
    with pytest.raises(NotPossible, match="asked this before"):
        ask(session, town, middle, officials[0])


def test_each_side_may_ask_once(session, market, town, officials) -> None:
    pairing = market.pairing(State.SUBMITTED, need=market.need(), shares=[market.programme()])
    first, middle, last = sorted(party.organization_id for party in pairing.parties)
    for side in (first, last, middle):
        ask(session, town, pairing, officials[0], side)
    with pytest.raises(NotPossible, match="asked this before"):
        ask(session, town, pairing, officials[0], middle)


def test_only_a_person_of_a_side_of_this_very_case_asks(session, market, town, files, officials) -> None:
    pairing, elsewhere = files[0], market.project()
    stranger, side = market.actor(of=elsewhere), town.deliverer(pairing)
    for actor, asked_for in (
        (stranger, elsewhere.organization_id),
        (stranger, pairing.offer.organization_id),
        (replace(side, person_id=None), pairing.offer.organization_id),
        (side, pairing.shares[0].listing.organization_id),
    ):
        with pytest.raises(NotAllowed, match="Only a side"):
            service.ask_recusal(session, actor, pairing, officials[0], asked_for, "A cousin.")


@pytest.mark.parametrize(("length", "possible"), [(1, True), (2000, True), (2001, False)])
def test_a_reason_has_at_most_two_thousand_characters(session, town, files, officials, length, possible) -> None:
    pairing = files[0]
    who, side = town.deliverer(pairing), pairing.offer.organization_id
    if possible:
        assert service.ask_recusal(session, who, pairing, officials[0], side, "x" * length).reason == "x" * length
        return
    with pytest.raises(Invalid) as caught:
        service.ask_recusal(session, who, pairing, officials[0], side, "x" * length)
    assert set(caught.value.problems) == {"reason"}


def test_a_superior_rules_on_anybody_but_themselves(session, market, town, files) -> None:
    first, middle, last = in_order(market.person(office=Office.SUPERIOR) for _ in range(3))
    requests = {person: ask(session, town, files[0], person) for person in (first, middle, last)}
    for request in requests.values():
        session.refresh(request)
    superior = market.actor(middle)
    with pytest.raises(NotAllowed, match="their own recusal"):
        service.rule_on_recusal(session, superior, files[0], requests[middle], grant=False, ruling="No.")
    free = market.pairing(State.SUBMITTED)
    for person in (first, last):
        request = ask(session, town, free, person)
        service.rule_on_recusal(session, superior, free, request, grant=False, ruling=" We looked into it. ")
        assert (request.state, request.ruled_by_id, request.ruling) == (
            RecusalState.REFUSED, middle.id, "We looked into it.",
        )  # fmt: skip


def test_ruling_takes_the_office_of_a_superior(session, market, town, files, officials) -> None:
    request = ask(session, town, files[0], officials[0])
    for actor in (town.intake, market.actor(office=Office.AUDITOR)):
        with pytest.raises(NotAllowed, match="for others"):
            service.rule_on_recusal(session, actor, files[0], request, grant=True, ruling="Yes.")
    for stranger in (market.actor(), town.deliverer(files[0])):
        with pytest.raises(NotAllowed, match="You may not do this"):
            service.rule_on_recusal(session, stranger, files[0], request, grant=True, ruling="Yes.")


@pytest.mark.parametrize("grant", [True, False])
def test_what_was_ruled_on_is_not_ruled_on_again(session, town, files, officials, grant) -> None:
    request = ask(session, town, files[0], officials[0])
    service.rule_on_recusal(session, town.superior, files[0], request, grant=grant, ruling="So it is.")
    assert town.details(files[0], "rule_on_recusal") == {"person": str(officials[0].id), "granted": grant}
    with pytest.raises(NotPossible, match="ruled on already"):
        service.rule_on_recusal(session, town.superior, files[0], request, grant=not grant, ruling="Otherwise.")
    found = conflicts_of(session, [officials[0].id], files)
    assert found == ({(officials[0].id, files[0].id): {Conflict.RECUSED}} if grant else {})


def test_a_declaration_counts_for_its_own_person_and_case_alone(session, market, files, officials) -> None:
    (before, pairing, after), (lower, person, higher) = files, officials
    for other in (lower, higher):
        service.declare(session, market.actor(other), pairing, has_conflict=False)
    for other in (before, after):
        service.declare(session, market.actor(person), other, has_conflict=False)
    session.flush()
    assert not has_declared(session, person.id, pairing.id)
    service.declare(session, market.actor(person), pairing, has_conflict=False)
    session.flush()
    assert has_declared(session, person.id, pairing.id)
    assert not has_declared(session, None, pairing.id)


def test_whoever_declared_a_conflict_has_not_declared_to_have_none(session, market, files, officials) -> None:
    service.declare(session, market.actor(officials[0]), files[0], has_conflict=True, text=" My brother. ")
    session.flush()
    assert not has_declared(session, officials[0].id, files[0].id)
    assert conflicts_of(session, [officials[0].id], files) == {(officials[0].id, files[0].id): {Conflict.DECLARED}}


def test_a_conflict_is_described_and_none_needs_no_words(session, market, town, files, officials) -> None:
    actor = market.actor(officials[0])
    with pytest.raises(Invalid) as caught:
        service.declare(session, actor, files[0], has_conflict=True, text="  ")
    assert set(caught.value.problems) == {"text"}
    service.declare(session, actor, files[0], has_conflict=False, details={"seat": 1})
    assert town.details(files[0], "declare_no_conflict") == {"seat": 1}


@pytest.mark.parametrize(
    "actor", [SYSTEM, Actor(None, "", offices=frozenset({Office.INTAKE}))], ids=["system", "nobody"]
)
def test_only_persons_declare(session, files, actor) -> None:
    with pytest.raises(NotAllowed, match="Only officials"):
        service.declare(session, actor, files[0], has_conflict=False)


def test_an_auditor_who_holds_no_office_in_cases_declares_nothing(session, market, files) -> None:
    with pytest.raises(NotAllowed, match="Only officials"):
        service.declare(session, market.actor(office=Office.AUDITOR), files[0], has_conflict=False)


def test_nobody_is_asked_about_where_nobody_or_nothing_is_named(files, officials) -> None:
    no_session: Session = None  # type: ignore[assignment]  # which is not asked
    assert conflicts_of(no_session, [], files) == {}
    assert conflicts_of(no_session, [officials[0].id], []) == {}


def test_what_ties_somebody_to_other_organizations_is_no_conflict(session, market, files, officials) -> None:
    person, elsewhere = officials[0], market.organization()
    market.member(person, elsewhere)
    session.flush()
    assert conflicts_of(session, [person.id], files) == {}
    market.member(person, files[0].offer.organization)
    session.flush()
    assert conflicts_of(session, [person.id], files) == {(person.id, one.id): {Conflict.MEMBER} for one in files}
