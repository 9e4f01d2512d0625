"""What a snapshot says of itself, and the digests by which every byte of it is checked."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import faiss
import numpy as np

FORMAT = 2


class UnusableIndex(Exception):
    """No index there, a damaged one, or one of another encoder or centring: build a new one from the database."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What must be the same where an index is written and where it is read."""

    dimension: int
    encoder_id: str
    centering_id: str
    format: int = FORMAT
    faiss: str = faiss.__version__


@dataclass(frozen=True, slots=True)
class Manifest:
    """The state of one snapshot: whose it is, up to which change, and its files with their sizes and digests."""

    identity: Identity
    sequence: int
    rows: int
    labels: Sequence[str]
    numbers: Sequence[str]
    files: Mapping[str, tuple[int, str]]
    numpy: str = np.__version__

    def content(self) -> bytes:
        """As it is written."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, content: bytes) -> "Manifest":
        """What was written. Raises: ValueError, TypeError, KeyError when it is no manifest."""
        values = json.loads(content)
        values["identity"] = Identity(**values["identity"])
        values["files"] = {name: (int(size), str(own)) for name, (size, own) in values["files"].items()}
        return cls(**values)

    def require(self, wanted: Identity) -> None:
        """Raises: UnusableIndex when it was made for something else."""
        ours, theirs = asdict(wanted), asdict(self.identity)
        foreign = [name for name, value in ours.items() if theirs[name] != value]
        if foreign:
            raise UnusableIndex(f"The index was made for another {', '.join(foreign)}")


def digest(content: bytes | memoryview) -> str:
    """BLAKE2b in 32 bytes."""
    return hashlib.blake2b(content, digest_size=32).hexdigest()
