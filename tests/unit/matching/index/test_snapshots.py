"""Snapshots: what was published is read, and nothing else is, whatever happens to the files or to the writer."""

import errno
import json
import os

import numpy as np
import pytest

from matching.index import Facts, Filter, VectorIndex, storage
from matching.index import manifest as manifests
from matching.index.manifest import UnusableIndex, digest
from matching.index.snapshots import Outrun, SnapshotStore
from tests.unit.matching.index.invented import large_index, large_market
from tests.unit.matching.listings import DIMENSION, unit

FACTS = {"a": Facts(frozenset({"kind:need"}), {"fen": 3.0}), "乙": Facts(frozenset({"kind:project"}))}


@pytest.fixture
def index():
    empty = VectorIndex(DIMENSION, encoder_id="e5", centering_id="c1")
    return empty.changed({"a": unit(1), "乙": unit(2)}, facts=FACTS)


@pytest.fixture
def store(tmp_path, index):
    store = SnapshotStore(tmp_path / "index")
    store.publish(index, 7)
    return store


def reopen(store, dimension=DIMENSION, encoder_id="e5", centering_id="c1"):
    return store.open(dimension, encoder_id=encoder_id, centering_id=centering_id)


def folder(store):
    return store.folder / store.versions()[-1]


def test_a_published_index_finds_the_same_and_says_how_far_it_has_read(store, index):
    opened = reopen(store)
    assert opened.sequence == 7
    assert opened.index.ids == ["a", "乙"]
    assert opened.index.search(unit(3), 5) == index.search(unit(3), 5)
    wanted = Filter((frozenset({"kind:need"}),), {"fen": (3, 3)})
    assert [id for id, _ in opened.index.search(unit(2), 5, opened.index.where(wanted))] == ["a"]


def test_an_opened_index_goes_on_changing_and_is_published_again(store):
    later = reopen(store).index.changed({"c": unit(3)}, ["a"], {"c": Facts(frozenset({"kind:need"}))})
    store.publish(later, 9)
    again = reopen(store)
    assert (again.sequence, again.index.ids) == (9, ["c", "乙"])
    assert len(again.index.where(Filter((frozenset({"kind:need"}),)))) == 1


def test_a_large_index_is_mapped_with_its_codes(tmp_path):
    store, market = SnapshotStore(tmp_path), large_market()
    store.publish(large_index(), 1)
    opened = store.open(market.vectors.shape[1], encoder_id="e5", centering_id="").index
    assert opened.base.coarse is not None
    assert not opened.base.vectors.flags.writeable
    for question in market.questions[:5]:
        assert opened.search(question, 10) == large_index().search(question, 10)
    assert opened.similarities(market.vectors[3], ["000003", "nobody"])[0] == pytest.approx(1)


def test_an_empty_index_can_be_published_too(tmp_path):
    store = SnapshotStore(tmp_path)
    store.publish(VectorIndex(DIMENSION, encoder_id="e5", centering_id="c1"), 0)
    assert len(reopen(store).index) == 0
    assert reopen(store).index.search(unit(1), 3) == []


@pytest.mark.parametrize("other", [{"dimension": 9}, {"encoder_id": "other"}, {"centering_id": "none"}])
def test_an_index_of_another_model_is_refused(store, other):
    with pytest.raises(UnusableIndex, match="another"):
        reopen(store, **other)


def test_an_index_of_another_release_of_faiss_is_refused(store, monkeypatch):
    monkeypatch.setattr(manifests.Identity.__init__, "__defaults__", (manifests.FORMAT, "0.0.1"))
    with pytest.raises(UnusableIndex, match="faiss"):
        reopen(store)


def flipped(data):
    return data[:-1] + bytes([data[-1] ^ 1])


DAMAGES = {"cut": lambda data: data[:-1], "emptied": lambda data: b"", "flipped": flipped, "missing": None}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize(
    "name", ["vectors.f32", "ids.utf8", "ids.ends.i64", "labels.u64", "numbers.f64", "manifest.json", "CURRENT"]
)
def test_a_damaged_file_is_refused(store, name, damage):
    path = store.folder / name if name == "CURRENT" else folder(store) / name
    content = path.read_bytes()
    path.unlink()  # a copy of it is damaged: who has it mapped would not survive it otherwise
    if damage is not None:
        path.write_bytes(damage(content))
    with pytest.raises(UnusableIndex):
        reopen(store)


