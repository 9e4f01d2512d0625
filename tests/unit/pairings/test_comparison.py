"""What an official reads of a file that came back: what changed since it was sent back."""

from hypothesis import given
from hypothesis import strategies as st

from market.pairings.comparison import Piece, compare


def content(**values) -> dict[str, object]:
    """A submission as the trail keeps it."""
    return {
        "budget_fen": 100,
        "own_fen": 40,
        "terms": "每周上门一次。按季度拨付。",
        "shares": [["a", 60, None], ["b", None, 3]],
        "versions": [["n", 1], ["o", 2]],
    } | values


def test_nothing_that_stayed_is_called_a_change() -> None:
    found = compare(content(), content())
    assert all(before == after for before, after in (found.budget, found.own, *found.shares.values()))
    assert not found.versions
    assert {piece for piece, _text in found.words} == {Piece.KEPT}


def test_amounts_shares_and_versions_stand_side_by_side() -> None:
    after = content(budget_fen=120, own_fen=40, shares=[["a", 80, None], ["c", 5, None]], versions=[["n", 1], ["o", 3]])
    found = compare(content(), after)
    assert found.budget == (100, 120)
    assert found.own == (40, 40)
    assert dict(found.shares) == {"a": (60, 80), "b": (3, None), "c": (None, 5)}
    assert found.versions == {"o"}


def test_a_sentence_that_was_put_in_is_the_only_one_marked() -> None:
    found = compare(content(), content(terms="每周上门一次。每次不少于两小时。按季度拨付。"))
    assert found.words == (
        (Piece.KEPT, "每周上门一次。"),
        (Piece.ADDED, "每次不少于两小时。"),
        (Piece.KEPT, "按季度拨付。"),
    )


def test_a_sentence_that_was_rewritten_is_removed_and_added() -> None:
    found = compare(content(), content(terms="每周上门两次。按季度拨付。"))
    assert found.words[:2] == ((Piece.REMOVED, "每周上门一次。"), (Piece.ADDED, "每周上门两次。"))


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_put_together_again_from_the_pieces(before: str, after: str) -> None:
    words = compare(content(terms=before), content(terms=after)).words
    assert "".join(text for piece, text in words if piece is not Piece.ADDED) == before
    assert "".join(text for piece, text in words if piece is not Piece.REMOVED) == after
