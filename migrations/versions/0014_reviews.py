"""Expert review: panels drawn by lot, their criteria, seats, reviews and scores."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    _panels()
    _reviews()


def _panels() -> None:
    op.create_table(
        "review_panel",
        sa.Column("pairing_id", sa.Uuid(), nullable=False),
        sa.Column("entry_seq", sa.BigInteger(), nullable=False),
        sa.Column("entry_hash", sa.String(length=64), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("spread_limit", sa.BigInteger(), nullable=False),
        sa.Column("draw", sa.JSON(), nullable=False),
        sa.Column("drawn_order", sa.JSON(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("size >= 3 AND size % 2 = 1", name=op.f("ck_review_panel_size")),
        sa.CheckConstraint("spread_limit > 0", name=op.f("ck_review_panel_spread_limit")),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name=op.f("fk_review_panel_pairing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_panel")),
        sa.UniqueConstraint("pairing_id", "entry_seq", name=op.f("uq_review_panel_pairing_id_entry_seq")),
    )
    op.create_table(
        "review_criterion",
        sa.Column("panel_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("hint_zh", sa.Text(), nullable=False),
        sa.Column("hint_en", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("weight > 0 AND weight <= 100", name=op.f("ck_review_criterion_weight")),
        sa.ForeignKeyConstraint(["panel_id"], ["review_panel.id"], name=op.f("fk_review_criterion_panel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_criterion")),
        sa.UniqueConstraint("panel_id", "code", name=op.f("uq_review_criterion_panel_id_code")),
        sa.UniqueConstraint("id", "weight", name=op.f("uq_review_criterion_id_weight")),
    )
    op.create_table(
        "review_seat",
        sa.Column("panel_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leaving", sa.String(40), nullable=True),
        sa.Column("conflicts", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(state = 'out') = (leaving IS NOT NULL)", name=op.f("ck_review_seat_leaving")),
        sa.ForeignKeyConstraint(["panel_id"], ["review_panel.id"], name=op.f("fk_review_seat_panel_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_seat_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_seat")),
        sa.UniqueConstraint("panel_id", "person_id", name=op.f("uq_review_seat_panel_id_person_id")),
        sa.UniqueConstraint("panel_id", "position", name=op.f("uq_review_seat_panel_id_position")),
    )
    op.create_index("ix_review_seat_person_id_state", "review_seat", ["person_id", "state"])


def _reviews() -> None:
    op.create_table(
        "review",
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("recommendation", sa.String(40), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("dissents", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("round IN (1, 2)", name=op.f("ck_review_round")),
        sa.CheckConstraint("submitted_at IS NULL OR recommendation IS NOT NULL", name=op.f("ck_review_complete")),
        sa.ForeignKeyConstraint(["seat_id"], ["review_seat.id"], name=op.f("fk_review_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("seat_id", "round", name=op.f("uq_review_seat_id_round")),
    )
    op.create_table(
        "review_score",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_id", sa.Uuid(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=True),
        sa.Column("justification", sa.Text(), nullable=False),
        sa.CheckConstraint("points >= 0 AND points <= weight", name=op.f("ck_review_score_points")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_score_review_id")),
        sa.ForeignKeyConstraint(
            ["criterion_id", "weight"],
            ["review_criterion.id", "review_criterion.weight"],
            name=op.f("fk_review_score_criterion_id_weight"),
        ),
        sa.PrimaryKeyConstraint("review_id", "criterion_id", name=op.f("pk_review_score")),
    )


def downgrade() -> None:
    for table in ("review_score", "review", "review_seat", "review_criterion", "review_panel"):
        op.drop_table(table)
