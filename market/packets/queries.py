"""What can be asked of packets; changes nothing."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from market.audit import AuditEvent
from market.errors import Message, NotFound
from market.listings.content import digest
from market.packets.models import Packet
from market.pairings.models import Pairing

BATCH = 100
NAMING = frozenset({"pass_file", "pass_all_checks", "confirm", "approve", "reject", "renew_packet"})
DECIDING = ("approve", "confirm", "reject")


class Break(NamedTuple):
    """A packet that is not what it was, and how."""

    pairing_id: UUID
    number: int
    what: str


def newest_packet(session: Session, pairing_id: UUID) -> Packet | None:
    """The last packet of a pairing."""
    query = select(Packet).where(Packet.pairing_id == pairing_id)
    return session.scalar(query.order_by(Packet.number.desc()).limit(1))


def packets_of(session: Session, pairing_id: UUID) -> Sequence[Packet]:
    """All packets of a pairing, the newest first."""
    return session.scalars(select(Packet).where(Packet.pairing_id == pairing_id).order_by(Packet.number.desc())).all()


def get_packet(session: Session, pairing_id: UUID, number: int) -> Packet:
    """One packet. Raises: NotFound."""
    query = select(Packet).where(Packet.pairing_id == pairing_id, Packet.number == number)
    found = session.scalar(query.options(joinedload(Packet.pairing)))
    if found is None:
        raise NotFound(Message("There is no such packet."))
    return found


def is_sound(packet: Packet) -> bool:
    """Whether a packet still is what was hashed."""
    return digest(packet.content) == packet.sha256


def decision_by(session: Session, packet: Packet) -> AuditEvent | None:
    """The event of the trail that decided by this packet; None while nobody has."""
    query = select(AuditEvent).where(
        AuditEvent.subject_kind == Pairing.__tablename__,
        AuditEvent.subject_id == packet.pairing_id,
        AuditEvent.action.in_(DECIDING),
    )
    events = session.scalars(query.order_by(AuditEvent.seq.desc()))
    return next((event for event in events if event.details.get("packet_sha256") == packet.sha256), None)


def breaks(session: Session) -> Iterator[Break]:
    """Every packet that was changed, was replaced, is missing, or that the trail knows nothing of."""
    named = _named(session)
    seen: set[tuple[UUID, int]] = set()
    for packet in session.scalars(select(Packet).order_by(Packet.pairing_id, Packet.number)).yield_per(BATCH):
        key = packet.pairing_id, packet.number
        seen.add(key)
        if not is_sound(packet):
            yield Break(*key, "was changed after it was made: its content has another hash")
        if key not in named:
            yield Break(*key, "was put in from outside: no event of the trail names it")
        elif named[key] != {packet.sha256}:
            yield Break(*key, "was replaced: the trail names another hash")
    for key in sorted(named.keys() - seen):
        yield Break(*key, "is missing: the trail names it")


def _named(session: Session) -> dict[tuple[UUID, int], set[str]]:
    """The hashes under which the trail names each packet."""
    rows = session.execute(
        select(AuditEvent.subject_id, AuditEvent.details).where(
            AuditEvent.subject_kind == Pairing.__tablename__, AuditEvent.action.in_(NAMING)
        )
    )
    found: dict[tuple[UUID, int], set[str]] = {}
    for pairing_id, details in rows:
        if "packet" in details:
            found.setdefault((pairing_id, details["packet"]), set()).add(details["packet_sha256"])
    return found
