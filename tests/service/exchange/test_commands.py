"""The commands that make an installation: they can be run again, and say what is wrong."""

from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from market.listings.models import Listing
from tests.factories import Market
from tests.service.exchange.slices import need, write


def test_the_tables_can_be_brought_up_to_date_again(app: Flask) -> None:
    runner = app.test_cli_runner()

    assert runner.invoke(args=["database", "upgrade"]).exit_code == 0
    assert runner.invoke(args=["database", "check"]).exit_code == 0


def test_the_words_can_be_planted_again(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["plant", "vocabularies"])

    assert result.exit_code == 0
    assert "58 words" in result.output


def test_a_bad_row_ends_planting_with_an_error_that_names_it(app: Flask, session: Session, tmp_path: Path) -> None:
    write(tmp_path, needs=[need(), need("need-0002"), need("need-0003", closes_in_days="soon")])

    result = app.test_cli_runner().invoke(args=["plant", "demo", "--folder", str(tmp_path)])

    assert result.exit_code == 1
    assert "needs.jsonl:3 closes_in_days: Enter a date" in result.output
    assert len(session.scalars(select(Listing)).all()) == 3


def test_the_accounts_are_shown_on_a_made_up_market_only(app: Flask, session: Session, market: Market) -> None:
    runner = app.test_cli_runner()
    market.person(email="ngo@demo.example")
    market.organization()
    session.commit()

    assert "ngo@demo.example" in runner.invoke(args=["plant", "accounts"]).output
    market.organization(credit_code="52440304MJL0000005")
    session.commit()
    assert runner.invoke(args=["plant", "accounts"]).output == ""
