"""The vectors of the sentences of a text, by which sentences correspond that share no word."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "sentence_embedding",
        sa.Column("encoder_id", sa.String(length=120), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("encoder_id", "text_hash", name=op.f("pk_sentence_embedding")),
    )


def downgrade() -> None:
    op.drop_table("sentence_embedding")
