"""A pairing on its way from the agreement to the end, with the people who bring it there."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from market import clock
from market.delivery import queries, service
from market.delivery.models import Commitment, Milestone, MilestoneState, Payment
from market.delivery.store import Store
from market.pairings.models import Pairing, PairingState
from market.pairings.service.money import brought_fen
from market.permissions import Actor, Office
from tests.factories import Market

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def terms(**values: object) -> service.Terms:
    """Valid terms of an agreement that runs from today for ten months."""
    today = clock.today()
    fixed: dict[str, object] = {
        "subject": "Weekly visits.",
        "starts_on": today,
        "ends_on": today + timedelta(days=300),
        "payment": "After each milestone.",
        "breach": "A tenth of the price.",
        "dispute": "The court at Futian.",
    }
    return service.Terms(**{**fixed, **values})  # type: ignore[arg-type]


@dataclass
class Work:
    """One pairing, an actor for each side and office, and shortcuts through what comes before."""

    session: Session
    market: Market
    pairing: Pairing
    store: Store

    def __post_init__(self) -> None:
        offices = (Office.FINANCE, Office.PROJECT_OFFICER, Office.ACCEPTANCE)
        self.finance, self.follower, self.acceptor = (self.market.actor(office=office) for office in offices)
        self.sides = [
            (party.organization_id, self.market.actor(of=party.organization)) for party in self.pairing.parties
        ]
        self.deliverer = dict(self.sides)[self.pairing.offer.organization_id]
        self.payer = next(actor for owner, actor in self.sides if owner != self.pairing.offer.organization_id)
        public = self.pairing.track.is_public
        self.follows = self.follower if public else self.payer
        self.pays = self.finance if public else self.payer
        self.judges = self.acceptor if public else self.payer

    def written(self, *amounts: int, **values: object) -> "Work":
        """The agreement is written, with one milestone for each amount: two halves unless given."""
        price = brought_fen(self.pairing)
        amounts = amounts or (price // 2, price - price // 2)
        words = terms(**values)
        service.change_agreement(self.session, self.deliverer, self.pairing, words)
        rows = [
            service.Planned(f"Part {number}", words.starts_on + timedelta(days=30 * number), amount, "500 visits.")
            for number, amount in enumerate(amounts, start=1)
        ]
        service.plan_milestones(self.session, self.deliverer, self.pairing, rows)
        return self

    def signed(self, *amounts: int, **values: object) -> "Work":
        """All sides have signed."""
        self.written(*amounts, **values)
        for owner, actor in self.sides:
            self.sign(owner, actor)
        return self

    def sign(self, owner: object, actor: Actor) -> None:
        service.sign_agreement(self.session, actor, self.pairing, owner, name="Li Ming", title="Director")  # type: ignore[arg-type]

    @property
    def milestones(self) -> list[Milestone]:
        return list(queries.milestones_of(self.session, self.pairing.id))

    @property
    def commitments(self) -> list[Commitment]:
        return list(queries.commitments_of(self.session, self.pairing.id))

    def met(self, state: MilestoneState = MilestoneState.MET) -> "Work":
        """Every milestone was judged."""
        for milestone in [one for one in self.milestones if not one.requested_fen]:
            service.check_milestone(
                self.session, self.follows, self.pairing, milestone, state, "Seen on the spot.", no_conflict=True
            )
        return self

    def ask(self, amount: int, number: int = 0, funder: int = 0) -> Payment:
        return service.request_payment(
            self.session, self.deliverer, self.pairing, self.milestones[number], self.commitments[funder], amount
        )

    def pay(self, payment: Payment, actor: Actor | None = None) -> None:
        service.pay(self.session, actor or self.pays, self.pairing, payment, no_conflict=True)

    def asked_for_acceptance(self) -> "Work":
        self.met()
        service.request_acceptance(self.session, self.deliverer, self.pairing)
        return self

    def closed(self) -> "Work":
        """Accepted, after three people were heard."""
        self.asked_for_acceptance()
        self.hear(5, 4, 4)
        service.accept(self.session, self.judges, self.pairing, "Well done.", no_conflict=True)
        return self

    def hear(self, *ratings: int) -> None:
        """Some of those who were served say how it was, each with a code."""
        acceptance = queries.get_acceptance(self.session, self.pairing.id)
        codes = service.make_codes(self.session, self.judges, self.pairing, len(ratings))
        for rating, code in zip(ratings, codes, strict=True):
            service.give_opinion(self.session, acceptance, rating, code=code)
        self.session.expire(acceptance)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "evidence")


@pytest.fixture
def public(session: Session, market: Market, store: Store) -> Work:
    """A purchase of 100,000 yuan that waits for signatures."""
    pairing = market.pairing(PairingState.CONTRACTING, need=market.need(), offer=market.service(engaged=1))
    return Work(session, market, pairing, store)


@pytest.fixture
def private(session: Session, market: Market, store: Store) -> Work:
    """A grant of 60,000 yuan that waits for signatures."""
    programme = market.programme(reserved_fen=6_000_000, engaged=1)
    pairing = market.pairing(PairingState.CONTRACTING, shares=[programme], engaged_fen=6_000_000)
    pairing.offer.raised_fen = 10_000_000
    return Work(session, market, pairing, store)


@pytest.fixture(params=["public", "private"])
def work(request: pytest.FixtureRequest) -> Work:
    """Both of them, one after the other."""
    found: Work = request.getfixturevalue(request.param)
    return found


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)
