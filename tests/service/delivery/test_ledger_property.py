"""Whatever people do with the money, in whatever order: the ledger balances and nothing is paid twice."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from market import clock
from market.delivery import queries, service
from market.delivery.models import Account, PaymentState
from market.errors import MarketError
from tests.service.delivery.conftest import Work

AMOUNTS = st.one_of(st.integers(-10, 7_000_000), st.sampled_from([0, 1, 3_000_000, 2_999_999, 3_000_001]))
STEPS = settings(
    max_examples=15,
    stateful_step_count=15,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def machine(work: Work) -> type[RuleBasedStateMachine]:
    """A machine that does things with the money of one pairing, and takes all of it back at its end."""
    session = work.session

    class Money(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.outer = session.begin_nested()
            self.people = [work.deliverer, work.payer, work.pays, work.market.actor()]

        def teardown(self) -> None:
            self.outer.rollback()
            session.expire_all()

        def attempt(self, act: Any) -> None:
            """Refused or done, as a transaction of its own."""
            try:
                with session.begin_nested():
                    act()
            except MarketError:
                session.expire_all()

        @rule(amount=AMOUNTS, number=st.integers(0, 1))
        def ask(self, amount: int, number: int) -> None:
            self.attempt(lambda: work.ask(amount, number))

        @rule(which=st.integers(0, 20), who=st.integers(0, 3))
        def pay(self, which: int, who: int) -> None:
            if payments := queries.payments_of(session, work.pairing.id):
                self.attempt(lambda: work.pay(payments[which % len(payments)], self.people[who]))

        @rule(which=st.integers(0, 20), who=st.integers(0, 3))
        def refuse(self, which: int, who: int) -> None:
            if payments := queries.payments_of(session, work.pairing.id):
                payment = payments[which % len(payments)]
                actor = self.people[who]
                self.attempt(
                    lambda: service.refuse_payment(session, actor, work.pairing, payment, "No.", no_conflict=True)
                )

        @rule(amount=st.integers(-1, 700_000))
        def add(self, amount: int) -> None:
            due = clock.today() + timedelta(days=50)

            def act() -> None:
                one = service.propose_supplement(
                    session, work.deliverer, work.pairing, "More.", amount, work.commitments[0], due
                )
                for owner, actor in work.sides:
                    service.sign_supplement(session, actor, work.pairing, one.number, owner, name="Li", title="Head")

            self.attempt(act)

        @rule()
        def terminate(self) -> None:
            self.attempt(lambda: service.terminate(session, work.follows, work.pairing, "Enough.", by_fault=False))

        @rule()
        def settle(self) -> None:
            self.attempt(
                lambda: service.settle(session, work.pays, work.pairing, work.commitments[0], no_conflict=True)
            )

        @invariant()
        def it_balances(self) -> None:
            session.flush()
            assert service.verify_ledger(session) == []
            entries = queries.ledger_of(session, work.pairing.id)
            for account in set(Account) - {Account.FUNDER, Account.PROVIDER}:
                assert sum(e.amount_fen * ((e.target is account) - (e.source is account)) for e in entries) >= 0

        @invariant()
        def no_more_is_paid_than_there_is(self) -> None:
            agreement = queries.get_agreement(session, work.pairing.id)
            paid = [p for p in queries.payments_of(session, work.pairing.id) if p.state is PaymentState.PAID]
            assert sum(payment.amount_fen for payment in paid) <= agreement.price_fen + agreement.added_fen
            assert all(payment.decided_by_id != payment.requested_by_id for payment in paid)
            assert all(one.paid_fen <= one.amount_fen for one in work.milestones)

    return Money


def test_the_ledger_balances_whatever_people_do(private: Work) -> None:
    private.signed().met()
    private.session.flush()

    run_state_machine_as_test(lambda: machine(private)(), settings=STEPS)
