"""Deciding by a packet: it is frozen when a file is passed on, and bound to the decision by its hash."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Conflict, Invalid, Message, NotPossible
from market.listings.content import digest
from market.packets import announce, queries
from market.packets.basis import Change, basis_of, changes, fingerprint
from market.packets.content import content_of
from market.packets.models import Packet
from market.pairings import service as pairings
from market.pairings.duties import Duty, Role
from market.pairings.models import Pairing, PairingState
from market.pairings.permissions import READ_PAIRING
from market.permissions import Actor
from market.workflow import Step
from matching.eligibility.catalogue import CATALOGUE

THROUGH = "packets"
LONGEST_BASIS = 400
RENEWED = "renew_packet"


class Stale(NotPossible):
    """What a packet says no longer holds; `changes` says what."""

    def __init__(self, found: list[Change]) -> None:
        super().__init__(
            Message("Facts have changed since the packet was made. Somebody of the recheck has to renew it first.")
        )
        self.changes = found


def decide(
    session: Session,
    actor: Actor,
    pairing: Pairing,
    name: str,
    note: str = "",
    *,
    seen: str | None = None,
    no_conflict: bool = False,
    packet_hash: str | None = None,
    rules: Collection[str] = (),
    basis: str = "",
) -> Packet | None:
    """Take a step for the district; those that pass a file on or decide it freeze or bind the packet.

    Args:
        seen: the pairing's stamp when the person looked at it; None where nobody looked.
        packet_hash: the hash of the packet (or, where none is frozen yet, of the facts) that the person saw; likewise.
        rules: the versions of rules that the decision rests on, such as "standing@1".
        basis: what else it rests on, in words.

    Returns: the packet; None for steps without one.
    Raises:
        NotAllowed, NotPossible, Conflict, Invalid: as `pairings.take_step` does.
        Stale: it would be approved by a packet that no longer holds.
        Conflict: the packet or the facts are not those that the person saw.
    """
    READ_PAIRING.require(actor, pairing)
    step, _capacity = pairings.find_step(session, actor, pairing, name)
    if step.through != THROUGH:
        pairings.take_step(session, actor, pairing, name, note, seen=seen, no_conflict=no_conflict)
        return None
    cited = _cited(pairing, step, rules, basis)
    if step.declares:
        pairings.require_declared(session, actor, pairing, now=no_conflict)
    newest = queries.newest_packet(session, pairing.id)
    if pairing.state is PairingState.APPROVAL and (newest is not None or step.name == "approve"):
        packet = _bound(session, pairing, newest, packet_hash, holds=step.name == "approve")
    else:
        packet = _frozen(session, actor, pairing, step.name, note, newest, packet_hash)
    details = {**_named(packet), **cited}
    pairings.take_step(
        session, actor, pairing, name, note, seen=seen, no_conflict=no_conflict, through=THROUGH, details=details
    )
    _keep(session, pairing, step, packet)
    return packet


def renew(session: Session, actor: Actor, pairing: Pairing, note: str = "", *, no_conflict: bool = False) -> Packet:
    """Freeze the file anew while it waits for approval, because facts have changed: the work of the recheck.

    Raises: NotAllowed; Invalid without a declaration; NotPossible in other states, and where nothing has changed.
    """
    capacity = pairings.require_duty(session, actor, pairing, Role.RECHECK, Duty.RECHECK)
    if pairing.state is not PairingState.APPROVAL:
        raise NotPossible(Message("A packet is renewed only while the file waits for approval."))
    newest = queries.newest_packet(session, pairing.id)
    if newest is not None and queries.is_sound(newest) and not stale(session, pairing, newest):
        raise NotPossible(Message("Nothing has changed since the packet was made."))
    pairings.require_declared(session, actor, pairing, now=no_conflict)
    packet = _frozen(session, actor, pairing, RENEWED, note, newest, None)
    session.add(packet)
    details = _named(packet)
    audit.record(session, actor, RENEWED, pairing, note=note, details=details, on_behalf_of=capacity.on_behalf_of)
    announce.packet_made(session, pairing, packet)
    return packet


def stale(session: Session, pairing: Pairing, packet: Packet) -> list[Change]:
    """The facts that have changed since a packet was made."""
    return changes(packet.content["basis"], basis_of(session, pairing))


def _frozen(
    session: Session,
    actor: Actor,
    pairing: Pairing,
    step: str,
    note: str,
    newest: Packet | None,
    seen: str | None,
) -> Packet:
    """A packet of what is known now. Raises: Conflict when it is not what somebody saw."""
    content = content_of(session, pairing, actor, step, note)
    if seen is not None and seen != fingerprint(content["basis"]):
        raise Conflict(Message("A fact has changed since you looked at the file. Read it again, then decide."))
    return Packet(
        pairing_id=pairing.id,
        number=newest.number + 1 if newest else 1,
        content=content,
        sha256=digest(content),
        made_at=clock.now(),
        made_by_id=actor.person_id,
    )


def _bound(session: Session, pairing: Pairing, newest: Packet | None, seen: str | None, *, holds: bool) -> Packet:
    """The packet that is decided by; `holds`: what it says has to be so still."""
    if newest is None:
        raise NotPossible(Message("There is no packet yet: somebody of the recheck has to make one."))
    if seen is not None and seen != newest.sha256:
        raise Conflict(Message("This is not the newest packet. Read the new one, then decide."))
    if not queries.is_sound(newest):
        raise NotPossible(Message("The packet does not match its hash. Tell the auditor: nothing is decided by it."))
    found = stale(session, pairing, newest) if holds else []
    if found:
        raise Stale(found)
    return newest


def _keep(session: Session, pairing: Pairing, step: Step, packet: Packet) -> None:
    session.add(packet)
    session.flush()
    if step.name in queries.DECIDING:
        announce.decided(session, pairing, step.name, packet)
    else:
        announce.packet_made(session, pairing, packet)


def _named(packet: Packet) -> dict[str, Any]:
    return {"packet": packet.number, "packet_sha256": packet.sha256}


def _cited(pairing: Pairing, step: Step, rules: Collection[str], basis: str) -> Mapping[str, Any]:
    """The rules that a decision rests on. Raises: Invalid, also when private money is refused for none."""
    known = {rule.key for rule in CATALOGUE.rules}
    if not known.issuperset(rules):
        raise Invalid({"rules": Message("Choose from the list.")})
    if len(basis) > LONGEST_BASIS:
        raise Invalid({"basis": Message("At most {n} characters.", {"n": LONGEST_BASIS})})
    if step.name == "reject" and not pairing.track.is_public and not rules and not basis.strip():
        words = Message("Say which rule it does not comply with: private money is refused for nothing else.")
        raise Invalid({"rules": words})
    cited: dict[str, Any] = {}
    if rules:
        cited["rules"] = sorted(rules)
    if basis.strip():
        cited["basis"] = basis.strip()
    return cited
