"""What holds of the gate for any two listings, on any day, whatever the district has confirmed."""

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.eligibility.gate import RULES, check_pair
from matching.eligibility.screen import Screen
from matching.matcher import Matcher
from matching.records import Kind, Verdict
from tests.unit.matching.listings import CENTROIDS, DIMENSION, TODAY, listings, markets, need, owner, project

FACTS = ("starts_on", "ends_on", "closes_on", "asks_fen", "least_fen", "offers_fen", "remaining_fen", "capacity_left")
# Some lie before laws came into force, some after.
days = st.sampled_from(
    [date(2003, 5, 1), date(2018, 1, 1), date(2024, 9, 4), date(2024, 9, 5), TODAY, date(2027, 3, 1)]
)
confirmations = st.frozensets(st.sampled_from([name for rule in RULES for name in (rule.code, rule.key)]), max_size=4)


def verdicts(one, other, **options):
    return {check.rule: check.verdict for check in check_pair(one, other, **({"today": TODAY} | options))}


def failing(one, other, today, confirmed):
    found = verdicts(one, other, today=today, confirmed=confirmed)
    return {rule for rule, verdict in found.items() if verdict is Verdict.FAIL}


@given(listings, listings, days, confirmations)
def test_it_does_not_matter_who_asks(one, other, today, confirmed):
    options = {"today": today, "confirmed": confirmed}
    assert verdicts(one, other, **options) == verdicts(other, one, **options)


@given(listings, listings, st.sampled_from(FACTS))
def test_taking_a_fact_away_never_makes_a_pair_fail(one, other, fact):
    before, after = verdicts(one, other), verdicts(replace(one, **{fact: None}), other)
    fails = {rule for rule, verdict in after.items() if verdict is Verdict.FAIL}
    assert fails <= {rule for rule, verdict in before.items() if verdict is Verdict.FAIL}


@given(listings, listings, days, confirmations)
def test_an_unknown_says_what_is_missing_and_only_an_unknown_does(one, other, today, confirmed):
    for check in check_pair(one, other, today=today, confirmed=confirmed):
        assert bool(check.missing) == (check.verdict is Verdict.UNKNOWN)
        assert check.version is not None


@given(listings, listings, days, confirmations, confirmations)
def test_taking_a_confirmation_back_never_rules_out_more(one, other, today, kept, taken):
    assert failing(one, other, today, kept) <= failing(one, other, today, kept | taken)


@given(listings, markets(), days, confirmations)
def test_the_screen_for_many_fails_exactly_what_the_gate_fails_one_by_one(asker, market, today, confirmed):
    failures = Screen(market).failures(asker, np.arange(len(market)), today=today, confirmed=confirmed)
    one_by_one = [failing(asker, one, today, confirmed) for one in market]
    for code in {rule.code for rule in RULES}:
        expected = [code in failed for failed in one_by_one]
        assert list(failures.get(code, np.zeros(len(market), bool))) == expected, code


@given(st.lists(st.tuples(listings, days), min_size=2, max_size=4), markets(), confirmations)
def test_the_screen_tells_everybody_what_it_would_tell_whoever_asks_first(asked, market, confirmed):
    shared, every = Screen(market), np.arange(len(market))
    for asker, today in asked:
        found, alone = (
            screen.failures(asker, every, today=today, confirmed=confirmed) for screen in (shared, Screen(market))
        )
        assert {code: list(mask) for code, mask in found.items()} == {code: list(mask) for code, mask in alone.items()}


def test_of_two_that_a_condition_cannot_tell_apart_only_the_one_that_its_rule_speaks_of_fails():
    needs = [need(f"n{funding}", funding=funding, least_level=3) for funding in ("fiscal", "special_fund")]
    asker = project(owner=owner("a", level=2))
    failures = Screen(needs).failures(asker, np.arange(2), today=TODAY, confirmed=frozenset())
    assert {code: list(mask) for code, mask in failures.items()} == {"level": [False, True]}


@settings(max_examples=60, deadline=None)
@given(markets(), st.sampled_from(Kind), days, confirmations)
def test_no_recommendation_ever_breaks_a_rule(market, kind, today, confirmed):
    matcher = Matcher(encoder_id="test", dimension=DIMENSION, centroids=CENTROIDS, confirmed=confirmed)
    matcher.upsert(market)
    held = matcher.listings
    for asker in market:
        found = matcher.recommend(asker.id, kind, k=len(market), today=today)
        for match in found.matches:
            assert failing(asker, held[match.candidate_id], today, confirmed) == set()
            assert {check.rule for check in match.checks if check.verdict is Verdict.FAIL} == set()
        passing = {one.id for one in market if one.kind is kind and not failing(asker, one, today, confirmed)}
        out = found.considered - len(passing - {asker.id})
        assert sum(found.excluded.values()) >= out
