"""The trail as lines of JSON, for outsiders who check it themselves.

Each line is the canonical form of a row (market/chain.py says which), its hash among the rest: take `hash` out, write
the object in that form again, and its SHA-256 is the hash. A whole trail can be followed from row to row by
`previous_hash` and compared with the file of anchors. The rows of one subject show each by itself that it is what its
hash says; that none of them was replaced or left out only the whole trail shows.
"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy.orm import Session

from market import audit
from market.audit import AuditEvent
from market.chain import canonical


def lines(session: Session, subject_id: UUID | None = None) -> Iterator[str]:
    """The events of one subject, or all, oldest first; read as they are asked for."""
    conditions = () if subject_id is None else (AuditEvent.subject_id == subject_id,)
    for row in audit.rows_of(session, *conditions):
        yield canonical(row) + "\n"
