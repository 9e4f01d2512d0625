"""The controlled words: planted from files, planted again without harm, and read in their order."""

import csv

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market.config import ROOT
from market.vocabularies import queries, service
from market.vocabularies.models import Division, Term, Vocabulary

SUBDISTRICTS = 10


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "seeds" / "vocabularies" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_every_list_is_there_in_both_languages(session: Session) -> None:
    words = queries.all_words(session)

    assert len(words[Vocabulary.FIELD]) == 14
    assert len(words[Vocabulary.SDG]) == 17
    assert len(words[Vocabulary.DIVISION]) == 1 + SUBDISTRICTS
    assert words[Vocabulary.GROUP]
    for vocabulary in Vocabulary:
        for word in words[vocabulary].values():
            assert word.name("zh").strip()
            assert word.name("en").strip()
            assert word.name("en").isascii(), word.name("en")


def test_planting_again_adds_nothing_and_renames(session: Session) -> None:
    before = count(session, Term), count(session, Division)
    terms = rows("terms.csv")
    terms[0] = terms[0] | {"name_en": "Renamed"}

    assert service.plant_terms(session, terms) == len(terms)
    assert service.plant_divisions(session, rows("divisions.csv")) == 1 + SUBDISTRICTS
    session.flush()

    assert (count(session, Term), count(session, Division)) == before
    first = session.get(Term, (Vocabulary(terms[0]["vocabulary"]), terms[0]["code"]))
    assert first is not None
    assert first.name("en") == "Renamed"


def test_choices_keep_the_order_of_the_file(session: Session) -> None:
    wanted = [row["code"] for row in rows("terms.csv") if row["vocabulary"] == "sdg"]
    assert list(queries.all_words(session)[Vocabulary.SDG]) == wanted


def test_the_subdistricts_lie_in_the_district_and_have_a_place(session: Session) -> None:
    divisions = queries.all_divisions(session)
    district, parts = divisions[0], divisions[1:]

    assert district.code == queries.DISTRICT
    assert all(part.parent_code == district.code and part.code.startswith(district.code) for part in parts)
    places = queries.centroids(session)
    for part in parts:
        latitude, longitude = places[part.code]
        assert 22.4 < latitude < 22.7
        assert 113.9 < longitude < 114.2
    assert len({(part.tile_row, part.tile_column) for part in parts}) == SUBDISTRICTS


@pytest.mark.parametrize(
    ("vocabulary", "code"), [(Vocabulary.FIELD, "social_service"), (Vocabulary.DIVISION, "440304")]
)
def test_known_codes_are_known(session: Session, vocabulary: Vocabulary, code: str) -> None:
    assert code in queries.known_codes(session, vocabulary)
    assert "no such code" not in queries.known_codes(session, vocabulary)


def test_a_word_of_no_vocabulary_is_refused(session: Session) -> None:
    with pytest.raises(ValueError, match="colour"):
        service.plant_terms(session, [{"vocabulary": "colour", "code": "red", "name_zh": "红", "name_en": "Red"}])
