"""Agreements, signatures, supplements and bonds at their bounds, each refusal at its field."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from market import audit, clock
from market.delivery import queries, service
from market.delivery.models import Agreement, BondState, CreditKind, LedgerEntry, MilestoneState, Movement
from market.delivery.service.credit import note_credit
from market.errors import Conflict, Invalid, NotAllowed, NotFound, NotPossible
from market.pairings.models import PairingState, Party, PartyRole
from tests.conftest import NOW
from tests.service.delivery.conftest import Work, in_days, terms

LONG = "n" * 5000
WORDS = ("subject", "payment", "breach", "dispute")


def agreement_of(work: Work) -> Agreement:
    return queries.get_agreement(work.session, work.pairing.id)


def last_event(work: Work) -> audit.AuditEvent:
    return audit.events_of(work.session, "pairing", work.pairing.id)[-1]


def entries(work: Work) -> list[LedgerEntry]:
    return list(queries.ledger_of(work.session, work.pairing.id))


def refused(act: Callable[[], Any]) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        act()
    return list(refusal.value.problems)


def change(work: Work, **values: Any) -> Agreement:
    return service.change_agreement(work.session, work.deliverer, work.pairing, terms(**values))


class TestProposal:
    """What the form begins with."""

    def test_it_begins_today_and_lasts_a_year_where_the_listings_name_no_end(self, private: Work) -> None:
        project = private.pairing.offer
        project.starts_on, project.ends_on = in_days(-30), None
        found = service.proposal(private.pairing)
        assert (found.starts_on, found.ends_on) == (clock.today(), clock.today().replace(year=2027, day=10))
        project.starts_on, project.ends_on = in_days(2), in_days(1)
        assert service.proposal(private.pairing).starts_on == in_days(2)
        assert service.proposal(private.pairing).ends_on == in_days(2).replace(year=2027, day=12)
        project.ends_on = in_days(2)
        assert service.proposal(private.pairing).ends_on == in_days(2)

    def test_it_says_what_is_to_be_done_in_the_words_of_the_listings(self, work: Work) -> None:
        about: Any = work.pairing.need or work.pairing.offer
        work.pairing.terms = "Twice a week."
        outcome = about.outcome if work.pairing.need else about.indicators
        words = [text for text in (about.title, "Twice a week.", outcome) if text]
        assert service.proposal(work.pairing).subject == "\n".join(words)
        work.pairing.terms = LONG
        assert len(service.proposal(work.pairing).subject) == 5000


class TestWriting:
    """Texts and milestones."""

    def test_each_text_is_needed_and_has_at_most_five_thousand_characters(self, work: Work) -> None:
        assert refused(lambda: change(work, **dict.fromkeys(WORDS, " "))) == list(WORDS)
        assert refused(lambda: change(work, **dict.fromkeys(WORDS, LONG + "n"))) == list(WORDS)
        agreement = change(work, **dict.fromkeys(WORDS, LONG))
        assert [getattr(agreement, name) for name in WORDS] == [LONG] * 4

    def test_every_change_counts_and_says_how_many_signatures_it_voids(self, work: Work) -> None:
        assert change(work).number == 1
        assert last_event(work).details == {"number": 1, "void": 0}
        work.written()
        assert agreement_of(work).number == 3
        assert last_event(work).details == {"number": 3, "milestones": 2, "void": 0}
        work.sign(*work.sides[0])
        change(work)
        assert last_event(work).details == {"number": 4, "void": 1}
        assert (agreement_of(work).content, agreement_of(work).content_hash) == ({}, "")

    def test_grounds_are_kept_in_the_order_of_the_law(self, public: Work) -> None:
        agreement = change(public, grounds=("price_stable", "unknown", "budget_assured"))
        assert agreement.grounds == ["budget_assured", "price_stable"]

    def test_whoever_looked_at_another_text_changes_nothing(self, work: Work) -> None:
        def write(seen: int | None) -> Agreement:
            return service.change_agreement(work.session, work.deliverer, work.pairing, terms(), seen=seen)

        with pytest.raises(Conflict):
            write(1)
        assert write(0).number == 1
        with pytest.raises(Conflict):
            write(0)
        assert write(1).number == 2
        assert write(None).number == 3

    def test_there_are_from_one_to_twenty_milestones(self, work: Work) -> None:
        price = change(work).price_fen

        def plan(count: int) -> Any:
            rows = [service.Planned("Part", in_days(1), 0) for _ in range(count - 1)]
            rows += [service.Planned("Last", in_days(2), price)] if count else []
            return service.plan_milestones(work.session, work.deliverer, work.pairing, rows)

        for count in (0, 21):
            with pytest.raises(NotPossible, match="from 1 to 20"):
                plan(count)
        assert len(plan(1)) == 1
        assert [one.position for one in plan(20)] == list(range(1, 21))
        assert len(work.milestones) == 20

    @pytest.mark.parametrize(
        ("values", "problem"),
        [
            ({"title": " "}, "title-1"),
            ({"title": "t" * 201}, "title-1"),
            ({"indicator": LONG + "n"}, "indicator-1"),
            ({"due_on": -1}, "due_on-1"),
            ({"due_on": 301}, "due_on-1"),
            ({"amount_fen": -1}, "amount_fen-1"),
            ({"title": "t" * 200, "indicator": LONG, "due_on": 300}, None),
            ({"due_on": 0}, None),
        ],
    )
    def test_each_milestone_is_refused_at_its_field(self, work: Work, values: Any, problem: str | None) -> None:
        price = change(work).price_fen
        fixed = {"title": "Part", "due_on": 5, "amount_fen": 0, "indicator": ""} | values
        other = service.Planned(**fixed | {"due_on": in_days(fixed["due_on"])})
        rows = [service.Planned("First", in_days(3), price - other.amount_fen), other]

        def plan() -> Any:
            return service.plan_milestones(work.session, work.deliverer, work.pairing, rows)

        if problem:
            assert refused(plan) == [problem]
        else:
            assert [one.due_on for one in plan()] == sorted(row.due_on for row in rows)

    def test_amounts_that_do_not_add_up_are_named_in_yuan(self, public: Work) -> None:
        with pytest.raises(Invalid) as refusal:
            public.written(123_456, 1)
        said = str(refusal.value.problems["amounts"])
        assert said == "The amounts add up to 1,234.57 yuan, and the price is 100,000 yuan."


class TestSigning:
    """By people who act for a side, once each, the same text."""

    def sign(self, work: Work, actor: Any = None, **values: str) -> Any:
        owner, own = work.sides[0]
        named = {"name": " Li Ming ", "title": " Director "} | values
        return service.sign_agreement(work.session, actor or own, work.pairing, owner, **named)  # type: ignore[arg-type]

    def test_name_and_title_are_needed_and_short(self, work: Work) -> None:
        work.written()
        assert refused(lambda: self.sign(work, name=" ", title="")) == ["name", "title"]
        assert refused(lambda: self.sign(work, name="n" * 101)) == ["name"]
        signature = self.sign(work, title="t" * 100)
        assert (signature.name, signature.title, signature.signed_at) == ("Li Ming", "t" * 100, clock.now())
        assert signature.person_id == work.sides[0][1].person_id
        assert last_event(work).details["name"] == "Li Ming"

    def test_a_side_signs_once_and_by_a_person_of_its_own(self, work: Work) -> None:
        work.written()
        with pytest.raises(NotAllowed, match="act for"):
            self.sign(work, work.sides[1][1])
        with pytest.raises(NotAllowed, match="act for"):
            self.sign(work, replace(work.sides[0][1], person_id=None))
        with pytest.raises(NotAllowed, match="act for"):
            service.sign_agreement(
                work.session, work.deliverer, work.pairing, work.market.organization().id, name="L", title="D"
            )
        self.sign(work)
        with pytest.raises(NotPossible, match="has signed this already"):
            self.sign(work, work.market.actor(of=work.pairing.parties[0].organization))

    def test_a_text_that_was_tampered_with_after_the_first_signature_does_not_begin(self, work: Work) -> None:
        work.written()
        work.sign(*work.sides[0])
        agreement = agreement_of(work)
        agreement.content = agreement.content | {"subject": "Less."}
        with pytest.raises(Conflict, match="not what was signed"):
            work.sign(*work.sides[1])

    def test_a_price_that_moved_is_not_signed(self, public: Work) -> None:
        public.written()
        agreement_of(public).price_fen += 1
        with pytest.raises(NotPossible, match="not complete"):
            public.sign(*public.sides[0])

    def test_days_of_publication_are_from_the_signing_to_today(self, public: Work) -> None:
        public.written()

        def publish(**days: Any) -> None:
            given = {"announced_on": None, "filed_on": None} | days
            service.record_publication(public.session, public.follower, public.pairing, **given)

        with pytest.raises(NotPossible, match="signed"):
            publish(announced_on=clock.today())
        with clock.held_at(NOW + timedelta(days=1)):
            for owner, actor in public.sides:
                public.sign(owner, actor)
        with clock.held_at(NOW + timedelta(days=3)):
            assert refused(lambda: publish(announced_on=in_days(-3), filed_on=in_days(1))) == [
                "announced_on",
                "filed_on",
            ]
            publish(announced_on=in_days(-2), filed_on=clock.today())
            agreement = agreement_of(public)
            assert (agreement.announced_on, agreement.filed_on) == (in_days(-2), in_days(0))
            assert last_event(public).details == {"announced_on": "2026-03-12", "filed_on": "2026-03-14"}
            publish(filed_on=clock.today())
        assert (agreement.announced_on, last_event(public).details) == (None, {"filed_on": "2026-03-14"})


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
