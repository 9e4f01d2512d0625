"""Recommendations of the demo market rest on what their first reason says: without it, the score is lower."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from market import clock
from market.database import Database
from market.exchange.commands import SEEDS
from market.exchange.planting import market
from market.exchange.planting.listings import FILES
from market.exchange.planting.report import Report
from market.listings.records import records
from market.suggestions.queries import SOUGHT
from market.vocabularies.queries import centroids
from matching.centering import centering_for
from matching.encoders import Encoder, EncoderSettings, resolve
from matching.index import Vector
from matching.matcher import Matcher
from matching.records import Kind, Listing, Match
from matching.sentences import first_sentences
from matching.text import compose, language_of
from tests.service.suggestions.deletion import without_first_reason

pytestmark = pytest.mark.model
EVERY = {Kind.NEED: 3, Kind.PROJECT: 5, Kind.SERVICE: 4, Kind.PROGRAMME: 4, Kind.RESOURCE: 3}  # row that is planted
ASKERS, SHOWN = 7, 3  # of each kind; for each kind that answers it
SHOWN_TO_ENGLISH = 12  # those who share no word with most of the market
LEAST, LEAST_OF_FEW = 0.95, 0.9


def rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (SEEDS / "demo" / name).read_text(encoding="utf-8").splitlines()]


def is_english(row: dict[str, object]) -> bool:
    return language_of(str(row["summary"])) == "en"


def write_sample(folder: Path) -> None:
    """A part of the demo market: some listings of each kind, their owners, and the people who act for these."""
    listings = {
        FILES[kind]: [row for place, row in enumerate(rows(FILES[kind])) if place % step == 0 or is_english(row)]
        for kind, step in EVERY.items()
    }
    owners = {row["owner"] for sample in listings.values() for row in sample}
    everybody = [row for file in sorted((SEEDS / "demo").glob("organizations*")) for row in rows(file.name)]
    files = listings | {
        "organizations.jsonl": [row | {"related_parties": []} for row in everybody if row["key"] in owners],
        "people.jsonl": [row for row in rows("people.jsonl") if row["organization"] in {None, *owners}],
        "renewals.jsonl": [],
        "pairings.jsonl": [],
    }
    for name, sample in files.items():
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in sample)
        (folder / name).write_text(text, encoding="utf-8")


class Texts:
    """Vectors of listings' texts, each text encoded once."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder, self._known, self._sentences = encoder, dict[str, Vector](), dict[str, Vector]()

    def learn(self, listings: Iterable[Listing]) -> None:
        """Encode at once what these listings say."""
        new = [text for text in dict.fromkeys(map(compose, listings)) if text and text not in self._known]
        self._known.update(zip(new, self.encoder.encode_documents(new), strict=True))

    def vectors(self, listings: Iterable[Listing]) -> dict[str, Vector]:
        """By the id of each listing that says something."""
        found = {one.id: self._known.get(compose(one)) for one in listings}
        return {id: vector for id, vector in found.items() if vector is not None}

    def sentences(self, listings: Iterable[Listing]) -> dict[str, Vector]:
        """Of each sentence of each listing, by the listing's id."""
        said = {one.id: first_sentences(one) for one in listings}
        new = [text for text in dict.fromkeys(chain(*said.values())) if text not in self._sentences]
        self._sentences.update(zip(new, self.encoder.encode_documents(new), strict=True))
        return {id: np.array([self._sentences[text] for text in texts]) for id, texts in said.items() if texts}


@pytest.fixture
def texts() -> Texts:
    folder = Path(__file__).parents[3] / "instance" / "models"
    return Texts(resolve(EncoderSettings(cache_dir=folder, backend="auto")))


@pytest.fixture
def matcher(database: Database, tmp_path: Path, texts: Texts) -> Matcher:
    folder = tmp_path / "demo"
    folder.mkdir()
    write_sample(folder)
    report = Report()
    market.plant(database, folder, report, lambda _total: lambda _over: None)
    assert report.faults == []
    with database.reader() as session:
        listings, places = list(records(session)), centroids(session)
    texts.learn(listings)
    vectors = texts.vectors(listings)
    matrix = np.array([vectors[one.id] for one in listings])
    matcher = Matcher(
        encoder_id=texts.encoder.id,
        dimension=texts.encoder.dimension,
        centering=centering_for(texts.encoder.id, matrix, [one.language for one in listings]),
        centroids=places,
    )
    matcher.upsert(listings, vectors)
    return matcher


def recommendations(matcher: Matcher, texts: Texts) -> list[Match]:
    """The first few for some listings of every kind, among all kinds that answer them."""
    found: list[Match] = []
    for kind, sought in SOUGHT.items():
        ids = sorted(id for id, one in matcher.listings.items() if one.kind is kind)[:ASKERS]
        for answer in sought:
            for id in ids:
                found += _asked(matcher, texts, id, answer, SHOWN)
    return found


def across(matcher: Matcher, texts: Texts) -> list[Match]:
    """What is recommended to those who write in English first of all for sentences that mean the same."""
    found: list[Match] = []
    for id, one in sorted(matcher.listings.items()):
        for answer in SOUGHT[one.kind] if one.language == "en" else ():
            found += _asked(matcher, texts, id, answer, SHOWN_TO_ENGLISH)
    return [match for match in found if match.reasons[0].code == "text_meaning" and match.reasons[0].details["pairs"]]


def _asked(matcher: Matcher, texts: Texts, id: str, answer: Kind, k: int) -> Sequence[Match]:
    return matcher.recommend(id, answer, k, today=clock.today(), sentences=texts.sentences).matches


def test_without_what_the_first_reason_says_the_score_is_lower(
    matcher: Matcher, texts: Texts, capsys: pytest.CaptureFixture[str]
) -> None:
    held = matcher.listings
    matches = [*recommendations(matcher, texts), *across(matcher, texts)]
    pairs = [without_first_reason(one, held[one.asker_id], held[one.candidate_id]) for one in matches]
    texts.learn(side for pair in pairs for side in pair)
    asked, lower = Counter[str](), Counter[str]()
    for match, (asker, candidate) in zip(matches, pairs, strict=True):
        without = matcher.explain(asker, candidate, today=clock.today(), vectors=texts.vectors((asker, candidate)))
        asked[said_by(match)] += 1
        lower[said_by(match)] += without.score < match.score
    with capsys.disabled():
        print(*(f"\n{code}: {lower[code]} of {count}" for code, count in asked.most_common()))  # noqa: T201
    assert asked.total() >= 200
    assert asked["text_terms"] >= 20
    assert asked["text_meaning, quoted"] >= 8
    assert lower["text_meaning, quoted"] >= LEAST_OF_FEW * asked["text_meaning, quoted"]
    assert lower.total() >= LEAST * asked.total()


def said_by(match: Match) -> str:
    """The first reason's code, and whether it quotes what means the same."""
    first = match.reasons[0]
    return f"{first.code}, quoted" if first.code == "text_meaning" and first.details["pairs"] else first.code