def test_damaged_codes_are_refused(tmp_path):
    store = SnapshotStore(tmp_path)
    store.publish(large_index(), 1)
    path = folder(store) / "codes.faiss"
    path.write_bytes(flipped(path.read_bytes()))
    with pytest.raises(UnusableIndex, match=r"codes\.faiss"):
        store.open(384, encoder_id="e5", centering_id="")


@pytest.mark.parametrize("content", ["", "[]", "{}", "null", '{"format": 1}', "\\"])
def test_a_manifest_that_is_none_is_refused(store, content):
    point_at(store, content.encode())
    with pytest.raises(UnusableIndex):
        reopen(store)


@pytest.mark.parametrize(
    "change",
    [{"rows": 3}, {"rows": -1}, {"labels": []}, {"numbers": ["fen", "days"]}, {"files": {}}, {"rows": "two"}],
    ids=str,
)
def test_a_manifest_that_miscounts_is_refused(store, change):
    values = json.loads((folder(store) / "manifest.json").read_bytes())
    point_at(store, json.dumps(values | change).encode())
    with pytest.raises(UnusableIndex):
        reopen(store)


def point_at(store, content):
    (folder(store) / "manifest.json").write_bytes(content)
    (store.folder / "CURRENT").write_text(f"{folder(store).name} {digest(content)}")


@pytest.mark.parametrize("name", ["../elsewhere", "/etc", "."])
def test_only_what_lies_in_the_folder_is_read(store, name):
    (store.folder / "CURRENT").write_text(f"{name} {'0' * 64}")
    with pytest.raises(UnusableIndex):
        reopen(store)


def test_the_files_of_one_version_are_not_taken_for_those_of_another(store, index):
    store.publish(index.changed({"a": unit(5)}), 8)
    old, new = (store.folder / name for name in store.versions())
    (new / "vectors.f32").unlink()
    os.link(old / "vectors.f32", new / "vectors.f32")
    with pytest.raises(UnusableIndex, match="damaged"):
        reopen(store)


def test_where_there_is_no_index_it_says_so(tmp_path):
    with pytest.raises(UnusableIndex):
        reopen(SnapshotStore(tmp_path / "nowhere"))


@pytest.mark.parametrize("written", range(7))
def test_on_a_full_disk_the_old_version_stays(store, index, monkeypatch, written):
    left = iter(range(written))
    write = storage.write_bytes

    def full(path, content):
        if next(left, None) is None:
            path.touch()
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, content)

    monkeypatch.setattr("matching.index.storage.write_bytes", full)
    monkeypatch.setattr("matching.index.snapshots.write_bytes", full)
    with pytest.raises(OSError, match="space"):
        store.publish(index.changed({"c": unit(3)}), 8)
    monkeypatch.undo()
    assert reopen(store).index.ids == ["a", "乙"]
    store.publish(index.changed({"c": unit(3)}), 8)
    assert reopen(store).index.ids == ["a", "c", "乙"]
    assert not list(store.folder.glob("*.tmp"))


def test_old_versions_go_and_whoever_has_one_mapped_keeps_it(store, index):
    reader = reopen(store).index
    for sequence in (8, 9, 10):
        store.publish(index.changed({"c": unit(sequence)}), sequence)
    assert len(store.versions()) == 2
    assert reader.search(unit(1), 5) == index.search(unit(1), 5)
    assert np.allclose(reader.vectors(["乙"])[0], unit(2))


def test_a_version_that_is_pruned_while_it_is_opened_is_not_missed(store, index, monkeypatch):
    opening = storage.read_block

    def pruned_meanwhile(folder, manifest):
        if manifest.sequence == 7:
            for sequence in (8, 9, 10):
                store.publish(index, sequence)
        return opening(folder, manifest)

    monkeypatch.setattr("matching.index.snapshots.read_block", pruned_meanwhile)
    assert reopen(store).sequence == 10


def test_of_two_indexers_the_one_that_has_read_less_gives_way(store, index):
    with pytest.raises(Outrun, match="later"):
        store.publish(index, 6)
    assert reopen(store).sequence == 7


def test_of_two_indexers_at_once_one_is_refused(store, index, monkeypatch):
    def meanwhile(*_):
        SnapshotStore(store.folder).publish(index, 8)

    monkeypatch.setattr("matching.index.snapshots.write_block", meanwhile)
    with pytest.raises(Outrun, match="Another"):
        store.publish(index, 8)


def test_the_same_state_under_another_model_is_published_beside_the_old_one(store):
    store.publish(VectorIndex(DIMENSION, encoder_id="other", centering_id="c1").changed({"a": unit(9)}), 7)
    assert reopen(store, encoder_id="other").index.ids == ["a"]
    with pytest.raises(UnusableIndex):
        reopen(store)
