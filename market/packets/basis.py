"""What has to hold from the recheck to the decision, in rows that can be compared."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row as SqlRow
from sqlalchemy import String, cast, literal, select, union_all
from sqlalchemy.orm import Session

from market import clock
from market.accounts.models import Person
from market.listings.content import digest
from market.pairings import service
from market.pairings.models import Declaration, Pairing, Party, Recusal

Row = Mapping[str, Any]  # kind, id, what, subject (its name, for people), value


@dataclass(frozen=True)
class Change:
    """One fact that is no longer what it was; None where it was not there before, or is there no more."""

    kind: str
    what: str
    subject: str
    before: Any
    now: Any


def basis_of(session: Session, pairing: Pairing, conditions: Sequence[service.Condition] | None = None) -> list[Row]:
    """The facts that a decision rests on, as they are now; in one statement where the conditions are known already.

    What every other decision changes (how much a funder has left, how often somebody delivered) is not among them:
    the money is counted by itself when it is reserved.
    """
    found = service.conditions(session, pairing) if conditions is None else conditions
    return [
        *(row for party in pairing.parties for row in _party(party)),
        *_terms(pairing),
        *_listings(pairing),
        *_verdicts(found),
        *_conduct(session, pairing),
    ]


def fingerprint(rows: Iterable[Row]) -> str:
    """SHA-256 in hex of a basis, whatever the order of its rows: what somebody saw who looked at the file."""
    return digest({"basis": sorted([row["kind"], row["id"], row["what"], str(row["value"])] for row in rows)})


def changes(before: Iterable[Row], now: Iterable[Row]) -> list[Change]:
    """What differs, in the order of the facts."""
    one, other = _by_key(before), _by_key(now)
    return [
        Change(key[0], key[2], (other.get(key) or one[key])["subject"], _value(one.get(key)), _value(other.get(key)))
        for key in {**one, **other}
        if _value(one.get(key)) != _value(other.get(key))
    ]


def _by_key(rows: Iterable[Row]) -> dict[tuple[str, str, str], Row]:
    return {(row["kind"], row["id"], row["what"]): row for row in rows}


def _value(row: Row | None) -> Any:
    return row["value"] if row is not None else None


def _row(kind: str, identity: object, what: str, subject: str, value: Any) -> Row:
    return {"kind": kind, "id": str(identity), "what": what, "subject": subject, "value": value}


def _party(party: Party) -> Iterator[Row]:
    organization = party.organization
    values = {
        "role": party.role.value,
        "name": organization.name,
        "verification": organization.verification.value,
        "standing": organization.standing.value if organization.standing else None,
        "level": organization.valid_level(clock.today()),
        "version": organization.version_number,
    }
    for what, value in values.items():
        yield _row("party", organization.id, what, organization.name, value)


def _terms(pairing: Pairing) -> Iterator[Row]:
    values = {"budget_fen": pairing.budget_fen, "own_fen": pairing.own_fen, "terms": pairing.terms_number}
    for what, value in values.items():
        yield _row("terms", "", what, "", value)
    for share in pairing.shares:
        what = "amount_fen" if share.amount_fen is not None else "quantity"
        yield _row("share", share.listing_id, what, share.listing.title, share.amount_fen or share.quantity)


def _listings(pairing: Pairing) -> Iterator[Row]:
    for listing in service.listings_of(pairing):
        yield _row("listing", listing.id, "version", listing.title, listing.version_number)
        yield _row("listing", listing.id, "state", listing.title, listing.state.value)


def _verdicts(conditions: Iterable[service.Condition]) -> Iterator[Row]:
    for found in conditions:
        check, pair = found.check, f"{found.one.id}/{found.other.id}"
        subject = f"{found.one.title} · {found.other.title}"
        yield _row("condition", pair, check.rule, subject, check.verdict.value)
        yield _row("rule", pair, check.rule, subject, check.version)


def _conduct(session: Session, pairing: Pairing) -> Iterator[Row]:
    """Declared conflicts, and requests for recusal with what became of them."""
    for identity, name, what, value in _said(session, pairing):
        yield _row("conduct", identity, what, name, value)


def _said(session: Session, pairing: Pairing) -> Iterable[SqlRow[UUID, str, str, str]]:
    """(identity, person, what, value), in one statement."""
    declared = (
        select(Declaration.id, Person.name, literal("declared"), literal("conflict"))
        .join(Person, Person.id == Declaration.person_id)
        .where(Declaration.pairing_id == pairing.id, Declaration.has_conflict)
    )
    asked = (
        select(Recusal.id, Person.name, literal("recusal"), cast(Recusal.state, String))
        .join(Person, Person.id == Recusal.person_id)
        .where(Recusal.pairing_id == pairing.id)
    )
    return session.execute(union_all(declared, asked))
