"""What the rules of another day would have made of past suggestions and pairings."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from market import clock
from market.listings.content import content_of, digest, plain
from market.listings.models import Listing, ListingVersion
from market.organizations.models import OrganizationVersion
from market.oversight import commands
from market.oversight.replay import Replay, replay
from market.pairings.models import PairingState
from market.permissions import SYSTEM, Office
from market.rules import service as rules
from market.suggestions import service as suggestions
from market.suggestions import waves
from market.suggestions.engine import Engine
from market.suggestions.lists import Tried
from market.suggestions.models import DismissalReason, MatchRun
from matching.eligibility.catalogue import CATALOGUE, FILE, Catalogue, catalogue_of
from matching.records import Kind
from tests.factories import Market
from tests.service.suggestions.conftest import Embed

DAY = timedelta(days=1)


def with_two_versions(begins: date, **parameters: Any) -> Catalogue:
    """The catalogue, with a stricter version of the rule of terms from a day on, which was read in full."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    (term,) = [row for row in rows if row["code"] == "term"]
    later = term | {"version": 2, "mark": "read", "effective_from": begins.isoformat(), "parameters": parameters}
    term["effective_to"] = (begins - DAY).isoformat()
    return catalogue_of([*rows, later])


def keep_version(session: Session, listing: Listing) -> None:
    """Keep what a listing says now as its first version, and its owner's file."""
    content = plain(content_of(listing))
    session.add(
        ListingVersion(
            listing_id=listing.id, number=1, content=content, content_hash=digest(content), made_at=clock.now()
        )
    )
    owner = listing.organization
    file = {
        "name": owner.name, "division_code": owner.division_code, "standing": "normal", "assessment_level": None,
        "assessment_valid_until": None, "legal_representative": owner.legal_representative,
    }  # fmt: skip
    session.add(OrganizationVersion(organization_id=owner.id, number=1, content=file, made_at=clock.now()))


def changes(found: Replay) -> list[tuple[str, bool, tuple[str, ...]]]:
    return [(change.what, change.excluded, change.rules) for change in found.changes]


@pytest.fixture
def long_need(market: Market) -> Listing:
    """A public purchase of a year and a half."""
    need: Listing = market.need(starts_on=clock.today(), ends_on=clock.today() + 550 * DAY)
    return need


@pytest.fixture
def suggested(session: Session, market: Market, engine: Engine, embed: Embed, long_need: Listing) -> Listing:
    """It, with a project that was shown for it and kept."""
    project = market.project(starts_on=clock.today(), ends_on=clock.today() + 300 * DAY)
    for listing in (long_need, project):
        keep_version(session, listing)
    embed()
    suggestions.record_shown(session, engine, long_need, project, 10)
    session.commit()
    return long_need


@pytest.fixture
def propose(session: Session, market: Market, engine: Engine, embed: Embed) -> Callable[[Listing], None]:
    """Lets the worker propose a need to a project, and the project to it; nobody answers."""

    def run(need: Listing) -> None:
        project = market.project(starts_on=clock.today(), ends_on=clock.today() + 300 * DAY)
        for listing in (need, project):
            keep_version(session, listing)
        embed()
        tried = Tried()
        while ranked := waves.rank_next(session, engine, tried):
            waves.propose(session, SYSTEM, engine, ranked, tried)
            session.commit()

    return run


@pytest.fixture
def proposed(propose: Callable[[Listing], None], long_need: Listing) -> Listing:
    """The purchase, with two proposals that wait for an answer."""
    propose(long_need)
    return long_need


def test_a_version_that_begins_between_two_days_makes_the_difference(session: Session, suggested: Listing) -> None:
    begins = clock.today() + 30 * DAY
    catalogue = with_two_versions(begins, plain_years=1, most_years=1)
    before, after = (replay(session, day, catalogue) for day in (begins - DAY, begins))
    assert (before.suggestions, changes(before)) == (1, [])
    assert changes(after) == [("suggestion", True, ("term@2",))]
    assert suggested.title in after.changes[0].title
    assert (after.changes[0].day, after.todays_content) == (clock.today(), 0)


def test_the_facts_are_those_that_were_shown(session: Session, suggested: Listing) -> None:
    begins = clock.today() + 30 * DAY
    suggested.ends_on = clock.today() + 100 * DAY  # meanwhile it was made shorter
    session.commit()
    found = replay(session, begins, with_two_versions(begins, plain_years=1, most_years=1))
    assert changes(found) == [("suggestion", True, ("term@2",))]


def test_where_no_version_is_kept_todays_content_is_taken_and_counted(
    session: Session,
    market: Market,
    engine: Engine,
    embed: Embed,
    long_need: Listing,
) -> None:
    project = market.project(starts_on=clock.today(), ends_on=clock.today() + 300 * DAY)
    embed()
    suggestions.record_shown(session, engine, long_need, project, 10)
    session.commit()
    found = replay(session, clock.today())
    assert (found.suggestions, found.todays_content, found.changes) == (1, 2, [])


def test_a_confirmation_counts_from_its_day_on(session: Session, market: Market, suggested: Listing) -> None:
    need = suggested
    need.ends_on = clock.today() + 3000 * DAY
    later = clock.now() + 5 * DAY
    with clock.held_at(later):
        rules.confirm(session, market.actor(office=Office.APPROVER), "term", 1, "Read.")
    assert changes(replay(session, later.date() - DAY)) == []
    assert changes(replay(session, later.date())) == []  # what was shown was open for another reason


