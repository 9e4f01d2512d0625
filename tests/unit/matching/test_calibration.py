"""Decisions turned into "of ten such, about so many": only where there are enough, and never falling."""

import numpy as np
import pytest

from matching.calibration import LEAST_DECISIONS, LEAST_OF_EACH, calibrate


def decisions(count, seed=1):
    """Scores, and decisions that are the more often good the higher the score."""
    random = np.random.default_rng(seed)
    scores = random.uniform(0.2, 0.8, count)
    return list(scores), list(random.uniform(0, 1, count) < scores)


def test_few_decisions_say_nothing():
    assert calibrate(*decisions(LEAST_DECISIONS - 1)) is None
    assert calibrate([], []) is None


def test_decisions_of_one_kind_only_say_nothing():
    scores, _ = decisions(400)
    assert calibrate(scores, [True] * 400) is None
    assert calibrate(scores, [False] * (400 - LEAST_OF_EACH + 1) + [True] * (LEAST_OF_EACH - 1)) is None


def test_the_curve_tells_the_share_of_good_ones_and_never_falls():
    fitted = calibrate(*decisions(4000))
    assert fitted.decisions == 4000
    shares = [fitted.share(score) for score in np.linspace(0, 1, 101)]
    assert shares == sorted(shares)
    assert fitted.share(0.3) == pytest.approx(0.3, abs=0.07)
    assert fitted.share(0.7) == pytest.approx(0.7, abs=0.07)
    assert (fitted.of_ten(0.3), fitted.of_ten(0.7)) == (3, 7)


def test_no_score_is_promised_for_certain():
    scores = [0.1] * 150 + [0.9] * 150
    fitted = calibrate(scores, [False] * 150 + [True] * 150)
    assert 0 < fitted.share(0.0) < 0.05
    assert 0.95 < fitted.share(1.0) < 1


@pytest.mark.parametrize("first", [True, False])
def test_decisions_of_one_score_belong_together_whichever_came_first(first):
    fitted = calibrate([0.5] * 300, [first] * 150 + [not first] * 150)
    assert (fitted.scores.tolist(), fitted.of_ten(0.5)) == ([0.5], 5)


def test_decisions_are_taken_in_any_order():
    scores, good = decisions(300)
    assert calibrate(scores, good).share(0.5) == calibrate(scores[::-1], good[::-1]).share(0.5)


def test_scores_without_decisions_are_refused():
    with pytest.raises(ValueError, match="2 scores come with 1 decisions"):
        calibrate([0.1, 0.2], [True])
