"""Reasons and cautions: taken from the score, quoted from the texts, and never more than one can read."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from matching.matcher import Matcher
from matching.quotations import without
from matching.records import Kind
from matching.scoring import FEATURES
from matching.weights import DEFAULT_WEIGHTS, Weights
from tests.unit.matching.listings import CENTROIDS, DIMENSION, TODAY, markets, need, owner, programme, project, unit


def explain(one, other, *, same=True, weights=None):
    options = {"weights": weights} if weights else {}
    matcher = Matcher(encoder_id="test", dimension=DIMENSION, centroids=CENTROIDS, **options)
    matcher.upsert([one, other], {one.id: unit(1), other.id: unit(1 if same else 2)})
    return matcher.explain(one.id, other.id, today=TODAY)


def reason(match, code):
    return next(one for one in match.reasons if one.code == code)


def caution(match, code):
    return next((one for one in match.cautions if one.code == code), None)


def test_the_text_is_quoted_where_the_two_sides_say_the_same():
    one = need(text="梅林街道独居老人多。需要为独居老人上门助餐。请合法经营。")
    other = project(text="我们有五年经验。每天为独居老人上门助餐两次！欢迎来访。")
    details = reason(explain(one, other), "text_terms").details
    assert details["ours"] == "需要为独居老人上门助餐。"
    assert details["theirs"] == "每天为独居老人上门助餐两次！"
    assert "独居" in "".join(details["terms"])


def test_english_words_are_named_as_the_asker_wrote_them():
    one = need(text="Meals for families in older communities. Volunteers cook.", language="en")
    other = project(text="We cook meals. A community kitchen brings meals to each family.", language="en")
    assert {"families", "communities", "meals"} <= set(reason(explain(one, other), "text_terms").details["terms"])
    strict = programme(text="Gardens", language="en", exclusions="No families, no schools.")
    assert caution(explain(strict, other), "exclusions").details["terms"] == ["families"]


def test_facts_that_agree_are_named():
    shared = {
        "fields": frozenset({"social_service"}),
        "groups": frozenset({"elderly"}),
        "places": frozenset({"440304001"}),
    }
    match = explain(need(text="甲", **shared), project(text="乙", **shared), same=False)
    assert reason(match, "fields").details == {"fields": ["social_service"]}
    assert reason(match, "groups").details == {"groups": ["elderly"]}
    table = {name: 0.7 if name == "places" else 0.05 for name in FEATURES}
    match = explain(need(text="甲", **shared), project(text="乙", **shared), weights=Weights("places", table))
    assert reason(match, "places").details == {"places": ["440304001"], "distance_km": 0.0}


def test_money_and_dates_are_told_in_numbers():
    match = explain(programme(text="甲"), project(text="乙", asks_fen=4_000_000), same=False)
    assert reason(match, "amount").details["grant_fen"] == [1_000_000, 4_000_000]
    match = explain(need(text="甲"), project(text="乙"), same=False)
    assert reason(match, "dates").details["starts_on"] == TODAY.isoformat()


def test_a_newcomer_is_not_praised_for_a_record_that_it_does_not_have():
    assert "track_record" not in [one.code for one in explain(need(), project(), same=False).reasons]
    old = project(text="乙", owner=owner("old", past_pairings=9))
    both = explain(need(text="甲", owner=owner("d", past_pairings=9)), old, same=False)
    assert reason(both, "track_record").details == {"past_pairings": 9}


@given(markets())
@settings(max_examples=40)
def test_no_pair_has_more_than_three_reasons_and_two_cautions_and_each_reason_is_part_of_the_score(market):
    matcher = Matcher(encoder_id="test", dimension=DIMENSION, centroids=CENTROIDS)
    matcher.upsert(market, {one.id: unit(int(one.id[1:])) for one in market})
    for other in market[1:]:
        match = matcher.explain(market[0].id, other.id, today=TODAY)
        assert len(match.reasons) <= 3
        assert len(match.cautions) <= 2
        shares = {feature.name: feature.share for feature in match.features}
        assert all(shares[one.feature] == one.share > 0 for one in match.reasons)
        assert bool(match.reasons) == (match.score > 0)


def score_without(feature, market, vectors):
    table = {name: weight for name, weight in DEFAULT_WEIGHTS.features.items() if name != feature}
    left = {name: weight / sum(table.values()) for name, weight in table.items()} | {feature: 0.0}
    matcher = Matcher(encoder_id="test", dimension=DIMENSION, centroids=CENTROIDS, weights=Weights("without", left))
    matcher.upsert(market, vectors)
    return matcher.explain(market[0].id, market[1].id, today=TODAY).score


def score_without_the_first(match, market, vectors):
    """The score without the first reason's feature; without the sentences that it quotes, where it quotes any."""
    if match.reasons[0].feature != "text" or not match.pairs:
        return score_without(match.reasons[0].feature, market, vectors)
    spans = [pair.ours for pair in match.pairs], [pair.theirs for pair in match.pairs]
    texts = ["\n".join(one.texts.values()) for one in market]
    cut = [replace(one, texts={"left": without(*pair)}) for one, *pair in zip(market, texts, spans, strict=True)]
    matcher = Matcher(encoder_id="test", dimension=DIMENSION, centroids=CENTROIDS)
    matcher.upsert(market, vectors)
    return matcher.explain(*cut, today=TODAY, vectors=vectors).score


