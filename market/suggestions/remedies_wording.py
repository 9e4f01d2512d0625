"""What would make a pair eligible, in sentences: who can do it, and what would have to be true."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from market.organizations.labels import KINDS
from market.suggestions.evidence_wording import rule_name
from market.vocabularies.labels import terms
from market.vocabularies.models import Vocabulary
from market.web import day, yuan
from matching.eligibility.openings import Opening
from matching.eligibility.remedies import remedies
from matching.eligibility.remedy import Remedy, Who
from matching.records import Listing, Match, Verdict

Details = Mapping[str, Any]
WHO = {
    Who.ASKER: _l("You can do this"),
    Who.CANDIDATE: _l("The other side can do this"),
    Who.BOTH: _l("It takes both sides"),
    Who.DISTRICT: _l("The district can do this"),
    Who.NOBODY: _l("Nobody can change this here"),
}


@dataclass(frozen=True)
class Way:
    """One rule that is not passed, and each way to pass it: (who, what would have to be true)."""

    rule: str
    verdict: str
    ways: list[tuple[str, str]]


def ways_of(match: Match, asker: Listing, candidate: Listing, today: date) -> list[Way]:
    """For each rule that a pair does not pass, what would change that; what fails comes first."""
    checks = sorted(match.checks, key=lambda check: check.verdict is not Verdict.FAIL)
    return [
        Way(rule_name(check.rule), check.verdict.value, _ways(remedies(check, asker, candidate, today=today)))
        for check in checks
        if check.verdict is not Verdict.PASS
    ]


def _ways(found: Sequence[Remedy]) -> list[tuple[str, str]]:
    """Each way in words; places among which one is enough are named together."""
    grouped: dict[tuple[Who, str], list[Remedy]] = {}
    for one in found:
        grouped.setdefault((one.who, one.code), []).append(one)
    return [
        (str(WHO[who]), _add_one_of(same) if code == "add_place" and len(same) > 1 else remedy_text(same[0]))
        for (who, code), same in grouped.items()
    ]


def _add_one_of(found: Sequence[Remedy]) -> str:
    names = terms([one.details["place"] for one in found], Vocabulary.DIVISION)
    return str(gettext("Add one of the places: %(names)s.", names=names))


def opening_rows(openings: Sequence[Opening]) -> list[tuple[str, int]]:
    """(what the listing's owner could change, how many more that would admit)."""
    return [(remedy_text(one.remedy), one.admits) for one in openings]


def remedy_text(remedy: Remedy) -> str:
    """What would have to be true, in one sentence."""
    return _TEXTS[remedy.code](remedy.details)


def _says(text: Any) -> Callable[[Details], str]:
    return lambda _details: str(text)


def _names(details: Details) -> str:
    return str(gettext(", ").join(details["names"]))


def _on(details: Details) -> str:
    return day(date.fromisoformat(details["day"]))


def _lower_level(details: Details) -> str:
    if details["level"] is None:
        return str(gettext("Demand no assessment level."))
    return str(gettext("Demand %(level)sA at most.", level=details["level"]))


def _add_place(details: Details) -> str:
    return str(gettext("Add the place %(name)s.", name=terms([details["place"]], Vocabulary.DIVISION)))


_TEXTS: dict[str, Callable[[Details], str]] = {
    "nothing": _says(_l("No change of these two listings would help.")),
    "kinds_do_not_meet": _says(_l("These two kinds of listing do not look for each other.")),
    "same_owner": _says(_l("Both belong to the same organization.")),
    "tie_ends": _says(_l("The two organizations would have to be independent of each other.")),
    "keep_out": _says(_l("Let whoever was lately behind the side that delivers keep out on the side that pays.")),
    "check_person": lambda details: gettext(
        "Find out whether both sides are represented by one person called %(name)s.", name=details["name"]
    ),
    "reopen": _says(_l("Put the listing back on the market, with something left to give or to ask for.")),
    "verify": lambda details: gettext("Verify %(names)s.", names=_names(details)),
    "clear_standing": _says(_l("Be taken off the list that the organization is on.")),
    "check_standing": lambda details: gettext("Look up %(names)s in the credit lists.", names=_names(details)),
    "check_kind": _says(_l("Find out whether the law admits this organization.")),
    "law_bars_kind": _says(_l("The law does not admit this kind of organization.")),
    "admit_kind": lambda details: gettext("Admit the kind: %(kind)s.", kind=KINDS[details["kind"]]),
    "lower_level": _lower_level,
    "reach_level": lambda details: gettext("Hold a valid assessment level of %(least)sA.", least=details["least"]),
    "drop_level": _says(_l("Make the assessment level a priority instead of a demand.")),
    "drop_bar": lambda details: gettext("Take “%(phrase)s” out of the conditions.", phrase=details["phrase"]),
    "tell_procedure": _says(_l("Publish how applications are made and decided.")),
    "shorten": lambda details: gettext("End the purchase by %(day)s.", day=_on(details)),
    "check_multi_year": _says(_l("Find that money, content and price are certain for the whole time.")),
    "add_place": _add_place,
    "extend_window": lambda details: gettext("Take applications until %(day)s or later.", day=_on(details)),
    "say_window": _says(_l("Say until when applications are taken.")),
    "include_day": lambda details: gettext("Let the period include %(day)s.", day=_on(details)),
    "say_period": _says(_l("Say when it begins and ends.")),
    "say_amount": _says(_l("Say how much is asked for or given.")),
    "lower_least": lambda details: gettext("Make do with a grant of %(yuan)s.", yuan=yuan(details["fen"])),
    "ask_more": lambda details: gettext("Ask for at least %(yuan)s.", yuan=yuan(details["fen"])),
    "lower_grant": lambda details: gettext("Lower the smallest grant to %(yuan)s.", yuan=yuan(details["fen"])),
    "raise_grant": lambda details: gettext("Raise the largest grant to %(yuan)s.", yuan=yuan(details["fen"])),
    "add_money": lambda details: gettext("Have at least %(yuan)s left to give.", yuan=yuan(details["fen"])),
    "make_room": _says(_l("Make room for one more.")),
    "say_capacity": _says(_l("Say how much room there is.")),
}
