"""The whole procedure of a pairing: states, how long each lasted, declarations, recusals, interests, delegation."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# What was decided under the shorter procedure waits for its agreement, without a deadline, or is closed once its
# outcome is recorded.
FORWARD = {"confirmation": "recheck", "returned": "correction"}
BACK = {
    "recheck": "formal_check",
    "finance_check": "formal_check",
    "expert_review": "formal_check",
    "consensus": "formal_check",
    "correction": "returned",
    "public_notice": "approved",
    "objected": "approved",
    "contracting": "approved",
    "active": "approved",
    "suspended": "approved",
    "acceptance": "approved",
    "rectification": "approved",
    "closed": "approved",
    "cancelled": "rejected",
    "retracted": "rejected",
    "fallen_through": "lapsed",
    "terminated": "approved",
}
HOLDERS = {"submitted": "intake", "formal_check": "intake", "recheck": "recheck", "approval": "approver"}
NEW = ("engaged_fen", "closed_at", "keep_until", "wants_review", "fast_track", "follows_id")


def _rename(names: dict[str, str]) -> None:
    pairing = sa.table("pairing", sa.column("state", sa.String))
    for before, after in names.items():
        op.execute(pairing.update().where(pairing.c.state == before).values(state=after))


def upgrade() -> None:
    with op.batch_alter_table("pairing") as pairing:
        pairing.add_column(sa.Column("engaged_fen", sa.BigInteger(), server_default="0", nullable=False))
        pairing.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        pairing.add_column(sa.Column("keep_until", sa.Date(), nullable=True))
        pairing.add_column(sa.Column("wants_review", sa.Boolean(), server_default=sa.false(), nullable=False))
        pairing.add_column(sa.Column("fast_track", sa.Boolean(), server_default=sa.false(), nullable=False))
        pairing.add_column(sa.Column("follows_id", sa.Uuid(), nullable=True))
        pairing.create_foreign_key(op.f("fk_pairing_follows_id"), "pairing", ["follows_id"], ["id"])
    with op.batch_alter_table("office_grant") as grant:
        grant.add_column(sa.Column("on_behalf_of_id", sa.Uuid(), nullable=True))
        grant.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        grant.create_foreign_key(op.f("fk_office_grant_on_behalf_of_id"), "person", ["on_behalf_of_id"], ["id"])
        grant.create_index(op.f("ix_office_grant_on_behalf_of_id"), ["on_behalf_of_id"])
    with op.batch_alter_table("related_party") as party:
        party.add_column(sa.Column("person_id", sa.Uuid(), nullable=True))
        party.create_foreign_key(op.f("fk_related_party_person_id"), "person", ["person_id"], ["id"])
        party.create_index(op.f("ix_related_party_person_id"), ["person_id"])
    _interests()
    _conduct()
    _stays()
    _rename(FORWARD)
    op.execute("""
        UPDATE pairing SET state = 'closed' WHERE state IN ('approved', 'confirmed')
        AND id IN (SELECT pairing_id FROM outcome)
    """)
    _rename({"approved": "contracting", "confirmed": "contracting"})
    _begin_stays()


def _interests() -> None:
    op.create_table(
        "interest",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_interest_period")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_interest_person_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_interest_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
    )
    op.create_index(op.f("ix_interest_person_id"), "interest", ["person_id"])
    op.create_index(op.f("ix_interest_organization_id"), "interest", ["organization_id"])


def _conduct() -> None:
    op.create_table(
        "declaration",
        sa.Column("pairing_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("has_conflict", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name=op.f("fk_declaration_pairing_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_declaration_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
    )
    op.create_index("ix_declaration_pairing_id_person_id", "declaration", ["pairing_id", "person_id"])
    op.create_index(op.f("ix_declaration_person_id"), "declaration", ["person_id"])
    op.create_table(
        "recusal",
        sa.Column("pairing_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked_for_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("ruled_by_id", sa.Uuid(), nullable=True),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ruling", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name=op.f("fk_recusal_pairing_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recusal_person_id")),
        sa.ForeignKeyConstraint(["asked_for_id"], ["organization.id"], name=op.f("fk_recusal_asked_for_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_recusal_asked_by_id")),
        sa.ForeignKeyConstraint(["ruled_by_id"], ["person.id"], name=op.f("fk_recusal_ruled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal")),
        sa.UniqueConstraint(
            "pairing_id", "person_id", "asked_for_id", name=op.f("uq_recusal_pairing_id_person_id_asked_for_id")
        ),
    )
    op.create_index(op.f("ix_recusal_person_id"), "recusal", ["person_id"])


def _stays() -> None:
    op.create_table(
        "stay",
        sa.Column("pairing_id", sa.Uuid(), nullable=False),
        sa.Column("track", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("office", sa.String(length=40), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("limit_count", sa.BigInteger(), nullable=True),
        sa.Column("limit_unit", sa.String(40), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step", sa.String(length=60), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name=op.f("fk_stay_pairing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay")),
    )
    op.create_index("ix_stay_pairing_id_left_at", "stay", ["pairing_id", "left_at"])
    op.create_index("ix_stay_state_left_at", "stay", ["state", "left_at"])


def _begin_stays() -> None:
    """What each pairing that there is began when it came to its present state."""
    names = ("id", "track", "state", "state_since", "due_at")
    pairing = sa.table("pairing", *(sa.column(name) for name in names))
    connection = op.get_bind()
    rows = [
        {
            "id": uuid4().hex if connection.dialect.name == "sqlite" else uuid4(),
            "pairing_id": row.id,
            "track": row.track,
            "state": row.state,
            "office": HOLDERS.get(row.state, ""),
            "entered_at": row.state_since,
            "clock_since": row.state_since,
            "limit_count": 3 if row.state in HOLDERS else None,
            "limit_unit": "working_day" if row.state in HOLDERS else None,
            "due_at": row.due_at,
        }
        for row in connection.execute(sa.select(*(pairing.c[name] for name in names)))
    ]
    if rows:
        op.bulk_insert(sa.table("stay", *(sa.column(name) for name in rows[0])), rows)


def downgrade() -> None:
    _rename(BACK)
    op.execute("UPDATE pairing SET state = 'confirmed' WHERE state = 'approved' AND track IN ('C', 'D')")
    for table in ("stay", "recusal", "declaration", "interest"):
        op.drop_table(table)
    with op.batch_alter_table("related_party") as party:
        party.drop_index(op.f("ix_related_party_person_id"))
        party.drop_constraint(op.f("fk_related_party_person_id"), type_="foreignkey")
        party.drop_column("person_id")
    with op.batch_alter_table("office_grant") as grant:
        grant.drop_index(op.f("ix_office_grant_on_behalf_of_id"))
        grant.drop_constraint(op.f("fk_office_grant_on_behalf_of_id"), type_="foreignkey")
        grant.drop_column("ended_at")
        grant.drop_column("on_behalf_of_id")
    with op.batch_alter_table("pairing") as pairing:
        pairing.drop_constraint(op.f("fk_pairing_follows_id"), type_="foreignkey")
        for name in reversed(NEW):
            pairing.drop_column(name)
