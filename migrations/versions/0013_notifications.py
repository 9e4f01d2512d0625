"""What people are told, the mails that carry it, and how they want to hear of it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "mail",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("digest_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(500), nullable=False),
        sa.Column("message_id", sa.String(300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("person_id", "digest_on", name=op.f("uq_mail_person_id_digest_on")),
    )
    op.create_index("ix_mail_state_next_attempt_at", "mail", ["state", "next_attempt_at"])
    op.create_table(
        "notification",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("subject_kind", sa.String(60), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("url_path", sa.String(500), nullable=False),
        sa.Column("dedupe_key", sa.String(200), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("mail_by", sa.String(40), nullable=False),
        sa.Column("mail_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notification_person_id")),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_notification_mail_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("person_id", "dedupe_key", name=op.f("uq_notification_person_id_dedupe_key")),
    )
    op.create_index(op.f("ix_notification_mail_id"), "notification", ["mail_id"])
    op.create_index("ix_notification_mail_by_created_at", "notification", ["mail_by", "created_at"])
    op.create_index("ix_notification_person_id_created_at", "notification", ["person_id", "created_at"])
    op.create_index(
        "ix_notification_unread",
        "notification",
        ["person_id"],
        sqlite_where=sa.text("read_at IS NULL AND shown"),
        postgresql_where=sa.text("read_at IS NULL AND shown"),
    )
    op.create_table(
        "notification_setting",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("on_page", sa.Boolean(), nullable=False),
        sa.Column("mail_by", sa.String(40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notification_setting_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_setting")),
        sa.UniqueConstraint("person_id", "category", name=op.f("uq_notification_setting_person_id_category")),
    )


def downgrade() -> None:
    op.drop_table("notification_setting")
    op.drop_table("notification")
    op.drop_table("mail")
