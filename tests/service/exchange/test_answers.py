"""Planting answers: each planted pairing gets the list that its side saw, once all texts have been read."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit
from market.config import Settings
from market.database import Database
from market.errors import NotAllowed
from market.exchange.planting import answers
from market.exchange.planting import market as whole
from market.exchange.planting.files import identity
from market.exchange.planting.past_market import PastMarket
from market.exchange.planting.report import Report
from market.learning.decisions import decisions, unlisted_pairings
from market.listings.models import Listing, ListingVersion
from market.listings.records import records
from market.pairings.models import Pairing
from market.suggestions import vectors
from market.suggestions.models import Answer, DismissalReason, MatchRun, Suggestion
from market.suggestions.remembering import Said, remember
from matching.encoders.registry import resolve
from matching.learning.decisions import DELIVERED, UNWANTED
from matching.records import Kind, Recommendations
from tests.conftest import NOW
from tests.factories import Market
from tests.service.exchange.slices import OFFICIALS, PAIRING, organization, person, service, write

APPROACH = {
    "key": "approach-0001",
    "asker": "service-0001",
    "candidate": "need-0002",
    "message": "",
    "events": [{"step": "open", "days_ago": 20}, {"step": "withdraw", "days_ago": 15, "by": "service-0001"}],
}
ASIDE = {"key": "aside-1", "pairing": "pairing-0001", "reason": "wrong_people", "note": "Not for children."}
OTHERS = [
    service(),
    service("service-0002", "p-0002", groups=["children"], title="Chess for children"),
    service("service-0003", "p-0002"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    bodies = [
        organization("p-0001", "52", 1), organization("p-0002", "52", 2), organization("d-001", "11", 200001),
    ]  # fmt: skip
    people = [
        *OFFICIALS, person("person-1", "p-0001"), person("person-2", "d-001"),
    ]  # fmt: skip
    rows = {"organizations": bodies, "people": people, "services": OTHERS, "pairings": [PAIRING]}
    return write(tmp_path, **rows, approaches=[APPROACH], put_aside=[ASIDE])


@pytest.fixture
def planted(database: Database, folder: Path) -> Path:
    report = Report()
    whole.plant(database, folder, report, lambda _total: lambda _over: None)
    assert report.faults == []
    return folder


@pytest.fixture
def encoder(settings: Settings):
    return resolve(vectors.encoder_settings(settings))


@pytest.fixture
def read(database: Database, planted: Path, encoder) -> Path:
    """The same market after the worker has read it."""
    with database.transaction() as session:
        vectors.add(
            session, encoder.id, vectors.encode(encoder, vectors.missing(session, encoder.id, records(session)))
        )
    return planted


def plant(database: Database, encoder_id: str, folder: Path) -> int:
    report = Report()
    answers.plant(database, encoder_id, folder, report, lambda _total: lambda _over: None)
    return report.total


def listing_id(key: str):
    return identity("listing", key)


def test_nothing_is_noted_before_all_has_been_read(database: Database, planted: Path, encoder) -> None:
    with pytest.raises(answers.NotRead):
        plant(database, encoder.id, planted)
    with database.reader() as session:
        assert session.scalars(select(MatchRun)).all() == []


def test_each_pairing_gets_the_list_of_the_moment_at_which_it_was_opened(
    database: Database, read: Path, encoder
) -> None:
    assert plant(database, encoder.id, read) == 2
    with database.reader() as session:
        pairing = session.get_one(Pairing, identity("pairing", "pairing-0001"))
        taken = session.scalars(select(Suggestion).where(Suggestion.candidate_id == pairing.offer_id,
                                                         Suggestion.answer == Answer.INTEREST)).one()  # fmt: skip
        assert (taken.run.made_at, taken.answered_at, taken.answered_by_id) == (
            pairing.opened_at, pairing.opened_at, pairing.opened_by_id,
        )  # fmt: skip
        assert (taken.run.listing_id, taken.run.listing_version) == (pairing.need_id, 1)  # its last round
        assert set(taken.explanation) == {"features", "checks", "reasons", "cautions"}
        assert taken.explanation["reasons"]
        assert 0 < taken.run.as_of < audit.last_seq(session)
        assert unlisted_pairings(session, NOW) == 0


def test_what_lacked_something_real_was_put_aside_before_the_other_was_taken_up(
    database: Database, read: Path, encoder
) -> None:
    with database.transaction() as session:  # on the market before the story begins
        for key in ("service-0002", "service-0003"):
            listing = session.get_one(Listing, listing_id(key))
            _publish_early(session, listing)
    plant(database, encoder.id, read)
    with database.reader() as session:
        aside = session.scalars(select(Suggestion).where(Suggestion.answer == Answer.DISMISSED)).one()
        assert (aside.candidate_id, aside.reason, aside.note) == (
            listing_id("service-0002"), DismissalReason.WRONG_PEOPLE, "Not for children.",
        )  # fmt: skip
        later = session.scalars(select(MatchRun).where(MatchRun.listing_id == listing_id("need-0001"))
                                .order_by(MatchRun.made_at.desc())).first()  # fmt: skip
        assert later is not None
        assert aside.candidate_id not in {row.candidate_id for row in later.suggestions}
        found = {one.asker_id.split()[0]: one for one in decisions(session, NOW)}
        grades = {row.candidate_id: row.grade for row in found[str(listing_id("need-0001"))].shown}
        assert grades == {
            str(listing_id("service-0001")): DELIVERED,
            str(listing_id("service-0002")): UNWANTED,
            str(listing_id("service-0003")): UNWANTED,
        }


def _publish_early(session: Session, listing: Listing) -> None:
    for version in session.scalars(select(ListingVersion).where(ListingVersion.listing_id == listing.id)):
        version.made_at = NOW - timedelta(days=300)


def test_answers_are_noted_once_and_go_on_where_they_were_interrupted(
    database: Database, read: Path, encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(answers, "remember", fail)
        with pytest.raises(KeyboardInterrupt):
            plant(database, encoder.id, read)
    assert plant(database, encoder.id, read) == 2
    assert plant(database, encoder.id, read) == 0


def test_one_that_was_found_in_another_way_stands_beside_the_list(
    database: Database, read: Path, encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "SHOWN", 0)
    plant(database, encoder.id, read)
    with database.reader() as session:
        assert set(session.scalars(select(Suggestion.rank))) == {0}


def test_the_market_of_a_past_day_has_what_was_there_with_the_record_that_owners_had(
    database: Database, read: Path, encoder
) -> None:
    with database.reader() as session:
        past = PastMarket(session, encoder.id)
        opened = session.get_one(Pairing, identity("pairing", "pairing-0001")).opened_at
        assert set(past.at(opened)) == {listing_id("need-0001"), listing_id("service-0001")}
        provider = past.matcher.listings[str(listing_id("service-0001"))]
        assert provider.owner.past_pairings == 0
        assert past.at(NOW)[listing_id("need-0001")] == 2
        assert past.matcher.listings[provider.id].owner.past_pairings == 1
        assert past.known(opened) < past.known(NOW) == audit.last_seq(session)


def test_the_event_is_of_now_and_says_what_it_speaks_of(database: Database, read: Path, encoder) -> None:
    plant(database, encoder.id, read)
    with database.reader() as session:
        taken = session.scalars(select(Suggestion).where(Suggestion.answer == Answer.INTEREST)).first()
        assert taken is not None
        assert taken.answered_at is not None
        (event,) = audit.events_of(session, "suggestion", taken.id)
        assert (event.at, event.actor_name, event.action) == (NOW, "system", "interest")
        assert event.details == {"reason": None, "remembered_of": taken.answered_at.isoformat()}
        assert audit.verify(session) == []


def test_only_the_system_notes_what_was_said_before(session: Session, market: Market) -> None:
    need = market.need()
    said = Said(need.id, NOW, Answer.INTEREST, None)
    shown = Recommendations(str(need.id), Kind.PROJECT, [], "test", "2026-2", 0, 0, {})
    with pytest.raises(NotAllowed):
        remember(session, market.actor(of=need), need, shown, {}, said)


def test_the_command_says_that_texts_are_missing_then_notes_the_answers(
    app: Flask, database: Database, planted: Path, encoder
) -> None:
    runner = app.test_cli_runner()
    words = ["plant", "answers", "--folder", str(planted)]
    refused = runner.invoke(args=words)
    assert (refused.exit_code, "flask suggestions embed" in refused.output) == (1, True)
    with database.transaction() as session:
        vectors.add(
            session, encoder.id, vectors.encode(encoder, vectors.missing(session, encoder.id, records(session)))
        )
    assert "answers 2" in runner.invoke(args=words).output
