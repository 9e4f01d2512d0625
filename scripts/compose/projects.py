"""Composes seeds/demo/projects.jsonl: 90 projects written by hand, then 476 drawn from hand-written parts."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scripts.compose import project_slots as slots
from scripts.compose.files import read_parts, whole_text, write_demo
from scripts.compose.providers import COUNT, key, primary_field, seat, second_field
from scripts.compose.shingles import Shelf

SEED = 566_2019
TOTAL = 566
LIKENESS = 0.30
LONGEST_TITLE = 60
ENGLISH_EVERY = 17  # one in so many of the composed projects is in English
PARTS = ("titles", "problems", "methods", "evidence", "indicators", "asides", "cautions")
CHOICE = re.compile(r"\[([^\[\]]+)\]")
OPTIONAL = re.compile(r"<([^<>]+)>")

Row = dict[str, Any]
Topic = Mapping[str, Any]


def _say(rng: random.Random, text: str, values: Mapping[str, Any]) -> str:
    """One wording of a part: [a|b] chosen, <sentence> kept or dropped, {slots} filled."""
    text = OPTIONAL.sub(lambda found: found[1] if rng.random() < 0.6 else "", text)
    text = CHOICE.sub(lambda found: rng.choice(found[1].split("|")), text)
    return text.format_map(values)


def _join(rng: random.Random, sentences: list[str], language: str) -> str:
    """Several parts as one paragraph, numbered now and then."""
    if len(sentences) < 2 or language == "en":
        return " ".join(sentences)
    style = rng.choice(["（{}）", "{}. ", "", "", "\n"])
    if style == "\n" or not style:
        return style.join(sentences)
    return "".join(style.format(place) + sentence for place, sentence in enumerate(sentences, 1))


def _some(rng: random.Random, parts: list[str], counts: list[int]) -> list[str]:
    """As many of the parts as one of `counts` says, if there are that many."""
    return rng.sample(parts, min(len(parts), rng.choice(counts)))


def _chosen(rng: random.Random, topic: Topic) -> dict[str, list[str]]:
    """The parts of each text; short projects leave most of them out."""
    core = rng.choice(topic["core"])
    if rng.random() < 0.13:
        problem = min(_some(rng, topic["problems"], [2]), key=len)
        return {"summary": [problem], "method": [core], "evidence": [], "indicators": []}
    return {
        "summary": ["".join(_some(rng, topic["problems"], [1, 1, 1, 1, 1, 2] if topic["language"] == "zh" else [1]))],
        "method": [core, *_some(rng, [one for one in topic["methods"] if one != core], [0, 1, 1, 1, 2])],
        "evidence": _some(rng, topic["evidence"], [0, 1, 1, 2, 2]),
        "indicators": _some(rng, topic["indicators"], [0, 1, 1, 2, 2]),
    }


def _remarks(rng: random.Random, remarks: Mapping[str, list[str]], topic: Topic, row: Row) -> dict[str, list[str]]:
    """What a project says besides: of its people, money, team, place and doubts."""
    zh = topic["language"] == "zh"
    said: dict[str, list[str]] = {"summary": [], "method": [], "evidence": [], "indicators": []}
    if topic["asides"] and rng.random() < 0.45:
        said["summary"].append(rng.choice(topic["asides"]))
    if topic["cautions"] and rng.random() < 0.5:
        said["method"].append(rng.choice(topic["cautions"]))
    if zh and rng.random() < 0.2:
        said["summary"].append(rng.choice(remarks["raised" if row["raised_yuan"] else "unfunded"]))
    if zh and rng.random() < 0.36:
        said["method"].append(rng.choice(remarks[rng.choice(["venue", "team", "time", "care", "doubt"])]))
    if zh and rng.random() < 0.1:
        said["method"].append(rng.choice(remarks["after"]))
    return said


def _texts(rng: random.Random, parts: Mapping[str, Any], topic: Topic, row: Row) -> Row:
    """The title and the four texts of a project."""
    values = slots.Values(rng, parts["places"], topic, row)
    chosen, language = _chosen(rng, topic), topic["language"]
    remarks = _remarks(rng, parts["remarks"], topic, row) if chosen["evidence"] or chosen["indicators"] else {}
    texts = {"title": _say(rng, rng.choice(topic["titles"]), values)}
    for name, told in chosen.items():
        spoken = [_join(rng, [_say(rng, part, values) for part in told], language)]
        spoken += [_say(rng, part, values) for part in remarks.get(name, [])]
        texts[name] = (" " if language == "en" else "").join(filter(None, spoken))
    return texts


def _facts(rng: random.Random, topic: Topic, field: str, number: int) -> Row:
    """Everything but the texts."""
    others = [name for name in topic["fields"] if name != field]
    return {
        "owner": key(number),
        "language": topic["language"],
        "fields": [field] + (rng.sample(others, 1) if others and rng.random() < 0.4 else []),
        "groups": topic["groups"][:1] + [name for name in topic["groups"][1:] if rng.random() < 0.5],
        "sdgs": topic["sdgs"],
        "divisions": slots.divisions(rng, seat(number)),
        "by": "composed",
        **slots.dates(rng),
        **slots.money(rng, topic),
    }


def _project(rng: random.Random, parts: Mapping[str, Any], topic: Topic, field: str, number: int) -> Row:
    """One candidate, which may turn out too like another."""
    row = _facts(rng, topic, field, number)
    row |= _texts(rng, parts, topic, row)
    row["stage"] = rng.choices(["pilot", "mature", "scaling"], [2, 5, 3] if row["evidence"] else [7, 2, 1])[0]
    if row["language"] == "zh" and not row["title"].endswith(("）", "试点")) and rng.random() < 0.12:
        row["title"] += "（试点）" if row["stage"] == "pilot" else rng.choice(["（二期）", "（第三期）", "（续）"])
    return row


def _strands(topics: list[Topic]) -> Iterator[Topic]:
    """Topics whose parts all go together: one for each strand of a topic that has several."""
    for topic in topics:
        for strand in topic["strands"] or [""]:
            parts = {
                name: [part["text"] for part in topic[name] if not part["strands"] or strand in part["strands"]]
                for name in PARTS
            }
            core = [part["text"] for part in topic["methods"] if strand and strand in part["strands"]]
            own = {"key": topic["key"] + strand, "core": core or parts["methods"]} | topic["by_strand"].get(strand, {})
            yield {**topic, **parts, **own}


def _owners(rng: random.Random, taken: Counter[str]) -> Iterator[int]:
    """Providers in the order of their turns: most have one project, some two to four, some none."""
    room = rng.choices([0, 1, 2, 3, 4], [8, 54, 23, 9, 6], k=COUNT)
    turns = [number for number in range(1, COUNT + 1) for _ in range(room[number - 1] - taken[key(number)])]
    rng.shuffle(turns)
    yield from turns
    while True:
        yield rng.randint(1, COUNT)


def _topic_for(rng: random.Random, topics: list[Topic], used: Counter[str], number: int) -> tuple[Topic, str] | None:
    """A topic that the provider's field admits, rarely used ones first."""
    field = primary_field(number) if rng.random() < 0.75 else second_field(number)
    open_to = [topic for topic in topics if field in topic["fields"]]
    if not open_to:
        return None
    weights = [
        ((1 + used[topic["key"]]) / len(topic["problems"])) ** -2.5 * topic["weight"] / max(1, len(topic["strands"]))
        for topic in open_to
    ]
    return rng.choices(open_to, weights)[0], field


