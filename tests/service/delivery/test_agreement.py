"""The agreement: written from the pairing, frozen when it is signed, within what the law allows."""

from datetime import timedelta

import pytest

from market import audit, clock
from market.delivery import queries, service
from market.delivery import terms as law
from market.delivery.models import Agreement, ReportKind
from market.errors import Conflict, Invalid, NotAllowed, NotPossible
from market.pairings.models import PairingState
from market.vocabularies import calendar
from tests.service.delivery.conftest import Work, in_days, terms


def agreement_of(work: Work) -> Agreement:
    return queries.get_agreement(work.session, work.pairing.id)


def test_the_work_begins_when_all_sides_have_signed(work: Work) -> None:
    work.written()
    for owner, actor in work.sides:
        assert work.pairing.state is PairingState.CONTRACTING
        work.sign(owner, actor)

    assert work.pairing.state is PairingState.ACTIVE
    assert agreement_of(work).signed_at == clock.now()
    assert "sign" in [event.action for event in audit.events_of(work.session, "pairing", work.pairing.id)]


def test_what_is_signed_is_frozen_with_its_hash(work: Work) -> None:
    work.written()
    work.sign(*work.sides[0])
    agreement = agreement_of(work)

    assert law.digest(agreement.content) == agreement.content_hash == agreement.signatures[0].content_hash
    assert [row["amount_fen"] for row in agreement.content["milestones"]] == [m.amount_fen for m in work.milestones]
    assert len(agreement.content["sides"]) == len(work.sides)


def test_changing_the_text_voids_the_signatures(work: Work) -> None:
    work.written()
    work.sign(*work.sides[0])

    service.change_agreement(work.session, work.payer, work.pairing, terms(breach="Nothing."))

    assert (agreement_of(work).signatures, agreement_of(work).content_hash) == ([], "")
    work.sign(*work.sides[0])
    assert agreement_of(work).signatures[0].content_hash == agreement_of(work).content_hash


def test_whoever_looked_before_the_change_signs_nothing_unseen(work: Work) -> None:
    work.written()
    seen = agreement_of(work).number
    service.change_agreement(work.session, work.payer, work.pairing, terms(breach="Nothing."))

    owner, actor = work.sides[0]
    with pytest.raises(Conflict):
        service.sign_agreement(work.session, actor, work.pairing, owner, name="Li", title="Head", seen=seen)


def test_nobody_signs_for_two_sides(work: Work) -> None:
    work.written()
    both = work.market.person(of=work.pairing.parties[0].organization)
    work.market.member(both, work.pairing.parties[1].organization)
    work.session.expire(both)
    actor = work.market.actor(both)
    work.sign(work.sides[0][0], actor)

    with pytest.raises(NotAllowed, match="nobody signs for two"):
        work.sign(work.sides[1][0], actor)


def test_a_stranger_signs_nothing_and_changes_nothing(work: Work) -> None:
    work.written()
    stranger = work.market.actor(of=work.market.organization())

    with pytest.raises(NotAllowed):
        work.sign(work.sides[0][0], stranger)
    with pytest.raises(NotAllowed):
        service.change_agreement(work.session, stranger, work.pairing, terms())


def test_an_agreement_without_milestones_is_not_signed(work: Work) -> None:
    service.change_agreement(work.session, work.deliverer, work.pairing, terms())

    with pytest.raises(NotPossible, match="milestones"):
        work.sign(*work.sides[0])


def test_milestones_add_up_to_the_price(work: Work) -> None:
    with pytest.raises(Invalid) as refusal:
        work.written(1_000, 2_000)

    assert list(refusal.value.problems) == ["amounts"]


def test_a_bond_is_at_most_a_tenth_of_the_price(public: Work) -> None:
    service.change_agreement(public.session, public.deliverer, public.pairing, terms(bond_fen=1_000_000))
    with pytest.raises(Invalid) as refusal:
        service.change_agreement(public.session, public.deliverer, public.pairing, terms(bond_fen=1_000_001))

    assert list(refusal.value.problems) == ["bond_fen"]


