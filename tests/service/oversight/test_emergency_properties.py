"""Whatever people do in whatever order: nothing goes faster without an emergency, and nobody ratifies their own."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from market import clock
from market.accounts.models import OfficeGrant
from market.errors import MarketError
from market.oversight import emergency_queries, service
from market.pairings.models import Emergency, EmergencyCase, Pairing
from market.pairings.models import PairingState as State
from market.pairings.service.fast_track import came_fast, is_covered
from market.permissions import Office
from tests.conftest import NOW

ACTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["declare", "ratify", "extend", "end"]), st.integers(0, 1), st.integers(1, 30)),
        st.tuples(st.just("keep"), st.just(0), st.just(0)),
        st.tuples(st.just("wait"), st.just(0), st.integers(1, 12)),
        st.tuples(st.sampled_from(["take_in", "pass_all_checks", "approve"]), st.integers(0, 1), st.just(0)),
    ),
    max_size=14,
)


class Play:
    """Two people who are on duty and superiors at once, two files, and the emergencies that come of it."""

    def __init__(self, session, market, town) -> None:
        self.session, self.town, self.moment = session, town, NOW
        self.people = []
        for _ in range(2):
            person = market.person(office=Office.DUTY)
            session.add(OfficeGrant(person=person, office=Office.SUPERIOR, starts_on=person.offices[0].starts_on))
            session.flush()
            session.refresh(person)
            self.people.append(market.actor(person))
        self.pairings = [market.pairing(State.SUBMITTED, need=market.need()) for _ in range(2)]

    def do(self, name: str, who: int, days: int) -> None:
        """One act; what the rules refuse changes nothing."""
        if name == "wait":
            self.moment += timedelta(days=days)
            return
        with clock.held_at(self.moment):
            try:
                with self.session.begin_nested():
                    self._act(name, who, days)
            except MarketError:
                pass
            self._look()

    def _act(self, name: str, who: int, days: int) -> None:
        session, actor = self.session, self.people[who]
        last = session.scalars(select(Emergency).order_by(Emergency.declared_at.desc(), Emergency.id)).first()
        if name == "declare":
            service.declare_emergency(session, actor, reason="Flood.", divisions=[], fields=[], tracks=["A"],
                                      ends_on=clock.today() + timedelta(days=days))  # fmt: skip
        elif name == "keep":
            self.keep()
        elif name in {"take_in", "pass_all_checks"}:
            self.town.take(self.town.intake, self.pairings[who], name)
            assert name == "take_in" or is_covered(session, self.pairings[who])
        elif name == "approve":
            fast = came_fast(session, self.pairings[who])
            self.town.take(self.town.approver, self.pairings[who], name)
            assert not fast or self.pairings[who].fast_track
        elif last is not None and name == "extend":
            service.extend_emergency(session, actor, last, last.ends_on + timedelta(days=days), "More.")
        elif last is not None:
            act = {"ratify": service.ratify_emergency, "end": service.end_emergency}[name]
            act(session, actor, last, "Because.")

    def keep(self) -> None:
        """What the scheduled work does."""
        for emergency_id in emergency_queries.unsettled(self.session):
            service.keep_emergency(self.session, emergency_queries.get_emergency(self.session, emergency_id))

    def _look(self) -> None:
        for emergency in self.session.scalars(select(Emergency)):
            assert emergency.ratified_by_id is None or emergency.ratified_by_id != emergency.declared_by_id

    def check(self) -> None:
        """After the scheduled work: fast only under an emergency, and decisions without one wait for a review."""
        with clock.held_at(self.moment):
            self.keep()
            self._look()
            for pairing in self.pairings:
                if pairing.decided_at is None:
                    assert pairing.fast_track == is_covered(self.session, pairing) or not pairing.fast_track
                    assert not came_fast(self.session, pairing) or pairing.fast_track
            for case in self.session.scalars(select(EmergencyCase)):
                decided = self.session.get_one(Pairing, case.pairing_id).decided_at
                lapsed = case.emergency.state.value == "lapsed"
                assert case.to_review == bool(lapsed and case.used_at and decided and decided >= case.used_at)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_nothing_undecided_goes_faster_without_an_emergency_and_nobody_ratifies_their_own(
    session, market, town, acts
) -> None:
    with session.begin_nested() as trial:
        play = Play(session, market, town)
        for act in acts:
            play.do(*act)
        play.check()
        trial.rollback()
