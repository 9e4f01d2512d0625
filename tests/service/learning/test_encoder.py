"""`flask encoder train`: what is compared with what; and, on a network of few and random weights, all of it."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from market import clock
from market.config import Settings
from market.learning import tuning
from market.pairings.models import PairingState
from matching.encoders import EncoderSettings, builtin_e5, resolve
from matching.encoders.hashing import HashingEncoder
from matching.encoders.identity import backend_of
from matching.evaluation import vectors as kept
from matching.tuning import training
from tests.factories import Market
from tests.service.learning.conftest import Run

THEMES = (
    "老人助餐",
    "儿童托管",
    "法律援助",
    "残障就业",
    "心理辅导",
    "垃圾分类",
    "急救培训",
    "邻里调解",
    "反诈宣传",
    "社区花园",
)
BACKENDS = ["auto", "onnx-int8", "torch-bf16"]


@pytest.fixture
def past(market: Market) -> None:
    """Ten pairings, a day apart, that agreed: a project of each theme, with a programme for it."""
    for number, theme in enumerate(THEMES):
        at = clock.now() - timedelta(days=30 - number)
        project = market.project(title=f"{theme}项目", summary=f"为福田区居民提供{theme}服务。")
        programme = market.programme(title=f"{theme}资助", summary=f"资助{theme}。")
        market.pairing(PairingState.PUBLIC_NOTICE, offer=project, shares=[programme], opened_at=at, decided_at=at)


@pytest.fixture
def frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A public set of two questions and 44 texts in place of those that come with the project."""
    folder = tmp_path / "public" / "small"
    folder.mkdir(parents=True)
    lines = {
        "queries": [{"id": f"q{n}", "text": theme} for n, theme in enumerate(THEMES[:2])],
        "corpus": [{"id": f"d{n}", "text": f"{THEMES[n % 10]}第{n}号事项"} for n in range(44)],
    }
    for name, entries in lines.items():
        text = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (folder / "qrels.tsv").write_text("q0\td0\t1\nq1\td1\t1\n", encoding="utf-8")
    monkeypatch.setattr(tuning, "FROZEN", folder.parent)
    return folder.parent


def card_in(settings: Settings) -> tuple[Path, dict]:
    """The directory that was made, and what its card says."""
    (card,) = settings.model_dir().glob("tuned-e5-*/card.json")
    return card.parent, json.loads(card.read_text(encoding="utf-8"))


