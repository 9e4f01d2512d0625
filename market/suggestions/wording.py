"""Reasons and cautions in words, in the reader's language; the matching library only gives codes."""

from collections.abc import Callable

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from market.suggestions.evidence_wording import Details, dates, not_known, on_day, rule_name
from market.vocabularies.labels import terms
from market.vocabularies.models import Vocabulary
from market.web import yuan
from matching.records import Feature, Reason

BANDS = {"strong": _l("Strong match"), "good": _l("Good match"), "possible": _l("Worth a look")}
FEATURES = {
    "text": _l("What it is about"),
    "fields": _l("Field"),
    "groups": _l("Who it is for"),
    "places": _l("Where"),
    "amount": _l("Money"),
    "time": _l("When"),
    "track_record": _l("Track record"),
}
MOST_QUOTED = 100  # characters of a sentence
LEVELS = ((0.75, _l("very close")), (0.5, _l("close")), (0.25, _l("partly")), (0.0, _l("hardly")))


def reason_text(reason: Reason) -> str:
    """One sentence that says why."""
    return _REASONS[reason.code](reason.details)


def caution_text(caution: Reason) -> str:
    """One sentence that says what speaks against it, or what is missing."""
    return _CAUTIONS[caution.code](caution.details)


def feature_rows(features: tuple[Feature, ...]) -> list[tuple[str, float, str]]:
    """(name, value from 0 to 1, the value in words) for the bars; never a percentage, which nobody has calibrated."""
    return [(str(FEATURES[one.name]), one.value, level_word(one.value)) for one in features]


def level_word(value: float) -> str:
    """What a value from 0 to 1 is called."""
    return str(next(word for least, word in LEVELS if value >= least))


def _joined(words: list[str]) -> str:
    return gettext("“%(words)s”", words=gettext("”, “").join(words))


def _text_terms(details: Details) -> str:
    return gettext("Both speak of %(words)s.", words=_joined(details["terms"]))


def _text_meaning(details: Details) -> str:
    if not details.get("pairs"):
        return gettext("The texts mean much the same in other words.")
    ours, theirs = (_short(details[side]) for side in ("ours", "theirs"))
    return gettext("Close in meaning are “%(ours)s” and “%(theirs)s”", ours=ours, theirs=theirs)


def _short(sentence: str) -> str:
    """A sentence without the stop at its end, cut where it is long."""
    said = sentence.rstrip("。.；;")
    return said if len(said) <= MOST_QUOTED else f"{said[:MOST_QUOTED].rstrip()}…"


def _fields(details: Details) -> str:
    return gettext("Same field: %(names)s.", names=terms(details["fields"], Vocabulary.FIELD))


def _groups(details: Details) -> str:
    return gettext("For the same people: %(names)s.", names=terms(details["groups"], Vocabulary.GROUP))


def _places(details: Details) -> str:
    if details["places"]:
        return gettext("Both in %(names)s.", names=terms(details["places"], Vocabulary.DIVISION))
    if details["distance_km"] is not None:
        return gettext("%(km)s km from each other.", km=details["distance_km"])
    return gettext("The places agree.")


def _amount(details: Details) -> str:
    asks, left = details.get("asks_fen"), details.get("remaining_fen")
    if asks is not None and details.get("offers_fen"):
        least, most = details["offers_fen"]
        return gettext(
            "%(asks)s are asked for; a grant is %(least)s to %(most)s.",
            asks=yuan(asks),
            least=yuan(least),
            most=yuan(most),
        )
    if asks is not None and left is not None:
        return gettext("%(asks)s are asked for; %(left)s are left.", asks=yuan(asks), left=yuan(left))
    return gettext("The amounts can meet.")


def _track_record(details: Details) -> str:
    count = int(details["past_pairings"])
    if count == 0:
        return gettext("Its owner has no approved pairing yet, which counts neither for it nor against it.")
    return ngettext("%(num)d pairing of its owner was approved.", "%(num)d pairings of its owner were approved.", count)


def _missing(details: Details) -> str:
    known = not_known(details["missing"])
    return gettext("%(rule)s: cannot be told yet. %(known)s", rule=rule_name(details["rule"]), known=known)


def _deadline_near(details: Details) -> str:
    return ngettext(
        "It closes in %(num)d day, on %(day)s.",
        "It closes in %(num)d days, on %(day)s.",
        int(details["days"]),
        day=on_day(details["closes_on"]),
    )


def _amount_near_limit(details: Details) -> str:
    asks, limit = yuan(details["asks_fen"]), yuan(details["limit_fen"])
    return gettext(
        "%(asks)s are asked for, and at most %(limit)s can be given: others may have to join.", asks=asks, limit=limit
    )


def _exclusions(details: Details) -> str:
    return gettext("What is excluded speaks of %(words)s: read it first.", words=_joined(details["terms"]))


def _opens_later(details: Details) -> str:
    return gettext("It opens on %(day)s only.", day=on_day(details["opens_on"]))


def _low_feature(details: Details) -> str:
    return gettext("Little agreement: %(feature)s.", feature=str(FEATURES[details["feature"]]))


_REASONS: dict[str, Callable[[Details], str]] = {
    "text_terms": _text_terms,
    "text_meaning": _text_meaning,
    "fields": _fields,
    "groups": _groups,
    "places": _places,
    "amount": _amount,
    "dates": dates,
    "track_record": _track_record,
}
_CAUTIONS: dict[str, Callable[[Details], str]] = {
    "missing": _missing,
    "deadline_near": _deadline_near,
    "amount_near_limit": _amount_near_limit,
    "exclusions": _exclusions,
    "opens_later": _opens_later,
    "low_feature": _low_feature,
}
