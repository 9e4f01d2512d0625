"""Reasons, cautions and verdicts in words, in the reader's language; the matching library only gives codes."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from market import clock
from market.organizations.labels import KINDS
from market.rules.labels import NAMES as RULES
from market.vocabularies.labels import terms
from market.vocabularies.models import Vocabulary
from market.web import day, yuan
from matching.records import Check, Feature, Reason, Verdict

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
LEVELS = ((0.75, _l("very close")), (0.5, _l("close")), (0.25, _l("partly")), (0.0, _l("hardly")))
MISSING = {
    "closes_on": _l("its closing date"),
    "starts_on": _l("its first day"),
    "ends_on": _l("its last day"),
    "asks_fen": _l("how much it asks for"),
    "offers_fen": _l("how much it gives"),
    "capacity_left": _l("how much room it has"),
    "standing": _l("what the credit lists say"),
    "standing_cleared": _l("that it was taken off the list of abnormal operation"),
    "level": _l("a valid assessment level"),
    "confirmation": _l("an official's confirmation of the rule"),
    "buyer_kind": _l("whether this kind of organization may buy with public money"),
    "provider_kind": _l("whether this organization is one that the state maintains itself"),
    "multi_year": _l("whether money, content and price are certain for more than a year"),
    "same_person": _l("whether the two of this name are one person"),
    "priority_only": _l("whether the buyer takes the level as a priority only"),
    "bar_removed": _l("whether the buyer insists on where providers are registered"),
}
Details = Mapping[str, Any]


def reason_text(reason: Reason) -> str:
    """One sentence that says why."""
    return _REASONS[reason.code](reason.details)


def caution_text(caution: Reason) -> str:
    """One sentence that says what speaks against it, or what is missing."""
    return _CAUTIONS[caution.code](caution.details)


def rule_name(code: str) -> str:
    """A hard condition's name."""
    return str(RULES[code])


def evidence_text(check: Check) -> str:
    """What a condition was decided on, in one sentence; empty where its name says it all."""
    write = _EVIDENCE.get(check.rule)
    said = write(check.evidence) if write and check.evidence else ""
    if check.verdict is Verdict.UNKNOWN:
        found = said if check.missing == ("confirmation",) else _FOUND.get(check.rule, _nothing)(check.evidence)
        return " ".join(filter(None, (found, _not_known(check.missing))))
    return said


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


def _text_meaning(_details: Details) -> str:
    return gettext("The texts mean much the same in other words.")


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


def _dates(details: Details) -> str:
    starts, ends = _on(details.get("starts_on")), _on(details.get("ends_on"))
    if starts and ends:
        return gettext("The periods overlap from %(starts)s to %(ends)s.", starts=starts, ends=ends)
    return gettext("The periods overlap.")


def _track_record(details: Details) -> str:
    count = int(details["past_pairings"])
    if count == 0:
        return gettext("Its owner has no approved pairing yet, which counts neither for it nor against it.")
    return ngettext("%(num)d pairing of its owner was approved.", "%(num)d pairings of its owner were approved.", count)


def _on(text: str | None) -> str:
    return day(date.fromisoformat(text)) if text else ""


def _not_known(missing: Any) -> str:
    names = [str(MISSING.get(name, name)) for name in missing]
    return gettext("Not known: %(names)s.", names=gettext(", ").join(names))


def _missing(details: Details) -> str:
    known = _not_known(details["missing"])
    return gettext("%(rule)s: cannot be told yet. %(known)s", rule=rule_name(details["rule"]), known=known)


def _deadline_near(details: Details) -> str:
    return ngettext(
        "It closes in %(num)d day, on %(day)s.",
        "It closes in %(num)d days, on %(day)s.",
        int(details["days"]),
        day=_on(details["closes_on"]),
    )


def _amount_near_limit(details: Details) -> str:
    asks, limit = yuan(details["asks_fen"]), yuan(details["limit_fen"])
    return gettext(
        "%(asks)s are asked for, and at most %(limit)s can be given: others may have to join.", asks=asks, limit=limit
    )


def _exclusions(details: Details) -> str:
    return gettext("What is excluded speaks of %(words)s: read it first.", words=_joined(details["terms"]))


def _opens_later(details: Details) -> str:
    return gettext("It opens on %(day)s only.", day=_on(details["opens_on"]))


