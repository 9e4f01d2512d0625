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


def _complete(session: Session, pairing: Pairing) -> None:
    require_complete(pairing)


def _corrections_left(session: Session, pairing: Pairing) -> None:
    if pairing.corrections >= MOST_CORRECTIONS:
        raise NotPossible(Message("It was returned twice already; now it can only be decided."))


def _in_emergency(session: Session, pairing: Pairing) -> None:
    if not pairing.fast_track or not fast_track.is_covered(session, pairing):
        raise NotPossible(Message("No emergency covers this pairing, so every check is made by itself."))


def _checks_hold(session: Session, pairing: Pairing) -> None:
    if fast_track.came_fast(session, pairing) and not fast_track.is_covered(session, pairing):
        raise NotPossible(
            Message("The emergency under which all checks were passed at once is over: every check is made by itself.")
        )


def _wants_review(session: Session, pairing: Pairing) -> None:
    if not asks_for_experts(pairing):
        raise NotPossible(Message("The sides have not asked for experts."))


def _no_review(session: Session, pairing: Pairing) -> None:
    if asks_for_experts(pairing):
        raise NotPossible(Message("The sides have asked for experts: pass it on to them."))


CONDITIONS: Mapping[str, Condition] = MappingProxyType(
    {
        "complete": _complete,
        "eligible": require_eligible,
        "no_hold": require_no_hold,
        "corrections_left": _corrections_left,
        "in_emergency": _in_emergency,
        "checks_hold": _checks_hold,
        "wants_review": _wants_review,
        "no_review": _no_review,
    }
)
# Those that can be told without the database, for the buttons of a page.
AT_A_GLANCE: Mapping[str, Callable[[Pairing], bool]] = MappingProxyType(
    {
        "complete": lambda pairing: not problems(pairing),
        "corrections_left": lambda pairing: pairing.corrections < MOST_CORRECTIONS,
        "in_emergency": lambda pairing: pairing.fast_track,
        "wants_review": lambda pairing: asks_for_experts(pairing),
        "no_review": lambda pairing: not asks_for_experts(pairing),
    }
)


def asks_for_experts(pairing: Pairing) -> bool:
    """Whether the sides of a grant want experts to look at it; public money always goes to them."""
    return pairing.track is Track.GRANT and pairing.wants_review


def require(session: Session, pairing: Pairing, step: Step) -> None:
    """Raises: NotPossible with the first condition of the step that does not hold."""
    for name in step.needs:
        CONDITIONS[name](session, pairing)


def makes_sense(pairing: Pairing, step: Step) -> bool:
    """Whether a step could be taken now, as far as it can be told without the database."""
    return all(AT_A_GLANCE[name](pairing) for name in step.needs if name in AT_A_GLANCE)
