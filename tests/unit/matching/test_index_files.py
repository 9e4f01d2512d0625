"""The index on disk: what was written is read, and nothing else is."""

import json

import pytest

from matching.index import VectorIndex
from matching.index_files import UnusableIndex, open_index, save
from tests.unit.matching.listings import DIMENSION, unit


@pytest.fixture
def index():
    return VectorIndex(DIMENSION, encoder_id="e5", centering_id="c1").changed({"a": unit(1), "乙": unit(2)})


def reopen(folder, dimension=DIMENSION, encoder_id="e5", centering_id="c1"):
    return open_index(folder, dimension, encoder_id=encoder_id, centering_id=centering_id)


def test_a_saved_index_finds_the_same(index, tmp_path):
    save(index, tmp_path)
    assert reopen(tmp_path).search(unit(3), 5) == index.search(unit(3), 5)


def test_saving_again_replaces_the_old_file(index, tmp_path):
    save(index, tmp_path)
    save(index.changed({}, ["a"]), tmp_path)
    assert reopen(tmp_path).ids == ["乙"]
    assert len(list(tmp_path.glob("vectors-*"))) == 1


def test_an_empty_index_can_be_kept_too(tmp_path):
    save(VectorIndex(DIMENSION, encoder_id="e5", centering_id="c1"), tmp_path)
    assert len(reopen(tmp_path)) == 0


@pytest.mark.parametrize("other", [{"dimension": 9}, {"encoder_id": "other"}, {"centering_id": "none"}])
def test_an_index_of_another_model_is_refused(index, tmp_path, other):
    save(index, tmp_path)
    with pytest.raises(UnusableIndex):
        reopen(tmp_path, **other)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: b"",
        lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:],
        None,
    ],
    ids=["cut", "empty", "flipped bit", "missing"],
)
def test_a_damaged_file_is_refused(index, tmp_path, damage):
    save(index, tmp_path)
    (file,) = tmp_path.glob("vectors-*")
    file.unlink() if damage is None else file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(UnusableIndex):
        reopen(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", "{}", "null", '{"format": 1}'])
def test_a_broken_manifest_is_refused(index, tmp_path, content):
    save(index, tmp_path)
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(UnusableIndex):
        reopen(tmp_path)


def test_a_manifest_that_miscounts_is_refused(index, tmp_path):
    save(index, tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps(manifest | {"rows": 3}))
    with pytest.raises(UnusableIndex):
        reopen(tmp_path)


def test_where_there_is_no_index_it_says_so(tmp_path):
    with pytest.raises(UnusableIndex):
        reopen(tmp_path / "nowhere")
