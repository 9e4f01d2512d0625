"""What can be done with the vocabularies: planting and renewing them from files."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from market.vocabularies.models import Division, Term, Vocabulary


def plant_terms(session: Session, rows: Iterable[Mapping[str, str]]) -> int:
    """Add or rename terms; the order of the rows is the order of the choices. Returns how many rows there were."""
    position = 0
    for position, row in enumerate(rows, start=1):
        session.merge(
            Term(
                vocabulary=Vocabulary(row["vocabulary"]),
                code=row["code"],
                name_zh=row["name_zh"],
                name_en=row["name_en"],
                position=position,
            )
        )
    return position


def plant_divisions(session: Session, rows: Iterable[Mapping[str, str]]) -> int:
    """Add or change divisions; a parent stands before its parts. Returns how many rows there were."""
    count = 0
    for row in rows:
        count += 1
        session.merge(
            Division(
                code=row["code"],
                parent_code=row["parent_code"] or None,
                name_zh=row["name_zh"],
                name_en=row["name_en"],
                latitude=float(row["latitude"]) if row["latitude"] else None,
                longitude=float(row["longitude"]) if row["longitude"] else None,
                tile_row=int(row["tile_row"]) if row["tile_row"] else None,
                tile_column=int(row["tile_column"]) if row["tile_column"] else None,
            )
        )
        session.flush()
    return count
