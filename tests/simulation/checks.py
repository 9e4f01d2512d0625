"""What has to hold after any year, read from the tables alone."""

from collections import Counter, defaultdict
from itertools import pairwise
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from market import audit
from market.audit import AuditEvent
from market.delivery.service import verify_ledger
from market.listings.models import Programme, Resource
from market.pairings.models import Pairing, PairingState, Stay, Track
from market.pairings.workflow import AWARDED, workflow_of
from market.reviews.models import Panel
from market.reviews.verify import problems
from tests.duties import broken_separations


def events_by_pairing(session: Session) -> dict[UUID, list[AuditEvent]]:
    """The trail of each pairing, oldest first."""
    found: dict[UUID, list[AuditEvent]] = defaultdict(list)
    for event in session.scalars(
        select(AuditEvent).where(AuditEvent.subject_kind == "pairing").order_by(AuditEvent.seq)
    ):
        found[event.subject_id].append(event)
    return found


def illegal_moves(session: Session) -> list[str]:
    """Moves that no table allows, and pairings that do not stand where their trail ends."""
    faults = []
    trails = events_by_pairing(session)
    for pairing in session.scalars(select(Pairing)):
        state = PairingState.SUGGESTED
        steps = {
            (step.name, source): step.target for step in workflow_of(pairing.track).steps for source in step.sources
        }
        for event in trails[pairing.id]:
            if event.before is None:
                continue
            if event.before != state:
                faults.append(f"{pairing.number}: {event.action} began at {event.before}, but it stood at {state}")
            state = PairingState(event.after)
            if steps.get((event.action, PairingState(event.before))) != state:
                faults.append(f"{pairing.number}: {event.action} led from {event.before} to {state}")
        if pairing.state is not state:
            faults.append(f"{pairing.number}: stands at {pairing.state}, but its trail ends at {state}")
    return faults


def wrong_promises(session: Session) -> list[str]:
    """Programmes and resources whose reserved part is not what the awarded pairings were promised."""
    promised: Counter[UUID] = Counter()
    unsure: set[UUID] = set()
    for pairing in session.scalars(select(Pairing).options(selectinload(Pairing.shares))):
        for share in pairing.shares:
            if pairing.state in AWARDED:
                promised[share.listing_id] += share.amount_fen or share.quantity or 0
            elif pairing.state is PairingState.TERMINATED:  # what was spent stays spent
                unsure.add(share.listing_id)
    faults = []
    for row in [*session.scalars(select(Programme)), *session.scalars(select(Resource))]:
        reserved = row.reserved_fen + (row.reserved_quantity if isinstance(row, Resource) else 0)
        if row.id not in unsure and reserved != promised[row.id]:
            faults.append(f"{row.title}: {reserved} reserved, {promised[row.id]} promised")
    return faults


def torn_stays(session: Session) -> list[str]:
    """Pairings whose stays have a gap, overlap, or do not end where the pairing stands."""
    faults = []
    rows: dict[UUID, list[Stay]] = defaultdict(list)
    for stay in session.scalars(select(Stay).order_by(Stay.entered_at, Stay.left_at.nulls_last())):
        rows[stay.pairing_id].append(stay)
    for pairing in session.scalars(select(Pairing)):
        stays = rows[pairing.id]
        open_ones = [stay for stay in stays if stay.left_at is None]
        if [stay.state for stay in open_ones] != [pairing.state]:
            faults.append(f"{pairing.number}: open stays {[str(stay.state) for stay in open_ones]}")
        if any(before.left_at != after.entered_at for before, after in pairwise(stays)):
            faults.append(f"{pairing.number}: its stays do not follow each other")
    return faults


def lost_updates(session: Session, done: Counter[str]) -> list[str]:
    """Steps that somebody was told were taken, but that left no trace, or the other way round."""
    counted = Counter(session.scalars(select(AuditEvent.action).where(AuditEvent.subject_kind == "pairing")))
    steps = [step for track in Track for step in workflow_of(track).steps]
    by_people = {step.name for step in steps if not step.through} - {
        "express_interest",
        "meet",
        "lapse",
        "fall_through",
    }
    by_people |= {"suspend", "resume", "terminate", "rectify", "accept", "request_acceptance"}
    return [
        f"{name}: {done[name]} told, {counted[name]} in the trail"
        for name in sorted(by_people)
        if done[name] != counted[name]
    ]


def faults(session: Session, done: Counter[str]) -> list[str]:
    """Everything that is wrong; empty when all holds."""
    trails = events_by_pairing(session)
    chain = [f"event {found.seq}: {found.what}" for found in audit.verify(session)]
    return [
        *chain,
        *illegal_moves(session),
        *(
            fault
            for pairing in session.scalars(select(Pairing))
            for fault in broken_separations(pairing, trails[pairing.id])
        ),
        *wrong_promises(session),
        *torn_stays(session),
        *lost_updates(session, done),
        *(str(fault) for fault in verify_ledger(session)),
        *(words for panel in session.scalars(select(Panel)) for words in map(str, problems(session, panel))),
    ]
