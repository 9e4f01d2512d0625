"""Pairs are split so that nothing of a held-back one was learned from."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from matching.tuning.pairs import Pair, digest, held_back_set, split

START = datetime(2025, 1, 1, tzinfo=UTC)


def pair(number: int, anchor: str = "", positive: str = "", organizations: tuple[str, ...] = (), **values) -> Pair:
    own = frozenset(organizations or (f"o{number}", f"p{number}"))
    return Pair(anchor or f"a{number}", positive or f"b{number}", own, START + timedelta(days=number), **values)


_pairs = st.lists(
    st.builds(
        pair,
        st.integers(0, 30),
        st.sampled_from(["x", "y", "z", ""]),
        st.sampled_from(["u", "v", "w", ""]),
        st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=2).map(tuple),
    ),
    max_size=25,
)


@given(_pairs, st.floats(0.1, 0.5))
def test_no_organization_no_text_and_no_later_moment_of_a_held_back_pair_is_learned_from(pairs, share):
    learned, held = split(pairs, share)
    assert len(held) == round(len(pairs) * share)
    for one in learned:
        for other in held:
            assert one.at < other.at
            assert one.organizations.isdisjoint(other.organizations)
            assert {one.anchor, one.positive}.isdisjoint({other.anchor, other.positive})


def test_the_latest_are_held_back():
    learned, held = split([pair(number) for number in range(10)], 0.3)
    assert [one.anchor for one in held] == ["a7", "a8", "a9"]
    assert [one.anchor for one in learned] == [f"a{number}" for number in range(7)]


def test_masking_reaches_all_texts_of_a_pair():
    masked = pair(1, "打13812345678", "li@example.org", rejected=("13812345678",)).masked()
    assert (masked.anchor, masked.positive, masked.rejected) == ("打[phone]", "[email]", ("[phone]",))


def test_another_text_another_order_or_another_model_gives_another_digest():
    pairs = [pair(1), pair(2)]
    assert digest(pairs, "base") == digest([pair(1), pair(2)], "base")
    others = [digest(pairs[::-1], "base"), digest(pairs[:1], "base"), digest(pairs, "other")]
    assert len({digest(pairs, "base"), *others}) == 4


def test_held_back_anchors_ask_among_everybody_who_ever_answered():
    everybody = [pair(1, "a", "b"), pair(2, "a", "c"), pair(3, "d", "b"), pair(4, "e", "f")]
    found = held_back_set(everybody[1:3], everybody)
    texts = {id: entry["text"] for id, entry in {**found.queries, **found.corpus}.items()}
    assert sorted(entry["text"] for entry in found.corpus.values()) == ["b", "c", "f"]
    right = {texts[query]: {texts[id] for id in grades} for query, grades in found.judgements.items()}
    assert right == {"a": {"c"}, "d": {"b"}}
