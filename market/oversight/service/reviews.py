"""A superior looks again at what was decided under an emergency that nobody ratified."""

from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Invalid, Message, NotPossible
from market.pairings import queries as pairings
from market.pairings.duties import Duty, Role
from market.pairings.models import EmergencyCase
from market.pairings.service import require_duty
from market.permissions import Actor

LONGEST = 2000


def review_decision(session: Session, actor: Actor, case: EmergencyCase, review: str) -> None:
    """Say what becomes of such a decision; the decision itself is only taken back by the steps of the workflow.

    Raises: NotAllowed; NotPossible when it waits for no review; Invalid when nothing is said, or too much.
    """
    pairing = pairings.get_pairing(session, case.pairing_id)
    capacity = require_duty(session, actor, pairing, Role.SUPERIOR, Duty.OVERSIGHT)
    if not case.to_review or case.reviewed_at is not None:
        raise NotPossible(Message("This decision waits for no review."))
    if not review.strip() or len(review) > LONGEST:
        raise Invalid({"note": Message("Say why, in at most {n} characters.", {"n": LONGEST})})
    case.review, case.reviewed_at, case.reviewed_by_id = review.strip(), clock.now(), actor.person_id
    audit.record(session, actor, "review_decision", pairing, note=case.review, on_behalf_of=capacity.on_behalf_of)
