"""Step, Deadline and Workflow: cases that move by a table."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum

from market.clocks import Card as Card
from market.clocks import card_at as card_at
from market.errors import Message, NotAllowed, NotPossible
from market.vocabularies.calendar import Span, Unit

TAKEN = Message("You took an earlier step in this case, so somebody else has to take this one.")


@dataclass(frozen=True)
class Step:
    """One arrow of the table.

    Args:
        by: the roles that may take it.
        duty: whose work it is; `Workflow.separated` says which duties one person may not have in one case.
        needs: side conditions by name, all of which have to hold.
        brings: what happens with it, by name.
        through: the capability that takes it, after checks of its own; "" for steps that people take by a button.
        needs_note: whoever takes it says why.
        declares: whoever takes it has declared to have no conflict of interest.
        keeps_clock: the time of the state before goes on running.
    """

    name: str
    sources: frozenset[StrEnum]
    target: StrEnum
    by: frozenset[StrEnum]
    duty: StrEnum
    needs: tuple[str, ...] = ()
    brings: tuple[str, ...] = ()
    through: str = ""
    needs_note: bool = False
    declares: bool = False
    keeps_clock: bool = False


@dataclass(frozen=True)
class Deadline:
    """How long a state may last, and the system's step when that is over (None: it shows as overdue)."""

    count: int
    then: str | None = None
    unit: Unit = Unit.WORKING_DAY

    @property
    def span(self) -> Span:
        """Its length, in the unit that the law gives it in."""
        return Span(self.count, self.unit)


@dataclass(frozen=True)
class Workflow:
    """A table of steps and the deadlines of its states; buttons, checks and pictures are read from it.

    Args:
        separated: pairs of duties that one person may not both have in one case.
        acts: further things that people do in a case without moving it, by the duty that they belong to.
    """

    steps: tuple[Step, ...]
    deadlines: Mapping[StrEnum, Deadline]
    separated: frozenset[frozenset[StrEnum]] = frozenset()
    acts: Mapping[StrEnum, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        seen = {(step.name, source) for step in self.steps for source in step.sources}
        if len(seen) != sum(len(step.sources) for step in self.steps):
            raise ValueError("a step's name leads to two places from one state")

    def find(self, name: str, state: StrEnum, roles: Set[StrEnum], taken: Set[str]) -> Step:
        """The step of that name, if this person may take it now.

        Args:
            roles: the roles that the person has towards the case.
            taken: the names of everything that the same person did in this case before, in any role.

        Raises:
            NotPossible: the case is in no state for it.
            NotAllowed: it is for other roles, or for somebody who had no duty in the case that excludes it.
        """
        step = next((step for step in self.steps if step.name == name and state in step.sources), None)
        if step is None:
            raise NotPossible(Message("This step cannot be taken now: the case has moved on, or is not there yet."))
        if not step.by & roles:
            raise NotAllowed(Message("This step is for others to take."))
        if self.excluded_by(step.duty) & taken:
            raise NotAllowed(TAKEN)
        return step

    def open_to(self, state: StrEnum, roles: Set[StrEnum], taken: Set[str]) -> list[Step]:
        """The steps that this person may take now, in the order of the table."""
        return [
            step
            for step in self.steps
            if state in step.sources and step.by & roles and not self.excluded_by(step.duty) & taken
        ]

    def excluded_by(self, duty: StrEnum) -> frozenset[str]:
        """The names of everything that keeps whoever did it from a duty."""
        others = {other for pair in self.separated if duty in pair for other in pair - {duty}}
        names = {step.name for step in self.steps if step.duty in others}
        return frozenset(names.union(*(self.acts.get(other, frozenset()) for other in others)))

    def is_final(self, state: StrEnum) -> bool:
        """Whether nothing leads out of a state."""
        return not any(state in step.sources for step in self.steps)
