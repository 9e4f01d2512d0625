"""Rules that nobody has read in full: an approver answers for them, and takes that back; all that asks follows."""

from datetime import timedelta

import pytest
from flask import Flask, g
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from market import audit, clock
from market.audit import AuditEvent
from market.errors import NotAllowed, NotFound, NotPossible
from market.organizations.models import Standing
from market.permissions import SYSTEM, VISITOR, Actor, Office
from market.rules import labels, queries, service, wording
from market.rules.models import RuleConfirmation
from market.suggestions import queries as suggestions
from market.suggestions import service as checking
from market.suggestions.engine import Engine
from market.suggestions.models import MatchRun
from matching.eligibility.catalogue import CATALOGUE
from matching.eligibility.rule import Mark
from matching.eligibility.scope import Scope
from matching.records import Check, Kind, Verdict
from tests.factories import Market
from tests.service.suggestions.conftest import Embed

DAY = timedelta(days=1)


@pytest.fixture
def approver(market: Market) -> Actor:
    return market.actor(office=Office.APPROVER)


def test_in_a_new_installation_nothing_is_confirmed(session: Session) -> None:
    assert session.scalars(select(RuleConfirmation)).all() == []
    assert queries.confirmed(session) == queries.confirmed_on(session, clock.today()) == frozenset()


def test_the_database_keeps_no_confirmation_that_holds_and_names_nobody(session: Session) -> None:
    session.add(RuleConfirmation(rule_code="standing", rule_version=1, confirmed_at=clock.now(), note=""))
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_seriously_dishonest_are_ruled_out_once_a_person_has_confirmed_it(
    session: Session, market: Market, approver: Actor
) -> None:
    need = market.need()
    project = market.project(organization=market.organization(standing=Standing.SERIOUSLY_DISHONEST))

    def found() -> Check:
        return next(check for check in checking.checks(session, need, project) if check.rule == "standing")

    assert (found().verdict, found().missing) == (Verdict.UNKNOWN, ("confirmation",))
    service.confirm(session, approver, "standing", 1, "Read in the gazette of 2018.")
    assert found().verdict is Verdict.FAIL


def test_a_confirmation_is_kept_with_who_gave_it_and_leaves_one_event(session: Session, approver: Actor) -> None:
    before = audit.last_seq(session)
    row = service.confirm(session, approver, "term", 1, "  Read in the gazette of 2020. ")
    assert (row.confirmed_by_id, row.confirmed_at, row.note) == (
        approver.person_id,
        clock.now(),
        "Read in the gazette of 2020.",
    )
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.seq > before))
    assert (event.subject_kind, event.subject_id, event.action) == ("rule_confirmation", row.id, "confirm_rule")
    assert event.details == {"rule": "term@1"}
    assert "term@1" in queries.confirmed(session)


def test_a_confirmation_that_is_withdrawn_counts_no_more_but_stays(session: Session, approver: Actor) -> None:
    service.confirm(session, approver, "term", 1, "Read.")
    with clock.held_at(clock.now() + 2 * DAY):
        row = service.withdraw(session, approver, "term", 1, "It was amended.")
        assert (row.withdrawn_at, row.withdrawn_by_id) == (clock.now(), approver.person_id)
        assert "term@1" not in queries.confirmed(session)
    today = clock.today()
    days = [today - DAY, today, today + DAY, today + 2 * DAY]
    assert [("term@1" in queries.confirmed_on(session, day)) for day in days] == [False, True, True, False]
    with clock.held_at(clock.now() + 3 * DAY):
        service.confirm(session, approver, "term", 1, "Read again.")
    assert len(session.scalars(select(RuleConfirmation).where(RuleConfirmation.rule_code == "term")).all()) == 2


@pytest.mark.parametrize("office", [office for office in Office if office is not Office.APPROVER])
def test_nobody_but_an_approver_answers_for_a_rule(session: Session, market: Market, office: Office) -> None:
    for actor in (market.actor(office=office), market.actor(), SYSTEM, VISITOR):
        with pytest.raises(NotAllowed):
            service.confirm(session, actor, "term", 1)
        with pytest.raises(NotAllowed):
            service.withdraw(session, actor, "standing", 1, "No.")


