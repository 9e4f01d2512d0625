"""Whatever people try, in whatever order, role and name: nobody has two duties in one case that exclude each other."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from market import audit
from market.accounts.models import Membership, Person
from market.errors import MarketError, NotAllowed
from market.notices import service as notices
from market.notices.queries import find_notice
from market.packets.service import decide
from market.pairings import service
from market.pairings.duties import Duty
from market.pairings.models import PairingState
from market.pairings.permissions import ROLE_OF, past_of
from market.pairings.workflow import AWARDED, BY_BUTTON, THROUGH, workflow_of
from market.permissions import SYSTEM, Actor, Office
from tests.duties import broken_separations, duties_by_person
from tests.factories import LONG_AGO

EVERY_OFFICE = frozenset(ROLE_OF)
# The first two are a member of each side, whatever offices they hold; the rest hold many offices, or all of them.
OFFICES = [
    EVERY_OFFICE,
    EVERY_OFFICE,
    EVERY_OFFICE,
    EVERY_OFFICE,
    frozenset({Office.INTAKE, Office.FINANCE, Office.RECHECK}),
    frozenset({Office.RECHECK, Office.APPROVER, Office.INVESTIGATOR}),
    frozenset({Office.APPROVER, Office.PROJECT_OFFICER, Office.ACCEPTANCE}),
    frozenset(),
]
NAMES = sorted({step.name for step in workflow_of("A").steps} | {"confirm"})
# Who acts, what they try: mostly a step that is open to them (by its place), sometimes any step by its name; "move":
# they leave their organization, or join the side that delivers; "lend": they let the last person act in their name.
# The rest is what people say in a case without moving it.
OTHERS = ["terms", "recusal", "objection", "move", "lend"]
ATTEMPTS = st.lists(
    st.tuples(
        st.integers(0, len(OFFICES) - 1),
        st.one_of(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4), st.sampled_from([*NAMES, *OTHERS])),
    ),
    min_size=10,
    max_size=40,
)


class People:
    """A member of each side who also holds offices, and officials; they may change sides and lend their offices."""

    def __init__(self, session, market, pairing) -> None:
        self.session, self.pairing = session, pairing
        sides = [party.organization_id for party in pairing.parties]
        persons = [market.person() for _ in OFFICES]
        self.memberships: dict[int, Membership | None] = dict.fromkeys(range(len(OFFICES)))
        self.actors = [
            replace(market.actor(person), offices=offices) for person, offices in zip(persons, OFFICES, strict=True)
        ]
        for index, side in enumerate(sides[:2]):
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

    def lend(self, index: int) -> None:
        """The last person, who holds no office, acts in this one's name from now on."""
        lender, other = self.actors[index], self.actors[-1]
        if lender is not other:
            lent = dict.fromkeys(lender.offices, lender.person_id)
            self.actors[-1] = replace(other, offices=lender.offices, delegated=lent)

    def attempt(self, index: int, what: int | str) -> None:
        actor = self.actors[index]
        if what in {"move", "lend"}:
            getattr(self, str(what))(index)
        elif what in {"terms", "recusal", "objection"}:
            {"terms": self._change_terms, "recusal": self._ask_recusal, "objection": self._object}[str(what)](actor)
        elif isinstance(what, str):
            self._take(actor, what)
        else:
            self._take_open(actor, what)

    def _take_open(self, actor: Actor, place: int) -> None:
        pairing = self.pairing
        if pairing.state is PairingState.EXPERT_REVIEW:
            service.take_step(self.session, SYSTEM, pairing, "conclude_review", through="reviews")
            return
        steps = service.open_steps(actor, pairing, past_of(self.session, actor, [pairing]))
        steps = [
            step for step in steps if step.name not in {"withdraw", "decline", "refuse", "reject", "refuse_to_sign"}
        ]
        if steps:
            name = steps[place % len(steps)].name
            self._take(actor, name)

    def _take(self, actor: Actor, name: str) -> None:
        through = THROUGH.get(name, "")
        if through in BY_BUTTON:
            decide(self.session, actor, self.pairing, name, "Because.", no_conflict=True, basis="The terms.")
            return
        service.take_step(self.session, actor, self.pairing, name, "Because.", no_conflict=True, through=through)

    def _change_terms(self, actor: Actor) -> None:
        amounts = {share.listing_id: share.amount_fen for share in self.pairing.shares}
        budget, own = self.pairing.budget_fen, self.pairing.own_fen
        words = f"{self.pairing.terms}!"
        service.change_terms(
            self.session, actor, self.pairing, budget_fen=budget, own_fen=own, terms=words, amounts=amounts
        )

    def _ask_recusal(self, actor: Actor) -> None:
        person = self.session.get_one(Person, self.actors[3].person_id)
        service.ask_recusal(self.session, actor, self.pairing, person, self.pairing.offer.organization_id, "A cousin.")

    def _object(self, actor: Actor) -> None:
        notice = find_notice(self.session, self.pairing.id)
        if notice is not None:
            texts = {"name": "Lin", "contact": "1380000", "statement": "This is not what we need here."}
            notices.file_objection(self.session, actor, notice, **texts)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(public=st.booleans(), attempts=ATTEMPTS)
