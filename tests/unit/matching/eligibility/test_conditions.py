"""The gate, condition by condition: what passes, what fails, and what stays open for want of a fact."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matching.eligibility.gate import check_pair
from matching.records import Kind, Verdict
from tests.unit.matching.listings import TODAY, listing, need, owner, programme, project

DAY = timedelta(days=1)


def verdict(rule, one, other, **options):
    """What one condition says, the same from both sides; None where it does not apply."""
    found, turned = (
        {check.rule: check for check in check_pair(*pair, today=TODAY, **options)}
        for pair in ((one, other), (other, one))
    )
    assert {code: check.verdict for code, check in found.items()} == {
        code: check.verdict for code, check in turned.items()
    }
    return found[rule].verdict if rule in found else None


def check(rule, one, other):
    return next(check for check in check_pair(one, other, today=TODAY) if check.rule == rule)


def test_a_pair_that_nothing_speaks_against_passes_everything():
    assert {check.verdict for check in check_pair(need(), project(), today=TODAY)} == {Verdict.PASS}
    assert {check.verdict for check in check_pair(programme(), project(), today=TODAY)} == {Verdict.PASS}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Kind.NEED, Kind.PROJECT, Verdict.PASS),
        (Kind.NEED, Kind.SERVICE, Verdict.PASS),
        (Kind.NEED, Kind.PROGRAMME, Verdict.PASS),
        (Kind.NEED, Kind.RESOURCE, Verdict.PASS),
        (Kind.PROJECT, Kind.PROGRAMME, Verdict.PASS),
        (Kind.PROJECT, Kind.RESOURCE, Verdict.PASS),
        (Kind.SERVICE, Kind.PROGRAMME, Verdict.FAIL),
        (Kind.NEED, Kind.NEED, Verdict.FAIL),
        (Kind.PROGRAMME, Kind.RESOURCE, Verdict.FAIL),
    ],
)
def test_only_kinds_that_answer_each_other_are_matched(one, other, expected):
    assert verdict("kinds", listing("a", one), listing("b", other)) is expected


def test_a_closed_listing_is_not_matched():
    assert verdict("open", need(), project(is_open=False)) is Verdict.FAIL


def test_nobody_is_matched_with_himself():
    assert verdict("same_owner", need(owner=owner("a")), project(owner=owner("a"))) is Verdict.FAIL


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((), (), Verdict.PASS),
        (("person:陈",), ("person:李",), Verdict.PASS),
        (("person:陈", "org:x"), ("org:x",), Verdict.FAIL),
        (("org:b",), (), Verdict.FAIL),
        ((), ("org:a",), Verdict.FAIL),
    ],
)
def test_whoever_stands_behind_both_sides_keeps_them_apart(one, other, expected):
    giver = programme(owner=owner("a", controllers=frozenset(one)))
    seeker = project(owner=owner("b", controllers=frozenset(other)))
    assert verdict("conflict_of_interest", giver, seeker) is expected


def test_a_conflict_of_interest_names_who_and_the_law_that_applies():
    giver, seeker = programme(owner=owner("a")), project(owner=owner("b", controllers=frozenset({"org:a"})))
    found = check("conflict_of_interest", giver, seeker)
    assert found.evidence == {"related": ["org:a"]}
    assert "慈善法" in found.citation
    assert "政府采购法" in check("conflict_of_interest", need(owner=owner("a")), seeker).citation


BUYING = [
    (need(funding="fiscal"), project()),
    (need(funding="special_fund"), project()),
    (need(funding="seeking_funds"), project()),
    (programme(owner=owner(kind="department")), project()),
]
GIVING = [
    (programme(owner=owner(kind="foundation")), project()),
    (programme(owner=owner(kind="enterprise")), project()),
]
CHEN = frozenset({"person:陈"})


def with_owners(pair, payer, taker):
    """A pair of listings with these facts of whoever pays and of whoever takes."""
    return tuple(
        replace(one, owner=replace(one.owner, id=id, **facts))
        for one, id, facts in zip(pair, ("payer", "taker"), (payer, taker), strict=True)
    )


@pytest.mark.parametrize("role", ["controllers", "supervisors"])
@pytest.mark.parametrize("pair", BUYING)
def test_where_article_9_speaks_a_supervisor_counts_as_a_director_does(pair, role):
    for ours, theirs in (({"supervisors": CHEN}, {role: CHEN}), ({role: CHEN}, {"supervisors": CHEN})):
        assert verdict("conflict_of_interest", *with_owners(pair, ours, theirs)) is Verdict.FAIL
    supervised = with_owners(pair, {}, {"supervisors": frozenset({"org:payer"})})
    assert verdict("conflict_of_interest", *supervised) is Verdict.FAIL


@pytest.mark.parametrize("pair", GIVING)
def test_of_gifts_the_law_says_nothing_of_supervisors_nor_of_who_left(pair):
    for theirs in ({"supervisors": CHEN}, {"former": frozenset({("person:陈", TODAY - DAY)})}):
        assert verdict("conflict_of_interest", *with_owners(pair, {"controllers": CHEN}, theirs)) is Verdict.PASS


@pytest.mark.parametrize(
    ("ended_on", "expected"),
    [
        (date(2023, 8, 31), Verdict.PASS),
        (date(2023, 9, 1), Verdict.UNKNOWN),  # TODAY is the last day of the three years
        (date(2023, 9, 2), Verdict.UNKNOWN),
        (TODAY - DAY, Verdict.UNKNOWN),
        (TODAY, Verdict.PASS),  # it has not ended: whoever made the record names it among the present ones
        (TODAY + DAY, Verdict.PASS),
    ],
)
@pytest.mark.parametrize("pair", BUYING)
def test_whoever_left_the_provider_within_three_years_keeps_out_and_bars_nothing(pair, ended_on, expected):
    left = {"former": frozenset({("person:陈", ended_on)})}
    for role in ("controllers", "supervisors"):
        asked = with_owners(pair, {role: CHEN}, left)
        assert verdict("conflict_of_interest", *asked) is expected
        assert verdict("conflict_of_interest", *asked[::-1]) is expected
    if expected is Verdict.UNKNOWN:
        found = check("conflict_of_interest", *asked)
        assert (found.missing, found.evidence) == (("recusal",), {"formerly": ["person:陈"]})
        assert "第9条" in found.citation


@pytest.mark.parametrize("pair", BUYING)
def test_whoever_left_the_buyer_is_none_of_its_people_any_more(pair):
    left = {"former": frozenset({("person:陈", TODAY - DAY)})}
    assert verdict("conflict_of_interest", *with_owners(pair, left, {"controllers": CHEN})) is Verdict.PASS
    assert verdict("conflict_of_interest", *with_owners(pair, left, left)) is Verdict.PASS


def test_an_organization_that_nobody_has_verified_is_not_matched():
    assert verdict("verified", need(), project(owner=owner("a", verified=False))) is Verdict.FAIL


@pytest.mark.parametrize(
    ("standing", "expected", "missing"),
    [
        ("normal", Verdict.PASS, ()),
        ("abnormal", Verdict.UNKNOWN, ("standing_cleared",)),
        ("seriously_dishonest", Verdict.FAIL, ()),
        (None, Verdict.UNKNOWN, ("standing",)),
    ],
)
def test_the_seriously_dishonest_are_barred_and_the_abnormal_wait(standing, expected, missing):
    seeker = project(owner=owner("a", standing=standing))
    assert verdict("standing", need(), seeker, confirmed=frozenset({"standing"})) is expected
    assert missing == () or check("standing", need(), seeker).missing == missing


def test_a_rule_that_nobody_at_the_district_has_confirmed_only_warns():
    dishonest = project(owner=owner("a", standing="seriously_dishonest"))
    assert verdict("standing", need(), dishonest) is Verdict.UNKNOWN
    assert check("standing", need(), dishonest).missing == ("confirmation",)


def test_what_a_need_demands_of_providers_is_not_asked_of_funders():
    asking = need(admits=frozenset({"service_institution"}), least_level=3)
    assert verdict("organization_kind", asking, programme(owner=owner("f", kind="foundation"))) is Verdict.PASS
    assert verdict("level", asking, programme(owner=owner("f", kind="foundation", level=1))) is None


def test_each_side_must_be_of_a_kind_that_the_other_admits():
    admitting = programme(admits=frozenset({"foundation"}))
    assert verdict("organization_kind", admitting, project()) is Verdict.FAIL
    assert verdict("organization_kind", admitting, project(owner=owner("a", kind="foundation"))) is Verdict.PASS


@pytest.mark.parametrize(
    ("level", "expected"), [(4, Verdict.PASS), (3, Verdict.PASS), (2, Verdict.FAIL), (None, Verdict.UNKNOWN)]
)
def test_a_demanded_level_is_met_missed_or_not_known(level, expected):
    assert verdict("level", programme(least_level=3), project(owner=owner("a", level=level))) is expected
    assert verdict("level", programme(), project(owner=owner("a", level=level))) is None


@pytest.mark.parametrize(
    ("ours", "theirs", "expected", "shared"),
    [
        (("440304",), ("440304001",), Verdict.PASS, ["440304001"]),
        (("440304001", "440304002"), ("440304001",), Verdict.PASS, ["440304001"]),
        ((), ("440304001",), Verdict.PASS, ["440304001"]),
        ((), (), Verdict.PASS, []),
        (("440304001",), ("440304002",), Verdict.FAIL, []),
        (("440305",), ("440304001",), Verdict.FAIL, []),
    ],
)
def test_places_overlap_where_one_code_covers_the_other(ours, theirs, expected, shared):
    one, other = need(places=frozenset(ours)), project(places=frozenset(theirs))
    assert verdict("place", one, other) is expected
    assert check("place", one, other).evidence["shared"] == shared


@pytest.mark.parametrize(
    ("closes_on", "expected"),
    [(TODAY, Verdict.PASS), (TODAY - DAY, Verdict.FAIL), (None, Verdict.UNKNOWN)],
)
def test_a_need_takes_offers_to_the_end_of_its_last_day(closes_on, expected):
    assert verdict("window", need(closes_on=closes_on), project()) is expected


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "expected"),
    [
        (TODAY, TODAY, Verdict.PASS),
        (TODAY - 10 * DAY, TODAY - DAY, Verdict.FAIL),
        (TODAY + 301 * DAY, None, Verdict.FAIL),
        (None, TODAY + DAY, Verdict.PASS),
        (None, None, Verdict.UNKNOWN),
    ],
)
def test_periods_must_share_a_day_that_is_still_to_come(starts_on, ends_on, expected):
    assert verdict("period", need(), project(starts_on=starts_on, ends_on=ends_on)) is expected


def test_a_service_without_dates_is_always_there():
    assert verdict("period", need(), listing("s", Kind.SERVICE)) is Verdict.PASS


@pytest.mark.parametrize(
    ("asks", "least", "offers", "remaining", "expected"),
    [
        (500, None, (100, 1000), 5000, Verdict.PASS),
        (5000, None, (100, 1000), 5000, Verdict.PASS),  # several givers may close one gap
        (5000, 2000, (100, 1000), 5000, Verdict.FAIL),
        (50, None, (100, 1000), 5000, Verdict.FAIL),
        (500, None, (100, 1000), 50, Verdict.FAIL),
        (500, 9000, (100, 1000), 5000, Verdict.PASS),  # cannot need more than it asks
        (500, None, (100, 1000), 0, Verdict.FAIL),
        (0, None, (0, 1000), 5000, Verdict.FAIL),
        (None, None, (100, 1000), 5000, Verdict.UNKNOWN),
        (None, None, (100, 1000), 50, Verdict.FAIL),
        (500, None, None, 5000, Verdict.UNKNOWN),
        (500, None, (100, 1000), None, Verdict.PASS),
    ],
)
def test_some_grant_must_suit_both_sides(asks, least, offers, remaining, expected):
    giver = programme(offers_fen=offers, remaining_fen=remaining)
    assert verdict("amount", giver, project(asks_fen=asks, least_fen=least)) is expected


def test_goods_and_venues_are_not_measured_in_money():
    assert verdict("amount", listing("r", Kind.RESOURCE), project()) is None
    assert verdict("amount", need(), project()) is None


@pytest.mark.parametrize(
    ("left", "expected"), [(1, Verdict.PASS), (0, Verdict.FAIL), (-1, Verdict.FAIL), (None, Verdict.UNKNOWN)]
)
def test_a_full_service_takes_nobody(left, expected):
    assert verdict("capacity", need(), listing("s", Kind.SERVICE, capacity_left=left)) is expected
    assert verdict("capacity", need(), project()) is None


def test_a_full_side_says_when_a_place_comes_free():
    soon, late = TODAY + timedelta(days=9), TODAY + timedelta(days=90)
    full = listing("s", Kind.SERVICE, capacity_left=0, free_on=soon)
    assert check("capacity", need(), full).evidence == {"capacity_left": 0, "free_on": soon.isoformat()}
    other = programme(capacity_left=-1, free_on=late)
    assert check("capacity", full, other).evidence["free_on"] == late.isoformat()
    for unknown in (None, TODAY - timedelta(days=1)):
        overdue = listing("t", Kind.SERVICE, capacity_left=0, free_on=unknown)
        assert check("capacity", need(), overdue).evidence["free_on"] is None


def test_a_programme_that_funds_no_more_is_full():
    assert verdict("capacity", project(), programme(capacity_left=0)) is Verdict.FAIL
    assert verdict("capacity", project(), programme(capacity_left=1)) is Verdict.PASS
    assert verdict("capacity", project(), programme()) is None