def test_what_cannot_be_confirmed_is_refused(session: Session, approver: Actor) -> None:
    with pytest.raises(NotFound):
        service.confirm(session, approver, "term", 99)
    with pytest.raises(NotPossible):
        service.confirm(session, approver, "place", 1)
    service.confirm(session, approver, "standing", 1)
    with pytest.raises(NotPossible):
        service.confirm(session, approver, "standing", 1)
    with pytest.raises(NotPossible):
        service.withdraw(session, approver, "term", 1, "It was never confirmed.")


def test_the_list_tells_of_every_version_whether_it_blocks_and_by_whose_word(session: Session, approver: Actor) -> None:
    service.confirm(session, approver, "provider", 1, "Read.")
    found = {entry.rule.code: entry for entry in queries.entries(session)}
    assert set(found) == {rule.code for rule in CATALOGUE.rules}
    assert (found["provider"].blocks, found["provider"].confirmed_by) == (True, approver.name)
    assert (found["standing"].blocks, found["standing"].confirmed_by) == (False, None)
    assert (found["term"].blocks, found["term"].confirmation) == (False, None)
    assert {entry.force for entry in found.values()} == {queries.Force.IN_FORCE}
    with clock.held_at(clock.now() - 365 * 15 * DAY):
        forces = {entry.rule.code: entry.force for entry in queries.entries(session)}
    assert (forces["term"], forces["place"]) == (queries.Force.TO_COME, queries.Force.IN_FORCE)


def test_pairs_are_judged_by_what_is_confirmed_at_once(
    session: Session,
    market: Market,
    approver: Actor,
    engine: Engine,
    embed: Embed,
) -> None:
    need = market.need(starts_on=clock.today(), ends_on=clock.today() + 2000 * DAY)
    project = market.project(starts_on=clock.today(), ends_on=clock.today() + 300 * DAY)
    embed()

    def verdict() -> Verdict:
        return next(check for check in checking.checks(session, need, project) if check.rule == "term").verdict

    def recommended() -> list[str]:
        return [match.candidate_id for match in suggestions.recommend(session, engine, need, Kind.PROJECT).matches]

    assert (verdict(), recommended()) == (Verdict.UNKNOWN, [str(project.id)])
    first = suggestions.recommend(session, engine, need, Kind.PROJECT).rules_version
    service.confirm(session, approver, "term", 1, "Read.")
    session.commit()
    assert (verdict(), recommended()) == (Verdict.FAIL, [])
    assert suggestions.recommend(session, engine, need, Kind.PROJECT).rules_version != first
    service.withdraw(session, approver, "term", 1, "Amended.")
    session.commit()
    assert (verdict(), recommended()) == (Verdict.UNKNOWN, [str(project.id)])


def test_a_run_keeps_the_version_of_the_rules(
    session: Session,
    market: Market,
    engine: Engine,
    embed: Embed,
) -> None:
    need, project = market.need(), market.project()
    embed()
    checking.record_shown(session, engine, need, project, 10)
    run = session.scalars(select(MatchRun)).one()
    assert run.rules_version == CATALOGUE.with_confirmed(queries.confirmed(session))
    kept = {check["rule"]: check["version"] for check in run.suggestions[0].explanation["checks"]}
    assert kept.items() <= {(rule.code, rule.version) for rule in CATALOGUE.rules}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_rule_mark_and_scope_has_words(app: Flask, session: Session, language: str) -> None:
    codes = {rule.code for rule in CATALOGUE.rules}
    assert codes == set(labels.NAMES) == set(labels.ASKS)
    assert set(Mark) == set(labels.MARKS)
    assert set(Scope) == set(labels.SCOPES)
    assert set(queries.Force) == set(labels.FORCES)
    with app.test_request_context():
        g.language = language
        for entry in queries.entries(session):
            said = [
                wording.asks(entry.rule), wording.counts_for(entry.rule), wording.dates(entry.rule),
                wording.effect(entry),
            ]  # fmt: skip
            assert all(said)
            assert "%(" not in "".join(said)
