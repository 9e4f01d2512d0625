"""What steps bring with them, by the names of the table: reserving money, giving it back, counting, ending.

And what higher capabilities do whenever a pairing has entered a state, in the same transaction: they register it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sqlalchemy.orm import Session

from market import clock
from market.organizations import service as organizations
from market.pairings.models import Pairing, PairingState
from market.pairings.service import fast_track, money
from market.pairings.workflow import KEPT_YEARS
from market.permissions import Actor
from market.vocabularies.calendar import months_later

Effect = Callable[[Session, Actor, Pairing], None]


def _reserve(session: Session, actor: Actor, pairing: Pairing) -> None:
    money.reserve(session, actor, pairing)
    organizations.count_delivery(session, pairing.offer.organization)


def _release(session: Session, actor: Actor, pairing: Pairing) -> None:
    money.release(session, actor, pairing)
    organizations.count_delivery(session, pairing.offer.organization, by=-1)


def _decide(session: Session, actor: Actor, pairing: Pairing) -> None:
    pairing.decided_at = clock.now()


def _count_correction(session: Session, actor: Actor, pairing: Pairing) -> None:
    pairing.corrections += 1


def _note_submission(session: Session, actor: Actor, pairing: Pairing) -> None:
    pairing.submitted_at = clock.now()


def _follow_emergency(session: Session, actor: Actor, pairing: Pairing) -> None:
    fast_track.start_over(session, pairing)


def _note_fast_track(session: Session, actor: Actor, pairing: Pairing) -> None:
    fast_track.note_use(session, pairing)


def _end(session: Session, actor: Actor, pairing: Pairing) -> None:
    pairing.closed_at = clock.now()
    pairing.keep_until = months_later(clock.today(), 12 * KEPT_YEARS[pairing.track])


EFFECTS: Mapping[str, Effect] = MappingProxyType(
    {
        "reserve": _reserve,
        "release": _release,
        "decide": _decide,
        "count_correction": _count_correction,
        "note_submission": _note_submission,
        "follow_emergency": _follow_emergency,
        "note_fast_track": _note_fast_track,
        "end": _end,
    }
)


_on_entering: dict[PairingState, list[Effect]] = {}


def on_entering(state: PairingState, effect: Effect) -> None:
    """Have something done whenever a pairing has entered a state; what fails there undoes the step, too."""
    _on_entering.setdefault(state, []).append(effect)


def entered(session: Session, actor: Actor, pairing: Pairing) -> None:
    """Do what was registered for the pairing's new state."""
    for effect in _on_entering.get(pairing.state, ()):
        effect(session, actor, pairing)
