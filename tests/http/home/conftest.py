"""Fixtures of desks: the page of a person, and a purchase to work on."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from market.accounts.models import Person
from market.delivery.store import Store
from market.pairings.models import PairingState as State
from tests.factories import Market
from tests.http.home.desks import Desk, SignIn, rows, waits
from tests.service.delivery.conftest import Work


@pytest.fixture
def desk(sign_in: SignIn) -> Desk:
    """The desk of a person; every link on it leads to a page that they may see."""

    def read(person: Person) -> str:
        client = sign_in(person)
        page = client.get("/desk").text
        for _words, href in rows(page) + waits(page):
            assert client.get(href).status_code == 200, href
        return page

    return read


@pytest.fixture
def work(session: Session, market: Market, tmp_path: Path) -> Work:
    """A purchase that waits for signatures."""
    pairing = market.pairing(State.CONTRACTING, need=market.need(), offer=market.service(engaged=1))
    return Work(session, market, pairing, Store(tmp_path / "evidence"))
