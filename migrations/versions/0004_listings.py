"""Listings of the five kinds, their words and versions."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "listing",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version_number", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "closes_on IS NULL OR opens_on IS NULL OR closes_on >= opens_on", name=op.f("ck_listing_window")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_listing_period")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_listing_created_by_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_listing_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
    )
    op.create_index(op.f("ix_listing_kind"), "listing", ["kind"], unique=False)
    op.create_index(op.f("ix_listing_organization_id"), "listing", ["organization_id"], unique=False)
    op.create_index("ix_listing_state_published_at", "listing", ["state", "published_at"], unique=False)
    op.create_table(
        "listing_tag",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("vocabulary", sa.String(40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("inferred", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_listing_tag_listing_id")),
        sa.PrimaryKeyConstraint("listing_id", "vocabulary", "code", name=op.f("pk_listing_tag")),
    )
    op.create_index("ix_listing_tag_vocabulary_code", "listing_tag", ["vocabulary", "code"], unique=False)
    op.create_table(
        "listing_version",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_listing_version_listing_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_listing_version_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_version")),
        sa.UniqueConstraint("listing_id", "number", name=op.f("uq_listing_version_listing_id_number")),
    )
    op.create_index(op.f("ix_listing_version_listing_id"), "listing_version", ["listing_id"], unique=False)
    op.create_table(
        "need",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("budget_fen", sa.BigInteger(), nullable=True),
        sa.Column("funding_source", sa.String(40), nullable=True),
        sa.Column("admits", sa.JSON(), nullable=False),
        sa.Column("least_level", sa.BigInteger(), nullable=True),
        sa.Column("beneficiaries_count", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("budget_fen >= 0", name=op.f("ck_need_budget")),
        sa.ForeignKeyConstraint(["id"], ["listing.id"], name=op.f("fk_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exclusions", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("grant_least_fen", sa.BigInteger(), nullable=True),
        sa.Column("grant_most_fen", sa.BigInteger(), nullable=True),
        sa.Column("budget_fen", sa.BigInteger(), nullable=True),
        sa.Column("reserved_fen", sa.BigInteger(), nullable=False),
        sa.Column("admits", sa.JSON(), nullable=False),
        sa.Column("least_level", sa.BigInteger(), nullable=True),
        sa.Column("admin_cap_percent", sa.BigInteger(), nullable=True),
        sa.Column("max_pairings", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("admin_cap_percent BETWEEN 0 AND 100", name=op.f("ck_programme_admin_cap")),
        sa.CheckConstraint(
            "grant_most_fen >= grant_least_fen AND grant_least_fen >= 0", name=op.f("ck_programme_band")
        ),
        sa.CheckConstraint("reserved_fen >= 0 AND reserved_fen <= budget_fen", name=op.f("ck_programme_reserved")),
        sa.ForeignKeyConstraint(["id"], ["listing.id"], name=op.f("fk_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
    )
    op.create_table(
        "project",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("indicators", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=True),
        sa.Column("budget_fen", sa.BigInteger(), nullable=True),
        sa.Column("raised_fen", sa.BigInteger(), nullable=False),
        sa.Column("least_fen", sa.BigInteger(), nullable=True),
        sa.Column("beneficiaries_count", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("raised_fen >= 0 AND raised_fen <= budget_fen", name=op.f("ck_project_raised")),
        sa.ForeignKeyConstraint(["id"], ["listing.id"], name=op.f("fk_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
    )
    op.create_table(
        "resource",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resource_kind", sa.String(40), nullable=True),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("reserved_quantity", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("reserved_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "quantity >= 0 AND reserved_quantity >= 0 AND reserved_quantity <= quantity",
            name=op.f("ck_resource_quantity"),
        ),
        sa.ForeignKeyConstraint(["id"], ["listing.id"], name=op.f("fk_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
    )
    op.create_table(
        "service",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("experience", sa.Text(), nullable=False),
        sa.Column("capacity", sa.BigInteger(), nullable=True),
        sa.Column("engaged", sa.BigInteger(), nullable=False),
        sa.Column("since_year", sa.BigInteger(), nullable=True),
        sa.Column("unit_cost_fen", sa.BigInteger(), nullable=True),
        sa.Column("unit_note", sa.String(length=200), nullable=False),
        sa.CheckConstraint("capacity >= 0 AND engaged >= 0", name=op.f("ck_service_capacity")),
        sa.ForeignKeyConstraint(["id"], ["listing.id"], name=op.f("fk_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
    )


def downgrade() -> None:
    op.drop_table("service")
    op.drop_table("resource")
    op.drop_table("project")
    op.drop_table("programme")
    op.drop_table("need")
    op.drop_table("listing_version")
    op.drop_table("listing_tag")
    op.drop_table("listing")
