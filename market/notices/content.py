"""The text of a notice as plain data, frozen when it is published, and its hash.

It names organizations and experts, never people who are helped, donors, or officials.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from market import clock
from market.listings.models import Listing, Need, Project, Resource
from market.organizations.models import Organization
from market.pairings.models import FundingShare, Pairing, Track
from market.reviews import queries as reviews

LEGAL_BASIS: Mapping[Track, tuple[str, ...]] = {
    Track.PURCHASE: ("procurement_law_52", "procurement_rules_43", "charity_law_76", "civil_code_201"),
    Track.SPECIAL_FUND: ("fund_rules", "charity_law_76", "civil_code_201"),
}


def freeze(session: Session, pairing: Pairing) -> dict[str, Any]:
    """What the public is to read of a pairing that was approved, as it is now."""
    subject = pairing.need or pairing.offer
    return {
        "form": 1,
        "number": pairing.number,
        "track": pairing.track.value,
        "title": subject.title,
        "need": _listing(pairing.need) if pairing.need else None,
        "provider": _listing(pairing.offer),
        "funders": [_share(share) for share in pairing.shares],
        "amount_fen": pairing.budget_fen,
        "own_fen": pairing.own_fen,
        "period": {"starts_on": _day(subject.starts_on), "ends_on": _day(subject.ends_on)},
        "beneficiaries": _beneficiaries(pairing),
        "review": _review(reviews.record_of(session, pairing.id)),
        "legal_basis": list(LEGAL_BASIS.get(pairing.track, ())),
        "decided_at": _moment(pairing.decided_at),
        "published_at": _moment(clock.now()),
        "notice_count": pairing.notice_count,
        "notice_unit": pairing.notice_unit.value,
        "ends_at": _moment(pairing.due_at),
    }


def canonical(content: Mapping[str, Any]) -> bytes:
    """The bytes that are hashed: JSON with sorted keys, without spaces, in UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical bytes, in hex."""
    return hashlib.sha256(canonical(content)).hexdigest()


def searched(content: Mapping[str, Any]) -> str:
    """The words by which a notice is found."""
    sides = [content["need"], content["provider"], *content["funders"]]
    names = [side[name] or "" for side in sides if side for name in ("owner", "owner_en")]
    return "\n".join(dict.fromkeys([content["number"], content["title"], *names]))


def _listing(listing: Listing) -> dict[str, Any]:
    return {"title": listing.title, **_owner(listing.organization)}


def _owner(organization: Organization) -> dict[str, Any]:
    return {
        "owner": organization.name,
        "owner_en": organization.name_en,
        "credit_code": organization.credit_code,
    }


def _share(share: FundingShare) -> dict[str, Any]:
    unit = share.listing.unit if isinstance(share.listing, Resource) else ""
    measure = {"amount_fen": share.amount_fen, "quantity": share.quantity, "unit": unit}
    return {**_listing(share.listing), **measure}


def _beneficiaries(pairing: Pairing) -> dict[str, Any]:
    """Whom it is for, in general words: groups, places and how many."""
    subject = pairing.need or pairing.offer
    count = subject.beneficiaries_count if isinstance(subject, Need | Project) else None
    return {
        "groups": subject.codes("group"),
        "places": subject.codes("division"),
        "count": count,
    }


def _review(record: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Who the experts were and what their scores came to; their justifications are for the sides."""
    if record is None:
        return None
    experts = [expert["name"] if isinstance(expert, Mapping) else str(expert) for expert in record.get("experts", ())]
    return {"experts": sorted(experts), "mean": record.get("mean"), "totals": sorted(record.get("totals", ()))}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
