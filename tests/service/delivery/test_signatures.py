"""Signatures, supplements and facts among others of their kind: each counts for its own, in whatever order."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from market import clock
from market.delivery import queries, service
from market.delivery.models import Agreement, Commitment, CreditEvent, CreditKind, Supplement
from market.delivery.service.credit import note_credit
from market.delivery.service.sign import has_all_signatures
from market.errors import Conflict, Invalid, NotAllowed, NotFound, NotPossible
from market.notifications.kinds import Kind
from market.notifications.models import Notification
from market.pairings.models import PairingState
from market.pairings.service.clocks import stay_of
from tests.factories import Market
from tests.service.delivery.conftest import Work, in_days, terms


def agreement_of(work: Work) -> Agreement:
    return queries.get_agreement(work.session, work.pairing.id)


def propose(work: Work, amount: int = 0, commitment: Commitment | None = None) -> Supplement:
    return service.propose_supplement(
        work.session, work.deliverer, work.pairing, "More.", amount, commitment, in_days(60)
    )


def sign(work: Work, number: int, side: int) -> None:
    owner, actor = work.sides[side]
    service.sign_supplement(work.session, actor, work.pairing, number, owner, name="Li", title="Head")


def refused(act: Any) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        act()
    return list(refusal.value.problems)


class TestAgreement:
    """Signed by all sides, in whatever order."""

    def test_it_does_not_matter_who_signs_first(self, work: Work) -> None:
        work.written()
        for owner, actor in sorted(work.sides, key=lambda side: side[0]):
            assert work.pairing.state is PairingState.CONTRACTING
            work.sign(owner, actor)
        assert work.pairing.state is PairingState.ACTIVE

    def test_it_does_not_matter_who_signs_last(self, work: Work) -> None:
        work.written()
        by_owner = sorted(work.sides, key=lambda side: side[0], reverse=True)
        by_person = sorted(work.sides, key=lambda side: str(side[1].person_id))
        for order in (by_person, by_person[::-1], by_owner):
            for owner, actor in order[:-1]:
                work.sign(owner, actor)
            if order is not by_owner:
                self.refused_then_new(work, order)
        work.sign(*by_owner[-1])
        assert work.pairing.state is PairingState.ACTIVE

    def refused_then_new(self, work: Work, order: list[Any]) -> None:
        """Whoever signed does not sign again, and a new text waits for all."""
        with pytest.raises(NotPossible, match="signed this already"):
            work.sign(*order[0])
        service.change_agreement(work.session, work.deliverer, work.pairing, terms())

    def test_sides_and_people_are_known_by_what_they_are_however_they_were_read(self, work: Work) -> None:
        work.written()
        (owner, actor), (other, _actor) = work.sides
        work.sign(owner, actor)
        read_anew = replace(actor, person_id=UUID(str(actor.person_id)), organization_ids=frozenset({owner, other}))
        with pytest.raises(NotPossible, match="signed this already"):
            work.sign(UUID(str(owner)), read_anew)
        with pytest.raises(NotAllowed, match="nobody signs for two"):
            work.sign(other, read_anew)

    @pytest.mark.parametrize("hash_of_another", ["0" * 64, "f" * 64])
    def test_another_text_than_the_signed_one_does_not_begin(self, work: Work, hash_of_another: str) -> None:
        work.written()
        work.sign(*work.sides[0])
        agreement_of(work).content_hash = hash_of_another
        with pytest.raises(Conflict, match="not what was signed"):
            work.sign(*work.sides[1])

    @pytest.mark.parametrize("off", [-1, 1])
    def test_a_price_that_moved_either_way_is_not_signed(self, work: Work, off: int) -> None:
        work.written()
        agreement_of(work).price_fen += off
        with pytest.raises(NotPossible, match="not complete"):
            work.sign(*work.sides[0])

    @pytest.mark.parametrize("off", [-1, 1])
    def test_amounts_that_miss_the_price_either_way_are_refused(self, work: Work, off: int) -> None:
        price = service.change_agreement(work.session, work.deliverer, work.pairing, terms()).price_fen
        assert refused(lambda: work.written(price + off)) == ["amounts"]

    def test_whoever_looked_at_another_text_plans_nothing(self, work: Work) -> None:
        number = work.written() and agreement_of(work).number
        rows = [service.Planned("All", in_days(1), agreement_of(work).price_fen)]
        for seen in (number - 1, number + 1, 0):
            with pytest.raises(Conflict):
                service.plan_milestones(work.session, work.deliverer, work.pairing, rows, seen=seen)
        service.plan_milestones(work.session, work.deliverer, work.pairing, rows, seen=number)
        (milestone,) = work.milestones
        assert (milestone.position, milestone.requested_fen, milestone.paid_fen) == (1, 0, 0)

    def test_everybody_is_told_when_a_text_is_changed_that_somebody_had_signed(self, work: Work) -> None:
        def told() -> int:
            return work.session.query(Notification).filter_by(kind=Kind.AGREEMENT_TO_SIGN).count()

        work.written()
        assert told() == 0
        work.sign(*work.sides[0])
        service.change_agreement(work.session, work.deliverer, work.pairing, terms())
        assert told() == len(work.sides)

    def test_it_is_proposed_to_end_with_the_need_else_with_the_offer(self, public: Work) -> None:
        need, offer = public.pairing.need, public.pairing.offer
        assert need is not None
        for of_need, of_offer, end in ((40, 50, 40), (60, 50, 60), (None, 50, 50)):
            need.ends_on, offer.ends_on = of_need and in_days(of_need), in_days(of_offer)
            assert service.proposal(public.pairing).ends_on == in_days(end)


class TestSupplements:
    """Each is signed for itself."""

    def test_of_two_each_has_its_own_signatures(self, work: Work) -> None:
        work.signed()
        first, second = propose(work), propose(work)
        for side in range(len(work.sides)):
            sign(work, 2, side)
        assert (first.signed_at, second.signed_at) == (None, clock.now())
        sign(work, 1, 0)
        assert first.signed_at is None
        assert not has_all_signatures(work.pairing, agreement_of(work), 1)
        sign(work, 1, 1)
        assert first.signed_at == clock.now()
        third = propose(work)
        sign(work, 3, 0)
        assert third.signed_at is None

    @pytest.mark.parametrize("amounts", [(6_000_000,), (1, 5_999_999), (1, 2, 5_999_997)])
    def test_its_milestone_follows_the_last_one(self, private: Work, amounts: tuple[int, ...]) -> None:
        private.signed(*amounts)
        propose(private, 1, private.commitments[0])
        for side in range(len(private.sides)):
            sign(private, 1, side)
        assert [one.position for one in private.milestones] == list(range(1, len(amounts) + 2))

    @pytest.mark.parametrize("number", [-1, 0, 2])
    def test_only_what_was_proposed_is_signed(self, work: Work, number: int) -> None:
        work.signed()
        propose(work)
        with pytest.raises(NotFound):
            sign(work, number, 0)

    def test_less_than_nothing_is_refused_once(self, work: Work) -> None:
        work.signed()
        assert refused(lambda: propose(work, -1)) == ["amount_fen"]
        assert refused(lambda: propose(work, 1)) == ["commitment"]
        assert propose(work, 1, work.commitments[0]).commitment_id == work.commitments[0].id

    def test_who_brought_no_money_brings_no_more_of_it(self, private: Work) -> None:
        private.signed()
        private.commitments[0].committed_fen = 0
        assert refused(lambda: propose(private, 1, private.commitments[0])) == ["commitment"]


class TestFacts:
    """Noted for one pairing and one kind."""

    def test_each_kind_of_each_pairing_is_noted_once(self, session, market: Market) -> None:
        pairings = sorted((market.pairing() for _ in range(3)), key=lambda one: one.id)
        for pairing in (pairings[0], pairings[2], pairings[1]):
            pairing.offer = pairings[0].offer
            noted = [note_credit(session, pairing, kind) for kind in (*CreditKind, *reversed(CreditKind))]
            assert [(one.pairing_id, one.kind) for one in noted] == [
                (pairing.id, kind) for kind in (*CreditKind, *reversed(CreditKind))
            ]
        assert session.query(CreditEvent).count() == 3 * len(CreditKind)

    def test_it_is_noted_for_the_side_that_delivers_whoever_else_has_one(self, session, market: Market) -> None:
        pairing = market.pairing()
        first, middle, last = sorted((market.organization() for _ in range(3)), key=lambda one: one.id)
        for owner in (first, last, middle):
            pairing.offer.organization = owner
            session.flush()
            assert note_credit(session, pairing, CreditKind.LATE).organization_id == owner.id

    def test_only_objections_that_were_upheld_are_noted(self, session, market: Market) -> None:
        for step in ("dismiss_objection", "uphold_objection", "withdraw", None):
            pairing = market.pairing(PairingState.CANCELLED)
            stay = stay_of(pairing, clock.now())
            stay.step, stay.left_at = step, clock.now()
            session.add(stay)
            for kind in set(CreditKind) - {CreditKind.OBJECTION}:
                note_credit(session, pairing, kind)
        session.flush()
        assert service.note_objections(session) == 1
        assert service.note_objections(session) == 0
