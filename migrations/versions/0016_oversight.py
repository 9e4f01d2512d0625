"""Cards for files whose time runs out; emergencies, the files that they cover, and what is disclosed on them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    _emergencies()
    op.create_table(
        "card",
        sa.Column("stay_id", sa.Uuid(), nullable=True),
        sa.Column("emergency_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("colour", sa.String(40), nullable=False),
        sa.Column("office", sa.String(length=40), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalated_to", sa.JSON(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(stay_id IS NULL) <> (emergency_id IS NULL)", name=op.f("ck_card_one_subject")),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_card_stay_id")),
        sa.ForeignKeyConstraint(["emergency_id"], ["emergency.id"], name=op.f("fk_card_emergency_id")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_card_answered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint("stay_id", "colour", name=op.f("uq_card_stay_id_colour")),
        sa.UniqueConstraint("emergency_id", "due_at", "colour", name=op.f("uq_card_emergency_id_due_at_colour")),
    )


def _emergencies() -> None:
    op.create_table(
        "emergency",
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("divisions", sa.JSON(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("tracks", sa.JSON(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declared_by_id", sa.Uuid(), nullable=False),
        sa.Column("declared_for_id", sa.Uuid(), nullable=True),
        sa.Column("ratify_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ratified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ratified_by_id", sa.Uuid(), nullable=True),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["declared_by_id"], ["person.id"], name=op.f("fk_emergency_declared_by_id")),
        sa.ForeignKeyConstraint(["declared_for_id"], ["person.id"], name=op.f("fk_emergency_declared_for_id")),
        sa.ForeignKeyConstraint(["ratified_by_id"], ["person.id"], name=op.f("fk_emergency_ratified_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency")),
    )
    op.create_table(
        "emergency_case",
        sa.Column("emergency_id", sa.Uuid(), nullable=False),
        sa.Column("pairing_id", sa.Uuid(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("to_review", sa.Boolean(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["emergency_id"], ["emergency.id"], name=op.f("fk_emergency_case_emergency_id")),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name=op.f("fk_emergency_case_pairing_id")),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["person.id"], name=op.f("fk_emergency_case_reviewed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_case")),
        sa.UniqueConstraint("emergency_id", "pairing_id", name=op.f("uq_emergency_case_emergency_id_pairing_id")),
    )
    op.create_index(op.f("ix_emergency_case_pairing_id"), "emergency_case", ["pairing_id"])
    op.create_table(
        "disclosure",
        sa.Column("emergency_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["emergency_id"], ["emergency.id"], name=op.f("fk_disclosure_emergency_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["person.id"], name=op.f("fk_disclosure_published_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    op.create_index(op.f("ix_disclosure_emergency_id"), "disclosure", ["emergency_id"])


def downgrade() -> None:
    for table in ("card", "disclosure", "emergency_case", "emergency"):
        op.drop_table(table)
