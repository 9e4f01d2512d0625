"""Whether a ranker is taken: only one that is better with certainty, and that nobody new pays for."""

import json
from dataclasses import replace

import pytest

from matching.learning.decisions import UNWANTED, Decision
from matching.learning.training import fit
from matching.learning.trial import (
    LEAST_HELD_BACK,
    LEAST_LEARNED,
    Group,
    Objection,
    Trial,
    compare,
    hold_back,
    missing,
)
from matching.weights import DEFAULT_WEIGHTS
from tests.unit.matching.learning.markets import START, market, nobody_knows, wants


def tried(decisions: list[Decision]) -> Trial:
    learned, held = hold_back(decisions)
    return compare(fit(learned, DEFAULT_WEIGHTS), len(learned), held, DEFAULT_WEIGHTS)


def test_a_wish_that_the_weights_get_wrong_is_learned_from_thousands_of_decisions():
    trial = tried(market(wants(groups=0.6, places=0.4), 3000))
    assert trial.is_won
    assert trial.ndcg.difference.low > 0.05
    assert trial.as_answered.difference.low > 0.05
    assert trial.mrr.ranker > trial.mrr.weights
    assert set(trial.groups) == set(Group)
    assert min(one.difference.mean for one in trial.groups.values()) > 0
    assert trial.learned > 2 * trial.held_back


@pytest.mark.parametrize("seed", range(4))
def test_answers_by_chance_are_refused(seed):
    trial = tried(market(nobody_knows, 1000, seed, noise=0.3))
    assert Objection.NOT_BETTER in trial.objections
    assert not trial.is_won


def test_a_wish_that_is_just_what_the_weights_say_is_no_reason_to_replace_them():
    trial = tried(market(wants(**DEFAULT_WEIGHTS.features), 1000))
    assert Objection.NOT_BETTER in trial.objections


def test_a_better_order_that_newcomers_pay_for_is_refused():
    trial = tried(market(wants(track_record=0.55, groups=0.35), 1500))
    assert trial.ndcg.difference.low > 0  # better on the whole
    assert trial.objections == (Objection.GROUP_WORSE,)
    assert trial.groups[Group.NEWCOMER].difference.mean < 0
    assert trial.newcomers.difference.high < 0


def test_an_order_of_which_newcomers_are_not_known_to_suffer_or_not_is_refused():
    decisions = market(wants(groups=0.6, places=0.4), 600, established=1.0)
    trial = tried(decisions)
    assert trial.objections == (Objection.NEWCOMERS_UNKNOWN,)


def test_what_was_found_beside_the_list_is_no_proof_against_its_order():
    decisions = market(wants(**DEFAULT_WEIGHTS.features), 1000)
    beside = [beside_the_list(one) if place % 2 else one for place, one in enumerate(decisions)]
    learned, held = hold_back(beside)
    trial = tried(beside)
    assert trial.learned == len(learned)
    listed = [any(row.position > 0 for row in one.shown if row.grade > UNWANTED) for one in held]
    assert trial.held_back == sum(listed)
    assert 0 < trial.held_back < len(held)
    assert Objection.NOT_BETTER in trial.objections
    assert missing([beside_the_list(one) for one in decisions]) >= 1


def beside_the_list(decision: Decision) -> Decision:
    """The same people wanted the same, and found it otherwise."""
    rows = [replace(row, position=0) if row.grade > UNWANTED else row for row in decision.shown]
    return replace(decision, shown=tuple(rows))


def test_too_few_decisions_are_told_by_how_many_are_missing():
    decisions = market(wants(groups=1.0), 500)
    enough = decisions[: round(LEAST_LEARNED / 0.7) + 1]
    assert missing(enough) == 0
    assert missing(decisions[:100]) == 186
    assert missing([]) > LEAST_LEARNED
    assert missing(enough, share=0.1) > 0  # too few are held back
    assert LEAST_HELD_BACK == 60


def test_decisions_of_one_moment_stay_together():
    decisions = [replace(one, at=START) for one in market(wants(groups=1.0), 300)]
    assert hold_back(decisions)[0] == []
    assert missing(decisions) >= 1


def test_what_a_trial_says_can_be_kept_as_json():
    plain = tried(market(wants(groups=0.6, places=0.4), 500)).plain()
    assert plain["groups"]["0"]["difference"]["low"] < 1
    assert json.loads(json.dumps(plain))["held_back"] == plain["held_back"]


@pytest.mark.parametrize(("past", "group"), [(0, "0"), (1, "1-2"), (2, "1-2"), (3, "3+"), (40, "3+")])
def test_owners_are_grouped_by_their_past(past, group):
    assert Group.of(past) == group
