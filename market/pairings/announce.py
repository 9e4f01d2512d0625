"""Who is told what about a pairing; the capabilities above tell their news through here too."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from market.accounts import queries as accounts
from market.notifications import service as notifications
from market.notifications.kinds import Kind
from market.pairings.conflicts import conflicts_of
from market.pairings.duties import Role
from market.pairings.models import Pairing, PairingState, Recusal
from market.pairings.permissions import ROLE_OF
from market.pairings.workflow import DECISIONS, RETURNS, holder_of
from market.permissions import Actor, Office
from market.workflow import Step

OFFICE_OF = {role: office for office, role in ROLE_OF.items()}


def tell(
    session: Session,
    pairing: Pairing,
    person_ids: Collection[UUID],
    kind: Kind,
    *,
    page: str = "",
    note: str = "",
    until: date | datetime | None = None,
    amount_fen: int | None = None,
    key: str | None = None,
) -> None:
    """Tell some people something about a pairing.

    Args:
        page: the path that it leads to; the pairing's own page unless given.
        key: what is told once only, however often it is asked for.
    """
    values = {"note": note, "until": until, "amount_fen": amount_fen}
    notifications.notify(
        session,
        person_ids,
        kind,
        subject_kind=Pairing.__tablename__,
        subject_id=pairing.id,
        values={
            "number": pairing.number,
            "title": (pairing.need or pairing.offer).title,
            **{name: value for name, value in values.items() if value not in (None, "")},
        },
        url_path=page or f"/pairings/{pairing.id}",
        dedupe_key=f"{pairing.id} {key}" if key else None,
    )


def sides(session: Session, pairing: Pairing) -> frozenset[UUID]:
    """The people who act for any side of a pairing today."""
    return accounts.members_of(session, [party.organization_id for party in pairing.parties])


def officials(session: Session, office: Office, pairing: Pairing) -> frozenset[UUID]:
    """The people who hold an office today and have no conflict of interest in a pairing."""
    holding = frozenset(person.id for person in accounts.holders_of(session, office))
    return holding - {person_id for person_id, _pairing in conflicts_of(session, holding, [pairing])}


def step_taken(session: Session, actor: Actor, pairing: Pairing, step: Step, before: PairingState, note: str) -> None:
    """The sides: that it was decided, came back, or moved on; the office that holds it next: that it waits for them."""
    if pairing.state is before:
        return
    told = sides(session, pairing) - {actor.person_id}
    kind = Kind.STEP_TAKEN
    if step.name in RETURNS:
        kind = Kind.CORRECTION_ASKED
    elif step.name in DECISIONS:
        kind = Kind.DECIDED
    tell(session, pairing, told, kind, note=note, until=pairing.due_at)
    holder = holder_of(pairing.track, pairing.state)
    if holder not in {None, Role.EXPERT, holder_of(pairing.track, before)}:
        waiting = officials(session, OFFICE_OF[holder], pairing) - {actor.person_id}
        page = f"/pairings/{pairing.id}/decision"
        tell(session, pairing, waiting, Kind.STEP_WAITS, page=page, until=pairing.due_at)


def recusal_asked(session: Session, pairing: Pairing, recusal: Recusal) -> None:
    """The superiors, but whom it is about: that a request waits for their ruling."""
    superiors = officials(session, Office.SUPERIOR, pairing) - {recusal.person_id}
    tell(session, pairing, superiors, Kind.RECUSAL_ASKED, page=f"/recusals/{recusal.id}")


def recusal_ruled(session: Session, pairing: Pairing, recusal: Recusal) -> None:
    """The side that asked, and whom it was about: the ruling and its reasons."""
    told = accounts.members_of(session, [recusal.asked_for_id]) | {recusal.person_id}
    tell(session, pairing, told, Kind.STEP_TAKEN, note=recusal.ruling)
