"""What the hard conditions of a pair found, in words, in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from market import clock
from market.organizations.labels import KINDS
from market.rules.labels import NAMES as RULES
from market.vocabularies.labels import terms
from market.vocabularies.models import Vocabulary
from market.web import day, yuan
from matching.records import Check, Verdict

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
    "recusal": _l("whether those keep out who lately directed, supervised or controlled the side that delivers"),
    "priority_only": _l("whether the buyer takes the level as a priority only"),
    "bar_removed": _l("whether the buyer insists on where providers are registered"),
}
Details = Mapping[str, Any]


def rule_name(code: str) -> str:
    """A hard condition's name."""
    return str(RULES[code])


def evidence_text(check: Check) -> str:
    """What a condition was decided on, in one sentence; empty where its name says it all."""
    write = _EVIDENCE.get(check.rule)
    said = write(check.evidence) if write and check.evidence else ""
    if check.verdict is Verdict.UNKNOWN:
        found = said if check.missing == ("confirmation",) else _FOUND.get(check.rule, _nothing)(check.evidence)
        return " ".join(filter(None, (found, not_known(check.missing))))
    return said


def dates(details: Details) -> str:
    """When both sides' periods run, in one sentence."""
    starts, ends = on_day(details.get("starts_on")), on_day(details.get("ends_on"))
    if starts and ends:
        return gettext("The periods overlap from %(starts)s to %(ends)s.", starts=starts, ends=ends)
    return gettext("The periods overlap.")


def on_day(text: str | None) -> str:
    """A day in the reader's way of writing it; empty for none."""
    return day(date.fromisoformat(text)) if text else ""


def not_known(missing: Any) -> str:
    """What would turn an unknown into a verdict, in one sentence."""
    names = [str(MISSING.get(name, name)) for name in missing]
    return gettext("Not known: %(names)s.", names=gettext(", ").join(names))


def _place_evidence(details: Details) -> str:
    ours, theirs = (terms(details[side], Vocabulary.DIVISION) or gettext("anywhere") for side in ("ours", "theirs"))
    return gettext("One side: %(ours)s. The other: %(theirs)s.", ours=ours, theirs=theirs)


def _period_evidence(details: Details) -> str:
    starts, ends = details["starts_on"], details["ends_on"]
    if ends and ends < starts:
        return gettext(
            "They have no day in common: one ends on %(ends)s, and they could begin on %(starts)s.",
            starts=on_day(starts),
            ends=on_day(ends),
        )
    return dates(details)


def _window_evidence(details: Details) -> str:
    if date.fromisoformat(details["closes_on"]) < clock.today():
        return gettext("It closed on %(day)s.", day=on_day(details["closes_on"]))
    return gettext("It closes on %(day)s.", day=on_day(details["closes_on"]))


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
        "Its level %(level)sA expired on %(day)s.", level=details["level_before"], day=on_day(details["expired_on"])
    )


def _bar(details: Details) -> str:
    return gettext("The need says “%(phrase)s”.", phrase=details["phrase"])


def _relations_evidence(details: Details) -> str:
    names = [str(_RELATIONS[relation]) for relation in details["relations"]]
    return gettext("What ties them: %(names)s.", names=gettext(", ").join(names))


def _representative_evidence(details: Details) -> str:
    return gettext("Both are represented by %(name)s.", name=details["name"])


def _former_evidence(details: Details) -> str:
    names = [who.removeprefix("person:") for who in details["formerly"] if who.startswith("person:")]
    if not names:  # an organization, which the rule names by its number only
        return ""
    return gettext("Of the one side now, of the other until lately: %(names)s.", names=gettext(", ").join(names))


def _only_kind_evidence(details: Details) -> str:
    return gettext("It is of the kind: %(kind)s.", kind=KINDS[details["kind"]])


def _term_evidence(details: Details) -> str:
    return gettext("From %(starts)s to %(ends)s.", starts=on_day(details["starts_on"]), ends=on_day(details["ends_on"]))


def _level_evidence(details: Details) -> str:
    return gettext("%(least)sA is demanded; it has %(level)sA.", least=details["least_level"], level=details["level"])


def _capacity_evidence(details: Details) -> str:
    if details.get("free_on"):
        return gettext("Full. A place is to come free on %(day)s.", day=on_day(details["free_on"]))
    if details["capacity_left"] is not None and details["capacity_left"] <= 0:
        return gettext("Full. It is not known when a place comes free.")
    return gettext("Free places: %(count)s.", count=details["capacity_left"])


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
    "conflict_of_interest": _former_evidence,
    "same_representative": _representative_evidence,
    "buyer": _only_kind_evidence,
    "provider": _only_kind_evidence,
}
_RELATIONS = {"donor": _l("a main donor"), "kin": _l("a near relative")}
