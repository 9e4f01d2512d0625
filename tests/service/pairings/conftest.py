"""People around one pairing, and the steps that bring it from one state to another."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit
from market.pairings import service
from market.pairings.models import Pairing
from market.permissions import Actor, Office
from tests.factories import Market


@dataclass
class Town:
    """Two officials, and somebody for each side of a pairing."""

    session: Session
    market: Market

    def __post_init__(self) -> None:
        self.intake = self.market.actor(office=Office.INTAKE)
        self.approver = self.market.actor(office=Office.APPROVER)

    def deliverer(self, pairing: Pairing) -> Actor:
        """Somebody of the side that delivers."""
        return self.market.actor(of=pairing.offer)

    def funder(self, pairing: Pairing) -> Actor:
        """Somebody of the side that brings the first share."""
        return self.market.actor(of=pairing.shares[0].listing)

    def take(self, actor: Actor, pairing: Pairing, *names: str, note: str = "Because.") -> None:
        """Take some steps, one after the other, with all that officials declare."""
        for name in names:
            service.take_step(self.session, actor, pairing, name, note, no_conflict=True)

    def decide(self, pairing: Pairing, name: str = "confirm") -> None:
        """Take a submitted pairing in, pass it, and decide."""
        self.take(self.intake, pairing, "take_in", "pass_check")
        self.take(self.approver, pairing, name)

    def actions(self, pairing: Pairing) -> list[str]:
        """What the trail says was done to the pairing."""
        return [event.action for event in audit.events_of(self.session, "pairing", pairing.id)]

    def details(self, pairing: Pairing, action: str) -> dict[str, object]:
        """The details of the newest event of that name."""
        query = select(audit.AuditEvent).where(audit.AuditEvent.subject_id == pairing.id)
        events = self.session.scalars(query.where(audit.AuditEvent.action == action).order_by(audit.AuditEvent.seq))
        return events.all()[-1].details


@pytest.fixture
def town(session: Session, market: Market) -> Town:
    """Officials and sides."""
    return Town(session, market)
