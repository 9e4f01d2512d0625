"""Commands: reminders, upheld objections, the check of the ledgers, and files that nobody speaks of."""

import os
import time
from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from market.config import Settings
from market.delivery.store import Store
from tests.service.delivery.conftest import Work

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, session: Session) -> Run:
    def call(*words: str) -> Result:
        session.commit()
        result = app.test_cli_runner().invoke(args=["delivery", *words])
        session.expire_all()
        return result

    return call


def test_reminders_can_be_given_again_and_again(work: Work, run: Run) -> None:
    work.signed()
    first, second = run("keep-deadlines"), run("keep-deadlines")

    assert first.output == second.output == "0 milestones due, 0 reports due, 0 signatures due, 0 evaluations due\n"


def test_ledgers_that_balance_are_said_to(work: Work, run: Run) -> None:
    work.signed().met()
    work.pay(work.ask(1_000))
    result = run("verify-ledger")

    assert (result.exit_code, result.output) == (0, "The ledgers balance.\n")


def test_a_ledger_that_does_not_is_named_and_the_command_fails(work: Work, run: Run) -> None:
    work.signed().met()
    work.ask(1_000)
    work.milestones[0].requested_fen = 0
    result = run("verify-ledger")

    assert result.exit_code == 1
    assert f"{work.pairing.number}: milestone 1" in result.output


def test_files_that_no_row_speaks_of_are_named_first_and_then_removed(run: Run, settings: Settings) -> None:
    store = Store(settings.evidence_dir())
    path = store.path_of(store.put(b"orphan"))
    yesterday = time.time() - 25 * 3600
    os.utime(path, (yesterday, yesterday))

    assert run("clean-evidence", "--dry-run").output == f"{path.name}\n1 files would be removed\n"
    assert path.exists()
    assert run("clean-evidence").output == f"{path.name}\n1 files removed\n"
    assert not path.exists()


def test_objections_are_noted_by_a_command(run: Run) -> None:
    assert run("note-objections").output == "0 objections noted\n"
