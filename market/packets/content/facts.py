"""The facts of a packet: sides, listings as they were agreed on, money, terms, and verdicts of the hard conditions."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from market import clock
from market.accounts.models import Person
from market.listings.content import content_of, digest, plain
from market.listings.models import Listing, ListingVersion, Programme, Resource
from market.organizations.models import Organization
from market.pairings import service
from market.pairings.models import FundingShare, Pairing, Party
from matching.eligibility.catalogue import CATALOGUE
from matching.eligibility.rule import Rule


def facts(session: Session, pairing: Pairing, conditions: Iterable[service.Condition]) -> dict[str, Any]:
    """What is decided on, as it is now."""
    return {
        "number": pairing.number,
        "track": pairing.track.value,
        "state": pairing.state.value,
        "opened_at": pairing.opened_at.isoformat(),
        "submitted_at": pairing.submitted_at.isoformat() if pairing.submitted_at else None,
        "corrections": pairing.corrections,
        "fast_track": pairing.fast_track,
        "parties": _parties(session, pairing),
        "listings": _listings(session, pairing),
        "money": _money(pairing),
        "terms": {"number": pairing.terms_number, "text": pairing.terms, "wants_review": pairing.wants_review},
        "problems": [str(problem) for problem in service.problems(pairing)],
        "conditions": [_condition(one) for one in conditions],
    }


def _parties(session: Session, pairing: Pairing) -> list[dict[str, Any]]:
    ids = {party.agreed_by_id for party in pairing.parties} - {None}
    names = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())
    return [
        {
            "role": party.role.value,
            **_organization(party.organization),
            "agreed_terms": party.agreed_terms,
            "agreed_at": party.agreed_at.isoformat() if party.agreed_at else None,
            "agreed_by": names.get(party.agreed_by_id, "") if party.agreed_by_id else "",
        }
        for party in sorted(pairing.parties, key=_place)
    ]


def _place(party: Party) -> tuple[int, str]:
    return ("need", "delivery", "funding").index(party.role.value), party.organization.credit_code


def _organization(organization: Organization) -> dict[str, Any]:
    checked = organization.standing_checked_on
    return {
        "id": str(organization.id),
        "name": organization.name,
        "credit_code": organization.credit_code,
        "kind": organization.kind.value,
        "verification": organization.verification.value,
        "version": organization.version_number,
        "standing": organization.standing.value if organization.standing else None,
        "standing_checked_on": checked.isoformat() if checked else None,
        "level": organization.valid_level(clock.today()),
        "registered_on": organization.registered_on.isoformat(),
        "delivered_pairings": organization.delivered_pairings,
    }


def _listings(session: Session, pairing: Pairing) -> list[dict[str, Any]]:
    """Need, offer and what each share comes from, each as it was when the terms were made."""
    agreed: list[tuple[str, Listing, int]] = [("offer", pairing.offer, pairing.offer_version)]
    if pairing.need is not None:
        agreed.insert(0, ("need", pairing.need, pairing.need_version or 0))
    agreed += [("share", share.listing, share.listing_version) for share in pairing.shares]
    kept = _kept(session, [(listing.id, number) for _place, listing, number in agreed])
    return [_listing(place, listing, number, kept.get((listing.id, number))) for place, listing, number in agreed]


def _kept(session: Session, wanted: list[tuple[UUID, int]]) -> dict[tuple[UUID, int], ListingVersion]:
    query = select(ListingVersion).where(tuple_(ListingVersion.listing_id, ListingVersion.number).in_(wanted))
    return {(version.listing_id, version.number): version for version in session.scalars(query)}


def _listing(place: str, listing: Listing, number: int, version: ListingVersion | None) -> dict[str, Any]:
    content = version.content if version else plain(content_of(listing))
    return {
        "place": place,
        "id": str(listing.id),
        "kind": listing.kind.value,
        "owner": listing.organization.name,
        "version": number,
        "present_version": listing.version_number,
        "state": listing.state.value,
        "content": content,
        "content_hash": version.content_hash if version else digest(content),
    }


def _money(pairing: Pairing) -> dict[str, Any]:
    return {
        "budget_fen": pairing.budget_fen,
        "own_fen": pairing.own_fen,
        "own_is_public": bool(service.public_own(pairing)),
        "shares": [_share(share) for share in pairing.shares],
    }


def _share(share: FundingShare) -> dict[str, Any]:
    listing = share.listing
    return {
        "listing": str(share.listing_id),
        "title": listing.title,
        "owner": listing.organization.name,
        "amount_fen": share.amount_fen,
        "quantity": share.quantity,
        "unit": listing.unit if isinstance(listing, Resource) else "",
        "remaining_fen": listing.remaining_fen if isinstance(listing, Programme | Resource) else None,
    }


def _condition(condition: service.Condition) -> dict[str, Any]:
    check = condition.check
    return {
        "one": condition.one.title,
        "other": condition.other.title,
        "rule": check.rule,
        "rule_version": check.version,
        "verdict": check.verdict.value,
        "evidence": {name: _plain(value) for name, value in check.evidence.items()},
        "missing": list(check.missing),
        "citation": check.citation,
        **_rule(check.rule, check.version),
    }


def _rule(code: str, version: int | None) -> dict[str, Any]:
    """How well the source of a rule is known, and what of it could be read."""
    rule: Rule | None = CATALOGUE.find(code, version) if version is not None else None
    return {"mark": rule.mark.value, "texts": [one.text for one in rule.citations if one.text]} if rule else {}


def _plain(value: object) -> object:
    if isinstance(value, frozenset | set):
        return sorted(map(_plain, value), key=str)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    return value if isinstance(value, str | int | float | bool | None) else str(value)
