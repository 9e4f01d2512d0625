"""How long the offices take, as a page and as a file."""

import csv
from datetime import datetime

import pytest

from market import clock
from market.pairings.models import PairingState as State
from market.permissions import Office

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=clock.CHINA)


@pytest.fixture
def decided(market, town, session):
    """A private pairing that came in on Monday and passed intake on Wednesday, recheck on Friday, all at midnight."""
    with clock.held_at(MONDAY):
        pairing = market.pairing(State.SUBMITTED)
    with clock.held_at(MONDAY.replace(day=4, hour=23, minute=59, second=59)):
        town.take(town.intake, pairing, "take_in", "pass_check")
    with clock.held_at(MONDAY.replace(day=6, hour=23, minute=59, second=59)):
        town.take(town.rechecker, pairing, "confirm")
    return pairing


def rows(text: str) -> dict[tuple[str, str, str], dict[str, str]]:
    """The lines of the file by office, state and period."""
    found = csv.DictReader(text.lstrip("\ufeff").splitlines())
    return {(row["office"], row["state"], row["period"]): row for row in found}


def test_the_file_tells_number_median_and_days_saved(sign_in, market, decided) -> None:
    response = sign_in(market.person(office=Office.AUDITOR)).get("/oversight/offices.csv")
    found = rows(response.text)
    intake, recheck = found["intake", "all", "present"], found["recheck", "recheck", "present"]
    assert (intake["number"], intake["saved_working_days"]) == ("2", "1.0")  # one clock, not two
    assert found["intake", "submitted", "present"]["median_working_days"] == "2.0"
    assert (recheck["median_working_days"], recheck["overdue_share"]) == ("2.0", "0.0")
    assert found["intake", "all", "previous"]["number"] == "0"


def test_what_lies_overdue_still_counts_as_overdue(sign_in, market) -> None:
    market.pairing(State.SUBMITTED, state_since=MONDAY, due_at=MONDAY.replace(day=5))
    found = rows(sign_in(market.person(office=Office.SUPERIOR)).get("/oversight/offices.csv").text)
    assert found["intake", "submitted", "present"]["overdue_share"] == "1.0"


def test_the_page_tells_of_offices_and_whole_procedures(sign_in, market, decided) -> None:
    page = sign_in(market.person(office=Office.INTAKE)).get("/oversight/offices?days=90").text
    for words in ("Recheck", "All its states", "From submission to decision", "C: charitable grant", "4.0"):
        assert words in page


def test_an_empty_period_says_so_and_strangers_see_nothing(sign_in, market) -> None:
    assert "No file was moved on" in sign_in(market.person(office=Office.AUDITOR)).get("/oversight/offices").text
    for path in ("/oversight/offices", "/oversight/offices.csv"):
        assert sign_in(market.person()).get(path).status_code == 403
