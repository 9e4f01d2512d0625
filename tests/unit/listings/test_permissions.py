"""Who reads and changes a listing, and which organizations list what; on rows that no database knows."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from market.listings.models import Listing, ListingState, Project
from market.listings.permissions import CHANGE_LISTING, READ_LISTING, WRITE_FOR, kinds_for
from market.organizations.credit_code import OrganizationKind
from market.organizations.models import Organization
from market.permissions import SYSTEM, VISITOR, Actor
from matching.records import Kind

OURS = uuid4()
OWNER, STRANGER = Actor(uuid4(), "Li", frozenset({OURS})), Actor(uuid4(), "Wang", frozenset({uuid4()}))


def listing(state: ListingState, *, published: bool) -> Listing:
    moment = datetime(2026, 3, 11, tzinfo=UTC) if published else None
    return Project(organization_id=OURS, state=state, published_at=moment)


@pytest.mark.parametrize(
    ("row", "visitor", "stranger"),
    [
        (listing(ListingState.PUBLISHED, published=True), True, True),
        (listing(ListingState.PAUSED, published=True), False, True),
        (listing(ListingState.CLOSED, published=True), False, True),
        (listing(ListingState.DRAFT, published=False), False, False),
    ],
)
def test_everybody_reads_what_is_on_the_market_and_whoever_is_signed_in_what_was(
    row: Listing, visitor: bool, stranger: bool
) -> None:
    assert READ_LISTING.allows(VISITOR, row) is visitor
    assert READ_LISTING.allows(STRANGER, row) is stranger
    assert READ_LISTING.allows(OWNER, row)
    assert READ_LISTING.allows(SYSTEM, row)


def test_an_organization_writes_and_changes_its_own_listings() -> None:
    row, owner = listing(ListingState.PUBLISHED, published=True), Organization(id=OURS)
    for actor, allowed in ((OWNER, True), (SYSTEM, True), (STRANGER, False), (VISITOR, False)):
        assert CHANGE_LISTING.allows(actor, row) is allowed
        assert WRITE_FOR.allows(actor, owner) is allowed


ASK, PROJECT, SERVE, FUND, LEND = Kind.NEED, Kind.PROJECT, Kind.SERVICE, Kind.PROGRAMME, Kind.RESOURCE


@pytest.mark.parametrize(
    ("kind", "listed"),
    [
        (OrganizationKind.DEPARTMENT, {ASK, FUND, LEND}),
        (OrganizationKind.PUBLIC_INSTITUTION, {ASK, SERVE, LEND}),
        (OrganizationKind.MASS_ORGANIZATION, {ASK, PROJECT, FUND, LEND}),
        (OrganizationKind.COLLECTIVE, {ASK, LEND}),
        (OrganizationKind.SERVICE_INSTITUTION, {PROJECT, SERVE, LEND}),
        (OrganizationKind.ASSOCIATION, {PROJECT, SERVE, FUND, LEND}),
        (OrganizationKind.FOUNDATION, {PROJECT, SERVE, FUND, LEND}),
        (OrganizationKind.OVERSEAS_OFFICE, {PROJECT, SERVE, FUND, LEND}),
        (OrganizationKind.ENTERPRISE, {SERVE, FUND, LEND}),
    ],
)
def test_each_kind_of_organization_lists_what_is_its_to_ask_or_offer(kind: OrganizationKind, listed: set[Kind]) -> None:
    assert kinds_for(Organization(kind=kind)) == [one for one in Kind if one in listed]
