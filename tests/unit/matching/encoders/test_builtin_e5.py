"""The model is built once, whole or not at all."""

import json
from pathlib import Path

import pytest

from matching.encoders import EncoderSettings, EncoderUnavailable, bert, builtin_e5, weights
from matching.encoders.builtin_e5 import directory, ensure_built, is_built, verify
from matching.encoders.weights import WeightsDamaged


@pytest.fixture
def settings(tmp_path: Path) -> EncoderSettings:
    file = tmp_path / "weights.bin"
    file.write_bytes(b"")
    return EncoderSettings(cache_dir=tmp_path / "models", weights_file=file)


@pytest.fixture
def small_model(monkeypatch, weights_bytes):
    """Builds write two little files, and are not tried out. Counts them."""
    builds: list[Path] = []

    def write_model(_weights: object, folder: Path) -> None:
        (folder / "1_Pooling").mkdir()
        (folder / "model.safetensors").write_bytes(b"network")
        builds.append(folder)

    monkeypatch.setattr(weights, "read_checked", lambda _path: weights_bytes)
    monkeypatch.setattr(bert, "write_model", write_model)
    monkeypatch.setattr(bert, "write_tokenizer", lambda _weights, folder: (folder / "1_Pooling" / "t").write_text("t"))
    monkeypatch.setattr(builtin_e5, "_self_test", lambda _settings, _folder: 1.0)
    return builds


def test_the_model_is_built_once(settings, small_model):
    steps: list[float] = []
    folder = ensure_built(settings, lambda _step, share: steps.append(share))
    assert ensure_built(settings) == folder == directory(settings.cache_dir)
    assert len(small_model) == 1
    assert steps == sorted(steps)
    assert steps[-1] == 1.0
    assert verify(settings) == 1.0


def test_a_build_that_was_interrupted_is_done_again(settings, small_model, monkeypatch):
    monkeypatch.setattr(bert, "write_tokenizer", _interrupt)
    with pytest.raises(KeyboardInterrupt):
        ensure_built(settings)
    assert not directory(settings.cache_dir).exists()
    monkeypatch.setattr(bert, "write_tokenizer", lambda _weights, _folder: None)
    assert is_built(ensure_built(settings))
    assert len(small_model) == 2
    assert sorted(path.name for path in settings.cache_dir.iterdir() if path.is_dir()) == [
        directory(settings.cache_dir).name
    ]


def _interrupt(_weights: object, _folder: Path) -> None:
    raise KeyboardInterrupt


def test_a_model_that_fails_its_test_is_not_put_in_place(settings, small_model, monkeypatch):
    def fail(_settings: object, _folder: object) -> float:
        raise EncoderUnavailable("other vectors")

    monkeypatch.setattr(builtin_e5, "_self_test", fail)
    with pytest.raises(EncoderUnavailable, match="other vectors"):
        ensure_built(settings)
    assert not is_built(directory(settings.cache_dir))


@pytest.mark.parametrize("damage", ["short file", "no file", "other weights", "no marker"])
def test_a_damaged_model_is_built_again(settings, small_model, damage):
    folder = ensure_built(settings)
    marker = folder / "built.json"
    if damage == "short file":
        (folder / "model.safetensors").write_bytes(b"net")
    elif damage == "no file":
        (folder / "model.safetensors").unlink()
    elif damage == "other weights":
        marker.write_text(json.dumps({**json.loads(marker.read_text()), "weights": "0" * 64}))
    else:
        marker.unlink()
    assert not is_built(folder)
    assert is_built(ensure_built(settings))
    assert len(small_model) == 2


def test_a_file_that_was_changed_without_changing_its_size_is_found(settings, small_model):
    (ensure_built(settings) / "model.safetensors").write_bytes(b"netwerk")
    with pytest.raises(EncoderUnavailable, match="was changed"):
        verify(settings)


def test_wrong_weights_are_not_built(settings):
    with pytest.raises(WeightsDamaged, match="0 bytes"):
        ensure_built(settings)


def test_a_place_that_cannot_be_written_is_explained(settings, small_model):
    settings.cache_dir.write_text("a file where the folder should be")
    with pytest.raises(EncoderUnavailable, match="EMBEDDING_CACHE_DIR"):
        ensure_built(settings)


def test_arrays_take_the_names_of_a_bert_model(weights_bytes):
    with pytest.raises(WeightsDamaged, match=r"emb\.word"):
        bert.bert_arrays(weights.parse(weights_bytes))
