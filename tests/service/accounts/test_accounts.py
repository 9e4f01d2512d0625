"""Accounts: signing up, passwords, patience, memberships and offices with their dates."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market import audit, clock
from market.accounts import passwords, queries, service
from market.accounts.models import MemberRole, Membership, OfficeGrant, Person, SignInAttempt
from market.database import Database
from market.errors import Invalid, MarketError, NotAllowed, NotPossible
from market.permissions import SYSTEM, VISITOR, Office
from tests.factories import Market

PASSWORD = "four words are enough"
TODAY = timedelta(0)
DAY = timedelta(days=1)


def sign_up(session: Session, email: str = "li@example.org", password: str = PASSWORD) -> Person:
    return service.sign_up(session, email=email, name="Li", password=password)


def test_a_password_is_kept_as_argon2id_only(session: Session) -> None:
    person = sign_up(session)
    assert person.password_hash.startswith("$argon2id$")
    assert PASSWORD not in person.password_hash
    assert sign_up(session, "wang@example.org").password_hash != person.password_hash


def test_signing_up_leaves_one_trace_without_the_address(session: Session) -> None:
    person = sign_up(session)
    (event,) = audit.events_of(session, "person", person.id)
    assert (event.action, event.actor_id) == ("sign_up", person.id)
    assert "li@example.org" not in str(event.details)


def test_whoever_signed_up_is_known_by_address_and_password(session: Session) -> None:
    person = sign_up(session, "Li@Example.org ")
    assert service.check_password(session, email=" li@EXAMPLE.org", password=PASSWORD) is person
    assert service.check_password(session, email="li@example.org", password=PASSWORD.upper()) is None
    assert service.check_password(session, email="nobody@example.org", password=PASSWORD) is None


def test_an_address_is_used_once_however_it_is_written(session: Session) -> None:
    sign_up(session, "li@example.org")
    with pytest.raises(Invalid) as refused:
        sign_up(session, "LI@example.ORG")
    assert set(refused.value.problems) == {"email"}


def test_of_two_who_take_an_address_at_once_the_second_is_told(database: Database, session: Session) -> None:
    together, answers = Barrier(2), list[object]()

    def take() -> None:
        try:
            with database.transaction() as own:
                queries.find_by_email(own, "li@example.org")
                if not database.engine.dialect.name.startswith("sqlite"):
                    together.wait(5)  # SQLite lets one writer in at a time
                answers.append(sign_up(own).email)
        except MarketError as error:
            answers.append(type(error))

    threads = [Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers, key=str) == [Invalid, "li@example.org"]
    assert session.scalar(select(func.count()).select_from(Person)) == 1


@pytest.mark.parametrize("password", ["", "short", "a" * 201, "aaaaaaaaaaaa", "Password123", "1234567890"])
def test_a_password_that_is_guessed_first_is_refused(session: Session, password: str) -> None:
    with pytest.raises(Invalid) as refused:
        sign_up(session, password=password)
    assert set(refused.value.problems) == {"password"}


def test_somebody_disabled_or_without_a_password_is_not_let_in(session: Session, market: Market) -> None:
    disabled = sign_up(session)
    disabled.disabled_at = clock.now()
    without = market.person(email="import@example.org")

    assert service.check_password(session, email=disabled.email, password=PASSWORD) is None
    assert service.check_password(session, email=without.email, password="!") is None
    assert queries.find_person(session, disabled.id) is None


@pytest.mark.parametrize("kept", [None, passwords.NONE])
def test_an_unknown_address_takes_as_long_as_a_wrong_password(
    monkeypatch: pytest.MonkeyPatch, kept: str | None
) -> None:
    verified: list[str] = []
    monkeypatch.setattr(passwords._hasher.__class__, "verify", lambda _self, kept, _typed: verified.append(kept))
    assert not passwords.matches(PASSWORD, kept)
    assert verified[0].startswith("$argon2id$")


@pytest.mark.parametrize(("kind", "most"), service.MOST_ATTEMPTS.items())
def test_after_many_attempts_patience_ends_for_a_quarter_of_an_hour(session: Session, kind: str, most: int) -> None:
    for _ in range(most):
        service.require_patience(session, {kind: "192.0.2.1"})
        service.note_attempt(session, {kind: "192.0.2.1"})
    with pytest.raises(NotPossible, match="quarter of an hour"):
        service.require_patience(session, {kind: "192.0.2.1"})
    service.require_patience(session, {kind: "192.0.2.2"})
    with clock.held_at(clock.now() + service.WINDOW):
        service.require_patience(session, {kind: "192.0.2.1"})


def test_attempts_are_kept_without_the_address_and_not_for_long(session: Session) -> None:
    service.note_attempt(session, {"account": "li@example.org", "address": "192.0.2.1"})
    session.flush()
    assert all("li@" not in key and "192" not in key for key in session.scalars(select(SignInAttempt.key)))
    with clock.held_at(clock.now() + service.WINDOW + DAY):
        service.note_attempt(session, {"account": "wang@example.org"})
    assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 1


def test_after_a_success_the_failures_of_the_account_are_forgotten(session: Session) -> None:
    service.note_attempt(session, {"account": "li@example.org", "address": "192.0.2.1"})
    service.forget_attempts(session, "LI@example.org")
    assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 1  # that of the network address


@pytest.mark.parametrize(
    ("starts", "ends", "counts"),
    [(TODAY, None, True), (TODAY, TODAY, True), (-DAY, -DAY, False), (DAY, None, False), (-DAY, DAY, True)],
)
def test_memberships_and_offices_count_from_their_first_to_their_last_day(
    session: Session, market: Market, starts: timedelta, ends: timedelta | None, counts: bool
) -> None:
    person, organization, today = market.person(), market.organization(), clock.today()
    dates = {"starts_on": today + starts, "ends_on": None if ends is None else today + ends}
    session.add(Membership(person=person, organization_id=organization.id, role=MemberRole.MANAGER, **dates))
    session.add(OfficeGrant(person=person, office=Office.VERIFIER, **dates))
    session.commit()

    found = queries.find_person(session, person.id)
    assert found is not None
    actor = queries.actor_of(found)
    assert actor.acts_for(organization.id) is counts
    assert (organization.id in actor.managed_ids) is counts
    assert actor.holds(Office.VERIFIER) is counts


def test_only_a_manager_of_the_organization_adds_people_to_it(session: Session, market: Market) -> None:
    organization, newcomer = market.organization(), market.person()
    for other in (VISITOR, market.actor(of=organization, manager=False), market.actor(of=market.organization())):
        with pytest.raises(NotAllowed):
            service.join(session, other, newcomer, organization.id)
    assert service.join(session, market.actor(of=organization), newcomer, organization.id).role is MemberRole.MEMBER


def test_only_an_administrator_grants_offices(session: Session, market: Market) -> None:
    person, today = market.person(), clock.today()
    for office in set(Office) - {Office.ADMINISTRATOR}:
        with pytest.raises(NotAllowed):
            service.grant_office(session, market.actor(office=office), person, Office.APPROVER, today)
    service.grant_office(session, market.actor(office=Office.ADMINISTRATOR), person, Office.APPROVER, today)
    with pytest.raises(Invalid):
        service.grant_office(session, SYSTEM, person, Office.APPROVER, today, today - DAY)
    assert [row.office for row in person.offices] == [Office.APPROVER]
