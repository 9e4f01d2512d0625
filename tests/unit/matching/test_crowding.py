"""How sought after texts are: whoever is near to everybody is held back."""

from datetime import date

import numpy as np
import pytest

from matching.crowding import LEAST_AUDIENCE, Crowding, nearest
from matching.matcher import Matcher
from matching.records import Kind
from matching.retrieval import HybridRetriever
from tests.unit.matching.listings import listing

CHANCE = np.random.default_rng(7)


def units(count: int, dimension: int = 16) -> np.ndarray:
    raw = CHANCE.standard_normal((count, dimension))
    return (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)


def test_it_is_the_mean_nearness_to_the_ten_nearest_askers():
    texts, askers = units(5), units(40)
    expected = np.sort(texts @ askers.T, axis=1)[:, -10:].mean(axis=1)
    assert nearest(texts, askers).mean(axis=1) == pytest.approx(expected, abs=1e-6)


def test_a_handful_of_askers_says_nothing_and_a_missing_vector_stays_unknown():
    assert np.isnan(nearest(units(3), units(LEAST_AUDIENCE - 1))).all()
    texts = units(3)
    texts[1] = np.nan
    assert np.isnan(nearest(texts, units(50))).all(axis=1).tolist() == [False, True, False]
    assert nearest(units(0), units(50)).shape == (0, 10)


def test_texts_are_compared_with_their_like():
    vectors = np.concatenate([units(6), units(40)])
    members = {"a": np.arange(3), "b": np.arange(3, 6), "askers": np.arange(6, 46)}
    crowding = Crowding(lambda rows: vectors[rows], members, {"a": np.arange(6, 46), "b": np.arange(6, 46)})
    excess = crowding.of_rows(np.arange(6))
    assert excess[:3].mean() == pytest.approx(0, abs=1e-6)
    assert excess[3:].mean() == pytest.approx(0, abs=1e-6)
    assert crowding.of("a", vectors[1]) == pytest.approx(excess[1], abs=1e-6)
    assert crowding.of("a", None) == crowding.of("askers", vectors[0]) == 0.0


def test_of_two_texts_that_are_as_near_the_one_that_is_near_to_all_comes_second():
    askers = units(60, 8)
    mine, middle = askers[0], askers.mean(axis=0)
    popular = middle / np.linalg.norm(middle)
    # As near to the first asker as the popular text, and on the other side of it.
    special = ((mine @ popular) * mine * 2 - popular).astype(np.float32)
    special /= np.linalg.norm(special)
    retriever = HybridRetriever(8)
    retriever.add(["popular", "special"], ["甲", "乙"], ["zh", "zh"], np.stack([popular, special]).astype(np.float32))
    question = retriever.document("丙", "zh", mine)
    plain = dict(retriever.snapshot().rank(question, 2))
    held_back = dict(retriever.snapshot().crowded_by(askers).rank(question, 2))
    assert plain["special"] == pytest.approx(plain["popular"], abs=1e-5)
    assert held_back["special"] > held_back["popular"]


def test_a_match_is_worth_the_same_whether_it_is_recommended_or_explained():
    matcher = Matcher(encoder_id="test", dimension=16)
    projects = [listing(f"p{number}", Kind.PROJECT) for number in range(8)]
    needs = [listing(f"n{number}", Kind.NEED) for number in range(30)]
    everyone = [*projects, *needs]
    matcher.upsert(everyone, dict(zip((one.id for one in everyone), units(38), strict=True)))
    today = date(2026, 3, 11)
    for match in matcher.recommend("n3", Kind.PROJECT, today=today).matches:
        assert matcher.explain("n3", match.candidate_id, today=today).score == match.score
        assert matcher.explain(match.candidate_id, "n3", today=today).score == match.score
