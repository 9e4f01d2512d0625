"""The file of a listing: every field that people fill in has one place, and a name to be asked for."""

import pytest

from market.listings.checks import MISSING, REQUIRED
from market.listings.content import AMOUNTS, COUNTS, DAYS, ENUMERATIONS, ROWS, TEXTS, WORDS, names_of
from market.listings.labels import COUNTERPARTS
from market.listings.sections import SECTIONS
from matching.eligibility.conditions import PARTNERS
from matching.records import Kind


@pytest.mark.parametrize("kind", Kind)
def test_each_field_is_filled_in_on_one_page(kind: Kind) -> None:
    shown = [field for section in SECTIONS[kind] for field in section.fields]

    assert len(shown) == len(set(shown))
    assert set(shown) <= set(names_of(kind))
    assert set(REQUIRED[kind]) <= set(shown)


def test_every_required_field_has_a_sentence_that_asks_for_it() -> None:
    assert {name for names in REQUIRED.values() for name in names} <= set(MISSING)


@pytest.mark.parametrize("kind", Kind)
def test_it_is_known_how_to_read_each_field(kind: Kind) -> None:
    known = {*TEXTS, *WORDS, *ENUMERATIONS, *DAYS, *AMOUNTS, *COUNTS, *ROWS, "admits"}

    assert set(names_of(kind)) <= known


def test_what_answers_a_listing_is_what_the_matcher_lets_pass() -> None:
    assert {kind: frozenset(kinds) for kind, kinds in COUNTERPARTS.items()} == PARTNERS
