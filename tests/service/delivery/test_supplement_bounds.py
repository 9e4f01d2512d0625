"""Supplements, bonds and what else follows an agreement at their bounds, each refusal at its field."""

from dataclasses import replace
from typing import Any

import pytest

from market import clock
from market.delivery import service
from market.delivery.models import BondState, CreditKind, MilestoneState, Movement
from market.delivery.service.credit import note_credit
from market.errors import NotAllowed, NotFound, NotPossible
from market.pairings.models import PairingState, Party, PartyRole
from tests.service.delivery.bounds import agreement_of, entries, last_event, refused
from tests.service.delivery.conftest import Work, in_days

LONG = "n" * 5000
WORDS = ("subject", "payment", "breach", "dispute")


class TestSupplements:
    """More of the same, refused at the field that is wrong."""

    def propose(self, work: Work, amount: int = 100, **values: Any) -> Any:
        given = {"text": "Ten more visits.\nOn Sundays.", "commitment": work.commitments[0], "due_on": in_days(60)}
        given |= values
        return service.propose_supplement(
            work.session, work.deliverer, work.pairing, given["text"], amount, given["commitment"], given["due_on"]
        )

    def sign(self, work: Work, number: int) -> None:
        for owner, actor in work.sides:
            service.sign_supplement(work.session, actor, work.pairing, number, owner, name="Li", title="Head")

    @pytest.mark.parametrize(
        ("values", "problem"),
        [
            ({"text": " "}, "text"),
            ({"text": LONG + "n"}, "text"),
            ({"amount": -1}, "amount_fen"),
            ({"commitment": None}, "commitment"),
            ({"due_on": -1}, "due_on"),
            ({"due_on": 301}, "due_on"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(self, work: Work, values: dict[str, Any], problem: str) -> None:
        work.signed()
        if "due_on" in values:
            values = values | {"due_on": in_days(values["due_on"])}
        assert refused(lambda: self.propose(work, **values)) == [problem]

    def test_a_tenth_of_the_price_on_the_first_or_the_last_day_is_possible(self, work: Work) -> None:
        work.signed()
        tenth = agreement_of(work).price_fen // 10
        assert refused(lambda: self.propose(work, tenth + 1)) == ["amount_fen"]
        first = self.propose(work, tenth, text=LONG, due_on=in_days(300))
        assert (first.number, first.commitment_id, first.proposed_at) == (1, work.commitments[0].id, clock.now())
        assert last_event(work).details == {"number": 1, "amount_fen": tenth, "hash": first.content_hash}
        second = self.propose(work, 0, due_on=clock.today())
        assert (second.number, second.commitment_id) == (2, None)
        assert second.content_hash != first.content_hash

    def test_what_costs_nothing_needs_no_funder_and_moves_nothing(self, work: Work) -> None:
        work.signed()
        before = (len(entries(work)), len(work.milestones))
        supplement = self.propose(work, 0, commitment=None)
        self.sign(work, supplement.number)
        assert supplement.signed_at == clock.now()
        assert (len(entries(work)), len(work.milestones)) == before

    def test_money_that_was_agreed_on_is_posted_and_becomes_a_milestone(self, work: Work) -> None:
        work.signed()
        supplement = self.propose(work, 700)
        (owner, actor), *_others = work.sides
        service.sign_supplement(work.session, actor, work.pairing, 1, owner, name="Li", title="Head")
        assert supplement.signed_at is None
        assert last_event(work).details == {
            "organization": str(owner), "supplement": 1, "hash": supplement.content_hash,
        }  # fmt: skip
        for owner, actor in _others:
            service.sign_supplement(work.session, actor, work.pairing, 1, owner, name="Li", title="Head")

        milestone, entry = work.milestones[-1], entries(work)[-1]
        assert (milestone.position, milestone.title, milestone.due_on) == (3, "Ten more visits.", in_days(60))
        assert (milestone.indicator, milestone.amount_fen) == ("Ten more visits.\nOn Sundays.", 700)
        assert (entry.movement, entry.amount_fen, entry.commitment_id) == (Movement.ADD, 700, work.commitments[0].id)
        assert (agreement_of(work).added_fen, entry.by_id) == (700, None)

    def test_a_long_first_line_is_cut_for_the_title(self, work: Work) -> None:
        work.signed()
        self.sign(work, self.propose(work, text="x" * 300).number)
        assert work.milestones[-1].title == "x" * 200

    def test_what_is_not_there_is_not_signed(self, work: Work) -> None:
        work.signed()
        with pytest.raises(NotFound):
            self.sign(work, 1)


class TestBonds:
    """Held by the first funder."""

    def test_it_is_posted_and_told_each_time(self, work: Work) -> None:
        work.signed(bond_fen=500)
        service.hold_bond(work.session, work.pays, work.pairing, no_conflict=True)
        action = "bond" if work.pairing.track.is_public else "side_bond"
        assert agreement_of(work).bond_state is BondState.HELD
        assert (last_event(work).action, last_event(work).details) == (action, {"amount_fen": 500, "bond": "held"})
        service.return_bond(work.session, work.pays, work.pairing, no_conflict=True)
        assert (last_event(work).action, last_event(work).details) == (action, {"amount_fen": 500, "bond": "returned"})
        assert [entry.movement for entry in entries(work)][-2:] == [Movement.HOLD_BOND, Movement.RETURN_BOND]

    def test_none_is_held_that_was_not_agreed_or_is_given_back(self, work: Work) -> None:
        work.signed()
        for act in (service.hold_bond, service.return_bond):
            with pytest.raises(NotPossible, match="No bond"):
                act(work.session, work.pays, work.pairing, no_conflict=True)

    def test_none_is_held_before_all_have_signed(self, work: Work) -> None:
        work.written(bond_fen=500)
        with pytest.raises(NotPossible, match="signed"):
            service.hold_bond(work.session, work.pays, work.pairing, no_conflict=True)

    def test_it_is_given_back_after_the_end_too(self, work: Work) -> None:
        work.signed(bond_fen=500)
        service.hold_bond(work.session, work.pays, work.pairing, no_conflict=True)
        work.closed()
        assert work.pairing.state is PairingState.CLOSED
        service.return_bond(work.session, work.pays, work.pairing, no_conflict=True)
        assert agreement_of(work).bond_state is BondState.RETURNED
        for act in (service.hold_bond, service.return_bond):
            with pytest.raises(NotPossible, match="where it belongs"):
                act(work.session, work.pays, work.pairing, no_conflict=True)

    def test_of_two_funders_the_first_holds_it(self, private: Work) -> None:
        other = private.market.programme(reserved_fen=1_000_000)
        first, share = private.pairing.shares[0], private.market.pairing(shares=[other], amount_fen=1_000_000).shares[0]
        first.amount_fen, share.position = 5_000_000, 2
        private.pairing.shares.append(share)
        private.pairing.parties.append(Party(organization=other.organization, role=PartyRole.FUNDING, agreed_terms=1))
        private.session.flush()
        work = Work(private.session, private.market, private.pairing, private.store).signed(bond_fen=500)
        sides = dict(work.sides)
        with pytest.raises(NotAllowed):
            service.hold_bond(work.session, sides[other.organization_id], work.pairing)
        service.hold_bond(work.session, sides[first.listing.organization_id], work.pairing)
        assert agreement_of(work).bond_state is BondState.HELD


def test_a_fact_is_noted_once_for_each_kind_and_pairing(work: Work) -> None:
    first = note_credit(work.session, work.pairing, CreditKind.LATE, " Two weeks. ")
    assert (first.note, first.at, first.comment) == ("Two weeks.", clock.now(), "")
    assert note_credit(work.session, work.pairing, CreditKind.LATE, "Again.") is first
    assert note_credit(work.session, work.pairing, CreditKind.FAULT) is not first
    assert last_event(work).details == {"kind": "fault"}


def test_a_word_of_its_own_has_at_most_a_thousand_characters(work: Work) -> None:
    event = note_credit(work.session, work.pairing, CreditKind.LATE)

    def comment(text: str) -> None:
        service.comment_on_credit(work.session, work.deliverer, event, text)

    assert refused(lambda: comment("n" * 1001)) == refused(lambda: comment(" ")) == ["comment"]
    comment("n" * 1000)
    comment(" We did. ")
    assert (event.comment, event.commented_at, event.commented_by_id) == (
        "We did.", clock.now(), work.deliverer.person_id,
    )  # fmt: skip


def test_only_people_ask_for_money(work: Work) -> None:
    work.signed().met()
    work.deliverer = replace(work.deliverer, person_id=None)
    with pytest.raises(NotAllowed):
        work.ask(1)


def test_a_milestone_is_judged_by_a_word_of_the_list_and_a_short_note(work: Work) -> None:
    work.signed()

    def judge(state: MilestoneState, note: str) -> None:
        milestone = work.milestones[0]
        service.check_milestone(work.session, work.follows, work.pairing, milestone, state, note, no_conflict=True)

    assert refused(lambda: judge(MilestoneState.SCHEDULED, "Later.")) == ["state"]
    assert refused(lambda: judge(MilestoneState.MET, "n" * 2001)) == ["note"]
    assert refused(lambda: judge(MilestoneState.MET, " ")) == ["note"]
    judge(MilestoneState.MET, "n" * 2000)
    assert (work.milestones[0].state, work.milestones[0].checked_at) == (MilestoneState.MET, clock.now())
