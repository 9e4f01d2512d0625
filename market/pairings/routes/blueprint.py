"""The pages of pairings as one blueprint, and what all of them need."""

from uuid import UUID

from flask import Blueprint, url_for
from flask.blueprints import BlueprintSetupState
from sqlalchemy.orm import Session

from market import web
from market.pairings import labels, queries
from market.pairings.models import Pairing
from market.pairings.permissions import READ_PAIRING
from market.permissions import Permission

pages = Blueprint("pairings", __name__)


@pages.app_context_processor
def _words() -> dict[str, object]:
    return {"pairing_labels": labels}


@pages.record_once
def _tell_suggestions(setup: BlueprintSetupState) -> None:
    """The page that explains a pair shows what people decided of it, and knows nothing of pairings itself."""
    setup.app.extensions["pairing_between"] = _decision


def _decision(session: Session, one_id: UUID, other_id: UUID) -> tuple[str, str, str, str] | None:
    """Number, address, state and its colour of the last pairing of two listings, for a reader who takes part."""
    pairing = queries.last_between(session, one_id, other_id)
    if pairing is None or not READ_PAIRING.allows(web.current_actor(), pairing):
        return None
    state, colour = labels.STATES[pairing.state]
    return pairing.number, url_for("pairings.show", pairing_id=pairing.id), str(state), colour


def readable(pairing_id: UUID, permission: Permission[Pairing] = READ_PAIRING, *, with_facts: bool = False) -> Pairing:
    """A pairing that the reader may see.

    Raises: NotFound, NotAllowed.
    """
    pairing = queries.get_pairing(web.current_session(), pairing_id, with_facts=with_facts)
    permission.require(web.current_actor(), pairing)
    return pairing
