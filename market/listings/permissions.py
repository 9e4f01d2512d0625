"""Who may read and change listings, and which organizations may list what."""

from market.listings.models import Listing, ListingState
from market.organizations.credit_code import OrganizationKind
from market.organizations.models import Organization
from market.permissions import Actor, Permission, is_system
from matching.records import Kind

_PROVIDERS = frozenset(
    {
        OrganizationKind.SERVICE_INSTITUTION,
        OrganizationKind.ASSOCIATION,
        OrganizationKind.FOUNDATION,
        OrganizationKind.OVERSEAS_OFFICE,
    }
)
# Which kinds of organization list which kinds of listing.
MAY_LIST: dict[Kind, frozenset[OrganizationKind]] = {
    Kind.NEED: frozenset(
        {
            OrganizationKind.DEPARTMENT,
            OrganizationKind.PUBLIC_INSTITUTION,
            OrganizationKind.MASS_ORGANIZATION,
            OrganizationKind.COLLECTIVE,
        }
    ),
    Kind.PROJECT: _PROVIDERS | {OrganizationKind.MASS_ORGANIZATION},
    Kind.SERVICE: _PROVIDERS | {OrganizationKind.ENTERPRISE, OrganizationKind.PUBLIC_INSTITUTION},
    Kind.PROGRAMME: frozenset(
        {
            OrganizationKind.FOUNDATION,
            OrganizationKind.ENTERPRISE,
            OrganizationKind.DEPARTMENT,  # special funds
            OrganizationKind.MASS_ORGANIZATION,
            OrganizationKind.ASSOCIATION,  # charity federations are associations
            OrganizationKind.OVERSEAS_OFFICE,
        }
    ),
    Kind.RESOURCE: frozenset(OrganizationKind),
}


def kinds_for(organization: Organization) -> list[Kind]:
    """What an organization of its kind may list, in the order in which kinds are always shown."""
    return [kind for kind in Kind if organization.kind in MAY_LIST[kind]]


def _acts_for_it(actor: Actor, organization: Organization) -> bool:
    return actor.acts_for(organization.id)


def _acts_for_owner(actor: Actor, listing: Listing) -> bool:
    return actor.acts_for(listing.organization_id)


def _is_on_the_market(actor: Actor, listing: Listing) -> bool:
    return listing.state is ListingState.PUBLISHED


def _was_on_the_market(actor: Actor, listing: Listing) -> bool:
    """Those who dealt with it can still read it after it was paused or closed."""
    return actor.is_known and listing.published_at is not None


WRITE_FOR = Permission[Organization]("write listings for this organization", granted_by=(_acts_for_it, is_system))
CHANGE_LISTING = Permission[Listing]("change this listing", granted_by=(_acts_for_owner, is_system))
READ_LISTING = Permission[Listing](
    "read this listing", granted_by=(_is_on_the_market, _was_on_the_market, _acts_for_owner, is_system)
)
