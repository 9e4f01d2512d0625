"""A year of pairings with wrong, late and simultaneous people leaves no illegal state and loses nothing.

`make simulate` runs it with 500 pairings on SQLite, then on PostgreSQL with eight writers at once; the ordinary tests
run a short one.
"""

import pytest

from market.database import Database
from tests.simulation import checks
from tests.simulation.year import Year


@pytest.mark.parametrize("seed", [1])
def test_a_year_leaves_everything_in_order(database: Database, request: pytest.FixtureRequest, seed: int) -> None:
    pairings = request.config.getoption("--pairings")
    year = Year(database, seed, pairings=pairings, writers=request.config.getoption("--writers"))
    year.run(days=250 if pairings >= 100 else 120)
    with database.reader() as session:
        assert checks.faults(session, year.diary.done) == []
    assert year.diary.done["open"] >= pairings * 0.9, year.diary.refused
    assert year.diary.done["approve"] + year.diary.done["confirm"] > 0, year.diary.done
    assert sum(year.diary.refused.values()) > 0
    print(year.diary.done.most_common(), year.diary.refused.most_common(), sep="\n")  # noqa: T201  # seen with -s
