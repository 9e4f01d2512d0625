"""What people do in the states that single capabilities own: reviewing, objecting, agreeing, delivering, accepting."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import clock
from market.delivery import queries as stages
from market.delivery import service as delivery
from market.delivery.models import MilestoneState, PaymentState
from market.errors import Conflict
from market.notices import service as notices
from market.notices.models import Objection
from market.notices.queries import find_notice
from market.pairings.models import Pairing, PairingState
from market.pairings.service.money import brought_fen
from market.permissions import VISITOR, Actor, Office
from market.reviews import service as reviews
from market.reviews.models import Recommendation, SeatState
from market.reviews.queries import get_panel, panels_of_pairing
from tests.simulation.people import People

Act = Callable[[Session, Pairing, Random, People], str]  # does something, and says what
WORDS = "It is thought through, and the budget fits."
NOTHING = Conflict("nobody has anything to do here")


def holders(people: People, office: Office) -> list[Actor]:
    """The officials who hold an office."""
    return [actor for actor in people.officials if actor.holds(office)]


def member(people: People, random: Random, pairing: Pairing, *, delivers: bool) -> Actor:
    """Somebody of the side that delivers, or of another one."""
    owner = pairing.offer.organization_id
    sides = [party.organization_id for party in pairing.parties if (party.organization_id == owner) is delivers]
    return random.choice(people.members[random.choice(sides)])


def review(session: Session, pairing: Pairing, random: Random, people: People) -> str:
    """The panel is drawn; then an expert declares, now and then a conflict, or scores."""
    panels = [panel for panel in panels_of_pairing(session, pairing.id) if panel.concluded_at is None]
    if not panels:
        reviews.draw(session, pairing)
        return "draw"
    panel = get_panel(session, panels[0].id, anew=True)
    waiting = [seat for seat in panel.seats if seat.state in {SeatState.CALLED, SeatState.SITTING}]
    seat = random.choice(waiting)
    actor = next(actor for actor in people.experts if actor.person_id == seat.person_id)
    if seat.state is SeatState.CALLED:
        tied = random.random() < 0.1
        reviews.declare(session, actor, panel, has_conflict=tied, text="A cousin." if tied else "")
        return "declare"
    part = random.choice([0.3, 0.8, 0.85, 0.9])
    points = {one.code: round(one.weight * part) for one in panel.criteria}
    sheet = reviews.Sheet(points, dict.fromkeys(points, WORDS), Recommendation.SUPPORT, note=WORDS)
    reviews.submit(session, actor, panel, sheet)
    return "review"


def object_to(session: Session, pairing: Pairing, random: Random, people: People) -> str:
    """Seldom somebody objects to a notice; most days nobody does anything."""
    notice = find_notice(session, pairing.id)
    if notice is None or random.random() > 0.1:
        raise NOTHING
    actor = random.choice([VISITOR, *people.strangers, *people.officials])
    notices.file_objection(session, actor, notice, name="Lin", contact="1380000", statement="This is not what we need.")
    return "file"


def investigate(session: Session, pairing: Pairing, random: Random, people: People) -> str:
    """Investigators take objections, sides answer, and each is decided; one in five is upheld."""
    query = select(Objection).where(Objection.notice.has(pairing_id=pairing.id)).order_by(Objection.ordinal)
    objection = next(one for one in session.scalars(query) if one.is_open)
    if objection.investigator_id is None:
        notices.take_objection(session, random.choice(holders(people, Office.INVESTIGATOR)), objection)
        return "take"
    if random.random() < 0.4:
        party = random.choice(pairing.parties)
        actor = random.choice(people.members[party.organization_id])
        notices.answer_objection(session, actor, objection, party.organization_id, "It is what was agreed on.")
        return "answer"
    actor = next(actor for actor in people.officials if actor.person_id == objection.investigator_id)
    uphold = random.random() < 0.2
    notices.decide_objection(session, actor, objection, uphold=uphold, findings=WORDS, reasons=WORDS, no_conflict=True)
    return "decide"


def agree_on_paper(session: Session, pairing: Pairing, random: Random, people: People) -> str:
    """The agreement is written, with two milestones, and signed side by side."""
    writer = member(people, random, pairing, delivers=True)
    agreement = stages.find_agreement(session, pairing.id)
    if agreement is None or not stages.milestones_of(session, pairing.id):
        first, last = clock.today(), clock.today() + timedelta(days=80)
        words = delivery.Terms("Visits", first, last, payment="In two parts.", breach="Put right.", dispute="Talk.")
        delivery.change_agreement(session, writer, pairing, words)
        half = brought_fen(pairing) // 2
        rest = brought_fen(pairing) - half
        plan = [delivery.Planned("Half", first + timedelta(days=40), half), delivery.Planned("All", last, rest)]
        delivery.plan_milestones(session, writer, pairing, plan)
        return "write"
    party = random.choice(pairing.parties)
    actor = random.choice(people.members[party.organization_id])
    delivery.sign_agreement(session, actor, pairing, party.organization_id, name="Li", title="Director")
    return "put a signature"


def work(session: Session, pairing: Pairing, random: Random, people: People) -> str:
    """Milestones are checked, asked and paid for; the work is stopped now and then, and handed over in the end."""
    public = pairing.track.is_public
    follower = random.choice(holders(people, Office.PROJECT_OFFICER)) if public else None
    follower = follower or member(people, random, pairing, delivers=False)
    if random.random() < 0.03:
        delivery.suspend(session, follower, pairing, "The venue is closed.")
        return "suspend"
    if random.random() < 0.01:
        delivery.terminate(session, follower, pairing, "It cannot go on.", by_fault=random.random() < 0.5)
        return "terminate"
    waiting = [one for one in stages.milestones_of(session, pairing.id) if one.state is MilestoneState.SCHEDULED]
    if random.random() < 0.5:
        return pay_for(session, pairing, random, people)
    if waiting:
        delivery.check_milestone(session, follower, pairing, waiting[0], MilestoneState.MET, WORDS, no_conflict=True)
        return "check"
    delivery.request_acceptance(session, member(people, random, pairing, delivers=True), pairing)
    return "request_acceptance"


def pay_for(session: Session, pairing: Pairing, random: Random, people: People) -> str:
    """Money is asked for, and paid or refused, sometimes by the wrong person or twice."""
    asked = [one for one in stages.payments_of(session, pairing.id) if one.state is PaymentState.REQUESTED]
    if asked and random.random() < 0.8:
        payer = random.choice([*holders(people, Office.FINANCE), *_members_of_all(people, pairing)])
        if random.random() < 0.1:
            delivery.refuse_payment(session, payer, pairing, asked[0], "The receipts are missing.", no_conflict=True)
            return "refuse to pay"
        delivery.pay(session, payer, pairing, asked[0], no_conflict=True)
        return "pay"
    met = [one for one in stages.milestones_of(session, pairing.id) if one.state is MilestoneState.MET]
    commitments = [one for one in stages.commitments_of(session, pairing.id) if one.free_fen > 0]
    if not met or not commitments:
        raise NOTHING
    milestone, commitment = random.choice(met), random.choice(commitments)
    amount = random.choice([milestone.amount_fen, milestone.amount_fen // 2 + 1, milestone.amount_fen * 2])
    asker = member(people, random, pairing, delivers=True)
    delivery.request_payment(session, asker, pairing, milestone, commitment, max(1, amount))
    return "ask for money"


def _members_of_all(people: People, pairing: Pairing) -> Sequence[Actor]:
    return [actor for party in pairing.parties for actor in people.members[party.organization_id]]


def go_on(session: Session, pairing: Pairing, random: Random, people: People) -> str:
    """What was suspended goes on."""
    public = pairing.track.is_public
    actor = random.choice(holders(people, Office.PROJECT_OFFICER)) if public else None
    delivery.resume(session, actor or member(people, random, pairing, delivers=False), pairing)
    return "resume"


def judge(session: Session, pairing: Pairing, random: Random, people: People) -> str:
    """Those who were served are heard, and the result is accepted or has to be put right."""
    acceptance = stages.get_acceptance(session, pairing.id)
    public = pairing.track.is_public
    actor = random.choice(holders(people, Office.ACCEPTANCE)) if public else None
    actor = actor or member(people, random, pairing, delivers=False)
    if len(acceptance.opinions) < 3 and random.random() < 0.7:
        for code in delivery.make_codes(session, actor, pairing, 3):
            delivery.give_opinion(session, acceptance, random.randint(2, 5), code=code)
        return "opinions"
    if random.random() < 0.1:
        delivery.rectify(session, actor, pairing, "Two visits are missing.")
        return "rectify"
    delivery.accept(session, actor, pairing, "Good.", no_conflict=True)
    return "accept"


def put_right(session: Session, pairing: Pairing, random: Random, people: People) -> str:
    """What was wanting is put right."""
    delivery.request_acceptance(session, member(people, random, pairing, delivers=True), pairing)
    return "request_acceptance"


STAGES: dict[PairingState, Act] = {
    PairingState.EXPERT_REVIEW: review,
    PairingState.CONSENSUS: review,
    PairingState.PUBLIC_NOTICE: object_to,
    PairingState.OBJECTED: investigate,
    PairingState.CONTRACTING: agree_on_paper,
    PairingState.ACTIVE: work,
    PairingState.SUSPENDED: go_on,
    PairingState.ACCEPTANCE: judge,
    PairingState.RECTIFICATION: put_right,
}
