"""Whether a tuned encoder may be used; measured here with one that knows only words, before and after."""

import pytest

from matching.encoders.base import EncoderSettings
from matching.evaluation.datasets import Dataset, load
from matching.evaluation.metrics import Interval
from matching.evaluation.vectors import KeptVectors
from matching.tuning.trial import Measure, judge, measure
from tests.conftest import ROOT

FROZEN = ROOT / "seeds" / "evaluation"
SETS = ("en-grants-funder", "zh-gov-items", "zh-statute")


def gained(mean: float, low: float, high: float = 1.0) -> Measure:
    return Measure(30, 0.5, 0.5 + mean, Interval(mean, low, high))


BETTER, SAME = gained(0.1, 0.01), gained(0.0, -0.01)


def test_one_that_wins_and_loses_nowhere_may_be_used():
    trial = judge(BETTER, {"a": SAME, "b": gained(-0.009, -0.03)}, ["a", "b"])
    assert trial.objections == ()
    assert trial.plain()["public"]["a"]["queries"] == 30


@pytest.mark.parametrize(
    ("held_back", "public", "missing", "told"),
    [
        (SAME, {"a": SAME}, 0, "not better with certainty"),
        (gained(0.2, 0.0), {"a": SAME}, 0, "not better with certainty"),
        (BETTER, {"a": gained(-0.011, -0.02)}, 0, "It lost 0.011 nDCG@10 on a"),
        (BETTER, {}, 0, "It was not tried on a"),
        (BETTER, {"a": SAME}, 12, "12 more are needed"),
    ],
)
def test_each_thing_against_it_is_told(held_back, public, missing, told):
    (objection,) = judge(held_back, public, ["a"], missing).objections
    assert told in objection


def vectors(tmp_path, dimension: int) -> KeptVectors:
    settings = EncoderSettings(cache_dir=tmp_path, model=f"hashing:{dimension}", allow_test_encoder=True)
    return KeptVectors(tmp_path / "vectors", settings)


def test_a_better_encoder_measures_better_and_a_listing_does_not_answer_itself(tmp_path):
    texts = {"d1": "老人助餐", "d2": "儿童课后托管", "d3": "法律援助咨询", "d4": "老人康复护理"}
    corpus = {id: {"id": id, "text": text} for id, text in texts.items()}
    queries = {"q1": {"id": "q1", "text": "老人助餐"}, "q2": {"id": "q2", "text": "课后托管"}}
    dataset = Dataset("small", queries, corpus, {"q1": {"d4": 1}, "q2": {"d2": 1}})
    found = measure(vectors(tmp_path, 1), vectors(tmp_path, 512), dataset, "document")
    assert found.queries == 2
    assert found.after == 1.0
    assert found.before < found.after
    assert found.difference.mean == pytest.approx(found.after - found.before)


@pytest.mark.parametrize("name", SETS)
def test_the_frozen_sets_come_with_the_project_and_their_sources(name):
    dataset = load(FROZEN / name)
    assert f"## {name}" in (FROZEN / "SOURCES.md").read_text(encoding="utf-8")
    assert len(dataset.judgements) == {"zh-gov-items": 168, "zh-statute": 649, "en-grants-funder": 893}[name]
