"""What can be asked of the vocabularies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from market.vocabularies.models import Division, Term, Vocabulary

DISTRICT = "440304"


@dataclass(frozen=True)
class Word:
    """A term or division in both languages."""

    code: str
    name_zh: str
    name_en: str

    def name(self, language: str) -> str:
        """The word in "zh" or "en"."""
        return self.name_en if language == "en" else self.name_zh


Words = Mapping[Vocabulary, Mapping[str, Word]]


def all_words(session: Session) -> Words:
    """Every word by vocabulary and code, in the order in which choices are shown."""
    words: dict[Vocabulary, dict[str, Word]] = {vocabulary: {} for vocabulary in Vocabulary}
    for term in session.scalars(select(Term).order_by(Term.vocabulary, Term.position)):
        words[term.vocabulary][term.code] = Word(term.code, term.name_zh, term.name_en)
    for division in all_divisions(session):
        words[Vocabulary.DIVISION][division.code] = Word(division.code, division.name_zh, division.name_en)
    return words


def all_divisions(session: Session) -> Sequence[Division]:
    """Every division by code: the district first, then its subdistricts."""
    return session.scalars(select(Division).order_by(Division.code)).all()


def known_codes(session: Session, vocabulary: Vocabulary) -> frozenset[str]:
    """The codes of one vocabulary."""
    if vocabulary is Vocabulary.DIVISION:
        return frozenset(session.scalars(select(Division.code)))
    return frozenset(session.scalars(select(Term.code).where(Term.vocabulary == vocabulary)))


def centroids(session: Session) -> dict[str, tuple[float, float]]:
    """Latitude and longitude (WGS-84) of each division that has a label point."""
    return {
        division.code: (division.latitude, division.longitude)
        for division in all_divisions(session)
        if division.latitude is not None and division.longitude is not None
    }
