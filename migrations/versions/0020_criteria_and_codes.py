"""Award criteria of a need, a day by which experts send their scores, and codes that admit one opinion each."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    with op.batch_alter_table("need") as need:
        need.add_column(sa.Column("criteria", sa.JSON(), server_default="[]", nullable=False))
    with op.batch_alter_table("review_seat") as seat:
        seat.add_column(sa.Column("score_by", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("opinion") as opinion:
        opinion.add_column(sa.Column("has_code", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "opinion_code",
        sa.Column("acceptance_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["acceptance_id"], ["acceptance.id"], name=op.f("fk_opinion_code_acceptance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_code")),
        sa.UniqueConstraint("acceptance_id", "sha256", name=op.f("uq_opinion_code_acceptance_id_sha256")),
    )


def downgrade() -> None:
    op.drop_table("opinion_code")
    with op.batch_alter_table("opinion") as opinion:
        opinion.drop_column("has_code")
    with op.batch_alter_table("review_seat") as seat:
        seat.drop_column("score_by")
    with op.batch_alter_table("need") as need:
        need.drop_column("criteria")
