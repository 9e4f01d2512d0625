"""Pairings, their funding shares and parties."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "pairing",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=True),
        sa.Column("need_version", sa.BigInteger(), nullable=True),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("offer_version", sa.BigInteger(), nullable=False),
        sa.Column("track", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("budget_fen", sa.BigInteger(), nullable=False),
        sa.Column("own_fen", sa.BigInteger(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("terms_number", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=True),
        sa.Column("opened_for_id", sa.Uuid(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrections", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("budget_fen >= 0 AND own_fen >= 0", name=op.f("ck_pairing_amounts")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_pairing_need_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["listing.id"], name=op.f("fk_pairing_offer_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_pairing_opened_by_id")),
        sa.ForeignKeyConstraint(["opened_for_id"], ["organization.id"], name=op.f("fk_pairing_opened_for_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
        sa.UniqueConstraint("number", name=op.f("uq_pairing_number")),
    )
    op.create_index(op.f("ix_pairing_need_id"), "pairing", ["need_id"], unique=False)
    op.create_index(op.f("ix_pairing_offer_id"), "pairing", ["offer_id"], unique=False)
    op.create_index("ix_pairing_state_due_at", "pairing", ["state", "due_at"], unique=False)
    op.create_table(
        "funding_share",
        sa.Column("pairing_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("listing_version", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_fen > 0 OR quantity > 0", name=op.f("ck_funding_share_something")),
        sa.CheckConstraint("amount_fen IS NULL OR quantity IS NULL", name=op.f("ck_funding_share_one_measure")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_funding_share_listing_id")),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name=op.f("fk_funding_share_pairing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_share")),
        sa.UniqueConstraint("pairing_id", "listing_id", name=op.f("uq_funding_share_pairing_id_listing_id")),
    )
    op.create_index(op.f("ix_funding_share_listing_id"), "funding_share", ["listing_id"], unique=False)
    op.create_table(
        "party",
        sa.Column("pairing_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("agreed_terms", sa.BigInteger(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["person.id"], name=op.f("fk_party_agreed_by_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_party_organization_id")),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name=op.f("fk_party_pairing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("pairing_id", "organization_id", name=op.f("uq_party_pairing_id_organization_id")),
    )
    op.create_index(op.f("ix_party_organization_id"), "party", ["organization_id"], unique=False)


def downgrade() -> None:
    op.drop_table("party")
    op.drop_table("funding_share")
    op.drop_table("pairing")
