"""Why a pair is recommended and what speaks against it, taken from the parts of its score and from its checks.

Everything here is a code with its details; the words for people are put around them elsewhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matching.eligibility.conditions import grant_band, seeker_and_giver
from matching.places import Map, shared_places
from matching.quotations import Quotation, Wording, telling_words
from matching.records import Check, Feature, Listing, Reason, Verdict, shallow
from matching.sentences import written
from matching.tokens import is_han, whole_words

MOST_REASONS, MOST_CAUTIONS = 3, 2
DAYS_NEAR = 14
NEAR_LIMIT = 0.9  # of the band: whoever asks more is likely to get less
_CODES = {"time": "dates"}  # of the features whose reason has another name
_ASKED_OF_ONE = frozenset({"buyer"})  # the same whoever answers: no caution about the pair
_LEAST_VALUE = {"text": 0.29, "track_record": 0.6}
_LEAST_VALUE_OF_OTHERS = 0.5
# Of what the words in common are worth: where the sentences that are quoted hold less of it, the texts may be nearer
# in meaning without them, and the score higher (docs/evaluation.md).
_LEAST_QUOTED = 0.03
# Of how near the texts are in meaning: sentences that hold less of it are not what the nearness rests on.
_LEAST_MEANT = 0.015
_LOW_VALUE = {"text": 0.22}
_LOW_VALUE_OF_OTHERS = 0.25


@dataclass(frozen=True, slots=True)
class Comparison:
    """One asker and one candidate, and all that was found out about them.

    `quoted` tells how much less the words in common would be worth, 0 to 1, without the sentences of the quotation;
    where there are no such words, how much less near the texts would be in meaning. It is asked where that decides.
    """

    asker: Listing
    candidate: Listing
    features: Sequence[Feature]
    losses: Mapping[str, float]
    checks: Sequence[Check]
    quotation: Quotation
    quoted: Callable[[], float]
    wording: Wording
    map: Map
    today: date


def reasons(pair: Comparison) -> tuple[Reason, ...]:
    """The features that carry the score, the one with the largest share first.

    The first is chosen among those without which the score is lower, however they are taken away: a fact counted as 0
    or left out as unknown, a text without the sentences that are quoted from it.
    """
    good = [one for one in pair.features if one.value >= _LEAST_VALUE.get(one.name, _LEAST_VALUE_OF_OTHERS)]
    chosen = sorted(good or pair.features, key=lambda one: -one.share)
    first = next((one for one in chosen if one.share > 0 and _carries(pair, one)), chosen[0] if chosen else None)
    ordered = sorted(chosen, key=lambda one: one is not first)
    return tuple(_reason(pair, feature) for feature in ordered[:MOST_REASONS] if feature.share > 0)


def _carries(pair: Comparison, feature: Feature) -> bool:
    """Without what the reason shows, the score is lower."""
    return pair.losses[feature.name] > 0 or (feature.name == "text" and _rests_on_quoted(pair))


def _rests_on_quoted(pair: Comparison) -> bool:
    return pair.quoted() >= (_LEAST_QUOTED if pair.quotation.terms else _LEAST_MEANT)


def _reason(pair: Comparison, feature: Feature) -> Reason:
    code = _CODES.get(feature.name, feature.name)
    if feature.name == "text":
        code = "text_terms" if pair.quotation.terms else "text_meaning"
    return Reason(code, feature.name, feature.share, _DETAILS[feature.name](pair))


def _text(pair: Comparison) -> dict[str, object]:
    """What is quoted; the places in `pairs` count the characters of the parts of a text, one below the other.

    Sentences that mean the same are quoted only where the nearness of the texts rests on them.
    """
    said = pair.quotation
    pairs = [shallow(one) for one in said.quoted if said.terms or _rests_on_quoted(pair)]
    return {"ours": said.ours, "theirs": said.theirs, "terms": list(said.terms), "pairs": pairs}


def _places(pair: Comparison) -> dict[str, object]:
    distance = pair.map.nearest_km(pair.asker, pair.candidate)
    return {
        "places": sorted(shared_places(pair.asker.places, pair.candidate.places)),
        "distance_km": None if distance is None else round(distance, 1),
    }


def _amount(pair: Comparison) -> dict[str, object]:
    sides = seeker_and_giver(pair.asker, pair.candidate)
    if sides is None:
        return {}
    seeker, giver = sides
    return {
        "asks_fen": seeker.asks_fen,
        "offers_fen": list(giver.offers_fen) if giver.offers_fen else None,
        "remaining_fen": giver.remaining_fen,
        "grant_fen": list(grant_band(seeker, giver)),
    }


def _dates(pair: Comparison) -> dict[str, object]:
    return next((dict(check.evidence) for check in pair.checks if check.rule == "period"), {})


_DETAILS: dict[str, Callable[[Comparison], dict[str, object]]] = {
    "text": _text,
    "fields": lambda pair: {"fields": sorted(pair.asker.fields & pair.candidate.fields)},
    "groups": lambda pair: {"groups": sorted(pair.asker.groups & pair.candidate.groups)},
    "places": _places,
    "amount": _amount,
    "time": _dates,
    "track_record": lambda pair: {"past_pairings": pair.candidate.owner.past_pairings},
}


def cautions(pair: Comparison) -> tuple[Reason, ...]:
    """What speaks against the pair, the gravest first: law, deadlines, limits, exclusions, what is missing."""
    unknown = [one for one in pair.checks if one.verdict is Verdict.UNKNOWN and one.rule not in _ASKED_OF_ONE]
    found = [
        *(_missing(check) for check in unknown if check.citation),
        *_near_deadline(pair),
        *_near_limit(pair),
        *_excluded(pair),
        *(_missing(check) for check in unknown if not check.citation),
        *_opens_later(pair),
        *_low(pair),
    ]
    return tuple(found[:MOST_CAUTIONS])


def _missing(check: Check) -> Reason:
    return Reason("missing", "gate", 0.0, {"rule": check.rule, "missing": list(check.missing)})


def _near_deadline(pair: Comparison) -> list[Reason]:
    closing = min((one.closes_on for one in (pair.asker, pair.candidate) if one.closes_on), default=None)
    if closing is None or not 0 <= (closing - pair.today).days <= DAYS_NEAR:
        return []
    details = {"closes_on": closing.isoformat(), "days": (closing - pair.today).days}
    return [Reason("deadline_near", "time", 0.0, details)]


def _near_limit(pair: Comparison) -> list[Reason]:
    sides = seeker_and_giver(pair.asker, pair.candidate)
    if sides is None or sides[0].asks_fen is None:
        return []
    seeker, giver = sides
    limits = [limit for limit in ((giver.offers_fen or (0, None))[1], giver.remaining_fen) if limit is not None]
    if not limits or sides[0].asks_fen <= NEAR_LIMIT * min(limits):
        return []
    return [Reason("amount_near_limit", "amount", 0.0, {"asks_fen": seeker.asks_fen, "limit_fen": min(limits)})]


def _excluded(pair: Comparison) -> list[Reason]:
    found = []
    for host, guest in ((pair.asker, pair.candidate), (pair.candidate, pair.asker)):
        if not host.exclusions or host.language != guest.language:
            continue
        said, own = telling_words(written(guest)), telling_words(written(host))
        # Words of what the host itself is about do not warn: its exclusions only narrow that.
        terms = (telling_words(host.exclusions) & said) - own
        telling = sorted(terms, key=lambda word: (-pair.wording.weight(word), word))[:3]
        if telling:
            shown = [word if is_han(word) else whole_words(host.exclusions)[word] for word in telling]
            found.append(Reason("exclusions", "text", 0.0, {"listing": host.id, "terms": shown}))
    return found


def _opens_later(pair: Comparison) -> list[Reason]:
    opening = max((one.opens_on for one in (pair.asker, pair.candidate) if one.opens_on), default=None)
    if opening is None or opening <= pair.today:
        return []
    return [Reason("opens_later", "time", 0.0, {"opens_on": opening.isoformat()})]


def _low(pair: Comparison) -> list[Reason]:
    found = (one for one in pair.features if one.value < _LOW_VALUE.get(one.name, _LOW_VALUE_OF_OTHERS))
    low = sorted(found, key=lambda one: (one.value - 1) * one.weight)
    return [Reason("low_feature", one.name, 0.0, {"feature": one.name, "value": one.value}) for one in low]
