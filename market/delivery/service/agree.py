"""Writing the agreement of a pairing and its milestones, until all sides have signed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from market import clock
from market.delivery import announce, queries, terms
from market.delivery.models import Agreement, Milestone
from market.delivery.service.authority import leave_trace, require_side, require_state
from market.errors import Conflict, Invalid, Message, NotPossible
from market.listings.models import Need, Project
from market.pairings.models import Pairing, PairingState
from market.pairings.service.money import brought_fen
from market.permissions import Actor
from market.vocabularies.calendar import months_later

MOST_MILESTONES = 20
LONGEST_TITLE = 200
NO_DAY = Message("Say by when.")


@dataclass(frozen=True)
class Terms:
    """What the sides write into their agreement; the price follows from the pairing."""

    subject: str
    starts_on: date
    ends_on: date
    payment: str
    breach: str
    dispute: str
    bond_fen: int = 0
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Planned:
    """One milestone as it is written into the agreement."""

    title: str
    due_on: date
    amount_fen: int
    indicator: str = ""


def proposal(pairing: Pairing) -> Terms:
    """The terms to begin with, from what the pairing says: nothing in them is law, everything can be changed."""
    about = pairing.need or pairing.offer
    starts_on = max(about.starts_on or clock.today(), clock.today())
    ends_on = about.ends_on or pairing.offer.ends_on
    if ends_on is None or ends_on < starts_on:
        ends_on = months_later(starts_on, 12) - timedelta(days=1)
    outcome = about.outcome if isinstance(about, Need) else about.indicators if isinstance(about, Project) else ""
    subject = "\n".join(text for text in (about.title, pairing.terms, outcome) if text)
    return Terms(subject[: terms.LONGEST_TEXT], starts_on, ends_on, payment="", breach="", dispute="")


def change_agreement(
    session: Session, actor: Actor, pairing: Pairing, words: Terms, *, seen: int | None = None
) -> Agreement:
    """Write the agreement, or change it: what was signed before is void.

    Args:
        seen: the agreement's number when the person looked at it, 0 for none; None where nobody looked.

    Raises: NotAllowed, NotPossible once all have signed, Conflict, Invalid.
    """
    capacity = require_side(session, actor, pairing)
    require_state(pairing, PairingState.CONTRACTING)
    agreement = queries.find_agreement(session, pairing.id)
    require_seen(agreement, seen)
    price = brought_fen(pairing)
    found = terms.problems(pairing.track, price, words.starts_on, words.ends_on, words.bond_fen, words.grounds)
    found |= _problems_of_texts(words)
    if found:
        raise Invalid(found)
    if agreement is None:
        agreement = Agreement(pairing_id=pairing.id, pairing=pairing, number=0, content={}, content_hash="")
        session.add(agreement)
    agreement.price_fen = price
    for name in ("subject", "starts_on", "ends_on", "payment", "breach", "dispute", "bond_fen"):
        setattr(agreement, name, getattr(words, name))
    agreement.grounds = [ground for ground in terms.GROUNDS if ground in words.grounds]
    void = _renew(session, agreement)
    details = {"number": agreement.number, "void": void}
    leave_trace(session, actor, pairing, "change_agreement", capacity, details=details)
    return agreement


def plan_milestones(
    session: Session, actor: Actor, pairing: Pairing, rows: Sequence[Planned], *, seen: int | None = None
) -> Sequence[Milestone]:
    """Set the milestones of an agreement, all at once; their amounts add up to the price.

    Raises: NotAllowed, NotPossible once all have signed or before the agreement is written, Conflict, Invalid.
    """
    capacity = require_side(session, actor, pairing)
    require_state(pairing, PairingState.CONTRACTING)
    agreement = queries.get_agreement(session, pairing.id)
    require_seen(agreement, seen)
    found = _problems_of_plan(agreement, rows)
    if found:
        raise Invalid(found)
    for before in queries.milestones_of(session, pairing.id):
        session.delete(before)
    session.flush()  # else the new rows would come before the old ones go
    planned = [
        Milestone(pairing_id=pairing.id, pairing=pairing, position=position, **vars(row), requested_fen=0, paid_fen=0)
        for position, row in enumerate(sorted(rows, key=lambda row: row.due_on), start=1)
    ]
    session.add_all(planned)
    void = _renew(session, agreement)
    details = {"number": agreement.number, "milestones": len(planned), "void": void}
    leave_trace(session, actor, pairing, "plan_milestones", capacity, details=details)
    return planned


def require_seen(agreement: Agreement | None, seen: int | None) -> None:
    """Raises: Conflict when the agreement was changed since somebody looked."""
    if seen is not None and seen != (agreement.number if agreement else 0):
        raise Conflict(Message("Somebody else has just changed this. Look at it again, then decide."))


def _renew(session: Session, agreement: Agreement) -> int:
    """A new text: how many signatures it makes void."""
    void = [one for one in agreement.signatures if one.supplement == 0]
    for signature in void:
        agreement.signatures.remove(signature)
    agreement.number += 1
    agreement.content, agreement.content_hash = {}, ""
    session.flush()
    if void:
        announce.agreement_changed(session, agreement.pairing)
    return len(void)


def _problems_of_texts(words: Terms) -> dict[str, Message]:
    found: dict[str, Message] = {}
    for name in terms.TEXTS:
        text = getattr(words, name)
        if not text.strip():
            found[name] = Message("Fill this in.")
        elif len(text) > terms.LONGEST_TEXT:
            found[name] = Message("At most {n} characters.", {"n": terms.LONGEST_TEXT})
    return found


def _problems_of_plan(agreement: Agreement, rows: Sequence[Planned]) -> dict[str, Message]:
    found: dict[str, Message] = {}
    if not 1 <= len(rows) <= MOST_MILESTONES:
        raise NotPossible(Message("An agreement has from 1 to {n} milestones.", {"n": MOST_MILESTONES}))
    for number, row in enumerate(rows):
        if not row.title.strip() or len(row.title) > LONGEST_TITLE:
            found[f"title-{number}"] = Message("At most {n} characters, and at least one.", {"n": LONGEST_TITLE})
        if len(row.indicator) > terms.LONGEST_TEXT:
            found[f"indicator-{number}"] = Message("At most {n} characters.", {"n": terms.LONGEST_TEXT})
        if not agreement.starts_on <= row.due_on <= agreement.ends_on:
            found[f"due_on-{number}"] = Message("This day is not within the agreement's period.")
        if row.amount_fen < 0:
            found[f"amount_fen-{number}"] = Message("An amount cannot be negative.")
    total = sum(row.amount_fen for row in rows)
    if total != agreement.price_fen:
        values = {"sum": _yuan(total), "price": _yuan(agreement.price_fen)}
        found["amounts"] = Message("The amounts add up to {sum} yuan, and the price is {price} yuan.", values)
    return found


def _yuan(fen: int) -> str:
    return f"{fen / 100:,.2f}".removesuffix(".00")
