"""The files of one snapshot: a block's ids, vectors, codes and facts, written once and mapped."""

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from matching.index.bitmap import Bitmap
from matching.index.block import Block
from matching.index.coarse import Coarse
from matching.index.filters import Attributes
from matching.index.lists import Lists
from matching.index.manifest import Identity, Manifest, UnusableIndex, digest
from matching.index.names import MappedNames, Names

_VECTORS, _LETTERS, _ENDS = "vectors.f32", "ids.utf8", "ids.ends.i64"
_LABELS, _NUMBERS, _CODES, _LISTS = "labels.u64", "numbers.f64", "codes.faiss", "lists.faiss"


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
    if block.near is not None:
        arrays[_LISTS] = block.near.content()
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
    codes, near, dimension = None, None, manifest.identity.dimension
    if _CODES in manifest.files:  # FAISS reads them into memory of its own
        codes = Coarse.read(reader.content(_CODES), rows, dimension)
    if _LISTS in manifest.files:
        near = Lists.read(reader.content(_LISTS), rows, dimension)
    return Block(Names(MappedNames(letters, ends)), vectors, attributes, codes, near)


class _Reader:
    """Files of one snapshot. They are checked through the map that is used afterwards, which also brings it in."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder, self._manifest = folder, manifest

    def array(self, name: str, kind: DTypeLike, shape: tuple[int, ...]) -> NDArray[Any]:
        """The file as an array that cannot be written to."""
        content = self.content(name)
        if content.size != np.dtype(kind).itemsize * int(np.prod(shape)):
            raise UnusableIndex(f"{name} does not hold what its manifest says")
        return content.view(kind).reshape(shape)

    def content(self, name: str) -> NDArray[np.uint8]:
        """The bytes of the file."""
        size, own = self._manifest.files[name]
        with (self._folder / name).open("rb") as file:
            if os.fstat(file.fileno()).st_size != size:
                raise UnusableIndex(f"{name} is damaged")
            content = np.asarray(np.memmap(file, np.uint8, "r")) if size else np.zeros(0, np.uint8)
        if digest(content.data) != own:
            raise UnusableIndex(f"{name} is damaged")
        return content


def _written(path: Path, content: NDArray[np.generic] | bytes) -> tuple[int, str]:
    written = content if isinstance(content, bytes) else np.ascontiguousarray(content).data
    write_bytes(path, written)
    return path.stat().st_size, digest(written)


def write_bytes(path: Path, content: bytes | memoryview) -> None:
    """Write a file, and wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
