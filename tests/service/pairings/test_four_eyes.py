"""Whatever people try, in whatever order and role: nobody both lets a pairing in and decides on it."""

from contextlib import suppress
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from market import audit
from market.accounts.models import Membership
from market.errors import MarketError
from market.pairings import service
from market.pairings.models import PairingState
from market.pairings.permissions import past_of
from market.pairings.workflow import DECIDED, PUBLIC, SIDES
from market.permissions import Actor, Office
from tests.factories import LONG_AGO

CHECKS = {"take_in", "pass_check", "send_back", "refuse"}
DECISIONS = {"approve", "confirm", "return", "reject"}
OFFICES = [
    frozenset({Office.INTAKE}),
    frozenset({Office.APPROVER}),
    frozenset({Office.INTAKE, Office.APPROVER}),
    frozenset({Office.INTAKE, Office.APPROVER}),
]
NAMES = sorted({step.name for step in PUBLIC.steps} | {"confirm"})
# Who acts, what they try: mostly a step that is open to them (by its place), sometimes any step by its name; and
# "move": they leave their organization, or join the side that delivers.
ATTEMPTS = st.lists(
    st.tuples(
        st.integers(0, 5), st.one_of(st.integers(0, 4), st.integers(0, 4), st.sampled_from([*NAMES, "terms", "move"]))
    ),
    min_size=8,
    max_size=30,
)


class People:
    """Six people: a member of each side who also holds offices, and four officials; they may change sides."""

    def __init__(self, session, market, pairing) -> None:
        self.session, self.pairing = session, pairing
        sides = [party.organization_id for party in pairing.parties]
        persons = [market.person() for _ in range(6)]
        self.memberships: dict[int, Membership | None] = dict.fromkeys(range(6))
        self.actors = [market.actor(person) for person in persons]
        for index, offices in enumerate([OFFICES[2], OFFICES[2], *OFFICES]):
            self.actors[index] = replace(self.actors[index], offices=offices)
        for index, side in enumerate(sides):
            self.join(index, side)

    def join(self, index: int, side) -> None:
        actor = self.actors[index]
        row = Membership(person_id=actor.person_id, organization_id=side, role="member", starts_on=LONG_AGO)
        self.session.add(row)
        self.session.flush()
        self.memberships[index] = row
        self.actors[index] = replace(actor, organization_ids=frozenset({side}))

    def move(self, index: int) -> None:
        """Leave, with no trace of the membership: the harshest case; or join."""
        row = self.memberships[index]
        if row is None:
            self.join(index, self.pairing.offer.organization_id)
            return
        self.session.delete(row)
        self.session.flush()
        self.memberships[index] = None
        self.actors[index] = replace(self.actors[index], organization_ids=frozenset())

    def attempt(self, index: int, what: int | str) -> None:
        actor, pairing = self.actors[index], self.pairing
        if what == "move":
            self.move(index)
        elif what == "terms":
            self._change_terms(actor)
        elif isinstance(what, str):
            service.take_step(self.session, actor, pairing, what, "Because.", no_conflict=True)
        else:
            steps = service.open_steps(actor, pairing, past_of(self.session, actor, [pairing]))
            steps = [step for step in steps if step.name not in {"withdraw", "decline"}]
            if steps:
                name = steps[what % len(steps)].name
                service.take_step(self.session, actor, pairing, name, "Because.", no_conflict=True)

    def _change_terms(self, actor: Actor) -> None:
        amounts = {share.listing_id: share.amount_fen for share in self.pairing.shares}
        budget, own = self.pairing.budget_fen, self.pairing.own_fen
        words = f"{self.pairing.terms}!"
        service.change_terms(
            self.session, actor, self.pairing, budget_fen=budget, own_fen=own, terms=words, amounts=amounts
        )


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(public=st.booleans(), attempts=ATTEMPTS)
def test_nobody_lets_in_and_decides_through_any_role(session, market, public, attempts) -> None:
    need = market.need() if public else None
    pairing = market.pairing(PairingState.MUTUAL, need=need)
    people = People(session, market, pairing)
    for index, what in attempts:
        with suppress(MarketError), session.begin_nested():
            people.attempt(index, what)
        session.expire_all()

    done: dict[object, set[str]] = {}
    for event in audit.events_of(session, "pairing", pairing.id):
        done.setdefault(event.actor_id, set()).add(event.action)
    for actions in done.values():
        assert not (actions & CHECKS and actions & DECISIONS), actions
        assert not (actions & DECISIONS and actions & SIDES), actions
    if pairing.state in DECIDED:
        assert any("take_in" in actions for actions in done.values())


def test_the_attempts_reach_a_decision_at_all(session, market) -> None:
    pairing = market.pairing(PairingState.MUTUAL)
    people = People(session, market, pairing)
    for index, what in ((0, 0), (4, 0), (2, 0), (3, 0)):
        people.attempt(index, what)
    assert pairing.state is PairingState.CONTRACTING
