"""The folder of evidence: each file under its SHA-256, written once, never changed, outside of what the web serves."""

import hashlib
import os
import re
import time
from collections.abc import Iterator, Set
from pathlib import Path
from uuid import uuid4

SHA256 = re.compile("[0-9a-f]{64}")
YOUNGEST_ORPHAN_SECONDS = 24 * 3600  # a file is written before its row is


class Store:
    """Files by the hash of their content: `root/ab/ab…`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path_of(self, sha256: str) -> Path:
        """Where a content lies.

        Raises: ValueError when it is no hash.
        """
        if not SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256 in hex")
        return self.root / sha256[:2] / sha256

    def put(self, content: bytes) -> str:
        """Keep a content for good, all of it or nothing; returns its SHA-256 in hex."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path_of(sha256)
        if path.exists():
            path.touch()  # young again: no orphan before its new row is written
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{uuid4().hex}")
        try:
            with draft.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.chmod(0o400)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        _sync_folder(path.parent)
        return sha256

    def read(self, sha256: str) -> bytes:
        """The content.

        Raises: FileNotFoundError; ValueError when it is not what was put in.
        """
        content = self.path_of(sha256).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError("the file was changed after it was handed in")
        return content

    def orphans(self, known: Set[str], *, older_than: float = YOUNGEST_ORPHAN_SECONDS) -> Iterator[Path]:
        """Files of a day or more that no row speaks of, and drafts that were left behind."""
        newest = time.time() - older_than
        for path in sorted(self.root.glob("??/*")) + sorted(self.root.glob("??/.*")):
            if path.name not in known and path.is_file() and path.stat().st_mtime <= newest:
                yield path


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
