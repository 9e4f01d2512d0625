"""The lot: the same for everybody who recomputes it, and for nobody to choose."""

import hashlib
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from market.pairings.models import Track
from market.reviews import criteria, lot
from matching.criteria import lint

IDS = st.lists(st.uuids().map(str), max_size=12, unique=True)
SEED = "ab" * 32


def test_the_seed_can_be_recomputed_by_hand() -> None:
    pairing_id = UUID(int=7)
    by_hand = hashlib.sha256(("0f" * 32 + "00000000-0000-0000-0000-000000000007").encode()).hexdigest()
    assert lot.seed_of("0f" * 32, pairing_id) == by_hand


@given(IDS, st.randoms())
def test_the_order_in_which_experts_are_listed_does_not_matter(ids, chance) -> None:
    mixed = list(ids)
    chance.shuffle(mixed)
    assert lot.order_of(SEED, [mixed]) == lot.order_of(SEED, [ids])
    assert sorted(lot.order_of(SEED, [ids])) == sorted(ids)


@given(IDS, IDS)
def test_those_who_are_added_later_come_last_and_move_nobody(first, second) -> None:
    assert lot.order_of(SEED, [first, second])[: len(first)] == lot.order_of(SEED, [first])


def test_everybody_is_drawn_about_as_often_as_anybody_else() -> None:
    people = [str(UUID(int=number)) for number in range(10)]
    first = [lot.order_of(hashlib.sha256(str(case).encode()).hexdigest(), [people])[:3] for case in range(2000)]
    often = [sum(person in drawn for drawn in first) for person in people]
    assert sum(often) == 6000
    assert min(often) > 500  # 600 are expected of each; 500 lie five standard deviations below
    assert max(often) < 700


def test_another_pairing_has_another_seed() -> None:
    assert lot.seed_of("0f" * 32, uuid4()) != lot.seed_of("0f" * 32, uuid4())


def test_the_default_criteria_add_up_and_shut_nobody_out() -> None:
    assert set(criteria.MEASURES) == {Track.PURCHASE, Track.SPECIAL_FUND, Track.GRANT}
    for measures in criteria.MEASURES.values():
        assert sum(one.weight for one in measures) == criteria.WHOLE
        for one in measures:
            assert lint("\n".join((one.name_zh, one.hint_zh, one.name_en, one.hint_en))) == []
