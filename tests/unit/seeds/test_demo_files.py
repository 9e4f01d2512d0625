"""The files of the demo market: as many as promised, no two alike, made-up organizations, references that resolve."""

from collections import Counter
from itertools import chain
from typing import Any

import pytest

from market.exchange.planting.answers import LACKS
from market.organizations.credit_code import is_fictitious, is_valid
from matching.eligibility.catalogue import CATALOGUE
from matching.records import Kind
from scripts.compose.files import DEMO, whole_text
from scripts.compose.pairing_facts import rows_of
from scripts.compose.providers import DIVISIONS
from scripts.compose.shingles import Shelf

Rows = dict[str, dict[str, Any]]
GROUPS = {
    "elderly", "empty_nest", "children", "youth", "women", "disabled", "mental_health", "bereaved", "migrant_workers",
    "corrections", "petitioners", "low_income", "patients", "veterans", "caregivers", "residents",
}  # fmt: skip
FIELDS = {
    "commerce", "agriculture", "research", "education", "health", "culture", "sports", "environment", "social_service",
    "law", "religion", "profession", "international", "other",
}  # fmt: skip


@pytest.fixture(scope="module")
def organizations() -> Rows:
    return rows_of("organizations_*.jsonl")


@pytest.fixture(scope="module")
def listings() -> Rows:
    return {key: row for kind in Kind for key, row in rows_of(f"{kind.value}s.jsonl").items()}


def test_the_market_is_as_large_as_the_reports(organizations: Rows, listings: Rows) -> None:
    kinds = Counter(key.split("-")[0] for key in listings)
    prefixes = Counter(key.split("-")[0] for key in organizations)

    assert kinds["project"] == 566
    assert kinds["need"] >= 120
    assert kinds["service"] >= 200
    assert kinds["programme"] >= 284
    assert kinds["resource"] >= 100
    assert prefixes["p"] == 449
    assert prefixes["f"] == 284


def test_the_demo_confirms_the_bar_of_the_seriously_dishonest_by_an_approver() -> None:
    (row,) = rows_of("confirmations.jsonl").values()
    assert CATALOGUE.find(row["rule"], row["version"]).code == "standing"
    assert "approver" in rows_of("people.jsonl")[row["by"]]["offices"]


def test_no_two_listings_are_alike(listings: Rows) -> None:
    shelf = Shelf()
    for key, row in listings.items():
        assert shelf.nearest(whole_text(row)) < 0.5, key
        shelf.add(whole_text(row))


def test_every_field_group_and_subdistrict_occurs(listings: Rows) -> None:
    def used(name: str) -> set[str]:
        return set(chain.from_iterable(row[name] for row in listings.values()))

    assert used("fields") == FIELDS
    assert used("groups") == GROUPS
    assert used("divisions") == {*DIVISIONS, "440304"}


def test_every_organization_is_made_up_and_has_a_code_of_its_own(organizations: Rows) -> None:
    codes = [row["credit_code"] for row in organizations.values()]

    assert [code for code in codes if not is_valid(code) or not is_fictitious(code)] == []
    assert len(set(codes)) == len(codes)


def test_no_two_organizations_share_a_name(organizations: Rows) -> None:
    assert [name for name, count in Counter(row["name"] for row in organizations.values()).items() if count > 1] == []


def test_references_resolve(organizations: Rows, listings: Rows) -> None:
    people, renewals = rows_of("people.jsonl"), rows_of("renewals.jsonl")
    named = [party["organization"] for row in organizations.values() for party in row["related_parties"]]
    named += [row["owner"] for row in listings.values()] + [row["organization"] for row in people.values()]

    assert {key for key in named if key} - set(organizations) == set()
    assert {row["listing"] for row in renewals.values()} - set(listings) == set()
    for key, row in rows_of("pairings.jsonl").items():
        actors = {event["by"] for event in row["events"] if "by" in event}
        assert actors - {*people, *listings, "system"} == set(), key
        assert {row["asker"], row["candidate"]} <= set(listings), key


def test_everybody_who_acts_is_there_for_it(listings: Rows) -> None:
    members = {row["organization"] for row in rows_of("people.jsonl").values()}
    for key, row in rows_of("pairings.jsonl").items():
        sides = {event["by"] for event in row["events"] if event.get("by") in listings} | {row["asker"]}
        assert {listings[side]["owner"] for side in sides} <= members, key


def test_approaches_are_between_listings_that_no_pairing_needs(listings: Rows) -> None:
    paired = {key for row in rows_of("pairings.jsonl").values() for key in (row["asker"], row["candidate"])}
    members = {row["organization"] for row in rows_of("people.jsonl").values()}
    approaches = rows_of("approaches.jsonl").values()
    both = [frozenset((row["asker"], row["candidate"])) for row in approaches]
    assert len(set(both)) == len(both) >= 180
    assert {key for pair in both for key in pair} <= set(listings) - paired
    assert {listings[row["asker"]]["owner"] for row in approaches} <= members
    assert {row["events"][-1]["step"] for row in approaches} == {"lapse", "decline", "withdraw"}


def test_what_was_put_aside_belongs_to_a_story_and_says_why() -> None:
    stories = {*rows_of("pairings.jsonl"), *rows_of("approaches.jsonl")}
    rows = rows_of("put_aside.jsonl").values()
    assert {row["pairing"] for row in rows} <= stories
    assert {row["reason"] for row in rows} == {reason.value for reason in LACKS}


def test_some_listings_are_in_english_and_many_written_by_hand(listings: Rows) -> None:
    english = sum(row["language"] == "en" for row in listings.values())

    assert 0.05 <= english / len(listings) <= 0.10
    assert sum(row["by"] == "hand" for row in listings.values()) >= 200


def test_what_pairings_say_is_said_in_many_ways() -> None:
    rows = rows_of("pairings.jsonl").values()
    outcomes = [event for row in rows for event in row["events"] if event["step"] == "outcome"]

    assert len(rows) >= 130
    assert len(outcomes) >= 60
    assert len({event["note"] for event in outcomes}) >= 20
    assert {event["result"] for event in outcomes} == {"delivered", "partly", "not_delivered"}


def test_no_file_is_without_rows() -> None:
    assert [path.name for path in DEMO.glob("*.jsonl") if not path.read_text(encoding="utf-8").strip()] == []
