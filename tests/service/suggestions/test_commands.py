"""`flask match` and the worker, as they are called from a terminal."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from market.listings.models import Listing, ListingState
from market.suggestions import commands
from market.suggestions.models import Embedding, MatchRun
from tests.factories import Market
from tests.service.suggestions.conftest import Embed

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "200")

    def call(*words: str) -> Result:
        session.commit()
        return app.test_cli_runner().invoke(args=words)

    return call


def test_recommendations_are_printed_as_a_table(run: Run, market: Market, embed: Embed) -> None:
    need, project = market.need(title="A need"), market.project(title="A [/b] project [red]")
    embed()
    result = run("match", str(need.id))
    assert result.exit_code == 0, result.output
    assert project.title in result.output
    assert "A need" in result.output
    assert "+ " in result.output


def test_reasons_are_printed_in_the_language_asked_for(run: Run, market: Market, embed: Embed) -> None:
    need = market.need()
    market.project()
    embed()
    assert "领域" in run("match", str(need.id), "--language", "zh").output
    assert "field" in run("match", str(need.id), "--language", "en").output.lower()


def test_programs_get_everything_as_json(run: Run, market: Market, embed: Embed) -> None:
    need, projects = market.need(), [market.project() for _ in range(3)]
    market.project(organization=need.organization)
    embed()
    result = run("match", str(need.id), "--json", "-k", "2")
    assert result.exit_code == 0, (result.output, result.exception)
    answer = json.loads(result.output)
    assert (answer["asker_id"], answer["for_kind"], answer["considered"]) == (str(need.id), "project", 4)
    assert answer["excluded"] == {"same_owner": 1, "organization_kind": 1}
    assert [match["rank"] for match in answer["matches"]] == [1, 2]
    assert {match["candidate_id"] for match in answer["matches"]} <= {str(project.id) for project in projects}
    first = answer["matches"][0]
    assert {"score", "features", "checks", "reasons", "cautions", "band"} <= set(first)
    assert sum(feature["share"] for feature in first["features"]) == pytest.approx(first["score"], abs=1e-3)


def test_another_kind_is_asked_for_by_name(run: Run, market: Market, embed: Embed) -> None:
    need, service = market.need(), market.service()
    embed()
    answer = json.loads(run("match", str(need.id), "--for", "service", "--json").output)
    assert [match["candidate_id"] for match in answer["matches"]] == [str(service.id)]


def test_asking_from_a_terminal_writes_nothing(run: Run, market: Market, embed: Embed, session: Session) -> None:
    need = market.need()
    market.project()
    embed()
    run("match", str(need.id))
    assert session.scalars(select(MatchRun)).all() == []


def test_what_left_the_market_behind_the_matchers_back_is_not_printed(
    run: Run, session: Session, market: Market, embed: Embed
) -> None:
    need, stays, goes = market.need(), market.project(title="Stays"), market.project(title="Goes")
    embed()
    lines = run("match", str(need.id)).output.count("+ ")
    session.execute(update(Listing).where(Listing.id == goes.id).values(state=ListingState.CLOSED))
    table = run("match", str(need.id)).output
    assert stays.title in table
    assert table.count("+ ") == lines // 2  # reasons of one of two that are alike
    found = json.loads(run("match", str(need.id), "--json").output)["matches"]
    assert [one["candidate_id"] for one in found] == [str(stays.id)]
    session.execute(update(Listing).where(Listing.id == stays.id).values(state=ListingState.CLOSED))
    assert "Nothing on the market passes" in run("match", str(need.id)).output


def test_nothing_found_is_said(run: Run, market: Market) -> None:
    assert "Nothing on the market passes" in run("match", str(market.need().id)).output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([str(uuid4())], "There is no such listing."),
        (["not-an-id"], "not-an-id"),
        (["{draft}"], "Publish the listing first"),
        (["{need}", "--for", "need"], "do not answer each other"),
        (["{need}", "--for", "idea"], "idea"),
        (["{need}", "-k", "0"], "0"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(run: Run, market: Market, words: list[str], told: str) -> None:
    ids = {"draft": market.need(state="draft").id, "need": market.need().id}
    result = run("match", *(word.format(**ids) for word in words))
    assert result.exit_code != 0
    assert told in result.output
    assert "Traceback" not in result.output


def test_embedding_encodes_what_is_missing_and_nothing_twice(run: Run, market: Market, session: Session) -> None:
    for _ in range(commands.BATCH + 2):
        market.project()
    assert f"{commands.BATCH + 2} texts were encoded" in run("suggestions", "embed").output
    assert "0 texts were encoded" in run("suggestions", "embed").output
    assert len(session.scalars(select(Embedding)).all()) == commands.BATCH + 2


def test_proposals_are_made_once_everything_is_read_and_only_once(
    run: Run, market: Market, embed: Embed, session: Session
) -> None:
    market.need()
    market.project()
    assert "run `flask suggestions embed` first" in run("suggestions", "propose").output
    assert session.scalars(select(MatchRun)).all() == []
    embed()
    assert "2 proposals were made" in run("suggestions", "propose").output
    assert "0 proposals were made" in run("suggestions", "propose").output
    assert len(session.scalars(select(MatchRun)).all()) == 2
