"""Every code that matching can emit has its words, in both languages, and the words say what is so."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask, g
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from market import clock
from market.config import ROOT
from market.organizations.credit_code import OrganizationKind
from market.suggestions import evidence_wording, service, wording
from matching import reasons, scoring
from matching.eligibility.gate import RULES, check_pair
from matching.records import Check, Reason, Verdict
from matching.weights import DEFAULT_WEIGHTS
from tests.unit.matching.listings import TODAY, listings

KINDS = st.sampled_from([kind.value for kind in OrganizationKind])
real_listings = st.builds(
    lambda one, kind, admits: replace(one, owner=replace(one.owner, kind=kind), admits=admits),
    listings,
    KINDS,
    st.frozensets(KINDS, max_size=2),
)


@pytest.fixture(params=["en", "zh"])
def _reader(app: Flask, request: pytest.FixtureRequest) -> Iterator[None]:
    with app.test_request_context():
        g.language = request.param
        yield


def calls_of(name: str, path: str) -> Iterator[ast.Call]:
    """Every call of a name in a module's source."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
            yield node


def reason_codes() -> set[str]:
    """What `Reason` is made with in the source, and what the features are called as reasons."""
    written = {call.args[0].value for call in calls_of("Reason", "matching/reasons.py") if _is_text(call.args[0])}
    made = {reasons._CODES.get(name, name) for name in scoring.FEATURES if name != "text"}
    return written | made | {"text_terms", "text_meaning"}


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def missing_names() -> set[str]:
    """The names in every tuple of words in the conditions: those say what is missing."""
    found: set[str] = set()
    for module in ("conditions", "parties", "law", "rule"):
        source = (ROOT / "matching" / "eligibility" / f"{module}.py").read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Tuple):
                found |= {part.value for part in node.elts if _is_text(part)}
    return found


def test_every_reason_and_caution_has_words() -> None:
    assert reason_codes() == set(wording._REASONS) | set(wording._CAUTIONS)


def test_every_rule_has_a_name_and_words_for_its_failure() -> None:
    codes = {rule.code for rule in RULES}
    assert codes == set(evidence_wording.RULES) == set(service.RULED_OUT)
    assert set(evidence_wording._EVIDENCE) <= codes


def test_every_feature_and_band_and_missing_fact_has_words() -> None:
    assert set(scoring.FEATURES) == set(wording.FEATURES) == set(DEFAULT_WEIGHTS.features)
    assert {DEFAULT_WEIGHTS.band(score / 100) for score in range(101)} == {"strong", "good", "possible"}
    assert len(missing_names()) >= 9
    assert missing_names() <= set(evidence_wording.MISSING)


@pytest.mark.usefixtures("_reader")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(real_listings, real_listings, st.sampled_from([frozenset(), frozenset({"conflict_of_interest"})]))
def test_any_two_listings_can_be_put_into_words(one, other, confirmed) -> None:
    for check in check_pair(one, other, today=TODAY, confirmed=confirmed):
        said = evidence_wording.evidence_text(check)
        assert evidence_wording.rule_name(check.rule)
        assert str(service.describe_check(check))
        assert "None" not in said
        assert "{" not in said
        assert "%(" not in said
        if check.verdict is Verdict.UNKNOWN:
            assert said
            assert wording.caution_text(reasons._missing(check))


def test_what_fails_is_not_said_to_agree(app: Flask) -> None:
    today = clock.today()
    period = {"starts_on": today.isoformat(), "ends_on": (today - timedelta(days=9)).isoformat()}
    over = {"closes_on": (today - timedelta(days=1)).isoformat()}
    kinds = {"kind": "foundation", "admits": ["association", "service_institution"]}
    with app.test_request_context():
        texts = [
            evidence_wording.evidence_text(Check(rule, Verdict.FAIL, evidence))
            for rule, evidence in (("period", period), ("window", over), ("organization_kind", kinds))
        ]
    assert texts[0].startswith("They have no day in common")
    assert texts[1].startswith("It closed on")
    assert texts[2] == "It is of the kind: Foundation. Admitted are: Association, Social service institution."


@pytest.mark.parametrize(
    ("code", "details", "said"),
    [
        ("text_terms", {"terms": ["older people", "visits"]}, "Both speak of “older people”, “visits”."),
        ("text_meaning", {}, "The texts mean much the same in other words."),
        (
            "text_meaning",
            {"pairs": [{}], "ours": "没人陪诊。", "theirs": "x" * 120},
            "Close in meaning are “没人陪诊” and “" + "x" * 100 + "…”",
        ),
        ("places", {"places": ["440304004"], "distance_km": 0.0}, "Both in "),
        ("places", {"places": [], "distance_km": 2.5}, "2.5 km from each other."),
        ("amount", {"asks_fen": 100, "offers_fen": [100, 200]}, "¥1 are asked for; a grant is ¥1 to ¥2."),
        ("amount", {"asks_fen": 100, "remaining_fen": 500}, "¥1 are asked for; ¥5 are left."),
        ("amount", {}, "The amounts can meet."),
        ("dates", {}, "The periods overlap."),
        ("track_record", {"past_pairings": 0}, "Its owner has no approved pairing yet"),
        ("track_record", {"past_pairings": 1}, "1 pairing of its owner was approved."),
        ("track_record", {"past_pairings": 3}, "3 pairings of its owner were approved."),
    ],
)
def test_reasons_are_whole_sentences(app: Flask, code: str, details: dict[str, object], said: str) -> None:
    with app.test_request_context():
        assert wording.reason_text(Reason(code, "text", 0.1, details)).startswith(said)


@pytest.mark.parametrize(
    ("code", "details", "said"),
    [
        ("deadline_near", {"days": 1, "closes_on": "2026-03-12"}, "It closes in 1 day, on March 12, 2026."),
        ("opens_later", {"opens_on": "2026-05-01"}, "It opens on May 1, 2026 only."),
        ("amount_near_limit", {"asks_fen": 200, "limit_fen": 100}, "¥2 are asked for, and at most ¥1"),
        ("exclusions", {"terms": ["buildings"]}, "What is excluded speaks of “buildings”"),
        ("low_feature", {"feature": "groups"}, "Little agreement: Who it is for."),
        ("missing", {"rule": "level", "missing": ["level"]}, "Assessment level: cannot be told yet."),
    ],
)
def test_cautions_are_whole_sentences(app: Flask, code: str, details: dict[str, object], said: str) -> None:
    with app.test_request_context():
        assert wording.caution_text(Reason(code, "gate", 0.0, details)).startswith(said)
