"""The files of one snapshot: a block's ids, vectors, codes and facts, written once and mapped."""

import os
from io import BufferedReader
from pathlib import Path

import numpy as np
from numpy.typing import DTypeLike, NDArray

from matching.index.bitmap import Bitmap
from matching.index.block import Block
from matching.index.coarse import Coarse
from matching.index.filters import Attributes
from matching.index.manifest import Identity, Manifest, UnusableIndex, digest_of_file
from matching.index.names import MappedNames, Names

_VECTORS, _LETTERS, _ENDS = "vectors.f32", "ids.utf8", "ids.ends.i64"
_LABELS, _NUMBERS, _CODES = "labels.u64", "numbers.f64", "codes.faiss"


def write_block(folder: Path, block: Block, identity: Identity, sequence: int) -> Manifest:
    """Write all files, and answer with the manifest that describes them. Raises: OSError."""
    letters, ends = MappedNames.packed(block.names)
    labels, numbers = sorted(block.attributes.labels), sorted(block.attributes.numbers)
    arrays: dict[str, NDArray[np.generic] | bytes] = {
        _VECTORS: block.vectors,
        _LETTERS: letters,
        _ENDS: ends,
        _LABELS: b"".join(block.attributes.labels[label].words.tobytes() for label in labels),
        _NUMBERS: b"".join(block.attributes.numbers[name].tobytes() for name in numbers),
    }
    if block.coarse is not None:
        arrays[_CODES] = block.coarse.content()
    files = {name: _written(folder / name, content) for name, content in arrays.items()}
    return Manifest(identity, sequence, len(block.names), labels, numbers, files)


def read_block(folder: Path, manifest: Manifest) -> Block:
    """The block, mapped into memory. Raises: OSError, ValueError, KeyError; UnusableIndex when a byte is another."""
    rows, reader = manifest.rows, _Reader(folder, manifest)
    words = -(-rows // 64)
    labels = reader.array(_LABELS, np.uint64, (len(manifest.labels), words))
    numbers = reader.array(_NUMBERS, np.float64, (len(manifest.numbers), rows))
    ends = reader.array(_ENDS, np.int64, (rows,))
    letters = reader.array(_LETTERS, np.uint8, (int(ends[-1]) if rows else 0,))
    vectors = reader.array(_VECTORS, np.float32, (rows, manifest.identity.dimension))
    attributes = Attributes(
        rows,
        {label: Bitmap(rows, own) for label, own in zip(manifest.labels, labels, strict=True)},
        dict(zip(manifest.numbers, numbers, strict=True)),
    )
    codes = reader.codes(rows) if _CODES in manifest.files else None
    return Block(Names(MappedNames(letters, ends)), vectors, attributes, codes)


class _Reader:
    """Files of one snapshot; each is checked and mapped through one and the same handle."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder, self._manifest = folder, manifest

    def array(self, name: str, kind: DTypeLike, shape: tuple[int, ...]) -> NDArray:  # type: ignore[type-arg]
        """The file as an array that cannot be written to."""
        with (self._folder / name).open("rb") as file:
            size = self._check(name, file)
            if size != np.dtype(kind).itemsize * int(np.prod(shape)):
                raise UnusableIndex(f"{name} does not hold what its manifest says")
            return np.asarray(np.memmap(file, kind, "r", shape=shape)) if size else np.zeros(shape, kind)

    def codes(self, rows: int) -> Coarse:
        """The coarse part; FAISS reads it into memory of its own."""
        with (self._folder / _CODES).open("rb") as file:
            self._check(_CODES, file)
            file.seek(0)
            return Coarse.read(file.read(), rows, self._manifest.identity.dimension)

    def _check(self, name: str, file: BufferedReader) -> int:
        size, own = self._manifest.files[name]
        if os.fstat(file.fileno()).st_size != size or digest_of_file(file) != own:
            raise UnusableIndex(f"{name} is damaged")
        return size


def _written(path: Path, content: "NDArray[np.generic] | bytes") -> tuple[int, str]:
    write_bytes(path, content)
    with path.open("rb") as file:
        return path.stat().st_size, digest_of_file(file)


def write_bytes(path: Path, content: "NDArray[np.generic] | bytes") -> None:
    """Write a file, and wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(content if isinstance(content, bytes) else np.ascontiguousarray(content).data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