def _low_feature(details: Details) -> str:
    return gettext("Little agreement: %(feature)s.", feature=str(FEATURES[details["feature"]]))


def _place_evidence(details: Details) -> str:
    ours, theirs = (terms(details[side], Vocabulary.DIVISION) or gettext("anywhere") for side in ("ours", "theirs"))
    return gettext("One side: %(ours)s. The other: %(theirs)s.", ours=ours, theirs=theirs)


def _period_evidence(details: Details) -> str:
    starts, ends = details["starts_on"], details["ends_on"]
    if ends and ends < starts:
        return gettext(
            "They have no day in common: one ends on %(ends)s, and they could begin on %(starts)s.",
            starts=_on(starts),
            ends=_on(ends),
        )
    return _dates(details)


def _window_evidence(details: Details) -> str:
    if date.fromisoformat(details["closes_on"]) < clock.today():
        return gettext("It closed on %(day)s.", day=_on(details["closes_on"]))
    return gettext("It closes on %(day)s.", day=_on(details["closes_on"]))


def _amount_evidence(details: Details) -> str:
    least, most = details["grant_fen"]
    if most is None:
        return ""
    if most <= 0:
        return gettext("No money is left.")
    if most < least:
        return gettext("No grant suits both: at least %(least)s, at most %(most)s.", least=yuan(least), most=yuan(most))
    return gettext("A grant of %(least)s to %(most)s suits both.", least=yuan(least), most=yuan(most))


def _kind_evidence(details: Details) -> str:
    kind, admits = KINDS[details["kind"]], [str(KINDS[kind]) for kind in details["admits"]]
    return gettext("It is of the kind: %(kind)s. Admitted are: %(kinds)s.", kind=kind, kinds=gettext(", ").join(admits))


def _nothing(_details: Details) -> str:
    return ""


def _expired(details: Details) -> str:
    if not details.get("expired_on"):
        return ""
    return gettext(
        "Its level %(level)sA expired on %(day)s.", level=details["level_before"], day=_on(details["expired_on"])
    )


def _bar(details: Details) -> str:
    return gettext("The need says “%(phrase)s”.", phrase=details["phrase"])


def _relations_evidence(details: Details) -> str:
    names = [str(_RELATIONS[relation]) for relation in details["relations"]]
    return gettext("What ties them: %(names)s.", names=gettext(", ").join(names))


def _representative_evidence(details: Details) -> str:
    return gettext("Both are represented by %(name)s.", name=details["name"])


def _only_kind_evidence(details: Details) -> str:
    return gettext("It is of the kind: %(kind)s.", kind=KINDS[details["kind"]])


def _term_evidence(details: Details) -> str:
    return gettext("From %(starts)s to %(ends)s.", starts=_on(details["starts_on"]), ends=_on(details["ends_on"]))


def _level_evidence(details: Details) -> str:
    return gettext("%(least)sA is demanded; it has %(level)sA.", least=details["least_level"], level=details["level"])


def _capacity_evidence(details: Details) -> str:
    if details.get("free_on"):
        return gettext("Full. A place is to come free on %(day)s.", day=_on(details["free_on"]))
    return gettext("Free places: %(count)s.", count=details["capacity_left"])


_REASONS: dict[str, Callable[[Details], str]] = {
    "text_terms": _text_terms,
    "text_meaning": _text_meaning,
    "fields": _fields,
    "groups": _groups,
    "places": _places,
    "amount": _amount,
    "dates": _dates,
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
_EVIDENCE: dict[str, Callable[[Details], str]] = {
    "place": _place_evidence,
    "window": _window_evidence,
    "period": _period_evidence,
    "amount": _amount_evidence,
    "organization_kind": _kind_evidence,
    "level": _level_evidence,
    "level_priority": _level_evidence,
    "capacity": _capacity_evidence,
    "related_parties": _relations_evidence,
    "buyer": _only_kind_evidence,
    "provider": _only_kind_evidence,
    "term": _term_evidence,
}
_FOUND: dict[str, Callable[[Details], str]] = {  # what is known where the verdict is not
    "level": _expired,
    "level_priority": _expired,
    "local_bar": _bar,
    "same_representative": _representative_evidence,
    "buyer": _only_kind_evidence,
    "provider": _only_kind_evidence,
}
_RELATIONS = {"donor": _l("a main donor"), "kin": _l("a near relative")}
