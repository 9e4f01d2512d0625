"""Reads data sets: queries, the texts that may answer them, and which of these do."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

Entry = Mapping[str, object]  # "id" and "text", and whatever else the data set says of it
Judgements = Mapping[str, Mapping[str, int]]  # query id, then the grades of the texts that answer it


class BadDataset(Exception):
    """A data set that cannot be used; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Queries and texts by id, and the grades above 0 of the texts that answer each judged query."""

    name: str
    queries: Mapping[str, Entry]
    corpus: Mapping[str, Entry]
    judgements: Judgements


def load(folder: Path) -> Dataset:
    """Read a folder with queries.jsonl, corpus.jsonl and qrels.tsv.

    Raises: BadDataset.
    """
    if not folder.is_dir():
        raise BadDataset(f"{folder} is not a folder")
    queries, corpus = _entries(folder / "queries.jsonl"), _entries(folder / "corpus.jsonl")
    judgements = _judgements(folder / "qrels.tsv", queries, corpus)
    return Dataset(folder.resolve().name, queries, corpus, judgements)


def load_all(folders: Collection[Path]) -> list[Dataset]:
    """Read several folders; their names must differ, since the files of their runs are called after them.

    Raises: BadDataset.
    """
    datasets: dict[str, Dataset] = {}
    for folder in folders:
        dataset = load(folder)
        if dataset.name in datasets:
            raise BadDataset(f"Two folders are called {dataset.name}; measure them one after the other")
        datasets[dataset.name] = dataset
    return list(datasets.values())


def text_of(entry: Entry) -> str:
    """What is compared: the field "text", never another one."""
    return str(entry["text"])


def _entries(path: Path) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for place, line in _lines(path):
        entry = _entry(place, line)
        id = str(entry["id"])
        if id in entries:
            raise BadDataset(f"{place}: the id {id} stands there twice")
        entries[id] = entry
    if not entries:
        raise BadDataset(f"{path} is empty")
    return entries


def _entry(place: str, line: str) -> Entry:
    try:
        entry = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadDataset(f"{place} is not JSON: {error.msg}") from error
    if not isinstance(entry, dict) or not all(isinstance(entry.get(name), str) for name in ("id", "text")):
        raise BadDataset(f'{place}: it must be an object with the strings "id" and "text"')
    return entry


def _judgements(path: Path, queries: Collection[str], corpus: Collection[str]) -> Judgements:
    judgements: dict[str, dict[str, int]] = {}
    for place, line in _lines(path):
        query, answer, grade = _judgement(place, line)
        for id, known, file in ((query, queries, "queries.jsonl"), (answer, corpus, "corpus.jsonl")):
            if id not in known:
                raise BadDataset(f"{place}: the id {id} is not in {file}")
        if grade > 0:
            judgements.setdefault(query, {})[answer] = grade
    if not judgements:
        raise BadDataset(f"{path} says of no query what answers it")
    return judgements


def _judgement(place: str, line: str) -> tuple[str, str, int]:
    parts = line.split("\t")
    try:
        query, answer, grade = parts
        return query, answer, _whole(grade)
    except (ValueError, OverflowError) as error:
        told = f"{place}: it must hold a query's id, a text's id and a whole grade, with tabs between"
        raise BadDataset(told) from error


def _whole(grade: str) -> int:
    number = float(grade)
    if number != int(number):
        raise ValueError(grade)
    return int(number)


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """The lines that are not empty, each with its place for messages."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield f"{path}, line {number}", line.rstrip("\r\n")
    except FileNotFoundError as error:
        raise BadDataset(f"{path} is missing") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadDataset(f"{path} cannot be read: {error}") from error
