"""Acceptance: the side that delivers asks for it, those who were served are heard, and somebody judges."""

import secrets

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market import audit, clock
from market.delivery import announce, queries
from market.delivery.models import Acceptance, CreditKind, MilestoneState, Opinion, Verdict
from market.delivery.service.authority import require_judge
from market.delivery.service.codes import spend
from market.delivery.service.credit import note_credit
from market.delivery.service.places import free_place
from market.errors import Invalid, Message, NotPossible
from market.pairings.models import Pairing, PairingState
from market.pairings.service import take_step
from market.permissions import VISITOR, Actor

LEAST_OPINIONS = 3
MOST_OPINIONS = 1000  # without a code: those with one are as many as there are codes
LONGEST_OPINION = 500
LONGEST_NOTE = 2000
REACHED = {MilestoneState.MET, MilestoneState.PARTIALLY_MET}


def request_acceptance(session: Session, actor: Actor, pairing: Pairing, note: str = "") -> Acceptance:
    """Ask that the result be accepted; opens a page for those who were served.

    Raises: NotAllowed; NotPossible while a milestone is open or not met.
    """
    milestones = queries.milestones_of(session, pairing.id)
    if not milestones or any(one.state not in REACHED for one in milestones):
        raise NotPossible(Message("Acceptance is asked for once every milestone is met, or partly met."))
    take_step(session, actor, pairing, "request_acceptance", note, through="delivery")
    rounds = session.scalar(select(func.count()).where(Acceptance.pairing_id == pairing.id)) or 0
    acceptance = Acceptance(
        pairing_id=pairing.id,
        pairing=pairing,
        round=rounds + 1,
        token=secrets.token_urlsafe(24),
        requested_at=clock.now(),
        requested_by_id=actor.person_id,
        request=note.strip(),
    )
    session.add(acceptance)
    session.flush()
    announce.acceptance_requested(session, acceptance)
    return acceptance


def give_opinion(session: Session, acceptance: Acceptance, rating: int, text: str = "", *, code: str = "") -> Opinion:
    """Say, without a name, how the service was; whoever has the page's address may, and with a code it counts.

    The trail keeps that it was said, not by whom.

    Raises: NotPossible once it is decided, Invalid, also for a code that is not known or was used.
    """
    if acceptance.verdict is not None or acceptance.pairing.state is not PairingState.ACCEPTANCE:
        raise NotPossible(Message("The time for opinions is over. Thank you all the same."))
    others = select(func.count()).where(Opinion.acceptance_id == acceptance.id, Opinion.has_code.is_(False))
    if not code and (session.scalar(others) or 0) >= MOST_OPINIONS:
        raise NotPossible(Message("Enough people have been heard. Thank you all the same."))
    found: dict[str, Message] = {}
    if not 1 <= rating <= 5:
        found["rating"] = Message("Choose a rating from 1 to 5.")
    if len(text) > LONGEST_OPINION:
        found["text"] = Message("At most {n} characters.", {"n": LONGEST_OPINION})
    if found:
        raise Invalid(found)
    if code:
        spend(session, acceptance, code)
    opinion = Opinion(
        acceptance_id=acceptance.id, rating=rating, text=text.strip(), has_code=bool(code), given_at=clock.now()
    )
    session.add(opinion)
    details = {"rating": rating, "code": opinion.has_code}
    audit.record(session, VISITOR, "give_opinion", acceptance.pairing, details=details)
    return opinion


def accept(
    session: Session,
    actor: Actor,
    pairing: Pairing,
    note: str = "",
    *,
    few_opinions: str = "",
    no_conflict: bool = False,
) -> None:
    """Accept the result and close the pairing: the acceptance officer for public money, else a side that paid.

    Raises: NotAllowed; NotPossible; Invalid when too few were heard and nobody says why (条例 45).
    """
    acceptance = queries.get_acceptance(session, pairing.id)
    require_judge(session, actor, pairing)
    _require_heard(pairing, acceptance, few_opinions)
    take_step(session, actor, pairing, "accept", note, through="delivery", no_conflict=no_conflict)
    acceptance.few_opinions = few_opinions.strip()
    _decide(session, actor, acceptance, Verdict.ACCEPTED, note)
    free_place(session, pairing)
    _note_credit(session, pairing, acceptance)


def rectify(session: Session, actor: Actor, pairing: Pairing, note: str) -> None:
    """Have something put right before the result is accepted.

    Raises: NotAllowed, NotPossible, Invalid without what has to be done.
    """
    acceptance = queries.get_acceptance(session, pairing.id)
    require_judge(session, actor, pairing)
    take_step(session, actor, pairing, "rectify", note, through="delivery")
    _decide(session, actor, acceptance, Verdict.RECTIFY, note)


def _require_heard(pairing: Pairing, acceptance: Acceptance, few_opinions: str) -> None:
    if len(few_opinions) > LONGEST_NOTE:
        raise Invalid({"few_opinions": Message("At most {n} characters.", {"n": LONGEST_NOTE})})
    heard = len(acceptance.counted)
    if pairing.track.is_public and heard < LEAST_OPINIONS and not few_opinions.strip():
        words = Message(
            "{heard} of those who were served have been heard with a code. Wait for {n}, or say why they are fewer.",
            {"heard": heard, "n": LEAST_OPINIONS},
        )
        raise Invalid({"few_opinions": words})


def _decide(session: Session, actor: Actor, acceptance: Acceptance, verdict: Verdict, note: str) -> None:
    acceptance.verdict, acceptance.note = verdict, note.strip()
    acceptance.decided_at, acceptance.decided_by_id = clock.now(), actor.person_id


def _note_credit(session: Session, pairing: Pairing, acceptance: Acceptance) -> None:
    agreement = queries.find_agreement(session, pairing.id)
    finished_on = acceptance.requested_at.astimezone(clock.CHINA).date()
    on_time = agreement is None or finished_on <= agreement.ends_on
    note_credit(session, pairing, CreditKind.ON_TIME if on_time else CreditKind.LATE)
    if acceptance.round > 1:
        note_credit(session, pairing, CreditKind.RECTIFIED)
