"""The pages of reviews as one blueprint, and what the pages of pairings show of them."""

from typing import Any

from flask import Blueprint

from market import web
from market.pairings.models import Pairing, PairingState
from market.reviews import labels, queries, results
from market.reviews import wording as review_wording
from market.reviews.permissions import OPEN_REVIEWS, READ_RESULT

pages = Blueprint("reviews", __name__)


@pages.app_context_processor
def _words() -> dict[str, object]:
    return {"review_labels": labels, "review_of": review_of}


def review_of(pairing: Pairing) -> dict[str, Any] | None:
    """What the pages of a pairing tell of its newest review: how far it is, or its figures; None where nothing is."""
    if pairing.submitted_at is None:
        return None
    session, actor = web.current_session(), web.current_actor()
    found = queries.panels_of_pairing(session, pairing.id)
    if found and (found[0].concluded_at is not None or pairing.state is not PairingState.EXPERT_REVIEW):
        return _told(found[0]) if READ_RESULT.allows(actor, found[0]) else None
    if pairing.state is not PairingState.EXPERT_REVIEW or not OPEN_REVIEWS.allows(actor, None):
        return None
    if found and found[0].concluded_at is None:
        return _told(found[0])
    lack = queries.lacked_experts(session, pairing.id)
    return {"panel": None, "lack": lack.details if lack else None}


def _told(panel: Any) -> dict[str, Any]:
    concluded = panel.concluded_at is not None
    return {
        "panel": panel,
        "concluded": concluded,
        "mean": results.mean(panel) if concluded else None,
        "spread": results.spread(panel) if concluded else None,
        "progress": review_wording.progress(panel),
        "dissents": len(results.record(panel)["dissents"]) if concluded else 0,
    }