def test_nobody_has_two_separated_duties_through_any_role_or_name(session, market, public, attempts) -> None:
    need = market.need() if public else None
    pairing = market.pairing(PairingState.MUTUAL, need=need)
    people = People(session, market, pairing)
    for index, what in attempts:
        with suppress(MarketError), session.begin_nested():
            people.attempt(index, what)
        session.expire_all()

    trail = audit.events_of(session, "pairing", pairing.id)
    assert broken_separations(pairing, trail) == []
    if pairing.state in AWARDED:
        done = set().union(*duties_by_person(pairing, trail).values())
        assert done >= (
            {Duty.INTAKE, Duty.FINANCE, Duty.RECHECK, Duty.DECISION} if public else {Duty.INTAKE, Duty.RECHECK}
        )


def test_the_attempts_reach_an_approval_at_all(session, market) -> None:
    pairing = market.pairing(PairingState.MUTUAL, need=market.need())
    people = People(session, market, pairing)
    for index in (0, 4, 4, 3, 3, 5, 6):
        people.attempt(index, 0)
    assert pairing.state is PairingState.PUBLIC_NOTICE


def test_an_official_who_joins_a_side_says_nothing_for_it_in_a_case_that_they_handled(session, market) -> None:
    pairing = market.pairing(PairingState.SUBMITTED)
    people = People(session, market, pairing)
    for what in ("take_in", "send_back", "move"):
        people.attempt(2, what)
    assert pairing.state is PairingState.CORRECTION
    for what in ("terms", "recusal", "submit"):
        with pytest.raises(NotAllowed, match="earlier step"):
            people.attempt(2, what)
    people.attempt(0, "terms")


def test_whoever_acts_in_somebodys_name_is_bound_by_what_that_person_did(session, market) -> None:
    pairing = market.pairing(PairingState.SUBMITTED)
    people = People(session, market, pairing)
    people.attempt(2, "take_in")
    people.attempt(2, "pass_check")
    people.lend(2)
    assert service.open_steps(people.actors[-1], pairing, past_of(session, people.actors[-1], [pairing])) == []
    people.lend(3)
    people.attempt(len(OFFICES) - 1, "confirm")
    event = audit.events_of(session, "pairing", pairing.id)[-1]
    assert event.on_behalf_of_id == people.actors[3].person_id


def test_whoever_lent_their_office_is_bound_by_what_was_done_in_their_name(session, market) -> None:
    pairing = market.pairing(PairingState.SUBMITTED)
    people = People(session, market, pairing)
    people.lend(2)
    people.attempt(len(OFFICES) - 1, "take_in")
    people.attempt(len(OFFICES) - 1, "pass_check")
    lender = people.actors[2]
    assert service.open_steps(lender, pairing, past_of(session, lender, [pairing])) == []
    assert people.actors[3].person_id != lender.person_id
    people.attempt(3, "confirm")
