"""Encoders that run a model through sentence-transformers."""

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matching.encoders import windows
from matching.encoders.base import EncoderSettings, EncoderUnavailable
from matching.encoders.prompts import prompts_for
from matching.text import normalize

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class TransformerEncoder:
    """A sentence-transformers model with its prompts. It may be shared by threads, which then take turns."""

    def __init__(self, model: "SentenceTransformer", name: str, encoder_id: str, settings: EncoderSettings) -> None:
        self.id = encoder_id
        self._model = model
        own = {key: text for key, text in model.prompts.items() if text is not None}
        self._query_prompt, self._document_prompt = prompts_for(name, own, settings)
        self._batch_size = settings.batch_size
        self._max_tokens = min(settings.max_tokens, model.max_seq_length or settings.max_tokens)
        self._window_tokens = min(settings.window_tokens, self._max_tokens)
        model.max_seq_length = self._max_tokens
        self._taking_turns = threading.Lock()

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts, self._model.encode_document, self._document_prompt)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts, self._model.encode_query, self._query_prompt)

    def _encode(self, texts: Sequence[str], encode: Callable[..., Any], prompt: str) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._taking_turns:
            cuts = [self._cuts(normalize(text), prompt) for text in texts]
            flat = [window for both in cuts for side in both for window in side]
            vectors = encode(flat, prompt=prompt, batch_size=self._batch_size, show_progress_bar=False)
        return windows.join(np.asarray(vectors, dtype=np.float32), cuts)

    def _cuts(self, text: str, prompt: str) -> windows.Cuts:
        tokenizer = self._model.tokenizer
        if not getattr(tokenizer, "is_fast", False):
            return [text], []  # tells no places of tokens; the model itself cuts the text off
        around = len(tokenizer(prompt, verbose=False)["input_ids"])
        found = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False)
        return windows.cut(text, found["offset_mapping"], self._max_tokens - around, self._window_tokens - around)


def load(source: str | Path, name: str, encoder_id: str, backend: str, settings: EncoderSettings) -> TransformerEncoder:
    """Load a directory, or a model of a hub.

    Raises: EncoderUnavailable when the libraries are missing, or the model cannot be read.
    """
    # Threads that wait for each other must sleep: spinning, they make torch 20 times slower on a busy machine. This is
    # read when torch is first imported.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if settings.offline:
        os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as error:
        raise EncoderUnavailable("torch and sentence-transformers are not installed. Run `make install`.") from error
    logging.disable_progress_bar()  # type: ignore[no-untyped-call] # it says nothing of its types
    if settings.threads:
        torch.set_num_threads(settings.threads)
    try:
        model = SentenceTransformer(
            str(source),
            revision=settings.revision,
            local_files_only=settings.offline or Path(source).is_dir(),
            trust_remote_code=settings.trust_remote_code,
            model_kwargs={"dtype": torch.bfloat16 if backend == "torch-bf16" else torch.float32},
        )
    except (OSError, ValueError, KeyError) as error:
        raise EncoderUnavailable(f"The embedding model {settings.model} cannot be loaded: {error}") from error
    return TransformerEncoder(model.eval(), name, encoder_id, settings)
