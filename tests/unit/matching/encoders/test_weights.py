"""The file of weights is read as data, and nothing that is wrong with it goes unnoticed."""

import struct
from pathlib import Path

import numpy as np
import pytest

from matching.encoders import EncoderUnavailable, weights
from matching.encoders.weights import WeightsDamaged, expand_four_bit, locate, parse, read_checked


def test_a_file_gives_its_vocabulary_and_arrays(weights_bytes):
    parsed = parse(weights_bytes)
    assert parsed.pieces[4:] == [("▁", -4.0), ("好", -5.0)]
    assert (parsed.shape.hidden, parsed.shape.vocabulary, parsed.shape.positions) == (32, 6, 4)
    assert parsed.array("a", 2).tolist() == [0.5, -1.5]


def test_four_bit_weights_come_in_the_order_of_the_format(weights_bytes):
    found = parse(weights_bytes).array("b", 4, 8).reshape(-1)
    low, high = np.arange(16) % 16 - 8, np.full(16, -8)
    assert found.tolist() == (0.25 * np.concatenate([low, high])).tolist()
    two_blocks = np.float16(1).tobytes() + b"\x18" * 16 + np.float16(2).tobytes() + b"\xf0" * 16
    assert expand_four_bit(two_blocks).tolist() == [0.0] * 16 + [-7.0] * 16 + [-16.0] * 16 + [14.0] * 16


def test_a_file_that_was_cut_off_anywhere_is_refused(weights_bytes):
    for length in range(len(weights_bytes)):
        with pytest.raises(WeightsDamaged):
            parse(weights_bytes[:length])


def test_a_file_of_another_kind_is_refused(weights_bytes):
    with pytest.raises(WeightsDamaged, match="does not begin"):
        parse(b"PK\x03\x04" + weights_bytes[4:])


@pytest.mark.parametrize("place", [4 + 4, 4 + 4 + 7 * 4 + 4, 4 + 40, 4 + 40 + 20])
@pytest.mark.parametrize("number", [-1, -(2**31), 2**31 - 1])
def test_lengths_that_make_no_sense_are_refused(weights_bytes, place, number):
    damaged = weights_bytes[:place] + struct.pack("<i", number) + weights_bytes[place + 4 :]
    if damaged[place : place + 4] == weights_bytes[place : place + 4]:
        pytest.skip("the same file")
    try:
        parsed = parse(damaged)
    except WeightsDamaged:
        return
    with pytest.raises(WeightsDamaged):  # a measure of the network, which its arrays then do not have
        parsed.array("b", parsed.shape.hidden, 8)


def test_an_array_that_points_outside_the_file_is_refused(weights_bytes):
    entry = struct.pack("<H1sBIQ", 1, b"a", 0, 2, weights_bytes.index(struct.pack("<2f", 0.5, -1.5)))
    beyond = struct.pack("<H1sBIQ", 1, b"a", 0, 2, 2**63)
    assert entry in weights_bytes
    with pytest.raises(WeightsDamaged, match="within"):
        parse(weights_bytes.replace(entry, beyond))


@pytest.mark.parametrize(("name", "shape"), [("c", (2,)), ("a", (3,)), ("b", (32, 32))])
def test_an_array_that_is_missing_or_of_another_size_is_refused(weights_bytes, name, shape):
    with pytest.raises(WeightsDamaged):
        parse(weights_bytes).array(name, *shape)


def test_a_file_with_another_size_is_told_from_the_right_one(tmp_path: Path):
    wrong = tmp_path / "weights.bin"
    wrong.write_bytes(b"E5S1")
    with pytest.raises(WeightsDamaged, match="4 bytes"):
        read_checked(wrong)


def test_a_file_with_one_changed_byte_is_told_from_the_right_one(tmp_path: Path, monkeypatch):
    wrong = tmp_path / "weights.bin"
    wrong.write_bytes(b"E5S1")
    monkeypatch.setattr(weights, "FILE_SIZE", 4)
    with pytest.raises(WeightsDamaged, match="SHA-256"):
        read_checked(wrong)


def test_missing_weights_are_explained(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(weights.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(EncoderUnavailable, match=r"requirements-model\.txt"):
        locate(None)
    with pytest.raises(EncoderUnavailable, match="no such file"):
        locate(tmp_path / "nowhere.bin")
