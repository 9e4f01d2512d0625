"""Sharing out proposals: nobody over the caps, the best fit first, newcomers by lot, and every chance known."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.exposure import (
    DEFAULT_POLICY,
    Ask,
    Option,
    Standing,
    chances,
    even_share,
    limit_of,
    places_of,
    share_out,
)
from tests.unit.matching.listings import listing, programme

POLICY = replace(DEFAULT_POLICY, length=4, margin=0.1, newcomer_until=3)
_standing = st.builds(
    Standing,
    limit=st.none() | st.integers(0, 4),
    open=st.integers(0, 4),
    recent=st.integers(0, 9),
    untried=st.booleans(),
)


@st.composite
def markets(draw: st.DrawFn) -> tuple[list[Ask], dict[str, Standing]]:
    """Some lists and some candidates, each pair with a score."""
    names = [f"c{number}" for number in range(draw(st.integers(1, 8)))]
    standings = {name: draw(_standing) for name in names}
    owners = {name: draw(st.sampled_from("xyz")) for name in names}
    asks = []
    for number in range(draw(st.integers(1, 6))):
        options = [Option(name, owners[name], draw(st.integers(0, 100)) / 100) for name in names]
        options.sort(key=lambda one: (-one.score, one.id))
        drawn, first = draw(st.integers(0, 1)), draw(st.integers(0, len(options)))
        late = [one for one in options if draw(st.booleans())]  # for the floor, also from beyond the first
        asks.append(Ask(f"a{number}", draw(st.integers(0, 4)), options[:first], drawn, newcomers=late))
    return asks, standings


def copies(standings: dict[str, Standing]) -> dict[str, Standing]:
    return {name: replace(one) for name, one in standings.items()}


@given(markets(), st.text(max_size=4))
def test_no_cap_is_exceeded_and_no_list_overfull(market: tuple[list[Ask], dict[str, Standing]], seed: str) -> None:
    asks, before = market
    after = copies(before)
    wave = share_out(asks, after, policy=POLICY, per_owner=2, seed=seed)
    made = Counter(one.candidate_id for proposals in wave.proposals.values() for one in proposals)
    for name, count in made.items():
        limit, had = before[name].limit, before[name]
        assert after[name].open == had.open + count
        assert limit is None or after[name].open <= limit
        assert limit is None or after[name].recent <= POLICY.waves * limit
    for ask in asks:
        chosen = [one.candidate_id for one in wave.proposals[ask.id]]
        owners = Counter(option.owner_id for option in {*ask.options, *ask.newcomers} if option.id in chosen)
        assert len(chosen) == len(set(chosen)) <= ask.places
        assert max(owners.values(), default=0) <= 2
        assert [one.position for one in wave.proposals[ask.id]] == list(range(1, len(chosen) + 1))


@given(markets(), st.text(max_size=4))
def test_every_choice_has_a_chance_and_only_drawn_ones_less_than_a_whole(
    market: tuple[list[Ask], dict[str, Standing]], seed: str
) -> None:
    asks, standings = market
    wave = share_out(asks, standings, policy=POLICY, per_owner=2, seed=seed)
    for ask in asks:
        by_lot = [one for one in wave.proposals[ask.id] if one.propensity < 1]
        assert all(0 < one.propensity <= 1 for one in wave.proposals[ask.id])
        assert len(by_lot) <= ask.drawn


@given(markets(), st.text(max_size=4))
def test_a_newcomer_whom_nobody_was_proposed_goes_without_only_where_no_place_is_left(
    market: tuple[list[Ask], dict[str, Standing]], seed: str
) -> None:
    asks, before = market
    after = copies(before)
    wave = share_out(asks, after, policy=POLICY, per_owner=2, seed=seed)
    owner_of = {option.id: option.owner_id for ask in asks for option in (*ask.options, *ask.newcomers)}
    floor = {id for id, one in before.items() if one.untried and one.recent == 0}
    for ask in asks:
        chosen = [one.candidate_id for one in wave.proposals[ask.id]]
        owners = Counter(owner_of[id] for id in chosen)
        given = [one for one in wave.proposals[ask.id] if one.candidate_id in floor and one.propensity == 1]
        for option in ask.newcomers:
            if after[option.id].is_owed(POLICY) and owners[option.owner_id] < 2:
                assert len(chosen) == ask.places or given


@given(st.integers(1, 6), st.integers(0, 3), st.text(max_size=4))
def test_every_newcomer_is_proposed_to_somebody_where_the_lists_have_places_for_all(
    count: int, more: int, seed: str
) -> None:
    known = [Option(f"known{number}", f"k{number}", 0.9) for number in range(6)]
    late = [Option(f"new{number}", f"n{number}", 0.2 + number / 100) for number in range(count)]
    asks = [Ask(f"a{number}", 4, known, newcomers=late) for number in range(count + more)]
    names = {one.id for one in late}
    standings = {name: Standing(limit=1, untried=True) for name in names}
    wave = share_out(asks, standings, policy=POLICY, per_owner=1, seed=seed)
    made = Counter(one.candidate_id for proposals in wave.proposals.values() for one in proposals)
    assert {name: made[name] for name in names} == dict.fromkeys(names, 1)
    for proposals in wave.proposals.values():
        new = [one for one in proposals if one.candidate_id in names]
        assert [(one.position, one.propensity) for one in new] in ([(4, 1.0)], [])  # below those that fit better


def test_newcomers_for_whom_there_is_no_place_follow_when_one_comes_free_and_then_nobody_is_owed() -> None:
    known, late = Option("known", "k", 0.9), [Option(f"new{number}", f"n{number}", 0.2) for number in range(3)]
    standings = {one.id: Standing(untried=True) for one in late} | {"known": Standing(limit=9)}
    shown = []
    for day in range(4):
        asks = [Ask(f"a{day}", 1, [known], newcomers=late)]
        ((one,),) = share_out(asks, standings, policy=POLICY, per_owner=1, seed=str(day)).proposals.values()
        shown.append(one.candidate_id)
    assert shown == ["new0", "new1", "new2", "known"]


def test_the_floor_gives_nothing_to_whoever_is_known_full_or_was_proposed_in_this_period() -> None:
    late = [Option(name, name, 0.3) for name in ("tried", "shown", "full")]
    standings = {"tried": Standing(), "shown": Standing(untried=True, recent=1, limit=3)}
    standings["full"] = Standing(untried=True, limit=0)
    ask = Ask("a", 2, [Option("known", "k", 0.9)], newcomers=late)
    wave = share_out([ask], standings, policy=POLICY, per_owner=1, seed="")
    assert [one.candidate_id for one in wave.proposals["a"]] == ["known"]
    free = share_out([ask], {"shown": Standing(untried=True)}, policy=replace(POLICY, floor=0), per_owner=1, seed="")
    assert [one.candidate_id for one in free.proposals["a"]] == ["known"]


@given(markets(), st.text(max_size=4))
def test_the_same_input_and_seed_give_the_same_answer_in_any_order(
    market: tuple[list[Ask], dict[str, Standing]], seed: str
) -> None:
    asks, standings = market
    one = share_out(asks, copies(standings), policy=POLICY, per_owner=2, seed=seed)
    other = share_out(asks[::-1], copies(standings), policy=POLICY, per_owner=2, seed=seed)
    assert one.proposals == other.proposals


@given(st.lists(_standing, min_size=1, max_size=10))
def test_the_chances_of_a_draw_add_up_to_one_and_favour_whoever_was_proposed_least(pool: list[Standing]) -> None:
    found = chances(pool)
    assert sum(found) == pytest.approx(1)
    assert found[min(range(len(pool)), key=lambda place: pool[place].recent)] == max(found)


def test_the_chances_are_those_with_which_draws_come_out() -> None:
    options = [Option("known", "k", 0.5), Option("new", "n", 0.45), Option("far", "f", 0.3)]
    standings = {"known": Standing(), "new": Standing(untried=True, recent=1), "far": Standing(untried=True)}
    drawn: Counter[str] = Counter()
    for seed in range(2000):
        ask = Ask("a", 1, options, drawn=1)
        ((one,),) = share_out([ask], copies(standings), policy=POLICY, per_owner=1, seed=str(seed)).proposals.values()
        assert one.propensity == pytest.approx({"known": 2 / 3, "new": 1 / 3}[one.candidate_id])
        drawn[one.candidate_id] += 1
    assert drawn["new"] / 2000 == pytest.approx(1 / 3, abs=0.04)


def test_a_popular_candidate_goes_to_those_whom_it_fits_best_whoever_came_first() -> None:
    asks = [Ask(f"a{score}", 1, [Option("star", "s", score / 10)], drawn=0) for score in (1, 9, 5)]
    wave = share_out(asks, {"star": Standing(limit=2)}, policy=POLICY, per_owner=1, seed="")
    assert {asker: len(proposals) for asker, proposals in wave.proposals.items()} == {"a1": 0, "a9": 1, "a5": 1}
    assert wave.withheld == {"a1": 1, "a9": 0, "a5": 0}


def test_the_next_wave_comes_when_one_of_the_first_has_answered() -> None:
    star, ask = Standing(limit=1, open=1, recent=1), Ask("a", 1, [Option("star", "s", 0.9)])
    assert not share_out([ask], {"star": star}, policy=POLICY, per_owner=1, seed="").proposals["a"]
    star.open = 0
    assert share_out([ask], {"star": star}, policy=POLICY, per_owner=1, seed="").proposals["a"]
    star.open, star.recent = 0, POLICY.waves
    assert not share_out([ask], {"star": star}, policy=POLICY, per_owner=1, seed="").proposals["a"]


def test_newcomers_get_their_share_of_the_kept_places_and_nobody_far_behind_does() -> None:
    known = [Option(f"known{number}", f"k{number}", 0.8) for number in range(4)]
    near, far = Option("near", "n", 0.75), Option("far", "f", 0.2)
    shown: Counter[str] = Counter()
    standings: dict[str, Standing] = {"near": Standing(untried=True), "far": Standing(untried=True)}
    for number in range(100):
        ask = Ask(f"a{number}", 4, [*known, near, far])
        wave = share_out([ask], standings, policy=POLICY, per_owner=1, seed="day")
        shown.update(one.candidate_id for one in wave.proposals[ask.id])
    assert shown["near"] >= POLICY.newcomer_until
    assert shown["far"] == 0


def test_a_full_service_is_proposed_to_nobody_and_one_with_two_places_to_few() -> None:
    share = even_share(askers=400, candidates=10, policy=DEFAULT_POLICY)
    assert limit_of(listing(capacity_left=0), share, DEFAULT_POLICY) == 0
    assert limit_of(listing(capacity_left=2), share, DEFAULT_POLICY) == 2 * DEFAULT_POLICY.per_place
    assert limit_of(listing(), share, DEFAULT_POLICY) == DEFAULT_POLICY.even_shares * 400
    assert limit_of(listing(), 0, DEFAULT_POLICY) == DEFAULT_POLICY.least_at_once


def test_money_left_counts_as_places() -> None:
    assert places_of(programme(offers_fen=(100, 300), remaining_fen=1000)) == 5
    assert places_of(programme(offers_fen=(100, 300), remaining_fen=50)) == 1
    assert places_of(programme(offers_fen=(100, 300), remaining_fen=0)) == 0
    assert places_of(programme(offers_fen=(100, 300), remaining_fen=1000, capacity_left=2)) == 2
    assert places_of(programme(offers_fen=None, remaining_fen=1000)) == 1
    assert places_of(listing()) is None


def test_no_candidates_make_no_share_and_no_error() -> None:
    assert even_share(3, 0, DEFAULT_POLICY) == 30
    assert share_out([], {}, policy=POLICY, per_owner=1, seed="").proposals == {}
