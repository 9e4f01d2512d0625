"""How far a score can be relied on: what it rests on, which is another question than how high it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching.records import Check, Confidence, Feature, Ground, Verdict

MOST_KNOWN = 0.85  # of the weight of all features: from here on the score rests on what is known
LEAST_KNOWN = 0.65
MANY_UNKNOWN = 3
NEAR_IN_MEANING, FAR_IN_MEANING = 0.5, 0.4  # documents.nearness: a half is clearly nearer than unrelated texts
NEAR_IN_WORDS, FAR_IN_WORDS = 0.1, 0.05  # documents.words: of good matches most have more than the one, few the other
TIE = 0.005  # of the score: the order of two candidates that are nearer than this may as well be the other one
_WELL, _PARTLY = 1, 3  # the most points against a score that is well, or partly, supported


@dataclass(frozen=True, slots=True)
class Readings:
    """How near two texts are by meaning and by words, 0 to 1 each; None without vectors, or in two languages."""

    meaning: float | None
    words: float | None


def confidence(
    features: Sequence[Feature],
    table: Mapping[str, float],
    checks: Sequence[Check],
    readings: Readings,
    margin: float | None,
) -> Confidence:
    """How well a score is supported ("well", "partly", "thin"), with the grounds, the gravest first.

    Args:
        table: the weight of every feature, known or not.
        margin: how much lower the next candidate's score is; None for the last one, or where nobody asked.
    """
    found = sorted(
        [*_unknown_features(features, table), *_open_checks(checks), *_texts(readings), *_near(margin)],
        key=lambda pair: -pair[0],
    )
    against = sum(points for points, _ in found)
    level = "well" if against <= _WELL else "partly" if against <= _PARTLY else "thin"
    grounds = [ground for _, ground in found]
    if not any(ground.code == "features_unknown" for ground in grounds):
        grounds.append(Ground("features_known", {}))
    return Confidence(level, tuple(grounds))


def _unknown_features(features: Sequence[Feature], table: Mapping[str, float]) -> list[tuple[int, Ground]]:
    known = {feature.name for feature in features}
    unknown = [name for name, weight in table.items() if name not in known and weight > 0]
    share = sum(table[name] for name in known) / max(sum(table.values()), 1e-9)
    if not unknown:
        return []
    points = 0 if share >= MOST_KNOWN else 1 if share >= LEAST_KNOWN else 2
    return [(points, Ground("features_unknown", {"features": unknown}))]


def _open_checks(checks: Sequence[Check]) -> list[tuple[int, Ground]]:
    count = sum(check.verdict is Verdict.UNKNOWN for check in checks)
    return [(1 if count < MANY_UNKNOWN else 2, Ground("checks_unknown", {"count": count}))] if count else []


def _texts(readings: Readings) -> list[tuple[int, Ground]]:
    meaning, words = readings.meaning, readings.words
    if meaning is None:
        return [(2, Ground("words_only", {}))]
    if words is None:
        return [(1, Ground("meaning_only", {}))]
    if meaning >= NEAR_IN_MEANING and words >= NEAR_IN_WORDS:
        return [(0, Ground("texts_agree", {}))]
    if meaning >= NEAR_IN_MEANING and words < FAR_IN_WORDS:
        return [(1, Ground("texts_disagree", {"nearer": "meaning"}))]
    if meaning < FAR_IN_MEANING and words >= NEAR_IN_WORDS:
        return [(1, Ground("texts_disagree", {"nearer": "words"}))]
    return [(1, Ground("texts_apart", {}))] if meaning < FAR_IN_MEANING else []


def _near(margin: float | None) -> list[tuple[int, Ground]]:
    return [(1, Ground("next_as_good", {}))] if margin is not None and margin < TIE else []
