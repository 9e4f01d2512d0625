"""What came of planting: how much landed, what was there already, and which rows are wrong."""

from collections import Counter
from dataclasses import dataclass, field

from market.errors import Invalid, MarketError, Message


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with one row; `field` is empty where it is the row as a whole."""

    file: str
    line: int
    field: str
    message: Message


@dataclass
class Report:
    """Counts by file or by what was done, and faults in the order in which they were found."""

    landed: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)  # was there before
    faults: list[Fault] = field(default_factory=list)
    waiting: list[Fault] = field(default_factory=list)  # could go on, were the holidays of a year known

    def refuse(self, file: str, line: int, error: MarketError) -> None:
        """Note what a rule of the market has against a row."""
        if isinstance(error, Invalid):
            self.faults += [Fault(file, line, name, message) for name, message in error.problems.items()]
        else:
            self.faults.append(Fault(file, line, "", error.message))

    @property
    def total(self) -> int:
        """How many things landed."""
        return self.landed.total()
