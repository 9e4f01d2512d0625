"""Planting what follows a submission and a decision: experts' scores, the notice, the agreement, the work and its end.

Each act is a short story of its own, told by the people who may act in it; what they say stands in the event.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from market import clock
from market.accounts import queries as accounts
from market.delivery import queries as stages
from market.delivery import service as delivery
from market.delivery.models import MilestoneState, ReportState
from market.errors import Invalid, Message
from market.exchange.planting.cases import Event
from market.exchange.planting.ground import Ground
from market.notices import service as notices
from market.notices.queries import find_notice
from market.pairings.models import Pairing
from market.pairings.service.money import brought_fen
from market.permissions import VISITOR, Actor
from market.reviews import service as reviews
from market.reviews.models import Panel, Recommendation
from market.reviews.queries import get_panel

FOLLOWER, TREASURER, JUDGE = "person-project-officer", "person-finance", "person-acceptance"


def review(session: Session, ground: Ground, pairing: Pairing, event: Event) -> None:
    """The lot calls experts, who declare and score; `points`: the part of each weight that they give, one each."""
    panel = reviews.draw(session, pairing)
    if panel is None:
        raise Invalid({"step": Message("Too few experts are free of ties to this case.")})
    for part, actor in zip(_parts(event), list(_called(session, panel)), strict=False):
        found = get_panel(session, panel.id, anew=True)
        reviews.declare(session, actor, found, has_conflict=False)
        points = {one.code: round(one.weight * part) for one in found.criteria}
        sheet = reviews.Sheet(points, dict.fromkeys(points, str(event["words"])), Recommendation.SUPPORT)
        reviews.submit(session, actor, get_panel(session, panel.id, anew=True), sheet)


def _parts(event: Event) -> Iterator[float]:
    parts: Sequence[float] = event["points"]
    while True:
        yield from parts


def _called(session: Session, panel: Panel) -> Iterator[Actor]:
    for seat in panel.seats:
        person = accounts.find_person(session, seat.person_id)
        if person is not None:
            yield accounts.actor_of(person)


def clear(session: Session, ground: Ground, pairing: Pairing, event: Event) -> None:
    """The notice is over."""
    if not notices.clear(session, pairing):
        raise Invalid({"step": Message("The notice is not over yet.")})


def file_objection(session: Session, ground: Ground, pairing: Pairing, event: Event) -> None:
    """Somebody without an account objects."""
    notice = find_notice(session, pairing.id)
    if notice is None:
        raise Invalid({"step": Message("There is no notice to object to.")})
    told: Mapping[str, str] = event["objection"]
    notices.file_objection(session, VISITOR, notice, **told)


def sign(session: Session, ground: Ground, pairing: Pairing, event: Event) -> None:
    """The sides write their agreement with two milestones, and sign it."""
    texts: Mapping[str, str] = event["agreement"]
    deliverer = _member(session, ground, pairing.offer.organization_id)
    proposed = delivery.proposal(pairing)
    last = min(proposed.ends_on, proposed.starts_on + timedelta(days=360))
    words = delivery.Terms(
        proposed.subject,
        proposed.starts_on,
        last,
        payment=texts["payment"],
        breach=texts["breach"],
        dispute=texts["dispute"],
    )
    delivery.change_agreement(session, deliverer, pairing, words)
    half = proposed.starts_on + (last - proposed.starts_on) / 2
    first = brought_fen(pairing) // 2
    titles: Sequence[str] = event["milestones"]
    plan = [
        delivery.Planned(titles[0], half, first, ""),
        delivery.Planned(titles[1], last, brought_fen(pairing) - first, ""),
    ]
    delivery.plan_milestones(session, deliverer, pairing, plan)
    for party in sorted(pairing.parties, key=lambda party: party.role):
        actor = _member(session, ground, party.organization_id)
        name, title = party.organization.legal_representative, str(event["title"])
        delivery.sign_agreement(session, actor, pairing, party.organization_id, name=name, title=title)


def reach_milestone(session: Session, ground: Ground, pairing: Pairing, event: Event) -> None:
    """The next milestone is checked, and paid for unless `unpaid`; reports that are due by then are handed in."""
    deliverer = _member(session, ground, pairing.offer.organization_id)
    waiting = [one for one in stages.milestones_of(session, pairing.id) if one.state is MilestoneState.SCHEDULED]
    if not waiting:
        raise Invalid({"step": Message("No milestone is left.")})
    milestone, partly = waiting[0], bool(event.get("partly"))
    state = MilestoneState.PARTIALLY_MET if partly else MilestoneState.MET
    follower = ground.actor(session, FOLLOWER) if pairing.track.is_public else _payer(session, ground, pairing)
    delivery.check_milestone(session, follower, pairing, milestone, state, str(event["words"]), no_conflict=True)
    _report(session, deliverer, pairing, event)
    if partly:
        return
    left = milestone.amount_fen
    for commitment in stages.commitments_of(session, pairing.id):
        amount = min(left, commitment.free_fen)
        if amount <= 0:
            continue
        payment = delivery.request_payment(session, deliverer, pairing, milestone, commitment, amount)
        left -= amount
        if not event.get("unpaid"):
            treasurer = _member(session, ground, commitment.organization_id)
            payer = ground.actor(session, TREASURER) if pairing.track.is_public else treasurer
            delivery.pay(session, payer, pairing, payment, no_conflict=True)


def _report(session: Session, deliverer: Actor, pairing: Pairing, event: Event) -> None:
    soon = clock.today() + timedelta(days=30)
    for report in stages.reports_of(session, pairing.id):
        if report.state is ReportState.DUE and report.due_on <= soon:
            reached = int(event.get("reached_count") or 0)
            delivery.hand_in_report(
                session, deliverer, pairing, report, text=str(event["words"]), reached_count=reached, spent_fen=0
            )


def request_acceptance(session: Session, ground: Ground, pairing: Pairing, event: Event) -> None:
    """The side that delivers asks for the acceptance, and some of those who were served say how it was, with codes."""
    deliverer = _member(session, ground, pairing.offer.organization_id)
    acceptance = delivery.request_acceptance(session, deliverer, pairing)
    if opinions := event["opinions"]:
        judge = ground.actor(session, JUDGE) if pairing.track.is_public else _payer(session, ground, pairing)
        codes = delivery.make_codes(session, judge, pairing, len(opinions))
        for (rating, words), code in zip(opinions, codes, strict=True):
            delivery.give_opinion(session, acceptance, rating, words, code=code)
    session.expire(acceptance)


def accept(session: Session, ground: Ground, pairing: Pairing, event: Event) -> None:
    """The result is accepted."""
    judge = ground.actor(session, JUDGE) if pairing.track.is_public else _payer(session, ground, pairing)
    delivery.accept(session, judge, pairing, str(event.get("note", "")), no_conflict=True)


def terminate(session: Session, ground: Ground, pairing: Pairing, event: Event) -> None:
    """The work ends before its time, by the fault of the side that delivers."""
    follower = ground.actor(session, FOLLOWER) if pairing.track.is_public else _payer(session, ground, pairing)
    delivery.terminate(session, follower, pairing, str(event["note"]), by_fault=True)


def _payer(session: Session, ground: Ground, pairing: Pairing) -> Actor:
    """Somebody who acts for a side that asked or pays, and not for the one that delivers."""
    others = [one.organization_id for one in pairing.parties if one.organization_id != pairing.offer.organization_id]
    return _member(session, ground, others[-1])


def _member(session: Session, ground: Ground, organization_id: UUID) -> Actor:
    """Somebody who acts for an organization. Raises: Invalid when nobody does."""
    key = next((key for key, found in ground.organizations.items() if found == organization_id), "")
    member = ground.members.get(key)
    if member is None:
        raise Invalid({"by": Message("Nobody acts for the owner of “{key}”.", {"key": key})})
    return ground.actor(session, member)


DELIVERY = {
    "review": review,
    "clear": clear,
    "file_objection": file_objection,
    "sign": sign,
    "milestone": reach_milestone,
    "request_acceptance": request_acceptance,
    "accept": accept,
    "terminate": terminate,
}
