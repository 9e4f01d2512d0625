"""Money: committed at the agreement, asked for by one person, paid by another, and never more than there is."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from market import clock
from market.delivery import queries, service
from market.delivery.models import Account, BondState, LedgerEntry, MilestoneState, PaymentState
from market.errors import Invalid, NotAllowed, NotPossible
from market.pairings.models import Party, PartyRole
from market.permissions import Office
from tests.service.delivery.conftest import Work, in_days


def held(work: Work, account: Account) -> int:
    entries = queries.ledger_of(work.session, work.pairing.id)
    return sum(row.amount_fen * ((row.target is account) - (row.source is account)) for row in entries)


def test_the_awarded_money_is_committed_when_all_have_signed(work: Work) -> None:
    work.written()
    assert work.commitments == []
    work.signed()

    total = sum(milestone.amount_fen for milestone in work.milestones)
    assert [one.committed_fen for one in work.commitments] == [total]
    assert (held(work, Account.COMMITTED), held(work, Account.FUNDER)) == (total, -total)


def test_a_milestone_that_is_met_is_paid_by_somebody_else(work: Work) -> None:
    work.signed().met()
    payment = work.ask(1_000_000)
    assert held(work, Account.PAYABLE) == 1_000_000

    work.pay(payment)

    assert payment.state is PaymentState.PAID
    assert (held(work, Account.PAYABLE), held(work, Account.PAID)) == (0, 1_000_000)
    assert (work.milestones[0].paid_fen, work.commitments[0].paid_fen) == (1_000_000, 1_000_000)
    assert service.verify_ledger(work.session) == []


def test_what_is_refused_may_be_asked_for_again(work: Work) -> None:
    work.signed().met()
    payment = work.ask(work.milestones[0].amount_fen)

    with pytest.raises(Invalid):
        service.refuse_payment(work.session, work.pays, work.pairing, payment, " ", no_conflict=True)
    service.refuse_payment(work.session, work.pays, work.pairing, payment, "No invoice.", no_conflict=True)

    assert (payment.state, held(work, Account.PAYABLE)) == (PaymentState.REFUSED, 0)
    assert work.ask(work.milestones[0].amount_fen).state is PaymentState.REQUESTED


def test_nothing_is_asked_for_a_milestone_that_is_not_met(work: Work) -> None:
    work.signed()
    with pytest.raises(NotPossible, match="met"):
        work.ask(1)
    work.met(MilestoneState.PARTIALLY_MET)
    with pytest.raises(NotPossible, match="met"):
        work.ask(1)


def test_no_more_is_asked_for_than_the_milestone_brings(work: Work) -> None:
    work.signed().met()
    most = work.milestones[0].amount_fen
    work.ask(most - 1)

    for amount in (2, 0, -1, 10**15):
        with pytest.raises(Invalid) as refusal:
            work.ask(amount)
        assert list(refusal.value.problems) == ["amount_fen"]


def test_no_more_is_asked_of_a_funder_than_its_share(private: Work) -> None:
    other = private.market.programme(reserved_fen=1_000_000)
    first, share = private.pairing.shares[0], private.market.pairing(shares=[other], amount_fen=1_000_000).shares[0]
    first.amount_fen, share.position = 5_000_000, 2
    private.pairing.shares.append(share)
    private.pairing.parties.append(Party(organization=other.organization, role=PartyRole.FUNDING, agreed_terms=1))
    private.session.flush()
    work = Work(private.session, private.market, private.pairing, private.store).signed(5_500_000, 500_000).met()

    with pytest.raises(Invalid):
        work.ask(1_000_001, number=0, funder=1)
    assert work.ask(1_000_000, number=0, funder=1).amount_fen == 1_000_000


def test_whoever_asks_does_not_pay_though_they_belong_to_both_sides(private: Work) -> None:
    both = private.market.person(of=private.pairing.offer)
    private.market.member(both, private.pairing.shares[0].listing.organization)
    private.session.expire(both)
    private.signed().met()
    private.deliverer = private.market.actor(both)
    payment = private.ask(1_000)
    private.session.expire(payment)

    with pytest.raises(NotAllowed, match="yourself"):
        private.pay(payment, private.deliverer)
    private.pay(payment)


def test_public_money_is_paid_by_the_finance_officer_alone(public: Work) -> None:
    public.signed().met()
    payment = public.ask(1_000)

    for actor in (public.payer, public.deliverer, public.follower, public.market.actor(office=Office.APPROVER)):
        with pytest.raises(NotAllowed):
            public.pay(payment, actor)
    with pytest.raises(Invalid):
        service.pay(public.session, public.finance, public.pairing, payment)
    public.pay(payment)


def test_private_money_is_paid_by_the_funder_alone(private: Work) -> None:
    private.signed().met()
    payment = private.ask(1_000)

    for actor in (private.deliverer, private.finance, private.market.actor(of=private.market.organization("53"))):
        with pytest.raises(NotAllowed):
            private.pay(payment, actor)


def test_a_request_is_decided_once(work: Work) -> None:
    work.signed().met()
    payment = work.ask(1_000)
    work.pay(payment)

    with pytest.raises(NotPossible):
        work.pay(payment)
    with pytest.raises(NotPossible):
        service.refuse_payment(work.session, work.pays, work.pairing, payment, "Late.", no_conflict=True)


def test_the_database_refuses_to_change_the_ledger(work: Work) -> None:
    work.signed()
    work.session.commit()
    for statement in ("UPDATE ledger_entry SET amount_fen = 1", "DELETE FROM ledger_entry"):
        with pytest.raises(DBAPIError, match="append-only"):
            work.session.execute(text(statement))
        work.session.rollback()


def test_the_database_refuses_to_pay_more_than_was_committed(work: Work) -> None:
    work.signed()
    with pytest.raises(DBAPIError):
        work.session.execute(text("UPDATE commitment SET paid_fen = committed_fen + 1"))
    work.session.rollback()


def test_a_ledger_that_was_tampered_with_is_found(work: Work) -> None:
    work.signed().met()
    work.pay(work.ask(5_000))
    work.milestones[0].paid_fen = 4_000
    work.commitments[0].paid_fen = 4_000
    work.session.flush()

    faults = service.verify_ledger(work.session)

    assert {fault.pairing for fault in faults} == {work.pairing.number}
    assert any("5000 fen" in fault.what for fault in faults)
    assert any("milestone 1" in fault.what for fault in faults)


def test_a_bond_is_held_and_given_back(public: Work) -> None:
    public.signed(bond_fen=500_000)
    service.hold_bond(public.session, public.finance, public.pairing, no_conflict=True)
    assert held(public, Account.BOND) == 500_000
    with pytest.raises(NotPossible):
        service.hold_bond(public.session, public.finance, public.pairing)

    service.return_bond(public.session, public.finance, public.pairing)

    assert held(public, Account.BOND) == 0
    assert queries.get_agreement(public.session, public.pairing.id).bond_state is BondState.RETURNED
    assert service.verify_ledger(public.session) == []


def test_what_is_left_after_the_end_goes_back_to_the_programme(private: Work) -> None:
    private.signed().met()
    private.pay(private.ask(1_000_000))
    private.closed()
    programme = private.pairing.shares[0].listing

    service.settle(private.session, private.payer, private.pairing, private.commitments[0])

    assert (programme.reserved_fen, programme.engaged) == (1_000_000, 1)
    assert held(private, Account.RELEASED) == 5_000_000
    with pytest.raises(NotPossible):
        service.settle(private.session, private.payer, private.pairing, private.commitments[0])
    assert service.verify_ledger(private.session) == []


def test_things_are_handed_over_up_to_what_was_promised(private: Work) -> None:
    venue = private.market.resource(reserved_quantity=20)
    pairing = private.market.pairing(private.pairing.state, shares=[venue], budget_fen=0, own_fen=0)
    pairing.shares[0].quantity = 20
    work = Work(private.session, private.market, pairing, private.store).signed(0)
    promised = work.commitments[0]

    with pytest.raises(NotAllowed):
        service.hand_over(work.session, work.deliverer, pairing, promised, 1, clock.today())
    service.hand_over(work.session, work.payer, pairing, promised, 15, clock.today())
    with pytest.raises(Invalid):
        service.hand_over(work.session, work.payer, pairing, promised, 6, clock.today())
    with pytest.raises(Invalid):
        service.hand_over(work.session, work.payer, pairing, promised, 5, in_days(1))

    assert promised.handed_over == 15
    assert [row.quantity for row in queries.handovers_of(work.session, pairing.id)] == [15]


def test_every_entry_moves_something_between_two_accounts(work: Work) -> None:
    work.signed().met()
    work.pay(work.ask(7_000))
    entries: list[LedgerEntry] = list(queries.ledger_of(work.session, work.pairing.id))

    assert [row.seq for row in entries] == [1, 2, 3]
    assert sum(held(work, account) for account in Account) == 0
