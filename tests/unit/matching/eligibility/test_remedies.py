"""What would make a pair eligible: it is said who can do what, and doing it helps."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings

from matching.eligibility.gate import RULES, check_pair
from matching.eligibility.openings import openings
from matching.eligibility.remedies import remedies
from matching.eligibility.remedy import Who, changed
from matching.eligibility.screen import Screen
from matching.records import Verdict
from tests.unit.matching.listings import TODAY, listing, listings, markets, need, owner, programme, project

DAY = timedelta(days=1)
ALL = frozenset(rule.code for rule in RULES)
ALWAYS_MENDED = {
    "open",
    "verified",
    "organization_kind",
    "level",
    "place",
    "window",
    "capacity",
    "procedure",
    "standing",
}


def remedies_of(rule, asker, candidate, confirmed=ALL):
    """The ways to pass one rule."""
    checks = check_pair(asker, candidate, today=TODAY, confirmed=confirmed)
    (check,) = [check for check in checks if check.rule == rule]
    return remedies(check, asker, candidate, today=TODAY)


def told(found):
    return [(one.who, one.code, dict(one.details)) for one in found]


@settings(max_examples=300)
@given(listings, listings)
def test_doing_what_is_named_makes_the_rule_pass(asker, candidate):
    for check in check_pair(asker, candidate, today=TODAY, confirmed=ALL):
        found = remedies(check, asker, candidate, today=TODAY)
        assert bool(found) == (check.verdict is not Verdict.PASS)
        if check.verdict is Verdict.FAIL and check.rule in ALWAYS_MENDED:
            assert any(remedy.is_concrete for remedy in found), check.rule
        for remedy in found:
            if remedy.is_concrete:
                sides = changed(asker, remedy.asker), changed(candidate, remedy.candidate)
                after = {one.rule: one.verdict for one in check_pair(*sides, today=TODAY, confirmed=ALL)}
                assert after.get(check.rule, Verdict.PASS) is Verdict.PASS, remedy


@given(listings, listings)
def test_what_the_one_can_do_the_other_reads_as_the_others(asker, candidate):
    turned = {Who.ASKER: Who.CANDIDATE, Who.CANDIDATE: Who.ASKER}
    for check in check_pair(asker, candidate, today=TODAY):
        ours = {(one.who, one.code) for one in remedies(check, asker, candidate, today=TODAY)}
        theirs = {(turned.get(one.who, one.who), one.code) for one in remedies(check, candidate, asker, today=TODAY)}
        assert ours == theirs


def test_a_level_can_be_lowered_by_the_one_or_reached_by_the_other():
    found = remedies_of("level", programme(least_level=3), project(owner=owner("a", level=2)))
    assert told(found) == [(Who.ASKER, "lower_level", {"level": 2}), (Who.CANDIDATE, "reach_level", {"least": 3})]


def test_a_place_can_be_added_by_either():
    found = remedies_of("place", need(places=frozenset({"440304001"})), project(places=frozenset({"440304002"})))
    assert told(found) == [
        (Who.ASKER, "add_place", {"place": "440304002"}),
        (Who.CANDIDATE, "add_place", {"place": "440304001"}),
    ]


def test_a_period_names_the_nearest_day_that_would_do():
    late = project(starts_on=TODAY + 400 * DAY, ends_on=TODAY + 500 * DAY)
    found = remedies_of("period", need(), late)
    assert told(found) == [
        (Who.ASKER, "include_day", {"day": (TODAY + 400 * DAY).isoformat()}),
        (Who.CANDIDATE, "include_day", {"day": (TODAY + 300 * DAY).isoformat()}),
    ]


def test_nobody_can_extend_the_others_past():
    over = project(starts_on=TODAY - 20 * DAY, ends_on=TODAY - 10 * DAY)
    assert [one.who for one in remedies_of("period", need(), over)] == [Who.CANDIDATE]


@pytest.mark.parametrize(
    ("asks", "least", "offers", "remaining", "expected"),
    [
        (5000, 2000, (100, 1000), 5000, {("lower_least", 1000), ("raise_grant", 2000)}),
        (50, None, (100, 1000), 5000, {("ask_more", 100), ("lower_grant", 50)}),
        (500, None, (100, 1000), 50, {("lower_grant", 50), ("add_money", 100)}),
        (500, None, (100, 1000), 0, {("add_money", 100)}),
    ],
)
def test_amounts_are_named_with_which_they_can_meet(asks, least, offers, remaining, expected):
    seeker, giver = project(asks_fen=asks, least_fen=least), programme(offers_fen=offers, remaining_fen=remaining)
    assert {(one.code, one.details["fen"]) for one in remedies_of("amount", seeker, giver)} == expected


def test_what_nobody_can_change_is_said_to_be_so():
    tied = project(owner=owner("a", controllers=frozenset({"org:b"})))
    assert told(remedies_of("conflict_of_interest", programme(owner=owner("b")), tied)) == [
        (Who.NOBODY, "tie_ends", {})
    ]


@pytest.mark.parametrize("turned", [False, True])
def test_who_left_the_one_side_lately_is_kept_out_by_the_other(turned):
    buyer = need(funding="fiscal", owner=owner("a", controllers=frozenset({"person:陈"})))
    seller = project(owner=owner("b", former=frozenset({("person:陈", TODAY - DAY)})))
    pair, who = ((seller, buyer), Who.CANDIDATE) if turned else ((buyer, seller), Who.ASKER)
    assert told(remedies_of("conflict_of_interest", *pair)) == [(who, "keep_out", {})]


def test_what_the_district_has_to_find_out_is_said_to_be_its():
    hospital = project(owner=owner("a", kind="public_institution"))
    asking = need(funding="fiscal", owner=owner("b", kind="department"))
    assert [one.who for one in remedies_of("provider", asking, hospital)] == [Who.DISTRICT]
    waiting = project(owner=owner("a", verified=False))
    assert told(remedies_of("verified", asking, waiting)) == [(Who.DISTRICT, "verify", {"names": ["a"]})]


def test_a_long_purchase_can_be_cut_to_a_year_or_looked_at_by_the_district():
    long = need(funding="fiscal", ends_on=TODAY + 600 * DAY)
    found = remedies_of("term", project(), long)
    assert [(one.who, one.code) for one in found] == [(Who.CANDIDATE, "shorten"), (Who.DISTRICT, "check_multi_year")]


def market_of_a_programme():
    """Three projects elsewhere, two without the level, one that fails both."""
    there = frozenset({"440304002"})
    low = owner("low", level=1)
    return [
        *(project(f"far{number}", places=there, owner=owner(f"f{number}", level=4)) for number in range(3)),
        *(project(f"low{number}", places=frozenset({"440304001"}), owner=low) for number in range(2)),
        project("both", places=there, owner=low),
        project("fits", places=frozenset({"440304001"}), owner=owner("good", level=5)),
    ]


def test_it_is_counted_what_a_change_of_ones_own_would_open():
    market, asker = market_of_a_programme(), programme(places=frozenset({"440304001"}), least_level=3)
    found = openings(Screen(market), asker, np.arange(len(market)), today=TODAY, confirmed=ALL)
    assert [(one.remedy.code, one.admits, dict(one.remedy.details)) for one in found] == [
        ("add_place", 3, {"place": "440304002"}),
        ("lower_level", 2, {"level": 1}),
    ]


def test_what_only_others_can_change_opens_nothing():
    market = [project("closed", is_open=False), project("unknown", owner=owner("x", verified=False))]
    assert openings(Screen(market), programme(), np.arange(2), today=TODAY, confirmed=ALL) == []
    assert openings(Screen([]), programme(), np.arange(0), today=TODAY, confirmed=ALL) == []


@settings(max_examples=60)
@given(listings, markets())
def test_an_opening_admits_as_many_as_it_says(asker, market):
    rows = np.arange(len(market))

    def passing(one):
        return {
            other.id
            for other in market
            if all(check.verdict is not Verdict.FAIL for check in check_pair(one, other, today=TODAY, confirmed=ALL))
        }

    before = passing(asker)
    for opening in openings(Screen(market), asker, rows, today=TODAY, confirmed=ALL):
        assert opening.remedy.who is Who.ASKER
        assert len(passing(changed(asker, opening.remedy.asker)) - before) >= opening.admits > 0


def test_a_listing_is_changed_with_its_owner():
    after = changed(listing(owner=owner("a", level=1)), {"least_level": 2, "owner.level": 3})
    assert (after.least_level, after.owner.level, after.owner.id) == (2, 3, "a")
