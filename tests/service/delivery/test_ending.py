"""Standing still, ending early, acceptance with those who were served, and the record that remains."""

from datetime import timedelta

import pytest

from market import audit, clock
from market.accounts.models import OfficeGrant
from market.delivery import queries, service
from market.delivery.models import CreditKind, MilestoneState, ReportState
from market.errors import Invalid, NotAllowed, NotPossible
from market.pairings import service as pairings
from market.pairings.models import PairingState
from market.pairings.service.clocks import stay_of
from market.permissions import Office
from tests.conftest import NOW
from tests.service.delivery.conftest import Work, in_days


def kinds(work: Work) -> set[CreditKind]:
    return {event.kind for event in queries.credit_of(work.session, work.pairing.offer.organization_id)}


class TestReports:
    """Told by a day, and sent back with a reason."""

    def hand_in(self, work: Work, **values: object) -> None:
        fixed: dict[str, object] = {"text": "We visited.", "reached_count": 40, "spent_fen": 1_000_000}
        report = queries.reports_of(work.session, work.pairing.id)[0]
        service.hand_in_report(work.session, work.deliverer, work.pairing, report, **{**fixed, **values})  # type: ignore[arg-type]

    def test_a_report_is_handed_in_sent_back_and_handed_in_again(self, work: Work) -> None:
        work.signed()
        report = queries.reports_of(work.session, work.pairing.id)[0]
        self.hand_in(work)
        with pytest.raises(NotPossible):
            self.hand_in(work)
        with pytest.raises(Invalid):
            service.return_report(work.session, work.follows, work.pairing, report, "", no_conflict=True)
        service.return_report(work.session, work.follows, work.pairing, report, "No figures.", no_conflict=True)
        assert (report.state, report.returned_note) == (ReportState.RETURNED, "No figures.")

        self.hand_in(work, reached_count=41)
        assert (report.state, report.reached_count) == (ReportState.HANDED_IN, 41)

    @pytest.mark.parametrize("values", [{"text": " "}, {"reached_count": -1}, {"spent_fen": -1}, {"text": "x" * 5001}])
    def test_what_cannot_be_is_refused_at_its_field(self, work: Work, values: dict[str, object]) -> None:
        work.signed()
        with pytest.raises(Invalid) as refusal:
            self.hand_in(work, **values)
        assert list(refusal.value.problems) == list(values)


class TestStops:
    """Suspension moves what is due; termination gives the rest back."""

    def test_what_is_due_moves_by_the_days_that_the_work_stood_still(self, work: Work) -> None:
        work.signed()
        milestone, reports = work.milestones[0], queries.reports_of(work.session, work.pairing.id)
        agreement = queries.get_agreement(work.session, work.pairing.id)
        before = milestone.due_on, reports[0].due_on, agreement.ends_on
        service.suspend(work.session, work.follows, work.pairing, "Flood.")

        with clock.held_at(NOW + timedelta(days=10)):
            service.resume(work.session, work.follows, work.pairing)

        after = milestone.due_on, reports[0].due_on, agreement.ends_on
        assert {later - earlier for earlier, later in zip(before, after, strict=True)} == {timedelta(days=10)}

    def test_nothing_is_asked_for_or_handed_in_while_it_stands_still(self, work: Work) -> None:
        work.signed().met()
        service.suspend(work.session, work.follows, work.pairing, "Flood.")
        with pytest.raises(NotPossible):
            work.ask(1)

    def test_the_side_that_delivers_does_not_stop_it(self, work: Work) -> None:
        work.signed()
        with pytest.raises(NotAllowed):
            service.suspend(work.session, work.deliverer, work.pairing, "Tired.")

    def test_ending_early_needs_a_reason_and_gives_the_rest_back(self, private: Work) -> None:
        private.signed().met()
        payment = private.ask(1_000_000)
        programme = private.pairing.shares[0].listing
        with pytest.raises(Invalid):
            service.terminate(private.session, private.payer, private.pairing, "", by_fault=True)
        service.terminate(private.session, private.payer, private.pairing, "Nobody came.", by_fault=True)

        assert private.pairing.state is PairingState.TERMINATED
        assert (programme.reserved_fen, programme.engaged) == (1_000_000, 0)
        assert private.pairing.offer.raised_fen == 5_000_000
        assert kinds(private) == {CreditKind.FAULT}
        private.pay(payment)  # what was earned before is paid all the same
        assert service.verify_ledger(private.session) == []

    def test_the_service_has_its_place_free_again(self, public: Work) -> None:
        public.signed()
        service.terminate(public.session, public.follower, public.pairing, "No need.", by_fault=False)

        assert public.pairing.offer.engaged == 0
        assert kinds(public) == set()


