"""Beginning a listing: an empty draft of its kind, which only its own organization sees."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Invalid, Message
from market.listings import checks
from market.listings.content import MODELS, TEXTS, names_of, put
from market.listings.models import Listing, ListingState
from market.listings.permissions import MAY_LIST, WRITE_FOR
from market.listings.service.versions import tell_language
from market.organizations.models import Organization
from market.permissions import Actor
from market.vocabularies.models import Vocabulary
from market.vocabularies.queries import known_codes
from matching.records import Kind

_EMPTY: dict[Kind, dict[str, Any]] = {
    Kind.NEED: {"admits": [], "criteria": []},
    Kind.PROJECT: {"raised_fen": 0},
    Kind.SERVICE: {"engaged": 0},
    Kind.PROGRAMME: {"admits": [], "reserved_fen": 0},
    Kind.RESOURCE: {"reserved_quantity": 0, "reserved_fen": 0},
}


def create_draft(session: Session, actor: Actor, organization: Organization, kind: Kind, title: str) -> Listing:
    """Begin a listing that only its own organization sees.

    Raises:
        NotAllowed: the actor does not act for the organization.
        Invalid: the title is missing or too long, or organizations of this kind do not list such things.
    """
    WRITE_FOR.require(actor, organization)
    values = checks.read(kind, {"title": title}, known_words(session))
    require_kind(organization, kind)
    listing = new_listing(actor, organization, kind, values)
    session.add(listing)
    audit.record(session, actor, "draft", listing, after=listing.state)
    return listing


def new_listing(actor: Actor, organization: Organization, kind: Kind, values: Mapping[str, Any]) -> Listing:
    """A draft with values that were read; not yet in any session."""
    now = clock.now()
    listing = MODELS[kind](
        **deepcopy(_EMPTY[kind]),
        **{name: "" for name in names_of(kind) if name in TEXTS},
        organization=organization,
        organization_id=organization.id,
        kind=kind,
        state=ListingState.DRAFT,
        created_at=now,
        created_by_id=actor.person_id,
        changed_at=now,
        version_number=0,
        tags=[],
    )
    put(listing, values)
    tell_language(listing)
    return listing


def known_words(session: Session) -> Mapping[Vocabulary, frozenset[str]]:
    """The known words, asked for once per session: an import checks a thousand listings in one."""
    known: Mapping[Vocabulary, frozenset[str]] | None = session.info.get("known_codes")
    if known is None:
        known = session.info["known_codes"] = {word: known_codes(session, word) for word in Vocabulary}
    return known


def require_kind(organization: Organization, kind: Kind) -> None:
    """Raises: Invalid when organizations of its kind do not list such things."""
    if organization.kind not in MAY_LIST[kind]:
        raise Invalid({"organization": Message("Organizations of this kind do not list this.")})
