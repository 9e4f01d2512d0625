"""The PostgreSQL role that the site runs under: it adds to the trail, and can neither change nor remove what is there.

The tables belong to the role that runs `flask database upgrade`. Were the site to run under that one, whoever took the
site over could drop the triggers first. So give the site a role of its own in DATABASE_URL, and as the owner, after
every upgrade: `flask audit roles | psql …` (it can be run again; a password is given with psql's \\password).
"""

import re

from market import audit, tables
from market.database import Base
from market.packets.models import Packet

DEFAULT = "social_exchange_web"
TRAIL = {audit.AuditEvent.__tablename__, audit.AuditHead.__tablename__}
KEPT = {Packet.__tablename__}  # added to, never changed


def statements(role: str) -> list[str]:
    """What gives a role all that the site needs and no more, in one transaction. Raises: ValueError for other names."""
    if not re.fullmatch("[a-z_][a-z0-9_]{0,62}", role):
        raise ValueError("the name of a role is lower-case letters, digits and _")
    assert tables.TABLES  # imported for their tables
    others = ", ".join(f'"{name}"' for name in sorted(set(Base.metadata.tables) - TRAIL - KEPT))
    return [
        "BEGIN",
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
        f'THEN CREATE ROLE "{role}" LOGIN; END IF; END $$',
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{role}"',
        f'GRANT USAGE ON SCHEMA public TO "{role}"',
        f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{role}"',
        f'GRANT SELECT, INSERT, UPDATE, DELETE ON {others} TO "{role}"',
        f'GRANT SELECT ON alembic_version TO "{role}"',
        f'GRANT SELECT, INSERT ON audit_event, {", ".join(sorted(KEPT))} TO "{role}"',
        f'GRANT SELECT, UPDATE (seq, hash) ON audit_head TO "{role}"',
        "COMMIT",
    ]