class TestAcceptance:
    """Who was served is heard; who judges had no hand in the work."""

    def accept(self, work: Work, actor: object = None, **values: object) -> None:
        who = actor or work.judges
        service.accept(work.session, who, work.pairing, "Well done.", no_conflict=True, **values)  # type: ignore[arg-type]

    def test_it_is_asked_for_once_every_milestone_is_judged(self, work: Work) -> None:
        work.signed()
        with pytest.raises(NotPossible, match="milestone"):
            service.request_acceptance(work.session, work.deliverer, work.pairing)
        work.met(MilestoneState.NOT_MET)
        with pytest.raises(NotPossible, match="milestone"):
            service.request_acceptance(work.session, work.deliverer, work.pairing)
        work.met(MilestoneState.PARTIALLY_MET)
        service.request_acceptance(work.session, work.deliverer, work.pairing)
        assert work.pairing.state is PairingState.ACCEPTANCE

    def test_a_public_service_is_not_accepted_before_three_were_heard(self, public: Work) -> None:
        public.signed().asked_for_acceptance()
        public.hear(5, 4)
        with pytest.raises(Invalid) as refusal:
            self.accept(public)
        assert list(refusal.value.problems) == ["few_opinions"]
        public.hear(1)
        self.accept(public)
        assert public.pairing.state is PairingState.CLOSED

    def test_fewer_are_enough_where_somebody_says_why(self, public: Work) -> None:
        public.signed().asked_for_acceptance()
        self.accept(public, few_opinions="Only two families were served.")
        assert queries.get_result(public.session, public.pairing.id).few_opinions.startswith("Only two")

    def test_the_project_officer_does_not_accept_what_they_followed(self, public: Work) -> None:
        person = public.market.person(office=Office.PROJECT_OFFICER)
        public.session.add(OfficeGrant(person=person, office=Office.ACCEPTANCE, starts_on=clock.today()))
        public.session.flush()
        public.follows = public.market.actor(person)
        public.signed().asked_for_acceptance()
        public.hear(5, 5, 5)
        with pytest.raises(NotAllowed):
            self.accept(public, public.follows)
        self.accept(public)

    def test_private_work_is_accepted_by_the_side_that_paid(self, private: Work) -> None:
        private.signed().asked_for_acceptance()
        for actor in (private.acceptor, private.deliverer):
            with pytest.raises(NotAllowed):
                self.accept(private, actor)
        self.accept(private)
        assert private.pairing.state is PairingState.CLOSED

    def test_whoever_acts_for_both_sides_does_not_accept_their_own_work(self, private: Work) -> None:
        both = private.market.person(of=private.pairing.offer)
        private.market.member(both, private.pairing.shares[0].listing.organization)
        private.session.expire(both)
        private.deliverer = private.market.actor(both)
        private.signed().asked_for_acceptance()
        with pytest.raises(NotAllowed, match="delivers"):
            self.accept(private, private.deliverer)

    def test_what_is_wanting_is_put_right_and_accepted_anew(self, work: Work) -> None:
        work.signed().asked_for_acceptance()
        service.rectify(work.session, work.judges, work.pairing, "Ten visits are missing.")
        assert work.pairing.state is PairingState.RECTIFICATION
        service.request_acceptance(work.session, work.deliverer, work.pairing, "Done.")
        work.hear(5, 5, 5)
        self.accept(work)

        assert kinds(work) == {CreditKind.ON_TIME, CreditKind.RECTIFIED}

    def test_who_is_late_has_it_in_the_record(self, work: Work) -> None:
        work.signed(ends_on=in_days(120)).met()
        with clock.held_at(NOW + timedelta(days=121)):
            service.request_acceptance(work.session, work.deliverer, work.pairing)
            work.hear(5, 5, 5)
            self.accept(work)
        assert kinds(work) == {CreditKind.LATE}

    @pytest.mark.parametrize(
        ("rating", "text", "field"), [(0, "", "rating"), (6, "", "rating"), (3, "x" * 501, "text")]
    )
    def test_an_opinion_that_cannot_be_is_refused(self, public: Work, rating: int, text: str, field: str) -> None:
        public.signed().asked_for_acceptance()
        acceptance = queries.get_acceptance(public.session, public.pairing.id)
        with pytest.raises(Invalid) as refusal:
            service.give_opinion(public.session, acceptance, rating, text)
        assert list(refusal.value.problems) == [field]

    def test_nobody_is_heard_after_it_is_decided(self, public: Work) -> None:
        public.signed().closed()
        with pytest.raises(NotPossible):
            public.hear(1)

    def test_results_of_public_money_are_published_and_no_others(self, public: Work, private: Work) -> None:
        public.signed().closed()
        private.signed().closed()
        found, total = queries.results(public.session)
        assert ([one.pairing_id for one in found], total) == ([public.pairing.id], 1)