def test_without_the_first_reason_the_score_is_lower():
    shared = {"fields": frozenset({"law"}), "groups": frozenset({"migrants"})}
    market = [need(text="为务工者提供法律援助", **shared), project(text="法律援助进工地", **shared)]
    vectors = {"need": unit(1), "project": unit(2)}
    match = explain(*market, same=False)
    assert score_without_the_first(match, market, vectors) < match.score


def test_sentences_that_say_most_of_the_same_come_before_facts_that_carry_less():
    shared = {"fields": frozenset({"law"}), "groups": frozenset({"migrants"})}
    match = explain(need(text="为务工者提供法律援助", **shared), project(text="为工地上的务工者提供法律援助", **shared))
    assert match.reasons[0].code == "text_terms"
    assert match.reasons[0].share > match.reasons[1].share


@given(markets(max_size=2).filter(lambda market: len(market) == 2))
def test_where_leaving_out_any_of_the_reasons_lowers_the_score_leaving_out_the_first_does(market):
    vectors = {one.id: unit(int(one.id[1:])) for one in market}
    matcher = Matcher(encoder_id="test", dimension=DIMENSION, centroids=CENTROIDS)
    matcher.upsert(market, vectors)
    match = matcher.explain(market[0].id, market[1].id, today=TODAY)
    falls = [match.score - score_without(one.feature, market, vectors) for one in match.reasons]
    falls[:1] = [match.score - score_without_the_first(match, market, vectors) for _ in match.reasons[:1]]
    assert max(falls, default=0) < 1e-5 or falls[0] > -1e-5


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        (need(closes_on=TODAY + timedelta(14)), project(), "deadline_near"),
        (programme(), project(asks_fen=9_500_000), "amount_near_limit"),
        (programme(opens_on=TODAY + timedelta(5)), project(), "opens_later"),
        (programme(exclusions="不资助法律援助"), project(text="法律援助"), "exclusions"),
        (need(fields=frozenset({"law"})), project(fields=frozenset({"sports"})), "low_feature"),
        (need(closes_on=None), project(), "missing"),
        (need(), project(owner=owner("a", standing="abnormal")), "missing"),
    ],
)
def test_what_speaks_against_a_pair_is_said(one, other, code):
    assert caution(explain(one, other), code)


def test_a_pair_without_a_flaw_has_no_cautions():
    assert explain(need(), project()).cautions == ()
    assert explain(programme(), project()).cautions == ()


def test_open_points_of_law_come_before_missing_dates():
    match = explain(need(closes_on=None), project(owner=owner("a", standing=None)))
    assert [one.details["rule"] for one in match.cautions] == ["standing", "window"]


def test_every_feature_has_a_reason_of_its_own():
    shared = {"fields": frozenset({"a"}), "groups": frozenset({"b"}), "places": frozenset({"440304001"})}
    old = owner("old", past_pairings=50)
    one = need(owner=replace(old, id="older"), **shared)
    other = project(owner=old, **shared)
    codes = set()
    for name in FEATURES:
        table = {feature: 0.94 if feature == name else 0.01 for feature in FEATURES}
        pair = (one, other) if name != "amount" else (programme(**shared), other)
        codes.update(one.code for one in explain(*pair, weights=Weights(name, table)).reasons if one.feature == name)
    assert codes == {"text_terms", "fields", "groups", "places", "amount", "dates", "track_record"}


def test_kinds_that_do_not_go_together_are_still_explained():
    match = explain(need(), need("second"))
    assert (match.candidate_id, match.rank) == ("second", 0)
    assert [one.rule for one in match.blockers] == ["kinds"]
    assert Kind.NEED.value in match.blockers[0].evidence["kinds"]
