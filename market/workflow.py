"""Step, Deadline and Workflow: cases that move by a table."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from market.clocks import Card as Card
from market.clocks import card_at as card_at
from market.errors import Message, NotAllowed, NotPossible


@dataclass(frozen=True)
class Step:
    """One arrow of the table: from where, to where, by which roles, never by whoever took certain steps before."""

    name: str
    sources: frozenset[StrEnum]
    target: StrEnum
    by: frozenset[StrEnum]
    never_whoever_took: frozenset[str] = frozenset()
    needs_note: bool = False


@dataclass(frozen=True)
class Deadline:
    """How many working days a state may last, and the system's step when they are over (None: it shows as overdue)."""

    working_days: int
    then: str | None = None


@dataclass(frozen=True)
class Workflow:
    """A table of steps and the deadlines of its states; buttons, checks and pictures are read from it."""

    steps: tuple[Step, ...]
    deadlines: Mapping[StrEnum, Deadline]

    def __post_init__(self) -> None:
        seen = {(step.name, source) for step in self.steps for source in step.sources}
        if len(seen) != sum(len(step.sources) for step in self.steps):
            raise ValueError("a step's name leads to two places from one state")

    def find(self, name: str, state: StrEnum, roles: Set[StrEnum], taken: Set[str]) -> Step:
        """The step of that name, if this person may take it now.

        Args:
            roles: the roles that the person has towards the case.
            taken: the names of the steps that the same person took in this case before, in any role.

        Raises:
            NotPossible: the case is in no state for it.
            NotAllowed: it is for other roles, or for somebody who took no earlier step that excludes it.
        """
        step = next((step for step in self.steps if step.name == name and state in step.sources), None)
        if step is None:
            raise NotPossible(Message("This step cannot be taken now: the case has moved on, or is not there yet."))
        if not step.by & roles:
            raise NotAllowed(Message("This step is for others to take."))
        if step.never_whoever_took & taken:
            raise NotAllowed(Message("You took an earlier step in this case, so somebody else has to take this one."))
        return step

    def open_to(self, state: StrEnum, roles: Set[StrEnum], taken: Set[str]) -> list[Step]:
        """The steps that this person may take now, in the order of the table."""
        return [
            step
            for step in self.steps
            if state in step.sources and step.by & roles and not step.never_whoever_took & taken
        ]

    def is_final(self, state: StrEnum) -> bool:
        """Whether nothing leads out of a state."""
        return not any(state in step.sources for step in self.steps)
