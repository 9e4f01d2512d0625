"""What can be asked of cards; changes nothing."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select
from sqlalchemy.orm import Session, joinedload

from market.clocks import Card as Colour
from market.errors import Message, NotFound
from market.oversight.models import Card
from market.pairings.models import Stay
from market.pairings.queries import pairings_by_id
from market.pairings.workflow import PAUSES

PAGE_SIZE = 50


def may_earn_cards(session: Session) -> Sequence[UUID]:
    """The stays with an office that last, or were left late, and have no red card yet; the first due come first."""
    has_red = select(Card.id).where(Card.stay_id == Stay.id, Card.colour == Colour.RED).exists()
    query = select(Stay.id).where(
        Stay.due_at.is_not(None),
        Stay.office != "",
        Stay.state.not_in(PAUSES),
        or_(Stay.left_at.is_(None), Stay.left_at > Stay.due_at),
        not_(has_red),
    )
    return session.scalars(query.order_by(Stay.due_at, Stay.id)).all()


def cards(
    session: Session, *, office: str = "", colour: str = "", is_open: bool = True, page: int = 1
) -> tuple[Sequence[Card], int]:
    """One page of the cards, by office and with the oldest first, and how many there are.

    Open: the file lies there still, and nobody has answered a red card. The others come with the newest first.
    """
    query = _open() if is_open else select(Card).outerjoin(Stay).where(not_(_is_open()))
    if office:
        query = query.where(Card.office == office)
    if colour:
        query = query.where(Card.colour == colour)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    order = (Card.office, Card.issued_at, Card.id) if is_open else (Card.issued_at.desc(), Card.id)
    query = query.options(joinedload(Card.stay), joinedload(Card.emergency)).order_by(*order)
    found = session.scalars(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    _load_pairings(session, found)
    return found, total


def open_red_cards(session: Session, limit: int = PAGE_SIZE) -> Sequence[Card]:
    """The red cards that wait for an answer, the oldest first."""
    query = _open().where(Card.colour == Colour.RED).options(joinedload(Card.stay), joinedload(Card.emergency))
    found = session.scalars(query.order_by(Card.issued_at, Card.id).limit(limit)).all()
    _load_pairings(session, found)
    return found


def count_open(session: Session) -> int:
    """How many cards are open."""
    return session.scalar(select(func.count()).select_from(_open().subquery())) or 0


def get_card(session: Session, card_id: UUID) -> Card:
    """One card with its stay. Raises: NotFound."""
    found = session.get(Card, card_id, options=[joinedload(Card.stay), joinedload(Card.emergency)])
    if found is None:
        raise NotFound(Message("There is no such card."))
    return found


def _open() -> Select[Card]:
    return select(Card).outerjoin(Stay).where(_is_open())


def _is_open() -> ColumnElement[bool]:
    """A yellow card is closed, too, once the red one is there."""
    red = Card.__table__.alias("red")
    same = or_(
        red.c.stay_id == Card.stay_id, and_(red.c.emergency_id == Card.emergency_id, red.c.due_at == Card.due_at)
    )
    followed = select(red.c.id).where(same, red.c.colour == Colour.RED).exists()
    superseded = and_(Card.colour == Colour.YELLOW, followed)
    return and_(Stay.left_at.is_(None), Card.answered_at.is_(None), not_(superseded))


def _load_pairings(session: Session, found: Sequence[Card]) -> None:
    """Bring the files of some cards with everything that their rows show, in a few statements."""
    stays = [card.stay for card in found if card.stay is not None]
    loaded = pairings_by_id(session, {stay.pairing_id for stay in stays})
    for stay in stays:
        stay.pairing = loaded[stay.pairing_id]
