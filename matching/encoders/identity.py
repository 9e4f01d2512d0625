"""Says which vectors an encoder gives without loading it: the digest of its model, its backend and its settings."""

import hashlib
import importlib.util
import json
import re
import sys
from functools import lru_cache
from pathlib import Path

from matching.encoders import builtin_e5
from matching.encoders.base import EncoderSettings, EncoderUnavailable

BACKENDS = ("auto", *builtin_e5.TORCH_BACKENDS, *builtin_e5.ONNX_BACKENDS)
# Goes up when prompts of families, windows or normalization change, so that old vectors are computed anew.
_RECIPE = 2
_DIGITS = 12
_COMMIT = re.compile("[0-9a-f]{40}")
_CPU_INFO = Path("/proc/cpuinfo")


def encoder_id(settings: EncoderSettings) -> str:
    """The id that the encoder of these settings has. Imports neither torch nor transformers, and builds nothing.

    Raises: EncoderUnavailable when the settings name no model that could be used here.
    """
    recipe = [_RECIPE, settings.query_prompt, settings.document_prompt, settings.max_tokens, settings.window_tokens]
    digest = hashlib.sha256(json.dumps(recipe).encode()).hexdigest()[:8]
    backend = backend_of(settings)
    return f"{_name_and_digest(settings, backend)}+{backend}+{digest}"


def backend_of(settings: EncoderSettings) -> str:
    """The backend that is meant.

    "auto" takes, for the model that is built in, 8 bits in onnxruntime where that is installed; for others, and
    otherwise, bfloat16 in torch where the processor computes in it.

    Raises: EncoderUnavailable for a backend that there is not, or that cannot run this model.
    """
    if settings.backend not in BACKENDS:
        raise EncoderUnavailable(f"EMBEDDING_BACKEND is {settings.backend!r}; it may be {', '.join(BACKENDS)}.")
    built_in = settings.model == builtin_e5.NAME
    if settings.backend == "auto":
        if built_in and _onnx_is_installed():
            return "onnx-int8"
        return "torch-bf16" if cpu_has_bfloat16() else "torch"
    if settings.backend in builtin_e5.ONNX_BACKENDS and not built_in:
        raise EncoderUnavailable(
            f"EMBEDDING_BACKEND={settings.backend} runs {builtin_e5.NAME} alone; for {settings.model} choose "
            f"{' or '.join(builtin_e5.TORCH_BACKENDS)}."
        )
    return settings.backend


def directory_of(model: str) -> Path | None:
    """The directory that a model's name means, or None for a name on a hub.

    Raises: EncoderUnavailable when it reads like a path and is none.
    """
    path = Path(model).expanduser()
    if path.is_dir():
        return path
    if path.is_absolute() or model.startswith((".", "~")) or model.count("/") != 1:
        raise EncoderUnavailable(
            f"EMBEDDING_MODEL is {model!r}: no directory has that name, and a model on a hub is called owner/name."
        )
    return None


def hub_revision(settings: EncoderSettings) -> str:
    """The commit of a hub's model: the one that was pinned, else the one in the local cache.

    Raises: EncoderUnavailable when neither is known.
    """
    if settings.revision and _COMMIT.fullmatch(settings.revision):
        return settings.revision
    from huggingface_hub import constants

    folder = Path(constants.HF_HUB_CACHE) / f"models--{settings.model.replace('/', '--')}"
    reference = folder / "refs" / (settings.revision or "main")
    if reference.is_file():
        return reference.read_text().strip()
    raise EncoderUnavailable(
        f"The embedding model {settings.model} is not on this machine. Copy its directory here and name that in "
        "EMBEDDING_MODEL; or, with EMBEDDING_OFFLINE=false, pin its commit in EMBEDDING_REVISION, and it is downloaded."
    )


def _name_and_digest(settings: EncoderSettings, backend: str) -> str:
    if settings.model == builtin_e5.NAME:
        return f"{builtin_e5.NAME}@{builtin_e5.DIGEST[:_DIGITS]}.{builtin_e5.format_of(backend)}"
    if settings.model.startswith("builtin:"):
        raise EncoderUnavailable(f"There is no {settings.model}; the model that is built in is {builtin_e5.NAME}.")
    folder = directory_of(settings.model)
    if folder is None:
        return f"{settings.model}@{hub_revision(settings)[:_DIGITS]}"
    states = ((path, path.stat()) for path in _files(folder))
    return f"{folder.resolve().name}@{_digest(folder, tuple((str(p), s.st_size, s.st_mtime_ns) for p, s in states))}"


def _files(folder: Path) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in files if not any(part.startswith(".") for part in path.relative_to(folder).parts))


@lru_cache(maxsize=4)
def _digest(folder: Path, states: tuple[tuple[str, int, int], ...]) -> str:
    """The digest of a directory's names and contents; `states` tells whether they changed since it was computed."""
    whole = hashlib.sha256()
    for name, _size, _changed_ns in states:
        path = Path(name)
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        whole.update(f"{path.relative_to(folder).as_posix()} {digest}\n".encode())
    return whole.hexdigest()[:_DIGITS]


@lru_cache(maxsize=1)
def _onnx_is_installed() -> bool:
    return all(importlib.util.find_spec(package) for package in ("onnx", "onnxruntime"))


@lru_cache(maxsize=1)
def cpu_has_bfloat16() -> bool:
    """Whether this processor computes in bfloat16; where it does not, torch does so very slowly."""
    if not sys.platform.startswith("linux") or not _CPU_INFO.is_file():
        return False
    return "avx512_bf16" in _CPU_INFO.read_text(errors="replace")
