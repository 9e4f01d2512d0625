"""Agreements and signatures at their bounds, each refusal at its field."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from market import clock
from market.delivery import service
from market.delivery.models import Agreement
from market.errors import Conflict, Invalid, NotAllowed, NotPossible
from tests.conftest import NOW
from tests.service.delivery.bounds import agreement_of, change, last_event, refused
from tests.service.delivery.conftest import Work, in_days, terms

LONG = "n" * 5000
WORDS = ("subject", "payment", "breach", "dispute")


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
