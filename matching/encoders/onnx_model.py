"""An encoder that runs the built-in model in onnxruntime; neither torch nor transformers is imported."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matching.encoders import windows
from matching.encoders.base import EncoderSettings, EncoderUnavailable
from matching.encoders.prompts import prompts_for
from matching.text import normalize

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer


class OnnxEncoder:
    """A graph with its tokenizer and prompts. It may be shared by threads, which need not take turns."""

    def __init__(
        self, session: "InferenceSession", tokenizer: "Tokenizer", encoder_id: str, settings: EncoderSettings
    ) -> None:
        from matching.encoders.bert import POSITIONS, PROMPTS

        self.id = encoder_id
        self._session, self._tokenizer = session, tokenizer
        self._query_prompt, self._document_prompt = prompts_for(settings.model, PROMPTS, settings)
        self._max_tokens = min(settings.max_tokens, POSITIONS)
        self._window_tokens = min(settings.window_tokens, self._max_tokens)

    @property
    def dimension(self) -> int:
        return int(self._session.get_outputs()[0].shape[-1])

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts, self._document_prompt)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts, self._query_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        cuts = [self._cuts(normalize(text), prompt) for text in texts]
        flat = [prompt + window for both in cuts for side in both for window in side]
        vectors = [self._token_vectors(text).mean(axis=0) for text in flat]
        return windows.join(np.array(vectors, np.float32).reshape(len(flat), self.dimension), cuts)

    def _token_vectors(self, text: str) -> NDArray[np.float32]:
        """Of the tokens of a text with its prompt and the two marks around it, shape (tokens, dimension)."""
        ids = self._tokenizer.encode(text).ids
        if len(ids) > self._max_tokens:
            ids = [*ids[: self._max_tokens - 1], ids[-1]]
        (found,) = self._session.run(None, {"input_ids": np.array([ids], np.int64)})
        return found[0]

    def _cuts(self, text: str, prompt: str) -> windows.Cuts:
        around = len(self._tokenizer.encode(prompt).ids)
        spans = self._tokenizer.encode(text, add_special_tokens=False).offsets
        return windows.cut(text, spans, self._max_tokens - around, self._window_tokens - around)


def load(folder: Path, encoder_id: str, settings: EncoderSettings) -> OnnxEncoder:
    """Load what was built in a folder.

    Raises: EncoderUnavailable when onnxruntime is missing, or cannot read the graph.
    """
    from matching.encoders.onnx_graph import FILE_NAME

    try:
        import onnxruntime
        from tokenizers import Tokenizer
    except ImportError as error:
        raise EncoderUnavailable("onnxruntime and tokenizers are not installed. Run `make install`.") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = settings.threads or 0
    # Threads that wait for each other must sleep: on a busy machine, spinning takes time from whom they wait for.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False  # keeps what the longest text took
    try:
        session = onnxruntime.InferenceSession(str(folder / FILE_NAME), options, ["CPUExecutionProvider"])
    except Exception as error:  # its errors have no class of their own in common
        raise EncoderUnavailable(f"The graph in {folder} cannot be loaded: {error}") from error
    return OnnxEncoder(session, Tokenizer.from_file(str(folder / "tokenizer.json")), encoder_id, settings)
