"""Who is told what about packets and decisions."""

from sqlalchemy.orm import Session

from market.packets.models import Packet
from market.pairings.models import Pairing


def packet_made(session: Session, pairing: Pairing, packet: Packet) -> None:
    """Those who approve are told that a file with a fresh packet waits for them; for private money nobody is."""


def decided(session: Session, pairing: Pairing, step: str, packet: Packet) -> None:
    """All sides are told that it was approved, confirmed or rejected, with the note and the rules that were cited."""
