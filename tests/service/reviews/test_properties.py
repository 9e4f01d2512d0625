"""Whatever is called in whatever order: weights hold, nobody scores twice, scores stay blind, the tied do not sit."""

from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit
from market.errors import MarketError
from market.pairings.conflicts import conflicts_of
from market.permissions import SYSTEM, Office
from market.reviews import service
from market.reviews.models import Panel, SeatState
from market.reviews.permissions import scores_visible_to
from market.reviews.service.score import digest
from market.reviews.verify import problems
from tests.factories import Market
from tests.reviewing import WHY, Jury

ACTS = ("declare", "decline", "draft", "submit", "submit", "submit", "keep", "tie")
PLAN = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 7), st.integers(-2, 32), st.booleans()), min_size=1, max_size=25
)


@contextmanager
def undone(session: Session) -> Iterator[None]:
    """Nothing of what happens inside is kept."""
    session.commit()
    try:
        yield
    finally:
        session.rollback()
        session.expire_all()


class Play:
    """One panel of eight experts, of whom each example lets some act."""

    def __init__(self, session: Session, market: Market) -> None:
        self.session, self.market = session, market
        self.jury = Jury(session, market)
        self.panel = self.jury.drawn(8)
        self.people = list(self.jury.people.values())
        self.tied: set[object] = set()

    def act(self, name: str, number: int, points: int, flag: bool) -> None:
        """Let one expert do one thing; a refusal is an answer too."""
        person = self.people[number]
        actor = self.market.actor(person)
        sheet = service.Sheet(
            points={one.code: min(points, one.weight) if flag else points for one in self.panel.criteria},
            justifications={one.code: WHY for one in self.panel.criteria},
            recommendation="support",
            note=WHY,
            dissents=flag,
        )
        acts = {
            "declare": lambda: service.declare(self.session, actor, self.panel, has_conflict=False),
            "decline": lambda: service.declare(self.session, actor, self.panel, has_conflict=True, text="Kin."),
            "draft": lambda: service.save_draft(self.session, actor, self.panel, sheet),
            "submit": lambda: service.submit(self.session, actor, self.panel, sheet),
            "keep": lambda: service.keep(self.session, self.panel),
            "tie": lambda: self.tie(person),
        }
        with self.session.begin_nested() as step:
            try:
                acts[name]()
            except MarketError:
                step.rollback()
        self.check(after_keep=name == "keep")

    def tie(self, person: object) -> None:
        """Make somebody a member of a side, once."""
        if len(self.tied) < 2 and person not in self.tied:
            self.tied.add(person)
            self.market.member(person, self.panel.pairing.offer.organization)  # type: ignore[arg-type]

    def check(self, *, after_keep: bool) -> None:
        """Everything that must hold at any time."""
        panel = self.jury.again(self.panel)
        assert problems(self.session, panel) == []
        self._check_scores(panel)
        self._check_blindness(panel)
        if after_keep and panel.concluded_at is None:
            people = [seat.person_id for seat in panel.sitting]
            assert conflicts_of(self.session, people, [panel.pairing]) == {}

    def _check_scores(self, panel: Panel) -> None:
        reviews = [(seat, review) for seat in panel.seats for review in seat.reviews]
        weights = {one.id: one.weight for one in panel.criteria}
        for _seat, review in reviews:
            assert all(0 <= (score.points or 0) <= weights[score.criterion_id] for score in review.scores)
        sent = [(str(seat.person_id), review.round) for seat, review in reviews if review.submitted_at]
        assert len(sent) == len(set(sent))
        query = select(audit.AuditEvent).where(
            audit.AuditEvent.subject_id == panel.pairing_id, audit.AuditEvent.action.in_(["score", "score_again"])
        )
        trail = {
            (str(event.actor_id), 1 + (event.action == "score_again")): event.details["sheet"]
            for event in self.session.scalars(query)
        }
        assert trail == {
            (str(seat.person_id), review.round): digest(review) for seat, review in reviews if review.submitted_at
        }

    def _check_blindness(self, panel: Panel) -> None:
        if panel.concluded_at is None:
            for actor in (SYSTEM, self.market.actor(office=Office.AUDITOR), self.market.actor(office=Office.SUPERIOR)):
                assert scores_visible_to(actor, panel) == []
        for person in self.people:
            seat = panel.seat_of(person.id)
            seen = scores_visible_to(self.market.actor(person), panel)
            foreign = [review for review in seen if seat is None or review.seat_id != seat.id]
            if panel.opened_at is None or seat is None or seat.state is not SeatState.SITTING:
                assert foreign == []
            assert all(review.submitted_at for review in foreign)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=PLAN, all_declare=st.booleans())
def test_the_rules_of_a_review_hold_whatever_is_called(session, market, plan, all_declare) -> None:
    with undone(session):
        play = Play(session, market)
        if all_declare:
            play.jury.declare_all(play.panel)
        for step in plan:
            play.act(*step)
