"""Who may see and answer suggestions for a listing."""

from market.listings.models import Listing
from market.permissions import Actor, Permission, is_system


def acts_for_its_owner(actor: Actor, listing: Listing) -> bool:
    """A member of the organization that owns the listing."""
    return actor.acts_for(listing.organization_id)


SEE_SUGGESTIONS = Permission[Listing]("see suggestions for this listing", granted_by=(acts_for_its_owner, is_system))
PROPOSE = Permission[object]("propose listings to each other", granted_by=(is_system,))
REMEMBER = Permission[object]("note what was answered before lists were kept", granted_by=(is_system,))
CALIBRATE = Permission[object]("fit what becomes of suggestions to decisions", granted_by=(is_system,))
ANSWER_SUGGESTIONS = Permission[Listing]("answer suggestions for this listing", granted_by=(acts_for_its_owner,))
