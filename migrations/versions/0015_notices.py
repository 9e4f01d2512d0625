"""Public notices: how long each stands, their frozen text, objections, and what the sides answered."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    with op.batch_alter_table("pairing") as pairing:
        pairing.add_column(sa.Column("notice_count", sa.BigInteger(), server_default="5", nullable=False))
        pairing.add_column(sa.Column("notice_unit", sa.String(40), server_default="working_day", nullable=False))
        pairing.create_check_constraint(op.f("ck_pairing_notice_count"), "notice_count BETWEEN 5 AND 60")
    _notices()
    _objections()
    _replies()


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("pairing_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reads", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name=op.f("fk_notice_pairing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("pairing_id", name=op.f("uq_notice_pairing_id")),
    )
    op.create_index(op.f("ix_notice_published_at"), "notice", ["published_at"])


def _objections() -> None:
    op.create_table(
        "objection",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(30), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("contact", sa.String(200), nullable=False),
        sa.Column("speaks_for", sa.String(200), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("investigator_id", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answers_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "decided_at IS NULL OR (findings <> '' AND reasons <> '')", name=op.f("ck_objection_reasoned")
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_objection_notice_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_objection_person_id")),
        sa.ForeignKeyConstraint(["investigator_id"], ["person.id"], name=op.f("fk_objection_investigator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("notice_id", "ordinal", name=op.f("uq_objection_notice_id_ordinal")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_objection_token_hash")),
    )
    op.create_index("ix_objection_state_due_at", "objection", ["state", "due_at"])


def _replies() -> None:
    op.create_table(
        "reply",
        sa.Column("objection_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["objection_id"], ["objection.id"], name=op.f("fk_reply_objection_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_reply_organization_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reply_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("objection_id", "organization_id", name=op.f("uq_reply_objection_id_organization_id")),
    )


def downgrade() -> None:
    for table in ("reply", "objection", "notice"):
        op.drop_table(table)
    with op.batch_alter_table("pairing") as pairing:
        pairing.drop_constraint(op.f("ck_pairing_notice_count"), type_="check")
        pairing.drop_column("notice_unit")
        pairing.drop_column("notice_count")