def _accepted(make: Callable[[], Row], shelf: Shelf, titles: set[str]) -> Row | None:
    """The first of forty candidates that is like no other."""
    for _ in range(40):
        row = make()
        if (
            row["title"] not in titles
            and len(row["title"]) <= LONGEST_TITLE
            and shelf.nearest(whole_text(row)) < LIKENESS
        ):
            return row
    return None


def compose() -> list[Row]:
    """All projects, those written by hand first."""
    rng = random.Random(SEED)
    parts = read_parts("projects_parts")
    topics = list(_strands(parts["topics"]))
    rows: list[Row] = read_parts("projects_hand")
    shelf, used, titles = Shelf(), Counter[str](), {row["title"] for row in rows}
    for row in rows:
        shelf.add(whole_text(row))
    for number in _owners(rng, Counter(row["owner"] for row in rows)):
        language = "en" if len(rows) % ENGLISH_EVERY == 0 else "zh"
        chosen = _topic_for(rng, [one for one in topics if one["language"] == language], used, number)
        row = chosen and _accepted(lambda: _project(rng, parts, *chosen, number), shelf, titles)  # noqa: B023
        if chosen and row:
            rows.append(row)
            used[chosen[0]["key"]] += 1
            titles.add(row["title"])
            shelf.add(whole_text(row))
        if len(rows) == TOTAL:
            return [{"key": f"project-{place:04d}"} | one for place, one in enumerate(rows, 1)]
    raise AssertionError("owners never run out")


if __name__ == "__main__":
    write_demo("projects", compose())
