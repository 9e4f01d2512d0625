"""Money to the fen: what just goes and what just does not, and what the ledger and the trail say of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from market import audit, clock
from market.delivery import queries, service
from market.delivery.models import Movement, PaymentState
from market.delivery.service import ledger
from market.errors import Invalid, NotAllowed, NotPossible
from market.listings.models import FundingSource
from market.pairings.models import PairingState
from market.permissions import SYSTEM
from tests.conftest import NOW
from tests.service.delivery.conftest import Work, in_days

LONG = "n" * 2000


def last_event(work: Work) -> audit.AuditEvent:
    return audit.events_of(work.session, "pairing", work.pairing.id)[-1]


def refused(act: Callable[[], Any]) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        act()
    return {name: str(message) for name, message in refusal.value.problems.items()}


def with_things(work: Work, quantity: int = 20) -> Work:
    """A pairing to which somebody brings things instead of money."""
    venue = work.market.resource(reserved_quantity=quantity)
    pairing = work.market.pairing(PairingState.CONTRACTING, shares=[venue], budget_fen=0, own_fen=0)
    pairing.shares[0].quantity = quantity
    return Work(work.session, work.market, pairing, work.store)


def hand_over(work: Work, quantity: int, **values: Any) -> None:
    day = values.pop("handed_on", clock.today())
    service.hand_over(work.session, work.payer, work.pairing, work.commitments[0], quantity, day, **values)


def test_each_movement_is_written_with_who_and_when_and_what_it_belongs_to(work: Work) -> None:
    work.signed().met()
    with clock.held_at(NOW + timedelta(hours=1)):
        payment = work.ask(7_000)
    with clock.held_at(NOW + timedelta(hours=2)):
        work.pay(payment)

    committed, asked, paid = queries.ledger_of(work.session, work.pairing.id)
    total = sum(one.amount_fen for one in work.milestones)
    (commitment,) = work.commitments
    assert [(row.movement, row.amount_fen) for row in (committed, asked, paid)] == [
        (Movement.COMMIT, total), (Movement.REQUEST, 7_000), (Movement.PAY, 7_000),
    ]  # fmt: skip
    assert [row.at for row in (committed, asked, paid)] == [NOW + timedelta(hours=hours) for hours in (0, 1, 2)]
    assert [row.by_id for row in (committed, asked, paid)] == [None, work.deliverer.person_id, work.pays.person_id]
    assert [row.payment_id for row in (committed, asked, paid)] == [None, payment.id, payment.id]
    assert {row.commitment_id for row in (committed, asked, paid)} == {commitment.id}


def test_ledgers_of_two_pairings_are_numbered_each_for_itself(public: Work, private: Work) -> None:
    public.signed().met().ask(5)
    private.signed().met()
    for amount in (6, 7, 8):
        private.ask(amount)
    public.ask(9)
    assert [row.seq for row in queries.ledger_of(public.session, public.pairing.id)] == [1, 2, 3]
    assert [row.seq for row in queries.ledger_of(public.session, private.pairing.id)] == [1, 2, 3, 4]


def test_what_each_funder_brings_is_numbered_and_a_need_without_money_brings_none(work: Work) -> None:
    work.signed()
    assert [one.position for one in work.commitments] == [1]
    programme = work.market.programme(reserved_fen=6_000_000)
    need = work.market.need(funding_source=FundingSource.SEEKING_FUNDS)
    pairing = work.market.pairing(PairingState.CONTRACTING, need=need, shares=[programme])
    sought = Work(work.session, work.market, pairing, work.store)
    ledger.commit(work.session, pairing)
    assert [(one.position, one.share_id) for one in sought.commitments] == [(1, pairing.shares[0].id)]


def test_a_request_is_told_in_the_trail_and_counts_until_it_is_decided(work: Work) -> None:
    work.signed().met()
    payment = work.ask(600, number=1)
    assert (payment.requested_at, payment.state) == (clock.now(), PaymentState.REQUESTED)
    assert (work.milestones[1].requested_fen, work.commitments[0].payable_fen) == (600, 600)
    event = last_event(work)
    assert (event.action, event.details) == ("request_payment", {"milestone": 2, "amount_fen": 600})

    service.refuse_payment(work.session, work.pays, work.pairing, payment, " No invoice. ", no_conflict=True)
    assert (payment.decided_at, payment.decided_by_id) == (clock.now(), work.pays.person_id)
    assert (payment.note, payment.state) == ("No invoice.", PaymentState.REFUSED)
    assert (work.milestones[1].requested_fen, work.milestones[1].paid_fen) == (0, 0)
    assert (work.commitments[0].payable_fen, work.commitments[0].paid_fen) == (0, 0)
    event = last_event(work)
    assert event.action == ("refuse_payment" if work.pairing.track.is_public else "withhold")
    assert (event.note, event.details) == (" No invoice. ", {"milestone": 2, "amount_fen": 600})


def test_what_was_paid_stays_asked_for_and_keeps_the_words_of_the_request(work: Work) -> None:
    work.signed().met()
    milestone, commitment = work.milestones[0], work.commitments[0]
    payment = service.request_payment(
        work.session, work.deliverer, work.pairing, milestone, commitment, 1_000, " Invoice 7. "
    )
    assert payment.note == "Invoice 7."
    work.pay(payment)

    assert payment.note == "Invoice 7."
    assert (milestone.requested_fen, milestone.paid_fen) == (1_000, 1_000)
    assert (commitment.payable_fen, commitment.paid_fen) == (0, 1_000)
    assert last_event(work).action == ("pay" if work.pairing.track.is_public else "transfer")


def test_paying_may_say_something_of_its_own(work: Work) -> None:
    work.signed().met()
    payment = work.ask(1_000)
    service.pay(work.session, work.pays, work.pairing, payment, " Transfer 9. ", no_conflict=True)
    assert payment.note == "Transfer 9."


def test_all_that_is_left_can_be_asked_for_and_the_refusal_names_it(private: Work) -> None:
    private.signed(123_450, 5_876_550).met()
    assert refused(lambda: private.ask(123_451)) == {
        "amount_fen": "Enter an amount up to 1,234.50 yuan: no more is left for it."
    }
    assert refused(lambda: private.ask(0)).keys() == {"amount_fen"}
    private.ask(23_450)
    assert "up to 1,000 yuan" in refused(lambda: private.ask(100_001))["amount_fen"]
    private.ask(100_000)
    assert "up to 0 yuan" in refused(lambda: private.ask(1))["amount_fen"]
    assert private.ask(5_876_550, number=1).amount_fen == 5_876_550
    assert private.commitments[0].free_fen == 0


def test_a_note_has_at_most_two_thousand_characters(work: Work) -> None:
    work.signed().met()
    milestone, commitment = work.milestones[0], work.commitments[0]

    def ask(note: str) -> Any:
        return service.request_payment(work.session, work.deliverer, work.pairing, milestone, commitment, 1, note)

    assert refused(lambda: ask(LONG + "n")) == {"note": "At most 2000 characters."}
    payment = ask(LONG)
    assert payment.note == LONG
    with pytest.raises(Invalid):
        service.pay(work.session, work.pays, work.pairing, payment, LONG + "n", no_conflict=True)
    service.pay(work.session, work.pays, work.pairing, payment, LONG, no_conflict=True)


def test_only_people_ask_and_decide(private: Work) -> None:
    private.signed().met()
    payment = private.ask(1_000)
    with pytest.raises(NotAllowed):
        service.pay(private.session, SYSTEM, private.pairing, payment)


def test_what_is_handed_over_is_noted_by_the_giver_up_to_the_last_piece(private: Work) -> None:
    work = with_things(private).signed(0)
    for quantity in (0, -1, 21):
        assert refused(lambda quantity=quantity: hand_over(work, quantity)) == {  # type: ignore[misc]
            "quantity": "Enter a number from 1 to 20."
        }
    hand_over(work, 1, note=" A chair. ")
    (row,) = queries.handovers_of(work.session, work.pairing.id)
    assert (row.quantity, row.handed_on, row.note) == (1, clock.today(), "A chair.")
    assert (row.recorded_at, row.recorded_by_id) == (clock.now(), work.payer.person_id)
    assert (last_event(work).action, last_event(work).details) == ("hand_over", {"quantity": 1})

    assert refused(lambda: hand_over(work, 1, handed_on=in_days(1))) == {"handed_on": "This day is still to come."}
    assert refused(lambda: hand_over(work, 1, note=LONG + "n")) == {"note": "At most 2000 characters."}
    hand_over(work, 19, handed_on=in_days(-1), note=LONG)
    assert "from 1 to 0" in refused(lambda: hand_over(work, 1))["quantity"]
    assert work.commitments[0].handed_over == 20


def test_things_that_were_not_handed_over_are_free_again_after_the_end(private: Work) -> None:
    work = with_things(private).signed(0)
    hand_over(work, 15)
    venue = work.pairing.shares[0].listing
    service.terminate(work.session, work.payer, work.pairing, "Flood.", by_fault=False)

    assert (work.commitments[0].released_quantity, work.commitments[0].released_fen) == (5, 0)
    assert venue.reserved_quantity == 15
    with pytest.raises(NotPossible):
        hand_over(work, 1)
    assert [row.movement for row in queries.ledger_of(work.session, work.pairing.id)] == []
    with pytest.raises(NotPossible, match="Nothing is left"):
        service.settle(work.session, work.payer, work.pairing, work.commitments[0])


def test_what_was_given_back_is_not_handed_over_any_more(private: Work) -> None:
    work = with_things(private).signed(0)
    hand_over(work, 15)
    work.closed()
    hand_over(work, 1)
    service.settle(work.session, work.payer, work.pairing, work.commitments[0])
    assert last_event(work).details == {"released_fen": 0, "released_quantity": 4}
    assert "from 1 to 0" in refused(lambda: hand_over(work, 1))["quantity"]


def test_what_is_given_back_is_counted_in_fen_and_in_pieces(private: Work) -> None:
    work = with_things(private).signed(0)
    hand_over(work, 15)
    told = {"released_fen": 0, "released_quantity": 5}
    assert ledger.release_all(work.session, SYSTEM, work.pairing) == told
    private.signed().met().ask(1_000)
    assert ledger.release_all(private.session, SYSTEM, private.pairing) == {
        "released_fen": 5_999_000,
        "released_quantity": 0,
    }


def test_an_account_is_closed_when_no_request_is_open_and_something_is_left(work: Work) -> None:
    work.signed().met()
    work.pay(work.ask(1_000_000))
    open_request = work.ask(500)
    with pytest.raises(NotPossible):
        service.settle(work.session, work.pays, work.pairing, work.commitments[0], no_conflict=True)
    work.closed()
    commitment = work.commitments[0]
    with pytest.raises(NotPossible, match="still open"):
        service.settle(work.session, work.pays, work.pairing, commitment, no_conflict=True)
    work.pay(open_request)
    left = commitment.free_fen

    service.settle(work.session, work.pays, work.pairing, commitment, no_conflict=True)

    assert (commitment.free_fen, commitment.released_fen) == (0, left)
    event = last_event(work)
    assert event.action == ("close_account" if work.pairing.track.is_public else "side_close_account")
    assert event.details == {"released_fen": left, "released_quantity": 0}
    with pytest.raises(NotPossible, match="Nothing is left"):
        service.settle(work.session, work.pays, work.pairing, commitment, no_conflict=True)


def test_public_money_moves_only_after_its_officer_declared_to_have_no_conflict(public: Work) -> None:
    public.signed(bond_fen=500).met()
    payment, pairing, session, finance = public.ask(1), public.pairing, public.session, public.finance
    undeclared: list[Callable[[], Any]] = [
        lambda: service.pay(session, finance, pairing, payment),
        lambda: service.refuse_payment(session, finance, pairing, payment, "No invoice."),
        lambda: service.hold_bond(session, finance, pairing),
        lambda: service.return_bond(session, finance, pairing),
    ]
    assert [list(refused(act)) for act in undeclared] == [["no_conflict"]] * 4
    public.closed()
    assert list(refused(lambda: service.settle(session, finance, pairing, public.commitments[0]))) == ["no_conflict"]
