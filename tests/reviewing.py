"""A pairing that waits for experts, the experts, and what they do: for the tests of reviews."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from market.accounts.models import Person
from market.pairings import service as pairings
from market.pairings.models import Pairing, PairingState
from market.permissions import Actor, Office
from market.reviews import queries, service
from market.reviews.models import Panel, Recommendation, SeatState
from tests.factories import Market

WHY = "Clear, and well founded."


def sheet(panel: Panel, share: float = 0.8, **values: Any) -> service.Sheet:
    """A complete sheet that gives each criterion the same share of its weight."""
    given = {
        "points": {one.code: int(one.weight * share) for one in panel.criteria},
        "justifications": {one.code: WHY for one in panel.criteria},
        "recommendation": Recommendation.SUPPORT,
    }
    return service.Sheet(**(given | values))


@dataclass
class Jury:
    """Experts of a district, and the steps of a review."""

    session: Session
    market: Market
    people: dict[str, Person] = field(default_factory=dict)

    def experts(self, count: int = 6) -> list[Person]:
        """So many new experts without any ties."""
        found = [self.market.person(office=Office.EXPERT) for _ in range(count)]
        self.people |= {str(person.id): person for person in found}
        return found

    def pairing(self, **values: Any) -> Pairing:
        """A purchase that has just come to the experts."""
        values = {"need": self.market.need()} | values
        pairing = self.market.pairing(PairingState.FINANCE_CHECK, **values)
        finance = self.market.actor(office=Office.FINANCE)
        pairings.take_step(self.session, finance, pairing, "pass_budget", no_conflict=True)
        return pairing

    def drawn(self, experts: int = 6, **values: Any) -> Panel:
        """The panel of a new pairing."""
        self.experts(experts)
        panel = service.draw(self.session, self.pairing(**values))
        assert panel is not None
        return panel

    def sitting(self, experts: int = 6, **values: Any) -> Panel:
        """A panel whose experts have all declared to have no conflict."""
        panel = self.drawn(experts, **values)
        self.declare_all(panel)
        return panel

    def declare_all(self, panel: Panel) -> None:
        """Let everybody who was called take the seat."""
        for seat in panel.sitting:
            if seat.state is SeatState.CALLED:
                service.declare(self.session, self.actor(seat.person), panel, has_conflict=False)

    def actor(self, person: Person) -> Actor:
        """The actor that an expert is."""
        return self.market.actor(person)

    def actors(self, panel: Panel) -> list[Actor]:
        """Those who sit on a panel, in the order of the lot."""
        return [self.actor(seat.person) for seat in panel.sitting]

    def score(self, panel: Panel, *shares: float, **values: Any) -> None:
        """Let the first experts of a panel send their reviews."""
        for actor, share in zip(self.actors(panel), shares, strict=False):
            service.submit(self.session, actor, panel, sheet(panel, share, **values))

    def again(self, panel: Panel) -> Panel:
        """The panel as the database has it."""
        return queries.get_panel(self.session, panel.id, anew=True)
