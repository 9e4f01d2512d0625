"""What can go wrong in the business rules, in words that can be translated."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """A sentence for people: an English template that is looked up in the reader's language when it is shown.

    Written where services cannot know the reader: `Message("{n} places are left", {"n": 3})`.
    A tuple of values becomes a list in words; a Message among them is translated too.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        values = {
            name: ", ".join(map(str, value)) if isinstance(value, tuple) else value
            for name, value in self.values.items()
        }
        return self.template.format(**values)


class MarketError(Exception):
    """Something that the rules of the marketplace do not allow; `message` says what, to the person who tried."""

    def __init__(self, message: Message | str) -> None:
        self.message = message if isinstance(message, Message) else Message(message)
        super().__init__(str(self.message))


class NotFound(MarketError):
    """There is no such thing, or none that this person may see."""


class NotAllowed(MarketError):
    """The person may not do this."""


class NotPossible(MarketError):
    """Nobody can do this now: the state, the money or the calendar stands against it."""


class Conflict(MarketError):
    """Somebody else was faster; what was shown is no longer so."""


class Invalid(MarketError):
    """What was given breaks a rule; `problems` says which, by the name of the field."""

    def __init__(self, problems: Mapping[str, Message]) -> None:
        if not problems:
            raise ValueError("Invalid needs at least one problem")
        self.problems = dict(problems)
        super().__init__(Message("Some of what was entered cannot be accepted"))

    def __str__(self) -> str:
        return "; ".join(f"{name}: {problem}" for name, problem in self.problems.items())
