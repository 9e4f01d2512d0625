"""Codes for those who were served: one opinion each, hashes only, and only they count for the least number."""

import pytest
from sqlalchemy import select

from market import audit
from market.delivery import queries, service
from market.delivery.models import OpinionCode
from market.errors import Invalid, NotAllowed, NotPossible
from tests.service.delivery.conftest import Work
from tests.service.pairings.test_concurrency import meanwhile


def test_whoever_judges_makes_codes_and_the_side_that_delivers_does_not(work: Work) -> None:
    work.signed().asked_for_acceptance()
    codes = service.make_codes(work.session, work.judges, work.pairing, 12)
    assert len({code for code in codes if len(code) == 11}) == 12
    with pytest.raises(NotAllowed):
        service.make_codes(work.session, work.deliverer, work.pairing, 1)
    acceptance = queries.get_acceptance(work.session, work.pairing.id)
    assert queries.codes_of(work.session, acceptance.id) == (12, 0)


def test_nothing_but_hashes_is_kept_and_the_trail_says_only_how_many(public: Work) -> None:
    public.signed().asked_for_acceptance()
    codes = service.make_codes(public.session, public.judges, public.pairing, 3)
    rows = public.session.scalars(select(OpinionCode)).all()
    kept = " ".join(str(vars(row)) for row in rows)
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    [event] = [
        one
        for one in audit.events_of(public.session, "pairing", public.pairing.id)
        if one.action == "make_opinion_codes"
    ]
    assert event.details == {"count": 3}


def test_a_code_admits_one_opinion_however_it_is_typed(public: Work) -> None:
    public.signed().asked_for_acceptance()
    acceptance = queries.get_acceptance(public.session, public.pairing.id)
    [code] = service.make_codes(public.session, public.judges, public.pairing, 1)
    typed = f" {code.lower().replace('-', ' ')} "
    assert service.give_opinion(public.session, acceptance, 5, code=typed).has_code
    with pytest.raises(Invalid, match="code"):
        service.give_opinion(public.session, acceptance, 5, code=code)
    with pytest.raises(Invalid, match="code"):
        service.give_opinion(public.session, acceptance, 5, code="AAAAA-AAAAA")
    public.session.expire(acceptance)
    assert (len(acceptance.opinions), queries.codes_of(public.session, acceptance.id)) == (1, (1, 1))


def test_a_wrong_mark_does_not_use_the_code_up(public: Work) -> None:
    public.signed().asked_for_acceptance()
    acceptance = queries.get_acceptance(public.session, public.pairing.id)
    [code] = service.make_codes(public.session, public.judges, public.pairing, 1)
    with pytest.raises(Invalid, match="rating"):
        service.give_opinion(public.session, acceptance, 9, code=code)
    assert service.give_opinion(public.session, acceptance, 4, code=code).rating == 4


def test_opinions_without_a_code_do_not_count_for_the_least_number_nor_for_the_mean(public: Work) -> None:
    public.signed().asked_for_acceptance()
    acceptance = queries.get_acceptance(public.session, public.pairing.id)
    for _ in range(5):
        service.give_opinion(public.session, acceptance, 5)
    public.session.expire(acceptance)
    assert acceptance.mean == 5
    public.hear(2, 3)
    assert (len(acceptance.opinions), len(acceptance.counted), acceptance.mean) == (7, 2, 2.5)
    with pytest.raises(Invalid) as refusal:
        service.accept(public.session, public.judges, public.pairing, "Good.", no_conflict=True)
    assert list(refusal.value.problems) == ["few_opinions"]
    public.hear(4)
    service.accept(public.session, public.judges, public.pairing, "Good.", no_conflict=True)
    record = queries.record_of(public.session, public.pairing.id)["acceptance"]
    assert (record["opinions"], record["opinions_with_code"], record["mean_opinion"]) == (8, 3, 3)


def test_a_code_of_an_earlier_round_is_not_known_in_the_next(work: Work) -> None:
    work.signed().asked_for_acceptance()
    [code] = service.make_codes(work.session, work.judges, work.pairing, 1)
    service.rectify(work.session, work.judges, work.pairing, "Ten visits are missing.")
    with pytest.raises(NotPossible):
        service.make_codes(work.session, work.judges, work.pairing, 1)
    service.request_acceptance(work.session, work.deliverer, work.pairing, "Done.")
    with pytest.raises(Invalid, match="code"):
        service.give_opinion(work.session, queries.get_acceptance(work.session, work.pairing.id), 5, code=code)


@pytest.mark.parametrize("count", [0, 101])
def test_codes_are_made_by_the_handful(public: Work, count: int) -> None:
    public.signed().asked_for_acceptance()
    with pytest.raises(Invalid) as refusal:
        service.make_codes(public.session, public.judges, public.pairing, count)
    assert str(refusal.value.problems["count"]) == "Enter a number from 1 to 100."


def test_of_two_who_use_a_code_at_once_one_is_heard(public: Work, database) -> None:
    public.signed().asked_for_acceptance()
    token = queries.get_acceptance(public.session, public.pairing.id).token
    [code] = service.make_codes(public.session, public.judges, public.pairing, 1)
    public.session.commit()

    def say(own) -> None:
        service.give_opinion(own, queries.acceptance_by_token(own, token), 5, code=code)

    assert len(meanwhile(database, say, say)) == 1
    public.session.expire_all()
    assert len(queries.acceptance_by_token(public.session, token).opinions) == 1
