"""Fixtures for notifications: a mail server, and a site that sends through it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from market.accounts.models import Person
from market.config import Settings
from market.notifications import service
from market.notifications.kinds import Kind
from tests.mail_server import MailServer, running

Tell = Callable[..., None]


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with running() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, mail_server: MailServer) -> Settings:
    return replace(
        settings,
        smtp_host="127.0.0.1",
        smtp_port=mail_server.port,
        mail_from="exchange@futian.example",
        site_url="https://exchange.example/",
    )


@pytest.fixture
def tell(session: Session) -> Tell:
    """Tells people something about one pairing, and commits."""

    def tell(*people: Person, kind: Kind = Kind.STEP_WAITS, key: str | None = None, **values: object) -> None:
        service.notify(
            session,
            [person.id for person in people],
            kind,
            subject_kind="pairing",
            subject_id=uuid4(),
            values={"number": "P-2026-0001", "title": "Visits"} | values,
            url_path="/pairings/1",
            dedupe_key=key,
        )
        session.commit()

    return tell


@pytest.fixture
def run(app: Flask, session: Session) -> Callable[..., str]:
    """Runs `flask notifications …`; its lines."""

    def run(*arguments: str) -> str:
        session.commit()
        result = app.test_cli_runner().invoke(args=["notifications", *arguments])
        assert result.exit_code == 0, result.output
        session.expire_all()
        return result.output

    return run
