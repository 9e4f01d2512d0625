"""Tunes a sentence-transformers model so that those who agreed with each other lie nearer."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from matching.tuning.pairs import Pair

BATCH = 16
EPOCHS = 1
LEARNING_RATE = 2e-5
MOST_TOKENS = 192
SEED = 2026


class TrainingUnavailable(Exception):
    """The packages that tuning needs are not installed; the message says which."""


def tune(base: Path, pairs: Sequence[Pair], target: Path, prompts: tuple[str, str]) -> None:
    """Write a tuned copy of a model to a directory that is not there yet.

    Each anchor learns to lie nearer to its positive than to the other positives of its batch, and than to what was
    rejected for it. The embeddings of words stay as they are: a small market knows too few of them.

    Args:
        prompts: before anchors and before positives; kept with the model.

    Raises: TrainingUnavailable.
    Source: M. Henderson et al., "Efficient natural language response suggestion for Smart Reply", 2017.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ["HF_HUB_OFFLINE"] = "1"
    parts = _parts()
    model = parts.SentenceTransformer(str(base), local_files_only=True)
    model.max_seq_length = min(MOST_TOKENS, model.max_seq_length or MOST_TOKENS)
    _freeze_words(model)
    with TemporaryDirectory() as folder:
        arguments = parts.SentenceTransformerTrainingArguments(
            output_dir=folder,
            num_train_epochs=EPOCHS,
            per_device_train_batch_size=BATCH,
            learning_rate=LEARNING_RATE,
            batch_sampler=parts.NO_DUPLICATES,
            prompts={"anchor": prompts[0], "positive": prompts[1], "negative": prompts[1]},
            seed=SEED,
            use_cpu=True,
            save_strategy="no",
            logging_strategy="no",
            report_to=[],
            disable_tqdm=True,
        )
        loss = parts.MultipleNegativesRankingLoss(model)
        parts.SentenceTransformerTrainer(model, arguments, _datasets(parts, pairs), loss=loss).train()
    model.prompts = {"query": prompts[0], "document": prompts[1]}
    _save(parts, model, base, target)


class _Parts:
    """What is needed of the libraries, imported when something is tuned."""

    def __init__(self) -> None:
        from datasets import Dataset
        from sentence_transformers import (
            SentenceTransformer,
            SentenceTransformerTrainer,
            SentenceTransformerTrainingArguments,
        )
        from sentence_transformers.losses import MultipleNegativesRankingLoss
        from sentence_transformers.training_args import BatchSamplers

        self.Dataset, self.SentenceTransformer = Dataset, SentenceTransformer
        self.SentenceTransformerTrainer = SentenceTransformerTrainer
        self.SentenceTransformerTrainingArguments = SentenceTransformerTrainingArguments
        self.MultipleNegativesRankingLoss = MultipleNegativesRankingLoss
        self.NO_DUPLICATES = BatchSamplers.NO_DUPLICATES


def _parts() -> _Parts:
    try:
        import accelerate  # noqa: F401  the trainer looks for it late, and says less clearly that it is missing

        return _Parts()
    except ImportError as error:
        raise TrainingUnavailable(
            f"Tuning needs the packages datasets and accelerate beside sentence-transformers ({error.name} is missing)."
        ) from error


def _datasets(parts: _Parts, pairs: Sequence[Pair]) -> dict[str, Any]:
    """Pairs with and without a rejected text apart: the loss wants all rows of a batch alike."""
    plain = [pair for pair in pairs if not pair.rejected]
    hard = [(pair, text) for pair in pairs for text in pair.rejected]
    found = {}
    if plain:
        columns = {"anchor": [pair.anchor for pair in plain], "positive": [pair.positive for pair in plain]}
        found["agreed"] = parts.Dataset.from_dict(columns)
    if hard:
        found["rejected"] = parts.Dataset.from_dict(
            {
                "anchor": [pair.anchor for pair, _ in hard],
                "positive": [pair.positive for pair, _ in hard],
                "negative": [text for _, text in hard],
            }
        )
    return found


def _freeze_words(model: Any) -> None:
    for name, parameter in model.named_parameters():
        if "word_embeddings" in name:
            parameter.requires_grad = False


def _save(parts: _Parts, model: Any, base: Path, target: Path) -> None:
    unfinished = target.with_name(f"{target.name}.tmp")
    shutil.rmtree(unfinished, ignore_errors=True)
    model.max_seq_length = parts.SentenceTransformer(str(base), local_files_only=True).max_seq_length
    model.save(str(unfinished), create_model_card=False)
    unfinished.replace(target)
