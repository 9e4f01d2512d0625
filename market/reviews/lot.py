"""The lot: who comes when, from a seed that nobody can choose and everybody can recompute."""

import hashlib
from collections.abc import Iterable
from uuid import UUID


def seed_of(entry_hash: str, pairing_id: UUID) -> str:
    """SHA-256 in hex over the audit event's hash (hex) followed by the pairing's id (as text).

    The event is written after all that anybody does to bring it about, and its hash covers the whole trail before it,
    with a moment that the server sets: no one knows it beforehand, and no one can change it afterwards.
    """
    return hashlib.sha256(f"{entry_hash}{pairing_id}".encode()).hexdigest()


def order_of(seed: str, pools: Iterable[Iterable[str]]) -> list[str]:
    """All ids of the pools, pool after pool, each by SHA-256 over "seed:id"; the order of the input does not matter."""
    return [
        one for pool in pools for one in sorted(pool, key=lambda id_: hashlib.sha256(f"{seed}:{id_}".encode()).digest())
    ]
