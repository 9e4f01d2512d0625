"""Whether a tuned encoder may be used; measured here with one that knows only words, before and after."""

import numpy as np
import pytest

from matching.encoders.base import EncoderSettings
from matching.encoders.hashing import HashingEncoder
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


class Cone:
    """Vectors as E5 has them, in a narrow cone around an offset: the name of the model is all that differs."""

    def __init__(self, encoder_id: str, offset: float = 2.0) -> None:
        self.encoder_id, self._offset = encoder_id, offset

    def of(self, texts, _side):
        vectors = HashingEncoder(384).encode_documents(texts)
        vectors[:, :8] += self._offset
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


BUILTIN, TUNED = "builtin:e5-small@1571fc982750.1", "tuned-e5-20261126-aaaaaaaaaaaa@aaaaaaaaaaaa"


def twins(count: int, *, english: int = 0) -> Dataset:
    """Many texts that differ in few characters, each asked for by the other end of it."""
    names = [f"{chr(0x4E00 + 37 * n)}{chr(0x5E00 + 11 * n)}" for n in range(count)]
    corpus = {f"d{n}": {"id": f"d{n}", "text": f"社区{name}老人助餐服务"} for n, name in enumerate(names)}
    corpus |= {f"e{n}": {"id": f"e{n}", "text": f"Meals for older people {n}"} for n in range(english)}
    queries = {f"q{n}": {"id": f"q{n}", "text": f"{name}办事"} for n, name in enumerate(names)}
    return Dataset("twins", queries, corpus, {f"q{n}": {f"d{n}": 1} for n in range(count)})


@pytest.mark.parametrize(
    ("texts", "english", "centred_on"), [(60, 0, "zh"), (60, 5, "zh"), (60, 40, "zh, en"), (20, 5, "our sentences")]
)
def test_the_same_vectors_under_the_name_of_a_tuned_model_measure_the_same(texts, english, centred_on):
    before, after = (Cone(f"{name}+torch+04bdbf16") for name in (BUILTIN, TUNED))
    found = measure(before, after, twins(texts, english=english), "document")
    assert found.before == found.after
    assert found.difference == Interval(0.0, 0.0, 0.0)
    assert found.centred_on == centred_on


@pytest.mark.parametrize("texts", [60, 20])
def test_an_offset_that_all_vectors_of_a_model_share_is_no_merit_and_no_fault(texts):
    before, after = Cone(f"{BUILTIN}+torch+04bdbf16", 0.2), Cone(f"{TUNED}+torch+04bdbf16", 6.0)
    found = measure(before, after, twins(texts), "document")
    assert found.before > 0.5
    assert found.after == pytest.approx(found.before, abs=0.02)


@pytest.mark.parametrize("run", ["onnx-int8+04bdbf16", "torch-bf16+04bdbf16", "torch+aaaaaaaa"])
def test_encoders_that_are_run_in_different_ways_are_not_compared(run):
    with pytest.raises(ValueError, match="not run alike"):
        measure(Cone(f"{BUILTIN}+{run}"), Cone(f"{TUNED}+torch+04bdbf16"), twins(3), "query")


@pytest.mark.parametrize("name", SETS)
def test_the_frozen_sets_come_with_the_project_and_their_sources(name):
    dataset = load(FROZEN / name)
    assert f"## {name}" in (FROZEN / "SOURCES.md").read_text(encoding="utf-8")
    assert len(dataset.judgements) == {"zh-gov-items": 168, "zh-statute": 649, "en-grants-funder": 893}[name]
