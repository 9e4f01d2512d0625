"""Snapshots of an index on disk: written whole, published by one rename, mapped into memory by whoever reads them.

A folder holds a folder per version, named by the number of the last change in it, and the file CURRENT with the name
of the version to read and the digest of its manifest. Files are never changed in place, and old ones are unlinked,
never cut: so a process that has one mapped keeps it.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from matching.index.manifest import Identity, Manifest, UnusableIndex, digest
from matching.index.storage import read_block, sync_folder, write_block, write_bytes
from matching.index.vector_index import VectorIndex

_CURRENT, _MANIFEST, _LOCK, _UNFINISHED = "CURRENT", "manifest.json", "LOCK", ".tmp"
_TRIES = 3  # a version may be pruned between reading its name and opening it


class Outrun(Exception):
    """Somebody else is publishing, or has published a later state."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An index as it was after a change; what came later must be read after it."""

    index: VectorIndex
    sequence: int


class SnapshotStore:
    """The snapshots of one index in one folder. Any number of processes may read; one at a time may write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def publish(self, index: VectorIndex, sequence: int, *, keep: int = 2) -> None:
        """Write the index as it is after this change, let new readers have it, and take away all but `keep` versions.

        It may be stopped at any moment, and the disk may be full: readers get the version from before, or this one.

        Raises: Outrun, OSError.
        """
        compact = index if index.is_compact else index.compacted()
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            if sequence < self._newest():
                raise Outrun(f"A later state than {sequence} is published already")
            self._clear()
            name = f"{sequence:020d}"
            if (self.folder / name).exists():  # of another encoder, or published only halfway
                name = self._free_name(name)
            self._write(name, compact, sequence)
            self._prune(keep)

    def open(self, dimension: int, *, encoder_id: str, centering_id: str) -> Snapshot:
        """The version that is published, each byte of it checked.

        Raises: UnusableIndex when there is none, or it is foreign or damaged.
        """
        wanted = Identity(dimension, encoder_id, centering_id)
        for attempt in range(1, _TRIES + 1):
            try:
                return self._open(wanted)
            except FileNotFoundError as error:
                if attempt == _TRIES:
                    raise UnusableIndex(f"There is no whole index: {error}") from error
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                raise UnusableIndex(f"The index cannot be read: {error}") from error
        raise AssertionError("The last attempt returns or raises")

    def versions(self) -> list[str]:
        """The versions that are there, oldest first."""
        return sorted(path.name for path in self.folder.iterdir() if path.is_dir() and path.suffix != _UNFINISHED)

    def _open(self, wanted: Identity) -> Snapshot:
        name, own = self._current()
        folder = self.folder / name
        content = (folder / _MANIFEST).read_bytes()
        if digest(content) != own:
            raise UnusableIndex("The manifest is damaged")
        manifest = Manifest.read(content)
        manifest.require(wanted)
        empty = VectorIndex(wanted.dimension, encoder_id=wanted.encoder_id, centering_id=wanted.centering_id)
        return Snapshot(empty.on(read_block(folder, manifest)), manifest.sequence)

    def _current(self) -> tuple[str, str]:
        name, own = (self.folder / _CURRENT).read_text(encoding="ascii").split()
        if Path(name).name != name:
            raise ValueError("The name of the version is none")
        return name, own

    def _newest(self) -> int:
        try:
            return int(self._current()[0].split("-")[0])
        except (OSError, ValueError):
            return -1

    def _free_name(self, name: str) -> str:
        taken = set(self.versions())
        return next(free for number in range(1, len(taken) + 2) if (free := f"{name}-{number:06d}") not in taken)

    def _write(self, name: str, index: VectorIndex, sequence: int) -> None:
        unfinished = self.folder / f"{name}{_UNFINISHED}"
        unfinished.mkdir()
        identity = Identity(index.dimension, index.encoder_id, index.centering_id)
        content = write_block(unfinished, index.base, identity, sequence).content()
        write_bytes(unfinished / _MANIFEST, content)
        sync_folder(unfinished)
        unfinished.rename(self.folder / name)
        sync_folder(self.folder)
        pointer = self.folder / f"{_CURRENT}{_UNFINISHED}"
        write_bytes(pointer, f"{name} {digest(content)}".encode("ascii"))
        pointer.replace(self.folder / _CURRENT)
        sync_folder(self.folder)

    def _prune(self, keep: int) -> None:
        current = self._current()[0]
        for name in self.versions()[: -max(keep, 1)]:
            if name != current:
                shutil.rmtree(self.folder / name, ignore_errors=True)

    def _clear(self) -> None:
        """Take away what a writer left that was stopped; it is not there any more, for this one holds the lock."""
        for path in self.folder.glob(f"*{_UNFINISHED}"):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock, which the system takes back from a process that ends in whatever way."""
        with (self.folder / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Outrun("Another process is publishing") from error
            yield