class TestWithoutTraining:
    """Where what was tuned is the same as what it was tuned from."""

    @pytest.fixture(params=BACKENDS)
    def settings(self, settings: Settings, request: pytest.FixtureRequest) -> Settings:
        return replace(settings, embedding_backend=request.param)

    @pytest.fixture
    def resolved(self, monkeypatch: pytest.MonkeyPatch) -> list[EncoderSettings]:
        """The settings of each encoder that was asked for; all of them give the same vectors."""
        asked: list[EncoderSettings] = []

        def hashing(settings: EncoderSettings) -> HashingEncoder:
            asked.append(settings)
            return HashingEncoder(384)

        monkeypatch.setattr(kept, "resolve", hashing)
        return asked

    @pytest.fixture
    def bases(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
        """The directories that tuning began with."""
        found: list[Path] = []

        def copy(base: Path, _pairs: object, target: Path, _prompts: object) -> None:
            found.append(base)
            target.mkdir(parents=True)
            (target / "model.safetensors").write_bytes(b"weights")

        monkeypatch.setattr(training, "tune", copy)
        monkeypatch.setattr(
            builtin_e5, "ensure_built", lambda given: builtin_e5.directory(given.cache_dir, given.backend)
        )
        return found

    def test_both_are_run_by_torch_in_float32_whatever_the_site_uses(
        self, run: Run, settings: Settings, past, frozen, resolved, bases
    ) -> None:
        result = run("encoder", "train", "--anyway")
        assert result.exit_code == 0, result.output
        folder, card = card_in(settings)
        assert [one.model for one in resolved] == [builtin_e5.NAME, str(folder)]
        assert {backend_of(one) for one in resolved} == {card["judged_by"]} == {"torch"}
        assert bases == [builtin_e5.directory(settings.model_dir(), "torch")]
        assert "Both were run by torch in float32" in result.output

    def test_nothing_learned_is_no_difference(
        self, run: Run, settings: Settings, past, frozen, resolved, bases
    ) -> None:
        run("encoder", "train", "--anyway")
        _folder, card = card_in(settings)
        for one in (card["held_back"], card["public"]["small"]):
            assert one["before"] == one["after"]
            assert one["difference"] == {"mean": 0.0, "low": 0.0, "high": 0.0}
        assert (card["held_back"]["centred_on"], card["public"]["small"]["centred_on"]) == ("our sentences", "zh")
        assert "On held-back pairings it is not better with certainty." in card["objections"]


def test_too_few_pairs_make_nothing(run: Run, settings: Settings, past, frozen) -> None:
    result = run("encoder", "train")
    assert "10 pairs agreed; 3 are held back, and 7" in result.output
    assert "193 more are needed" in result.output
    assert not list(settings.model_dir().glob("tuned-*"))


def _write_network(folder: Path) -> Path:
    """A BERT of one layer with random weights, which reads single characters, as sentence-transformers keeps it."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(7)
    parts, words = folder / "parts", ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    parts.mkdir(parents=True)
    characters = sorted(set("".join(THEMES) + "项目资助服务为福田区居民提供第号事项。"))
    (parts / "vocab.txt").write_text("\n".join(words + characters), encoding="utf-8")
    BertTokenizerFast(str(parts / "vocab.txt")).save_pretrained(parts)
    shape = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    size = len(words) + len(characters)
    BertModel(BertConfig(vocab_size=size, max_position_embeddings=512, **shape)).save_pretrained(parts)
    model = SentenceTransformer(modules=[Transformer(str(parts)), Pooling(32), Normalize()], device="cpu")
    model.save(str(folder / "model"), create_model_card=False)
    return folder / "model"


@pytest.mark.filterwarnings("ignore")  # those libraries warn of one another
def test_a_small_network_is_tuned_tried_and_described(
    run: Run, settings: Settings, past, frozen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = _write_network(tmp_path / "network")
    monkeypatch.setattr(builtin_e5, "ensure_built", lambda _settings: base)
    monkeypatch.setattr(training, "LEARNING_RATE", 1e-2)
    result = run("encoder", "train", "--anyway")
    assert result.exit_code == 0, result.output
    folder, card = card_in(settings)
    assert (card["learned_from"], card["held_back"]["queries"], card["settings"]["epochs"]) == (7, 3, 1)
    assert "It was learned from too few pairs: 193 more are needed." in card["objections"]
    assert f"It lies in {folder}" in result.output

    before, after = (
        resolve(EncoderSettings(settings.model_dir(), model=str(place), backend="torch")) for place in (base, folder)
    )
    near = [float(_nearness(one).diagonal().mean() - _nearness(one).mean()) for one in (before, after)]
    assert near[1] > near[0] + 0.01  # those that agreed have come nearer than others

    words = [_words(place) for place in (base, folder)]
    assert np.array_equal(*words)


def _nearness(encoder) -> np.ndarray:
    asked = encoder.encode_queries([f"{theme}项目\n为福田区居民提供{theme}服务。" for theme in THEMES[:7]])
    return asked @ encoder.encode_documents([f"{theme}资助\n资助{theme}。" for theme in THEMES[:7]]).T


def _words(folder: Path) -> np.ndarray:
    from safetensors.numpy import load_file

    arrays = load_file(folder / "model.safetensors")
    (name,) = (name for name in arrays if name.endswith("word_embeddings.weight"))
    return arrays[name]
