"""Packets: what was known at each decision, which the database itself refuses to change."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

REFUSAL = "packets are append-only"


def upgrade() -> None:
    op.create_table(
        "packet",
        sa.Column("pairing_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name=op.f("fk_packet_pairing_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_packet_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet")),
        sa.UniqueConstraint("pairing_id", "number", name=op.f("uq_packet_pairing_id_number")),
    )
    op.create_index(op.f("ix_packet_sha256"), "packet", ["sha256"])
    _refuse_changes()


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER packet_no_{change.lower()} BEFORE {change} ON packet "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        # INSERT OR REPLACE would take out the row before it, and fire no trigger on deletion.
        op.execute(
            "CREATE TRIGGER packet_no_replace BEFORE INSERT ON packet WHEN EXISTS (SELECT 1 FROM packet WHERE"
            " id = NEW.id OR (pairing_id = NEW.pairing_id AND number = NEW.number))"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION refuse_packet_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER packet_no_change BEFORE UPDATE OR DELETE ON packet "
        "FOR EACH ROW EXECUTE FUNCTION refuse_packet_change()"
    )
    op.execute(
        "CREATE TRIGGER packet_no_truncate BEFORE TRUNCATE ON packet "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_packet_change()"
    )


def downgrade() -> None:
    op.drop_table("packet")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_packet_change()")
