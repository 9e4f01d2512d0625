"""The pages of pairings as one blueprint, and what all of them need."""

from uuid import UUID

from flask import Blueprint

from market import web
from market.pairings import labels, queries
from market.pairings.models import Pairing
from market.pairings.permissions import READ_PAIRING
from market.permissions import Permission

pages = Blueprint("pairings", __name__)


@pages.app_context_processor
def _words() -> dict[str, object]:
    return {"pairing_labels": labels}


def readable(pairing_id: UUID, permission: Permission[Pairing] = READ_PAIRING, *, with_facts: bool = False) -> Pairing:
    """A pairing that the reader may see.

    Raises: NotFound, NotAllowed.
    """
    pairing = queries.get_pairing(web.current_session(), pairing_id, with_facts=with_facts)
    permission.require(web.current_actor(), pairing)
    return pairing
