"""The vector index on disk: one data file named by its digest, and a manifest that says what it is."""

import hashlib
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from zipfile import BadZipFile

import faiss
import numpy as np

from matching.index import BadVector, VectorIndex

_FORMAT = 1
_MANIFEST = "manifest.json"


class UnusableIndex(Exception):
    """No index there, a damaged one, or one of another encoder or centring: build a new one from the database."""


def save(index: VectorIndex, folder: Path) -> None:
    """Write the index; whoever opens the folder meanwhile gets the old one or the new one."""
    folder.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    ids = index.ids
    np.savez(buffer, ids=np.array(ids, np.str_), vectors=index.vectors(ids))
    content = buffer.getvalue()
    digest = _digest(content)
    name = f"vectors-{digest[:16]}.npz"
    _write(folder / name, content)
    manifest = _identity(index.encoder_id, index.centering_id, index.dimension)
    manifest |= {"rows": len(ids), "file": name, "bytes": len(content), "digest": digest, "faiss": faiss.__version__}
    _write(folder / _MANIFEST, json.dumps(manifest, indent=1).encode())
    for old in folder.glob("vectors-*.npz"):
        if old.name != name:
            old.unlink(missing_ok=True)


def open_index(folder: Path, dimension: int, *, encoder_id: str, centering_id: str) -> VectorIndex:
    """Read an index that was saved for this encoder and centring.

    Raises: UnusableIndex when there is none, or it is foreign or damaged.
    """
    try:
        manifest = json.loads((folder / _MANIFEST).read_bytes())
        if not isinstance(manifest, dict):
            raise UnusableIndex("The manifest is no manifest")
        content = _content(folder, manifest, _identity(encoder_id, centering_id, dimension))
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            ids, vectors = [str(id) for id in arrays["ids"]], arrays["vectors"]
        if len(set(ids)) != manifest["rows"] or vectors.shape != (len(ids), dimension):
            raise UnusableIndex("The index does not hold what its manifest says")
        empty = VectorIndex(dimension, encoder_id=encoder_id, centering_id=centering_id)
        return empty.changed(dict(zip(ids, vectors, strict=True)))
    except (OSError, ValueError, KeyError, TypeError, BadZipFile, BadVector) as error:
        raise UnusableIndex(f"The index cannot be read: {error}") from error


def _content(folder: Path, manifest: Mapping[str, object], wanted: Mapping[str, object]) -> bytes:
    foreign = [key for key, value in wanted.items() if manifest.get(key) != value]
    if foreign:
        raise UnusableIndex(f"The index was made for another {', '.join(foreign)}")
    content = (folder / Path(str(manifest["file"])).name).read_bytes()
    if len(content) != manifest["bytes"] or _digest(content) != manifest["digest"]:
        raise UnusableIndex("The index is damaged")
    return content


def _identity(encoder_id: str, centering_id: str, dimension: int) -> dict[str, object]:
    return {"format": _FORMAT, "encoder_id": encoder_id, "centering_id": centering_id, "dimension": dimension}


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=32).hexdigest()


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
