"""What the sides of a pairing answer to an objection: each once, while its investigator waits for them."""

from uuid import UUID

from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Invalid, Message, NotPossible
from market.notices.models import Objection, ObjectionState, Reply
from market.notices.permissions import ANSWER_OBJECTION
from market.notices.service.holding import hold_case, is_over
from market.organizations.models import Organization
from market.pairings.duties import Duty
from market.pairings.service import require_free
from market.permissions import Actor

LEAST_LETTERS, MOST_LETTERS = 5, 5000


def answering_sides(actor: Actor, objection: Objection) -> list[Organization]:
    """The sides for which this person can still answer."""
    if objection.state is not ObjectionState.TAKEN or is_over(objection.answers_due_at):
        return []
    answered = {reply.organization_id for reply in objection.replies}
    return [
        party.organization
        for party in objection.notice.pairing.parties
        if actor.acts_for(party.organization_id) and party.organization_id not in answered
    ]


def answer_objection(session: Session, actor: Actor, objection: Objection, organization_id: UUID, text: str) -> Reply:
    """Say, for a side, what there is to say; both the investigator and the objector read it.

    Raises:
        NotAllowed: the actor belongs to no side. NotPossible: nobody has taken it yet, the time is over, or their side
        has answered. Invalid: the text is too short or too long.
    """
    pairing = hold_case(session, objection)
    ANSWER_OBJECTION.require(actor, objection)
    require_free(session, actor, pairing, Duty.SIDE)
    if organization_id not in {side.id for side in answering_sides(actor, objection)} or actor.person_id is None:
        raise NotPossible(Message("Your side cannot answer now: it has answered, or the time for it is not now."))
    if not LEAST_LETTERS <= len(text.strip()) <= MOST_LETTERS:
        bounds = {"least": LEAST_LETTERS, "most": MOST_LETTERS}
        raise Invalid({"text": Message("From {least} to {most} characters.", bounds)})
    reply = Reply(
        objection=objection,
        organization_id=organization_id,
        person_id=actor.person_id,
        text=text.strip(),
        given_at=clock.now(),
    )
    session.add(reply)
    details = {"objection": objection.number, "organization": str(organization_id)}
    audit.record(session, actor, "answer_objection", pairing, details=details)
    return reply
