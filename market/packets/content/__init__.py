"""What a packet holds, as plain data: the facts that are decided on, and the record of how the case came here."""

from typing import Any

from sqlalchemy.orm import Session

from market import clock
from market.packets.basis import basis_of
from market.packets.content.conduct import conduct
from market.packets.content.facts import facts
from market.packets.content.matching import match
from market.packets.content.trail import corrections, stays, trail
from market.pairings import service as pairings
from market.pairings.models import Pairing
from market.permissions import Actor
from market.reviews import queries as reviews

VERSION = 1  # of the layout below


def content_of(session: Session, pairing: Pairing, actor: Actor, step: str, note: str) -> dict[str, Any]:
    """Everything that is known of a pairing now, and who freezes it with which step and note.

    Nothing of the people who are helped is in it but their number; of those who handle the case, names and what they
    did, and not what they said of themselves in declaring a conflict.
    """
    conditions = pairings.conditions(session, pairing)
    return {
        "version": VERSION,
        "made": {"at": clock.now().isoformat(), "by": actor.name, "step": step, "note": note},
        "facts": facts(session, pairing, conditions),
        "basis": basis_of(session, pairing, conditions),
        "match": match(session, pairing),
        "review": reviews.record_of(session, pairing.id),
        "conduct": conduct(session, pairing),
        "corrections": corrections(session, pairing),
        "stays": stays(session, pairing),
        "trail": trail(session, pairing),
    }
