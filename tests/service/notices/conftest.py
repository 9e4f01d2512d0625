"""A pairing of public money on notice, people who object, and an investigator."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from market import clock
from market.notices import queries, service
from market.notices.models import Notice, Objection
from market.pairings.models import Pairing, PairingState
from market.permissions import VISITOR, Actor, Office
from tests.factories import Market
from tests.town import Town

STATEMENT = "The provider has no licensed social workers at all."


@dataclass
class Case:
    """One notice, and what is done to it."""

    session: Session
    market: Market
    town: Town

    def __post_init__(self) -> None:
        self.pairing: Pairing = self.market.pairing(PairingState.APPROVAL, need=self.market.need())
        self.investigator = self.market.actor(office=Office.INVESTIGATOR)

    @property
    def notice(self) -> Notice:
        """The notice, which has to be there."""
        found = queries.find_notice(self.session, self.pairing.id)
        assert found is not None
        return found

    def approve(self) -> "Case":
        """Let the notice begin."""
        self.town.take(self.town.approver, self.pairing, "approve")
        return self

    def file(self, actor: Actor = VISITOR, **texts: str) -> Objection:
        """Object."""
        texts = {"name": "Wang Fang", "contact": "13800138000", "statement": STATEMENT} | texts
        return service.file_objection(self.session, actor, self.notice, **texts).objection

    def side(self) -> Actor:
        """Somebody of the side that delivers."""
        return self.town.deliverer(self.pairing)

    def decide(self, objection: Objection, *, uphold: bool = False, by: Actor | None = None) -> None:
        """Take an objection, wait until the sides' time is over, and decide it."""
        actor = by or self.investigator
        if objection.investigator_id != actor.person_id:
            service.take_objection(self.session, actor, objection)
        assert objection.answers_due_at is not None
        with clock.held_at(max(clock.now(), objection.answers_due_at + timedelta(seconds=1))):
            service.decide_objection(
                self.session,
                actor,
                objection,
                uphold=uphold,
                findings="The register lists four of them.",
                reasons="The condition is met.",
                no_conflict=True,
            )


@pytest.fixture
def case(session: Session, market: Market, town: Town) -> Case:
    """A pairing that waits for approval."""
    return Case(session, market, town)


@pytest.fixture
def on_notice(case: Case) -> Case:
    """The same, approved."""
    return case.approve()


Act = Callable[[Session], None]
