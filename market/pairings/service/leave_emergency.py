"""What becomes of an undecided file when an emergency that covered it is over."""

from sqlalchemy.orm import Session

from market.pairings.models import Pairing
from market.pairings.service.fast_track import came_fast, follow
from market.pairings.service.take_step import take_step
from market.permissions import SYSTEM


def leave_emergency(session: Session, pairing: Pairing) -> None:
    """Close its fast track, unless another emergency covers it; what came fast to the approval is checked anew."""
    fast = came_fast(session, pairing)
    follow(session, pairing)
    if fast and not pairing.fast_track:
        take_step(session, SYSTEM, pairing, "redo_checks")
