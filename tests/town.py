"""People around one pairing, and the steps that bring it from one state to another."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit
from market.packets.models import Packet
from market.packets.queries import newest_packet
from market.packets.service import decide, renew
from market.pairings import service
from market.pairings.models import Pairing
from market.permissions import SYSTEM, Actor, Office
from tests.factories import Market


@dataclass
class Town:
    """One official for each office, and somebody for each side of a pairing."""

    session: Session
    market: Market

    def __post_init__(self) -> None:
        self.intake = self.market.actor(office=Office.INTAKE)
        self.finance = self.market.actor(office=Office.FINANCE)
        self.rechecker = self.market.actor(office=Office.RECHECK)
        self.approver = self.market.actor(office=Office.APPROVER)
        self.superior = self.market.actor(office=Office.SUPERIOR)

    def deliverer(self, pairing: Pairing) -> Actor:
        """Somebody of the side that delivers."""
        return self.market.actor(of=pairing.offer)

    def funder(self, pairing: Pairing) -> Actor:
        """Somebody of the side that brings the first share."""
        return self.market.actor(of=pairing.shares[0].listing)

    def take(self, actor: Actor, pairing: Pairing, *names: str, note: str = "Because.") -> None:
        """Take some steps, one after the other, with all that officials declare."""
        for name in names:
            if name == "approve" and newest_packet(self.session, pairing.id) is None:
                self.freeze(pairing)
            decide(self.session, actor, pairing, name, note, no_conflict=True, basis="The terms." * (name == "reject"))

    def freeze(self, pairing: Pairing) -> Packet:
        """Let somebody of the recheck make a packet of a file that waits for approval."""
        return renew(self.session, self.market.actor(office=Office.RECHECK), pairing, no_conflict=True)

    def check(self, pairing: Pairing) -> None:
        """Take a submitted pairing in, and bring it to whoever decides."""
        self.take(self.intake, pairing, "take_in", "pass_check")
        if pairing.track.is_public:
            self.take(self.finance, pairing, "pass_budget")
            service.take_step(self.session, SYSTEM, pairing, "conclude_review", through="reviews")
            self.take(self.rechecker, pairing, "pass_file")

    def decide(self, pairing: Pairing, name: str = "") -> None:
        """Take a submitted pairing in, check it, and decide: public money is approved, private money confirmed."""
        self.check(pairing)
        if pairing.track.is_public:
            self.take(self.approver, pairing, name or "approve")
        else:
            self.take(self.rechecker, pairing, name or "confirm")

    def actions(self, pairing: Pairing) -> list[str]:
        """What the trail says was done to the pairing."""
        return [event.action for event in audit.events_of(self.session, "pairing", pairing.id)]

    def details(self, pairing: Pairing, action: str) -> dict[str, object]:
        """The details of the newest event of that name."""
        query = select(audit.AuditEvent).where(audit.AuditEvent.subject_id == pairing.id)
        events = self.session.scalars(query.where(audit.AuditEvent.action == action).order_by(audit.AuditEvent.seq))
        return events.all()[-1].details
