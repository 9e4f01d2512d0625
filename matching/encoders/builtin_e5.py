"""Rebuilds multilingual-e5-small, once for each way to run it, from its installed 4-bit weights.

For torch that is a sentence-transformers directory, for onnxruntime a graph with its tokenizer.
"""

import hashlib
import json
import shutil
from pathlib import Path

from filelock import FileLock, Timeout

from matching.encoders import weights
from matching.encoders.base import EncoderSettings, EncoderUnavailable, Progress

NAME = "builtin:e5-small"
DIMENSION = 384
DIGEST = weights.SHA256
TORCH_BACKENDS = ("torch", "torch-bf16")
ONNX_BACKENDS = ("onnx", "onnx-int8")
# Go up when what is built from the same weights changes.
FORMAT = 1
ONNX_FORMAT = 1

_MARKER = "built.json"
_LONGEST_WAIT_S = 900


def ensure_built(settings: EncoderSettings, progress: Progress | None = None) -> Path:
    """The directory of the model for `settings.backend`; it is built where it is not there, or was only half built.

    Of several processes one builds, and the others wait for it. What is built is tried out before it is put in place.

    Raises: EncoderUnavailable, with what to do about it.
    """
    target = directory(settings.cache_dir, settings.backend)
    if is_built(target):
        return target
    try:
        settings.cache_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(target.with_suffix(".lock"), timeout=_LONGEST_WAIT_S):
            if not is_built(target):
                _build(settings, target, progress or _silent)
    except Timeout as error:
        raise EncoderUnavailable(f"Another process has been building {target} for too long; look after it.") from error
    except OSError as error:
        raise EncoderUnavailable(
            f"The embedding model cannot be written to {settings.cache_dir} ({error}). It needs up to 500 MB there; "
            "EMBEDDING_CACHE_DIR names another place."
        ) from error
    return target


def directory(cache_dir: Path, backend: str = "torch") -> Path:
    """Where the model of this version of the code lies, or would."""
    kind = f"{backend}-" if backend in ONNX_BACKENDS else ""
    return cache_dir / f"e5-small-{DIGEST[:12]}-{kind}{format_of(backend)}"


def format_of(backend: str) -> int:
    """The format of what is built for a backend."""
    return ONNX_FORMAT if backend in ONNX_BACKENDS else FORMAT


def is_built(folder: Path) -> bool:
    """The marker is there, of these weights, and every file that it lists has its size."""
    try:
        marker = json.loads((folder / _MARKER).read_text())
        right = marker["weights"] == DIGEST
        return right and all((folder / name).stat().st_size == size for name, (size, _) in marker["files"].items())
    except (OSError, ValueError, KeyError, TypeError):
        return False


def verify(settings: EncoderSettings) -> float:
    """Check every file of the built model by its digest, then its vectors against the golden ones.

    Returns: the cosine of the worst golden vector.
    Raises: EncoderUnavailable when the model is not built, was changed, or gives other vectors.
    """
    folder = directory(settings.cache_dir, settings.backend)
    again = f"Remove {folder} and run `python -m matching.encoders build`."
    if not is_built(folder):
        raise EncoderUnavailable(f"The model is not built, or only half. {again}")
    for name, (_size, digest) in json.loads((folder / _MARKER).read_text())["files"].items():
        if _sha256(folder / name) != digest:
            raise EncoderUnavailable(f"{folder / name} was changed after it was built. {again}")
    return _self_test(settings, folder)


def _build(settings: EncoderSettings, target: Path, progress: Progress) -> None:
    from matching.encoders.bert import write_tokenizer

    unfinished = target.with_suffix(".tmp")
    for left_over in (unfinished, target):
        shutil.rmtree(left_over, ignore_errors=True)
    unfinished.mkdir()
    progress("Checking the weights", 0.0)
    content = weights.read_checked(weights.locate(settings.weights_file))
    progress("Reading the weights", 0.05)
    parsed = weights.parse(content)
    progress("Writing the model", 0.1)
    _write_network(parsed, unfinished, settings.backend)
    progress("Writing the tokenizer", 0.4)
    write_tokenizer(parsed, unfinished)
    progress("Trying the model out", 0.6)
    _self_test(settings, unfinished)
    _write_marker(unfinished, settings.backend)
    unfinished.replace(target)
    progress("Built", 1.0)


def _write_network(parsed: weights.Weights, folder: Path, backend: str) -> None:
    from matching.encoders import bert, onnx_graph

    if backend in ONNX_BACKENDS:
        onnx_graph.write_graph(parsed, folder, eight_bits=backend == "onnx-int8")
    else:
        bert.write_model(parsed, folder)


def _self_test(settings: EncoderSettings, folder: Path) -> float:
    from matching.encoders import golden, onnx_model, transformer

    backend = settings.backend
    plain = EncoderSettings(settings.cache_dir, threads=settings.threads, window_tokens=golden.WINDOW_TOKENS)
    if backend in ONNX_BACKENDS:
        cosine = golden.worst_cosine(onnx_model.load(folder, "self-test", plain))
    else:
        cosine = golden.worst_cosine(transformer.load(folder, NAME, "self-test", "torch", plain))
    if cosine < golden.least_cosine(backend):
        raise EncoderUnavailable(
            f"The model built in {folder} gives other vectors than it should (cosine {cosine:.4f}). "
            "Check that the versions in requirements.txt are the installed ones."
        )
    return cosine


def _write_marker(folder: Path, backend: str) -> None:
    files = {
        path.relative_to(folder).as_posix(): (path.stat().st_size, _sha256(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    content = {"model": NAME, "weights": DIGEST, "format": format_of(backend), "files": files}
    (folder / _MARKER).write_text(json.dumps(content, indent=2) + "\n")


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _silent(_step: str, _share: float) -> None:
    """Progress that nobody watches."""
