"""People, organizations, and who acts for whom."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_key_at", "sign_in_attempt", ["key", "at"], unique=False)
    op.create_table(
        "office_grant",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("granted_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_office_grant_period")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["person.id"], name=op.f("fk_office_grant_granted_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_office_grant_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_grant")),
    )
    op.create_index(op.f("ix_office_grant_person_id"), "office_grant", ["person_id"], unique=False)
    op.create_table(
        "organization",
        sa.Column("credit_code", sa.String(length=18), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("legal_representative", sa.String(length=200), nullable=False),
        sa.Column("registering_authority", sa.String(length=200), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("mission", sa.Text(), nullable=False),
        sa.Column("division_code", sa.String(length=12), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("assessment_level", sa.BigInteger(), nullable=True),
        sa.Column("assessment_valid_until", sa.Date(), nullable=True),
        sa.Column("charity_since", sa.Date(), nullable=True),
        sa.Column("standing", sa.String(40), nullable=True),
        sa.Column("standing_checked_on", sa.Date(), nullable=True),
        sa.Column("full_time_staff", sa.BigInteger(), nullable=False),
        sa.Column("licensed_social_workers", sa.BigInteger(), nullable=False),
        sa.Column("verification", sa.String(40), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version_number", sa.BigInteger(), nullable=False),
        sa.Column("delivered_pairings", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("assessment_level BETWEEN 1 AND 5", name=op.f("ck_organization_assessment_level")),
        sa.CheckConstraint("full_time_staff >= 0 AND licensed_social_workers >= 0", name=op.f("ck_organization_staff")),
        sa.ForeignKeyConstraint(["division_code"], ["division.code"], name=op.f("fk_organization_division_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("credit_code", name=op.f("uq_organization_credit_code")),
    )
    op.create_index(op.f("ix_organization_division_code"), "organization", ["division_code"], unique=False)
    op.create_index(op.f("ix_organization_kind"), "organization", ["kind"], unique=False)
    op.create_index(op.f("ix_organization_name"), "organization", ["name"], unique=False)
    op.create_index(op.f("ix_organization_verification"), "organization", ["verification"], unique=False)
    op.create_table(
        "membership",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_membership_period")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_membership_organization_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_organization_id"), "membership", ["organization_id"], unique=False)
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)
    op.create_table(
        "organization_revision",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("row_revision", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_organization_revision_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_organization_revision_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_organization_revision_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_revision")),
    )
    op.create_index(
        op.f("ix_organization_revision_organization_id"), "organization_revision", ["organization_id"], unique=False
    )
    op.create_index(
        "ix_organization_revision_state_proposed_at", "organization_revision", ["state", "proposed_at"], unique=False
    )
    op.create_table(
        "organization_tag",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("vocabulary", sa.String(40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_organization_tag_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "vocabulary", "code", name=op.f("pk_organization_tag")),
    )
    op.create_table(
        "organization_version",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_organization_version_made_by_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_organization_version_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_version")),
        sa.UniqueConstraint("organization_id", "number", name=op.f("uq_organization_version_organization_id_number")),
    )
    op.create_index(
        op.f("ix_organization_version_organization_id"), "organization_version", ["organization_id"], unique=False
    )
    op.create_table(
        "qualification",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("certificate", sa.String(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("expires_on IS NULL OR expires_on >= issued_on", name=op.f("ck_qualification_period")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_qualification_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification")),
    )
    op.create_index(op.f("ix_qualification_expires_on"), "qualification", ["expires_on"], unique=False)
    op.create_index(op.f("ix_qualification_organization_id"), "qualification", ["organization_id"], unique=False)
    op.create_table(
        "related_party",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("relation", sa.String(40), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_related_party_organization_id")
        ),
        sa.ForeignKeyConstraint(["other_id"], ["organization.id"], name=op.f("fk_related_party_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_related_party")),
    )
    op.create_index(op.f("ix_related_party_name"), "related_party", ["name"], unique=False)
    op.create_index(op.f("ix_related_party_organization_id"), "related_party", ["organization_id"], unique=False)
    op.create_index(op.f("ix_related_party_other_id"), "related_party", ["other_id"], unique=False)


def downgrade() -> None:
    op.drop_table("related_party")
    op.drop_table("qualification")
    op.drop_table("organization_version")
    op.drop_table("organization_tag")
    op.drop_table("organization_revision")
    op.drop_table("membership")
    op.drop_table("organization")
    op.drop_table("office_grant")
    op.drop_table("sign_in_attempt")
    op.drop_table("person")
