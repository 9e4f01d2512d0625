"""What became of pairs with such a score, fitted to decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "calibration",
        sa.Column("weights_version", sa.String(length=40), nullable=False),
        sa.Column("curve", sa.JSON(), nullable=False),
        sa.Column("decisions", sa.BigInteger(), nullable=False),
        sa.Column("taken_up", sa.BigInteger(), nullable=False),
        sa.Column("bands", sa.JSON(), nullable=False),
        sa.Column("known_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_calibration_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration")),
    )


def downgrade() -> None:
    op.drop_table("calibration")
