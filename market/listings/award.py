"""The award criteria of a need: what its offers are scored by, each with its share of 100 points."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from market.errors import Message
from market.listings.bars import wrong_with
from matching.criteria import Bar, Finding, lint

LEAST, MOST = 2, 8  # criteria; none at all leaves it to the standard list of the way of funding
WHOLE = 100  # points: what the weights add up to
LONGEST_NAME = 60  # characters

Criteria = list[dict[str, Any]]  # {"name": str, "weight": int, or None in a draft}


def read(value: Any) -> Criteria | Message:
    """Criteria in the form in which they are stored; rows without anything in them do not count."""
    if value is None or value == "":
        return []
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        return Message("Write each criterion with its points.")
    rows = [(_name(row.get("name")), row.get("weight")) for row in value]
    rows = [(name, weight) for name, weight in rows if name != "" or weight is not None]
    if len(rows) > MOST:
        return Message("Write at most {most} criteria.", {"most": MOST})
    for number, (name, weight) in enumerate(rows, start=1):
        if name is None:
            return Message("Write each criterion with its points.")
        if len(name) > LONGEST_NAME:
            return Message("Criterion {number}: use at most {most} characters.",
                           {"number": number, "most": LONGEST_NAME})  # fmt: skip
        if weight is not None and (type(weight) is not int or not 1 <= weight <= WHOLE):
            return Message("Criterion {number}: give it 1 to {most} points.", {"number": number, "most": WHOLE})
    return [{"name": name, "weight": weight} for name, weight in rows]


def _name(value: Any) -> str | None:
    """One line in one Unicode form; None for what is no text."""
    if value is not None and not isinstance(value, str):
        return None
    return " ".join(unicodedata.normalize("NFC", value or "").split())


def problem(criteria: Sequence[Mapping[str, Any]]) -> Message | None:
    """Why offers cannot be scored by these criteria; None when they can, or when there are none."""
    if not criteria:
        return None
    return _gap(criteria) or _unfit(criteria)


def _gap(criteria: Sequence[Mapping[str, Any]]) -> Message | None:
    for number, one in enumerate(criteria, start=1):
        if not one["name"]:
            return Message("Criterion {number}: say what is judged.", {"number": number})
        if one["weight"] is None:
            return Message("Criterion {number}: give it 1 to {most} points.", {"number": number, "most": WHOLE})
    if len(criteria) < LEAST:
        return Message("Write at least {least} criteria, or none.", {"least": LEAST})
    return None


def _unfit(criteria: Sequence[Mapping[str, Any]]) -> Message | None:
    names = [one["name"] for one in criteria]
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        return Message("“{name}” stands here twice.", {"name": twice})
    for name, finding, bars in findings(criteria):
        if bars:
            return Message("“{passage}”: {why}", {"passage": name, "why": wrong_with(finding)})
    total = sum(one["weight"] for one in criteria)
    if total != WHOLE:
        return Message("The points add up to {total}; they have to add up to {whole}.",
                       {"total": total, "whole": WHOLE})  # fmt: skip
    return None


def findings(criteria: Sequence[Mapping[str, Any]]) -> list[tuple[str, Finding, bool]]:
    """(name, what is wrong with it, whether it may not be published) of the criteria that the linter marks.

    A name says seldom that it brings points ("注册资本"), so it is read with them. A form of organization that is only
    named may be what the work is about ("培育社会组织"): that is worth a look, and no bar.
    """
    found = []
    for one in criteria:
        named = {finding.bar for finding in lint(one["name"])}
        for finding in lint(f"{one['name']}加{one['weight'] or 1}分 ({one['weight'] or 1} points)"):
            bars = not finding.soft and (finding.bar is not Bar.FORM or finding.bar in named)
            found.append((one["name"], finding, bars))
    return found
