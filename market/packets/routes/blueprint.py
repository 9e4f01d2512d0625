"""The pages of packets as one blueprint, and what all of them need."""

from uuid import UUID

from flask import Blueprint, url_for

from market import web
from market.packets import queries
from market.packets.models import Packet
from market.pairings.permissions import READ_PACKET

pages = Blueprint("packets", __name__)


def readable_packet(pairing_id: UUID, number: int) -> Packet:
    """A packet that the reader may see.

    Raises: NotFound, NotAllowed.
    """
    packet = queries.get_packet(web.current_session(), pairing_id, number)
    READ_PACKET.require(web.current_actor(), packet.pairing)
    return packet


def address_of(pairing_id: UUID) -> str:
    """Where people reach a case from paper."""
    return web.full_address(url_for("pairings.show", pairing_id=pairing_id))
