"""The tables of controlled words: terms of the vocabularies, and the divisions of the district."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from market.database import Base, Code, Short


class Vocabulary(StrEnum):
    """The lists of words that listings and organizations are described with."""

    FIELD = "field"  # 民间组织分类, 14 classes
    GROUP = "group"  # beneficiary groups
    SDG = "sdg"  # sustainable development goals
    DIVISION = "division"  # GB/T 2260 codes, down to subdistricts


class Term(Base):
    """One word of a vocabulary, in both languages."""

    __tablename__ = "term"

    vocabulary: Mapped[Vocabulary] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Code, primary_key=True)
    name_zh: Mapped[str] = mapped_column(Short)
    name_en: Mapped[str] = mapped_column(Short)
    position: Mapped[int]

    def name(self, language: str) -> str:
        """The word in "zh" or "en"."""
        return self.name_en if language == "en" else self.name_zh


class Division(Base):
    """A division: its code's prefixes contain it; a label point in WGS-84 and its tile in the schematic grid."""

    __tablename__ = "division"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("division.code"), index=True)
    name_zh: Mapped[str] = mapped_column(Short)
    name_en: Mapped[str] = mapped_column(Short)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    tile_row: Mapped[int | None]
    tile_column: Mapped[int | None]
