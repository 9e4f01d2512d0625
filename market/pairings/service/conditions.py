"""The side conditions that the table names, each as a check that says in words what is missing."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sqlalchemy.orm import Session

from market.errors import Message, NotPossible
from market.pairings.models import Pairing, Track
from market.pairings.service import fast_track
from market.pairings.service.problems import problems, require_complete, require_eligible, require_no_hold
from market.pairings.workflow import MOST_CORRECTIONS
from market.workflow import Step

Condition = Callable[[Session, Pairing], None]


def asks_for_experts(pairing: Pairing) -> bool:
    """Whether the sides of a grant want experts to look at it; public money always goes to them."""
    return pairing.track is Track.GRANT and pairing.wants_review


# What a pairing shows by itself, and what is said where it does not: enough for the buttons of a page.
AT_A_GLANCE: Mapping[str, tuple[Callable[[Pairing], bool], Message]] = MappingProxyType(
    {
        "corrections_left": (
            lambda pairing: pairing.corrections < MOST_CORRECTIONS,
            Message("It was returned twice already; now it can only be decided."),
        ),
        "in_emergency": (
            lambda pairing: pairing.fast_track,
            Message("No emergency covers this pairing, so every check is made by itself."),
        ),
        "wants_review": (asks_for_experts, Message("The sides have not asked for experts.")),
        "no_review": (
            lambda pairing: not asks_for_experts(pairing),
            Message("The sides have asked for experts: pass it on to them."),
        ),
    }
)


def _complete(session: Session, pairing: Pairing) -> None:
    require_complete(pairing)


def _covered(session: Session, pairing: Pairing) -> None:
    if not fast_track.is_covered(session, pairing):
        raise NotPossible(AT_A_GLANCE["in_emergency"][1])


def _checks_hold(session: Session, pairing: Pairing) -> None:
    if fast_track.came_fast(session, pairing) and not fast_track.is_covered(session, pairing):
        raise NotPossible(
            Message("The emergency under which all checks were passed at once is over: every check is made by itself.")
        )


# What needs the database, or says more than yes or no.
CONDITIONS: Mapping[str, Condition] = MappingProxyType(
    {
        "complete": _complete,
        "eligible": require_eligible,
        "no_hold": require_no_hold,
        "in_emergency": _covered,
        "checks_hold": _checks_hold,
    }
)


def require(session: Session, pairing: Pairing, step: Step) -> None:
    """Raises: NotPossible with the first condition of the step that does not hold."""
    for name in step.needs:
        if name in AT_A_GLANCE and not AT_A_GLANCE[name][0](pairing):
            raise NotPossible(AT_A_GLANCE[name][1])
        if name in CONDITIONS:
            CONDITIONS[name](session, pairing)


def makes_sense(pairing: Pairing, step: Step) -> bool:
    """Whether a step could be taken now, as far as it can be told without the database."""
    plain = all(AT_A_GLANCE[name][0](pairing) for name in step.needs if name in AT_A_GLANCE)
    return plain and ("complete" not in step.needs or not problems(pairing))
