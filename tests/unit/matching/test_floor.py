"""Places for newcomers: as many get one as can at all, and nobody two."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from matching.floor import assign

wishes = st.dictionaries(st.sampled_from("vwxyz"), st.lists(st.sampled_from("ABCDE"), unique=True), max_size=5)


def most(wishes: dict[str, list[str]], places: frozenset[str]) -> int:
    """How many can have a place, by trying every way to hand them out."""
    hands = permutations([*sorted(places), *[None] * len(wishes)], len(wishes))
    return max(sum(place in wishes[one] for one, place in zip(wishes, hand, strict=True)) for hand in hands)


@given(wishes, st.frozensets(st.sampled_from("ABCDE"), max_size=3))
def test_as_many_as_can_get_a_place_that_they_wish_and_none_is_given_twice(
    wishes: dict[str, list[str]], places: frozenset[str]
) -> None:
    given = assign(wishes, places)
    assert all(place in wishes[one] and place in places for one, place in given.items())
    assert len(set(given.values())) == len(given) == most(wishes, places)


def test_each_gets_the_dearest_that_is_free_and_moves_only_for_one_who_could_have_nothing_else() -> None:
    assert assign({"x": ["A", "B"], "y": ["B"]}, "AB") == {"x": "A", "y": "B"}
    assert assign({"x": ["A", "B"], "y": ["A"]}, "AB") == {"x": "B", "y": "A"}
    assert assign({"x": ["A"], "y": ["A"]}, "A") == {"x": "A"}  # whoever comes first keeps it


def test_a_long_chain_moves_along() -> None:
    count = 3_000
    chain = {f"n{number}": [f"p{number}", f"p{number + 1}"] for number in range(count)}
    last = {"late": ["p0"]}
    assert len(assign(chain | last, [f"p{number}" for number in range(count + 1)])) == count + 1