class TestRecord:
    """What is kept of it."""

    def test_an_organization_says_its_own_word(self, work: Work) -> None:
        work.signed().closed()
        event = queries.credit_of(work.session, work.pairing.offer.organization_id)[0]
        with pytest.raises(NotAllowed):
            service.comment_on_credit(work.session, work.payer, event, "They did.")
        service.comment_on_credit(work.session, work.deliverer, event, "We did.")
        assert event.comment == "We did."
        with pytest.raises(Invalid):
            service.comment_on_credit(work.session, work.deliverer, event, " ")

    def test_an_objection_that_was_upheld_is_noted_once(self, public: Work) -> None:
        public.pairing.state = PairingState.OBJECTED
        investigator = public.market.actor(office=Office.INVESTIGATOR)
        public.session.add(stay_of(public.pairing, public.pairing.state_since))
        public.session.flush()
        pairings.take_step(
            public.session, investigator, public.pairing, "uphold_objection", "So it is.", through="notices",
            no_conflict=True,
        )  # fmt: skip

        assert service.note_objections(public.session) == 1
        assert service.note_objections(public.session) == 0
        assert kinds(public) == {CreditKind.OBJECTION}

    def test_everything_is_told_as_plain_data(self, work: Work) -> None:
        work.signed().met()
        work.pay(work.ask(1_000))
        work.closed()
        found = queries.record_of(work.session, work.pairing.id)

        assert found["acceptance"]["mean_opinion"] == pytest.approx(13 / 3)
        assert found["funders"][0]["paid_fen"] == found["milestones"][0]["paid_fen"] == 1_000
        assert queries.record_of(work.session, work.pairing.offer_id)["agreement"] is None

    def test_reminders_are_counted_and_change_nothing(self, work: Work) -> None:
        work.written()
        before = audit.last_seq(work.session)
        assert service.remind(work.session)["signatures"] == 0
        with clock.held_at(NOW + timedelta(days=25)):
            assert service.remind(work.session)["signatures"] == 1
        assert audit.last_seq(work.session) == before
        work.signed()
        with clock.held_at(NOW + timedelta(days=200)):
            assert service.remind(work.session) == {"milestones": 2, "reports": 2, "signatures": 0, "evaluations": 0}
        work.closed()
        assert service.remind(work.session)["evaluations"] == 1