@pytest.mark.parametrize(
    ("days", "grounds", "allowed"),
    [
        (364, (), True),
        (365, (), False),
        (365, law.GROUNDS[:3], False),
        (365, law.GROUNDS, True),
        (3 * 365, law.GROUNDS, True),
        (3 * 365 + 1, law.GROUNDS, False),
    ],
)
def test_a_purchase_lasts_one_year_or_three_under_all_four_conditions(
    public: Work, days: int, grounds: tuple[str, ...], allowed: bool
) -> None:
    words = terms(ends_on=clock.today() + timedelta(days=days), grounds=grounds)
    if allowed:
        assert service.change_agreement(public.session, public.payer, public.pairing, words).ends_on == words.ends_on
        return
    with pytest.raises(Invalid) as refusal:
        service.change_agreement(public.session, public.payer, public.pairing, words)
    assert list(refusal.value.problems) == ["ends_on"]


def test_a_grant_may_last_longer(private: Work) -> None:
    words = terms(ends_on=in_days(900))
    assert service.change_agreement(private.session, private.payer, private.pairing, words).ends_on == in_days(900)


def test_the_proposal_takes_what_the_pairing_says(public: Work) -> None:
    found = service.proposal(public.pairing)

    assert public.pairing.need is not None
    assert public.pairing.need.title in found.subject
    assert (found.starts_on, found.ends_on) == (public.pairing.need.starts_on, public.pairing.need.ends_on)


def test_reports_follow_from_the_term(work: Work) -> None:
    work.signed()
    reports = queries.reports_of(work.session, work.pairing.id)

    assert [report.kind for report in reports] == [ReportKind.PROGRESS] * 3 + [ReportKind.FINAL]
    assert reports[0].due_on == calendar.months_later(clock.today(), 3)
    assert reports[-1].due_on == calendar.months_later(in_days(300), 3)


def test_a_short_one_has_only_the_account_at_the_end(work: Work) -> None:
    work.signed(ends_on=in_days(120))

    assert [report.kind for report in queries.reports_of(work.session, work.pairing.id)] == [ReportKind.FINAL]


def test_what_is_announced_and_filed_is_noted(public: Work) -> None:
    public.signed()
    today = clock.today()
    service.record_publication(public.session, public.follower, public.pairing, announced_on=today, filed_on=None)
    assert agreement_of(public).announced_on == today
    with pytest.raises(Invalid):
        service.record_publication(
            public.session, public.follower, public.pairing, announced_on=in_days(1), filed_on=None
        )


class TestSupplements:
    """More of the same, at most a tenth in all."""

    def propose(self, work: Work, amount: int) -> int:
        return service.propose_supplement(
            work.session, work.deliverer, work.pairing, "Ten more visits.", amount, work.commitments[0], in_days(60)
        ).number

    def sign(self, work: Work, number: int) -> None:
        for owner, actor in work.sides:
            service.sign_supplement(work.session, actor, work.pairing, number, owner, name="Li", title="Head")

    def test_it_counts_once_all_have_signed_it(self, work: Work) -> None:
        work.signed()
        before = work.commitments[0].committed_fen
        number = self.propose(work, 100_000)
        assert (len(work.milestones), work.commitments[0].committed_fen) == (2, before)

        self.sign(work, number)

        assert work.milestones[-1].amount_fen == 100_000
        assert work.commitments[0].committed_fen == before + 100_000
        assert agreement_of(work).added_fen == 100_000
        assert service.verify_ledger(work.session) == []

    def test_all_together_are_at_most_a_tenth(self, work: Work) -> None:
        work.signed()
        tenth = agreement_of(work).price_fen // 10
        self.propose(work, tenth - 1)

        with pytest.raises(Invalid) as refusal:
            self.propose(work, 2)
        assert list(refusal.value.problems) == ["amount_fen"]

    def test_a_programme_reserves_what_is_added_and_counts_the_pairing_once(self, private: Work) -> None:
        private.signed()
        programme = private.pairing.shares[0].listing
        self.sign(private, self.propose(private, 100_000))

        assert (programme.reserved_fen, programme.engaged) == (6_100_000, 1)
