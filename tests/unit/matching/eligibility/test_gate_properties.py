"""What holds of the gate for any two listings."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.eligibility.gate import CONFIRMED, RULES, check_pair
from matching.eligibility.screen import Screen
from matching.records import Verdict
from tests.unit.matching.listings import TODAY, listings, markets

FACTS = ("starts_on", "ends_on", "closes_on", "asks_fen", "least_fen", "offers_fen", "remaining_fen", "capacity_left")


def verdicts(one, other):
    return {check.rule: check.verdict for check in check_pair(one, other, today=TODAY)}


@given(listings, listings)
def test_it_does_not_matter_who_asks(one, other):
    assert verdicts(one, other) == verdicts(other, one)


@given(listings, listings, st.sampled_from(FACTS))
def test_taking_a_fact_away_never_makes_a_pair_fail(one, other, fact):
    before, after = verdicts(one, other), verdicts(replace(one, **{fact: None}), other)
    fails = {rule for rule, verdict in after.items() if verdict is Verdict.FAIL}
    assert fails <= {rule for rule, verdict in before.items() if verdict is Verdict.FAIL}


@given(listings, listings)
def test_an_unknown_says_what_is_missing_and_only_an_unknown_does(one, other):
    for check in check_pair(one, other, today=TODAY):
        assert bool(check.missing) == (check.verdict is Verdict.UNKNOWN)


@given(listings, markets(), st.sampled_from([CONFIRMED, frozenset()]))
def test_the_screen_for_many_fails_exactly_what_the_gate_fails_one_by_one(asker, market, confirmed):
    rows = np.arange(len(market))
    failures = Screen(market).failures(asker, rows, today=TODAY, confirmed=confirmed)
    for rule in RULES:
        one_by_one = [
            any(
                check.rule == rule.code and check.verdict is Verdict.FAIL
                for check in check_pair(asker, one, today=TODAY, confirmed=confirmed)
            )
            for one in market
        ]
        assert list(failures.get(rule.code, np.zeros(len(market), bool))) == one_by_one, rule.code
