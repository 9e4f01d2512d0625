"""Drawing a panel by lot: always by the system, once for each visit of a pairing to expert review."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Message, NotPossible
from market.listings.queries import content_at
from market.pairings.models import Pairing, PairingState
from market.permissions import SYSTEM
from market.reviews import announce, criteria, lot, queries
from market.reviews.clearance import Clearance, clearance
from market.reviews.models import Criterion, Panel
from market.reviews.service.seats import call_next, note_lack
from matching.criteria import lint


def draw(session: Session, pairing: Pairing) -> Panel | None:
    """Draw the panel that a pairing waits for; None when it has one, or when too few experts are free of ties.

    Nobody's choice goes into it: not who asks for the draw, nor when. Too few experts are noted once in the trail.

    Raises: NotPossible when the pairing is not in expert review, or its trail does not say how it came there.
    """
    audit.hold(session)  # of two draws at once, the second sees the panel of the first
    session.refresh(pairing, ["state"])
    if pairing.state is not PairingState.EXPERT_REVIEW:
        raise NotPossible(Message("The pairing does not wait for experts."))
    entry = queries.entry_of(session, pairing.id)
    if entry is None:
        raise NotPossible(Message("The trail does not say how the pairing came to the experts."))
    if _is_drawn(session, pairing, entry.seq):
        return None
    found, size = clearance(session, pairing), criteria.size_for(pairing)
    if len(found.pool) < size:
        note_lack(session, pairing, entry.seq, len(found.pool), size)
        return None
    panel = _panel(session, pairing, entry, found, size)
    called = [call_next(session, panel) for _ in range(size)]
    details = {"panel": str(panel.id), "seed": panel.seed, "pool": len(found.pool), "size": size}
    audit.record(session, SYSTEM, "draw_panel", pairing, details=details)
    announce.experts_called(session, panel, [seat.person_id for seat in called if seat])
    return panel


def _is_drawn(session: Session, pairing: Pairing, entry_seq: int) -> bool:
    query = select(Panel.id).where(Panel.pairing_id == pairing.id, Panel.entry_seq == entry_seq)
    return session.scalar(query) is not None


def _panel(session: Session, pairing: Pairing, entry: audit.AuditEvent, found: Clearance, size: int) -> Panel:
    seed = lot.seed_of(entry.hash, pairing.id)
    panel = Panel(
        pairing=pairing,
        entry_seq=entry.seq,
        entry_hash=entry.hash,
        seed=seed,
        size=size,
        spread_limit=criteria.SPREAD_LIMIT,
        draw={"pools": [found.pool], "excluded": found.excluded},
        drawn_order=lot.order_of(seed, [found.pool]),
        drawn_at=clock.now(),
        criteria=[
            Criterion(position=position, **vars(measure))
            for position, measure in enumerate(_measures(session, pairing), start=1)
        ],
        seats=[],
    )
    session.add(panel)
    session.flush()
    return panel


def _measures(session: Session, pairing: Pairing) -> tuple[criteria.Measure, ...]:
    """What is frozen into the panel: the award criteria of the need as its sides agreed on it, else the standard list.

    Raises: NotPossible when they do not add up, or would shut providers out.
    """
    award = content_at(session, pairing.need, pairing.need_version).get("criteria") if pairing.need else None
    measures = criteria.own_measures(award) if award else criteria.measures_for(pairing)
    words = "\n".join(text for one in measures for text in (one.name_zh, one.hint_zh, one.name_en, one.hint_en))
    if sum(one.weight for one in measures) != criteria.WHOLE or any(not finding.soft for finding in lint(words)):
        raise NotPossible(Message("The criteria of this panel are not fit to be used."))
    return measures
