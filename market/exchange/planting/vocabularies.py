"""Planting the words: terms and divisions, added or renamed, never removed."""

import csv
from pathlib import Path

from market.database import Database
from market.vocabularies import service


def plant(database: Database, folder: Path) -> int:
    """Bring the words of the files into the database; returns how many there are."""
    count = 0
    with database.transaction() as session:
        for name, plant_rows in (("terms", service.plant_terms), ("divisions", service.plant_divisions)):
            with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                count += plant_rows(session, csv.DictReader(file))
    return count
