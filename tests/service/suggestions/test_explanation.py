"""Every code of confidence and every position has its words, and no score is told as a number."""

import ast
from collections.abc import Iterator

import pytest
from flask import Flask, g

from market.config import ROOT
from market.suggestions import explanation
from matching.records import Behind, Confidence, Ground, Match, Position, Reason


@pytest.fixture(params=["en", "zh"])
def reader(app: Flask, request: pytest.FixtureRequest) -> Iterator[str]:
    with app.test_request_context():
        g.language = request.param
        yield request.param


def codes() -> set[str]:
    """What `Ground` is made with in the source."""
    tree = ast.parse((ROOT / "matching" / "confidence.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Ground"]
    return {str(call.args[0].value) for call in calls if isinstance(call.args[0], ast.Constant)}


def test_every_ground_has_words() -> None:
    assert codes() == explanation.GROUND_CODES


@pytest.mark.parametrize("level", ["well", "partly", "thin"])
def test_every_ground_is_a_sentence(reader: str, level: str) -> None:
    details = {
        "features_unknown": {"features": ["fields", "amount"]},
        "checks_unknown": {"count": 2},
        "texts_disagree": {"nearer": "words"},
    }
    told = Confidence(level, tuple(Ground(code, details.get(code, {})) for code in sorted(codes())))
    said = explanation.ground_texts(told)
    assert explanation.confidence_text(told)
    assert len(set(said)) == len(codes())
    assert all(text.endswith("." if reader == "en" else ("。", "？")) and "%" not in text for text in said)


@pytest.mark.parametrize(
    ("position", "said"),
    [
        (Position(3, 40, 10, "x"), "It is number 3 of 40 that pass all conditions."),
        (Position(12, 40, 10, "x"), "It is number 12 of 40 that pass all conditions; the first 10 are shown."),
        (Position(40, 40, 10, "x", held_back=True), "Its owner already takes as many places"),
        (Position(3, 40, 10, "x", put_aside=True), "You put it aside. Otherwise it would be number 3 of 40."),
    ],
)
def test_a_place_is_told_in_a_sentence(app: Flask, position: Position, said: str) -> None:
    with app.test_request_context():
        assert explanation.position_text(position).startswith(said)


@pytest.mark.parametrize(
    ("share", "said"), [(0.4, "most"), (0.3, "about half"), (0.2, "about a third"), (0.13, "about a quarter")]
)
def test_what_a_reason_carries_is_told_as_a_part(app: Flask, share: float, said: str) -> None:
    reason = Reason("text_meaning", "text", share)
    match = Match("a", "b", 1, 0.6, 0.6, 0.6, "good", (), (), (reason,), ())
    with app.test_request_context():
        (carried,) = explanation.carried(match)
    assert said in carried.part_said
    assert carried.part == pytest.approx(share / 0.6)


def test_what_is_not_known_here_is_told_so(app: Flask) -> None:
    behind = (Behind("groups", None, 0.8, 0.1), Behind("text", 0.3, 0.6, 0.05), Behind("places", 0.8, 0.9, 0.01))
    with app.test_request_context():
        assert explanation.behind_rows(behind) == [
            ("Who it is for", "not known", "very close"),
            ("What it is about", "partly", "close"),
            ("Where", "a little less", "very close"),
        ]
