"""Unified social credit codes: which are valid, what they tell, and that a slip of the pen is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.organizations.content import code_problem
from market.organizations.credit_code import (
    ALPHABET,
    OrganizationKind,
    check_character,
    is_fictitious,
    is_valid,
    kind_of,
    normalize,
)
from tests.factories import credit_code

PUBLISHED = "53330200MJ8959573D"  # a foundation's, as it published it itself
BODIES = st.text(ALPHABET, min_size=17, max_size=17)


def test_a_published_code_is_valid() -> None:
    assert is_valid(PUBLISHED)
    assert code_problem(PUBLISHED) is None
    assert kind_of(PUBLISHED) is OrganizationKind.FOUNDATION


@given(BODIES, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_changing_any_one_character_breaks_a_code(body: str, place: int, other: str) -> None:
    code = body + check_character(body)
    changed = code[:place] + other + code[place + 1 :]
    assert is_valid(code)
    assert is_valid(changed) == (changed == code)


@pytest.mark.parametrize("last", [character for character in ALPHABET if character != "D"])
def test_every_other_check_character_is_refused(last: str) -> None:
    problem = code_problem(PUBLISHED[:-1] + last)
    assert problem is not None
    assert "mistyped" in str(problem)


def test_the_sample_of_a_public_register_fails_its_check_character() -> None:
    assert not is_valid("G1610000713522976X")


@pytest.mark.parametrize("prefix", ["G1", "N1", "N2", "N3", "A1", "Y1"])
def test_codes_that_begin_with_a_letter_are_taken(prefix: str) -> None:
    code = credit_code(prefix)
    assert code_problem(code) is None
    assert is_fictitious(code)


@pytest.mark.parametrize("letter", "IOSVZ")
def test_letters_that_look_like_digits_are_refused_by_name(letter: str) -> None:
    problem = code_problem(PUBLISHED[:9] + letter + PUBLISHED[10:])
    assert problem is not None
    assert "without I, O, S, V and Z" in str(problem)


@pytest.mark.parametrize("code", ["", "5", PUBLISHED[:-1], PUBLISHED + "1"])
def test_a_code_of_another_length_is_told_its_length(code: str) -> None:
    problem = code_problem(code)
    assert problem is not None
    assert f"this has {len(code)}" in str(problem)
    assert not is_valid(code)


@pytest.mark.parametrize(
    "typed",
    [
        "53330200mj8959573d",
        "５３３３０２００ＭＪ８９５９５７３Ｄ",
        " 5333 0200 MJ89 5957 3D ",
        "53-330200-MJ8959573-D",
        "\u300053330200MJ8959573D\n",
    ],
)
def test_a_code_may_be_typed_in_any_width_and_case(typed: str) -> None:
    assert normalize(typed) == PUBLISHED


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [
        ("51", OrganizationKind.ASSOCIATION),
        ("52", OrganizationKind.SERVICE_INSTITUTION),
        ("53", OrganizationKind.FOUNDATION),
        ("91", OrganizationKind.ENTERPRISE),
        ("92", OrganizationKind.ENTERPRISE),
        ("11", OrganizationKind.DEPARTMENT),
        ("12", OrganizationKind.PUBLIC_INSTITUTION),
        ("13", OrganizationKind.MASS_ORGANIZATION),
        ("G1", OrganizationKind.OVERSEAS_OFFICE),
        ("N2", OrganizationKind.COLLECTIVE),
        ("A1", OrganizationKind.OTHER),
        ("Y1", OrganizationKind.OTHER),
    ],
)
def test_the_kind_is_told_by_the_code(prefix: str, kind: OrganizationKind) -> None:
    assert kind_of(credit_code(prefix)) is kind


@pytest.mark.parametrize("body", ["", "1" * 16, "1" * 18, "I" * 17, "福" * 17])
def test_a_check_character_needs_seventeen_characters_of_the_alphabet(body: str) -> None:
    with pytest.raises(ValueError, match="17 characters"):
        check_character(body)


def test_a_real_division_is_not_fictitious() -> None:
    assert not is_fictitious(PUBLISHED)
