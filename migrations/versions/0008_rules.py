"""Confirmations of rules, and the version of the rules that each match run was made by."""

from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

# The district's own fund bars the seriously dishonest, so that rule blocks at once.
ADOPTED = {
    "id": UUID("5d0c6a4e-4c0b-4b7e-9d55-7a1c3f0e0001"),
    "rule_code": "standing",
    "rule_version": 1,
    "confirmed_at": datetime(2025, 6, 19, tzinfo=UTC),
    "note": "福田区社会工作专项资金使用管理办法",
}


def upgrade() -> None:
    table = op.create_table(
        "rule_confirmation",
        sa.Column("rule_code", sa.String(length=40), nullable=False),
        sa.Column("rule_version", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_rule_confirmation_confirmed_by_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["person.id"], name=op.f("fk_rule_confirmation_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_confirmation")),
    )
    op.create_index("ix_rule_confirmation_rule", "rule_confirmation", ["rule_code", "rule_version"], unique=False)
    op.bulk_insert(table, [ADOPTED])
    op.add_column("match_run", sa.Column("rules_version", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("match_run", "rules_version")
    op.drop_table("rule_confirmation")
