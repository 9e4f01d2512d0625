"""How well a score is supported, which is another question than how high it is."""

import pytest

from matching.confidence import Readings, confidence
from matching.records import Check, Feature, Verdict
from matching.weights import DEFAULT_WEIGHTS
from tests.unit.matching.listings import need, project
from tests.unit.matching.test_reasons import explain

TABLE = DEFAULT_WEIGHTS.features
AGREE = Readings(0.6, 0.2)


def features(*without):
    return [Feature(name, 0.5, weight, 0.1, 0.5, 0.5) for name, weight in TABLE.items() if name not in without]


def checks(unknown):
    return [Check(f"rule{number}", Verdict.UNKNOWN) for number in range(unknown)] + [Check("open", Verdict.PASS)]


def level(without=(), unknown=0, readings=AGREE, margin=0.1):
    return confidence(features(*without), TABLE, checks(unknown), readings, margin).level


def codes(**values):
    told = confidence(
        features(*values.get("without", ())),
        TABLE,
        checks(values.get("unknown", 0)),
        values.get("readings", AGREE),
        values.get("margin", 0.1),
    )
    return [ground.code for ground in told.grounds]


def test_a_score_of_which_all_is_known_is_well_supported():
    assert level() == "well"
    assert codes() == ["texts_agree", "features_known"]


def test_the_more_is_not_known_the_thinner_it_is():
    assert level(without=["amount"], unknown=1) == "well"
    assert level(without=["amount", "fields"], unknown=1) == "partly"
    assert level(without=["amount", "fields", "groups"], unknown=3) == "thin"


def test_what_has_no_vector_yet_and_lacks_a_fact_is_not_well_supported():
    assert level(readings=Readings(None, 0.3)) == "partly"
    assert codes(readings=Readings(None, 0.3))[0] == "words_only"


@pytest.mark.parametrize(
    ("readings", "code"),
    [
        (Readings(0.6, None), "meaning_only"),
        (Readings(0.7, 0.01), "texts_disagree"),
        (Readings(0.2, 0.3), "texts_disagree"),
        (Readings(0.2, 0.01), "texts_apart"),
    ],
)
def test_two_readings_that_do_not_agree_are_said(readings, code):
    assert code in codes(readings=readings)


def test_a_next_one_that_is_as_good_is_said_and_the_last_one_has_none():
    assert "next_as_good" in codes(margin=0.001)
    assert "next_as_good" not in codes(margin=None)


def test_every_match_comes_with_it():
    assert explain(need(), project()).confidence.level == "partly"  # fields, groups and places are open on both sides
