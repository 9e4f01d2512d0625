"""Whom oversight has something to tell: the places where people are notified."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from market.accounts.queries import holders_of
from market.clocks import Card as Colour
from market.notifications import service as notifications
from market.notifications.kinds import Kind
from market.oversight.models import Card
from market.pairings.announce import OFFICE_OF, officials, tell
from market.pairings.duties import Role
from market.pairings.models import Emergency, EmergencyCase, Pairing
from market.permissions import Office

CARDS = "/oversight/cards"


def card_issued(session: Session, card: Card, superiors: Collection[UUID]) -> None:
    """The holders of the office are told of a card on a file of theirs; of a red one, the superiors too."""
    if card.stay is None:
        if card.emergency is not None:
            _tell_of_emergency(session, card.emergency, Kind.RED_CARD, Office.DUTY)
        return
    kind = Kind.RED_CARD if card.colour is Colour.RED else Kind.YELLOW_CARD
    pairing = card.stay.pairing
    page = f"/pairings/{pairing.id}/decision"
    tell(session, pairing, _holders(session, card, pairing), kind, page=page, key=f"card {card.stay_id} {card.colour}")
    tell(session, pairing, superiors, Kind.ESCALATED, page=CARDS, key=f"escalated {card.stay_id}")


def card_answered(session: Session, card: Card) -> None:
    """The holders of the office read what the superior says to a red card."""
    if card.stay is not None:
        told = _holders(session, card, card.stay.pairing)
        tell(session, card.stay.pairing, told, Kind.RED_CARD, page=CARDS, note=card.answer)


def emergency_declared(session: Session, emergency: Emergency) -> None:
    """The superiors are told that an emergency waits to be ratified."""
    _tell_of_emergency(session, emergency, Kind.EMERGENCY_DECLARED, Office.SUPERIOR)


def decision_flagged(session: Session, case: EmergencyCase) -> None:
    """The superiors are told of a decision to be reviewed, because nobody ratified the emergency that it rests on."""
    told = officials(session, Office.SUPERIOR, case.pairing)
    tell(session, case.pairing, told, Kind.RATIFICATION_DUE, page=f"/pairings/{case.pairing_id}/decision")


def _holders(session: Session, card: Card, pairing: Pairing) -> frozenset[UUID]:
    return officials(session, OFFICE_OF[Role(card.office)], pairing) if card.office else frozenset()


def _tell_of_emergency(session: Session, emergency: Emergency, kind: Kind, office: Office) -> None:
    notifications.notify(
        session,
        [person.id for person in holders_of(session, office)],
        kind,
        subject_kind=Emergency.__tablename__,
        subject_id=emergency.id,
        values={"number": emergency.declared_at.strftime("%Y-%m-%d"), "title": emergency.reason[:80]},
        url_path="/emergencies",
    )
