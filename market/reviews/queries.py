"""What can be asked of panels; changes nothing. Whoever shows scores asks `scores_visible_to` first."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from market import audit
from market.errors import Message, NotFound
from market.pairings.models import Pairing, PairingState
from market.permissions import Actor
from market.reviews import results
from market.reviews.models import Panel, Review, Score, Seat
from market.reviews.permissions import UNDER_REVIEW

MOST = 200


def get_panel(session: Session, panel_id: UUID, *, anew: bool = False) -> Panel:
    """One panel with its criteria, seats, reviews and scores; `anew`: as it is now, whatever the session holds.

    Raises: NotFound.
    """
    query = _whole().where(Panel.id == panel_id).execution_options(populate_existing=anew)
    panel = session.scalars(query).one_or_none()
    if panel is None:
        raise NotFound(Message("There is no such panel."))
    return panel


def _whole() -> Select[Panel]:
    reviews = selectinload(Panel.seats).selectinload(Seat.reviews)
    return select(Panel).options(
        joinedload(Panel.pairing),
        selectinload(Panel.criteria),
        selectinload(Panel.seats).joinedload(Seat.person),
        reviews.selectinload(Review.scores).joinedload(Score.criterion),
    )


def panels_of_pairing(session: Session, pairing_id: UUID) -> Sequence[Panel]:
    """All panels of a pairing with all that belongs to them, the newest first."""
    query = _whole().where(Panel.pairing_id == pairing_id).order_by(Panel.entry_seq.desc())
    return session.scalars(query).unique().all()


def seats_of(session: Session, actor: Actor) -> Sequence[Seat]:
    """The seats that somebody was ever called to, what is due first in front, then the newest."""
    query = (
        select(Seat)
        .join(Panel, Panel.id == Seat.panel_id)
        .join(Pairing, Pairing.id == Panel.pairing_id)
        .where(Seat.person_id == actor.person_id)
        .options(joinedload(Seat.panel).joinedload(Panel.pairing), selectinload(Seat.reviews))
        .order_by(Panel.concluded_at.is_not(None), Pairing.due_at.nulls_last(), Panel.drawn_at.desc(), Seat.id)
    )
    return session.scalars(query.limit(MOST)).unique().all()


def waiting_pairings(session: Session) -> Sequence[UUID]:
    """The pairings in expert review for which no panel was drawn yet, the longest waiting first."""
    query = select(Pairing.id).where(
        Pairing.state == PairingState.EXPERT_REVIEW,
        ~select(Panel.id).where(Panel.pairing_id == Pairing.id, Panel.concluded_at.is_(None)).exists(),
    )
    return session.scalars(query.order_by(Pairing.state_since, Pairing.id)).all()


def open_panels(session: Session) -> Sequence[UUID]:
    """The panels under way, the first drawn first."""
    query = select(Panel.id).join(Pairing, Pairing.id == Panel.pairing_id)
    query = query.where(Panel.concluded_at.is_(None), Pairing.state.in_(UNDER_REVIEW))
    return session.scalars(query.order_by(Panel.drawn_at, Panel.id)).all()


def entry_of(session: Session, pairing_id: UUID) -> audit.AuditEvent | None:
    """The event by which a pairing last entered expert review."""
    entered = (
        audit.AuditEvent.after == PairingState.EXPERT_REVIEW.value,
        audit.AuditEvent.before != PairingState.EXPERT_REVIEW.value,
    )
    return _last_event(session, pairing_id, *entered)


def lacked_experts(session: Session, pairing_id: UUID) -> audit.AuditEvent | None:
    """The last event that says that a panel could not be drawn or filled; None where it never lacked."""
    return _last_event(session, pairing_id, audit.AuditEvent.action == "lack_experts")


def _last_event(session: Session, pairing_id: UUID, *which: ColumnElement[bool]) -> audit.AuditEvent | None:
    query = select(audit.AuditEvent).where(
        audit.AuditEvent.subject_kind == Pairing.__tablename__, audit.AuditEvent.subject_id == pairing_id, *which
    )
    return session.scalar(query.order_by(audit.AuditEvent.seq.desc()).limit(1))


def panel_states(session: Session) -> Sequence[Panel]:
    """The panels under way with their seats and pairings, by deadline; for the district's list, without scores."""
    query = (
        select(Panel)
        .join(Pairing, Pairing.id == Panel.pairing_id)
        .where(Panel.concluded_at.is_(None), Pairing.state.in_(UNDER_REVIEW))
        .options(joinedload(Panel.pairing), selectinload(Panel.seats).selectinload(Seat.reviews))
    )
    return session.scalars(query.order_by(Pairing.due_at.nulls_last(), Panel.id).limit(MOST)).unique().all()


def record_of(session: Session, pairing_id: UUID) -> dict[str, Any] | None:
    """Everything about the last review of a pairing as plain data; None until it is concluded, or where there is none.

    Returns: size, seed, pools, excluded, drawn_order; criteria; experts (name, position, state, what they declared,
        their reviews by round with scores and justifications); totals, mean, spread, consensus, dissents; `earlier`:
        the same of each review before, the newest first, for a pairing that came back.
    """
    panels = panels_of_pairing(session, pairing_id)
    if not panels or panels[0].concluded_at is None:
        return None
    newest, *earlier = [results.record(panel) for panel in panels if panel.concluded_at is not None]
    return {**newest, "earlier": earlier}