def test_what_only_warned_would_be_ruled_out_once_it_is_confirmed(
    session: Session,
    market: Market,
    engine: Engine,
    embed: Embed,
) -> None:
    need = market.need(starts_on=clock.today(), ends_on=clock.today() + 3000 * DAY)
    project = market.project(starts_on=clock.today(), ends_on=clock.today() + 300 * DAY)
    embed()
    suggestions.record_shown(session, engine, need, project, 10)
    with clock.held_at(clock.now() + 5 * DAY):
        rules.confirm(session, market.actor(office=Office.APPROVER), "term", 1, "Read.")
    session.commit()
    assert changes(replay(session, clock.today())) == []
    assert changes(replay(session, clock.today() + 5 * DAY)) == [("suggestion", True, ("term@1",))]


def test_proposals_that_nobody_has_answered_are_judged_by_the_rules_of_their_day(
    session: Session, proposed: Listing
) -> None:
    begins = clock.today() + 30 * DAY
    catalogue = with_two_versions(begins, plain_years=1, most_years=1)
    before, after = (replay(session, day, catalogue) for day in (begins - DAY, begins))
    assert (before.suggestions, before.without_verdicts, changes(before)) == (2, 2, [])
    assert changes(after) == 2 * [("suggestion", True, ("term@2",))]  # each way
    assert proposed.title in after.changes[0].title
    assert after.todays_content == 0


def test_the_facts_of_an_unanswered_proposal_are_those_of_its_day(session: Session, proposed: Listing) -> None:
    begins = clock.today() + 30 * DAY
    proposed.ends_on = clock.today() + 100 * DAY  # meanwhile it was made shorter
    session.commit()
    found = replay(session, begins, with_two_versions(begins, plain_years=1, most_years=1))
    assert len(found.changes) == 2


def test_a_confirmation_after_its_day_rules_an_unanswered_proposal_out(
    session: Session, market: Market, propose: Callable[[Listing], None]
) -> None:
    propose(market.need(starts_on=clock.today(), ends_on=clock.today() + 3000 * DAY))
    with clock.held_at(clock.now() + 5 * DAY):
        rules.confirm(session, market.actor(office=Office.APPROVER), "term", 1, "Read.")
    session.commit()
    assert changes(replay(session, clock.today())) == []
    assert changes(replay(session, clock.today() + 5 * DAY)) == 2 * [("suggestion", True, ("term@1",))]


def test_an_answered_proposal_keeps_the_verdicts_that_were_shown(
    session: Session, market: Market, engine: Engine, proposed: Listing
) -> None:
    (run,) = session.scalars(select(MatchRun).where(MatchRun.listing_id == proposed.id))
    project = session.get_one(Listing, run.suggestions[0].candidate_id)
    shown = suggestions.record_shown(session, engine, proposed, project, 10)
    suggestions.dismiss(session, market.actor(of=proposed), proposed, shown, project, DismissalReason.TIME, "")
    session.commit()
    found = replay(session, clock.today())
    assert (found.suggestions, found.without_verdicts) == (2, 1)


def test_pairings_are_judged_by_both_days_and_what_became_lawful_is_told(
    session: Session, market: Market, long_need: Listing
) -> None:
    pairing = market.pairing(PairingState.MUTUAL, need=long_need)
    session.commit()
    begins = clock.today() + 30 * DAY
    strict = with_two_versions(begins, plain_years=1, most_years=1)
    assert changes(replay(session, begins, strict)) == [("pairing", True, ("term@2",))]
    assert replay(session, begins, strict).changes[0].title == pairing.number
    lenient = with_two_versions(clock.today() - DAY, plain_years=1, most_years=1)
    assert changes(replay(session, clock.today() - 2 * DAY, lenient)) == [("pairing", False, ("term@2",))]


def test_money_that_was_reserved_since_rules_nothing_out(session: Session, market: Market) -> None:
    programme = market.programme(reserved_fen=50_000_000)
    for listing in (programme, project := market.project()):
        keep_version(session, listing)
    market.pairing(PairingState.CONTRACTING, offer=project, shares=[programme], amount_fen=6_000_000)
    session.commit()
    assert replay(session, clock.today()).changes == []
    assert replay(session, clock.today()).pairings == 1


def test_the_command_says_what_would_change_and_what_it_cannot_know(
    app: Flask, session: Session, suggested: Listing, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins = clock.today() + 30 * DAY
    strict = with_two_versions(begins, plain_years=1, most_years=1)
    monkeypatch.setattr(commands, "replay", lambda reader, as_of: replay(reader, as_of, strict))
    runner = app.test_cli_runner()
    said = runner.invoke(args=["rules", "replay", "--as-of", begins.isoformat()]).output
    assert "1 suggestions and 0 pairings were judged anew" in said
    assert "Would be ruled out: 1" in said
    assert "term@2" in said
    assert "never suggested" in said
    told = json.loads(runner.invoke(args=["rules", "replay", "--as-of", begins.isoformat(), "--json"]).output)
    assert told["changes"][0]["rules"] == ["term@2"]
    assert told["rules_version"] == strict.with_confirmed(frozenset(told["confirmed"]))
    assert runner.invoke(args=["rules", "replay", "--as-of", "soon"]).exit_code != 0


def test_the_command_says_how_many_proposals_were_judged_without_kept_verdicts(app: Flask, proposed: Listing) -> None:
    said = app.test_cli_runner().invoke(args=["rules", "replay", "--as-of", clock.today().isoformat()])
    assert said.exit_code == 0
    assert "2 suggestions and 0 pairings were judged anew" in said.output
    assert "Of 2 suggestions that nobody has answered no verdicts are kept" in said.output


def test_the_rules_are_listed_and_their_examples_run(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()
    listed = runner.invoke(args=["rules", "list"], env={"COLUMNS": "200"}).output
    assert all(rule.key in listed for rule in CATALOGUE.rules)
    checked = runner.invoke(args=["rules", "check"])
    assert checked.exit_code == 0
    assert "0 wrong" in checked.output
    assert Kind.NEED.value not in checked.output
