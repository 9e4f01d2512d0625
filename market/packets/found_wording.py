"""What was found out about a pairing, in the reader's words: hard conditions and the match run."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from flask_babel import gettext

from market import web
from market.packets import labels
from market.packets.wording import Cells, Content, Section, moment
from market.rules.labels import NAMES as RULES
from market.suggestions import evidence_wording
from market.suggestions import wording as why
from matching.records import Check, Reason, Verdict


def conditions(content: Content) -> Iterator[Section]:
    """The verdicts as they were, with the rules' versions and what they cite."""
    head = (gettext("Condition"), gettext("Verdict"), gettext("Decided on"), gettext("Source and version"))
    yield Section(gettext("Hard conditions"))
    for (one, other), rows in groupby(content["facts"]["conditions"], key=lambda row: (row["one"], row["other"])):
        pair = gettext("“%(one)s” and “%(other)s”", one=one, other=other)
        yield Section(pair, [_condition(row) for row in rows], head, level=3)


def _condition(row: Mapping[str, Any]) -> Cells:
    name = str(RULES.get(row["rule"], row["rule"]))
    check = Check(
        rule=row["rule"],
        verdict=Verdict(row["verdict"]),
        evidence=row["evidence"],
        missing=tuple(row["missing"]),
        citation=row["citation"],
        version=row["rule_version"],
    )
    source = "\n".join(filter(None, (row["citation"], f"{row['rule']}@{row['rule_version']}")))
    return name, str(labels.VERDICTS[row["verdict"]]), evidence_wording.evidence_text(check), source


def match(content: Content) -> Iterator[Section]:
    """Which run found the pair, by what, and who else was ranked."""
    found = content["match"]
    title = gettext("How the two were found")
    if found is None:
        yield Section(title, text=gettext("The sides found each other by themselves; no match run led to it."))
        return
    yield Section(title, _run(found))
    head = (
        gettext("Rank"),
        gettext("Candidate"),
        gettext("Score"),
        gettext("There and back"),
        gettext("Reasons and cautions"),
    )
    yield Section(gettext("Who was ranked"), [_candidate(row) for row in found["candidates"]], head, level=3)


def _run(found: Mapping[str, Any]) -> list[Cells]:
    asker = gettext("%(title)s, version %(number)s", title=found["asker"]["title"], number=found["asker"]["version"])
    return [
        (gettext("Listing that was matched"), asker),
        ("SHA-256", found["asker"]["input_hash"] or "–"),
        (gettext("Made at"), moment(found["made_at"])),
        (gettext("Model"), found["model"]),
        (gettext("Weights"), found["weights"]),
        (gettext("Rules"), found["rules"] or "–"),
        (gettext("Index up to change"), web.number(found["index_as_of"])),
        (gettext("Considered"), web.number(found["considered"])),
        (gettext("Ruled out"), gettext(", ").join(_excluded(found["excluded"])) or "–"),
        (gettext("Run"), found["run"]),
    ]


def _excluded(found: Mapping[str, int]) -> Iterator[str]:
    for rule, number in sorted(found.items()):
        yield gettext("%(label)s: %(value)s", label=RULES.get(rule, rule), value=web.number(number))


def _candidate(row: Mapping[str, Any]) -> Cells:
    rank = gettext("%(rank)s, this one", rank=row["rank"]) if row["chosen"] else str(row["rank"])
    title = gettext("%(title)s, version %(number)s", title=row["title"], number=row["version"])
    said = [why.reason_text(Reason(**one)) for one in row["reasons"]]
    said += [why.caution_text(Reason(**one)) for one in row["cautions"]]
    both = f"{row['forward']:.2f} / {row['backward']:.2f}"
    return rank, title, f"{row['score']:.3f}", both, "\n".join(said) or "–"
