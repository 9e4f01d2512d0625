"""For whom a step was taken, and triggers that let a row join the trail only at its end."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

NOT_IN_LINE = "a row of the audit trail follows the one that the head names"
HEAD_HELD = "the head of the audit trail moves forward, one row at a time"
TRIGGERS = ("audit_event_in_line", "audit_head_forward", "audit_head_no_insert", "audit_head_no_delete")
# Without the look at the hash, SQLite's INSERT OR REPLACE would take out an older row, and fire no trigger on deletion.
OUT_OF_LINE = (
    "NOT EXISTS (SELECT 1 FROM audit_head WHERE id = 1 AND seq = NEW.seq - 1 AND hash = NEW.previous_hash)"
    " OR EXISTS (SELECT 1 FROM audit_event WHERE hash = NEW.hash)"
)
ASTRAY = (
    "NEW.id <> OLD.id OR NEW.seq <> OLD.seq + 1 OR NOT EXISTS (SELECT 1 FROM audit_event"
    " WHERE seq = NEW.seq AND hash = NEW.hash AND previous_hash = OLD.hash)"
)
DELEGATED = "SELECT count(*) FROM audit_event WHERE on_behalf_of_id IS NOT NULL"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _upgrade_sqlite()
    else:
        _upgrade_postgresql()
    op.create_index("ix_audit_event_on_behalf_of_id", "audit_event", ["on_behalf_of_id"], unique=False)


def _upgrade_sqlite() -> None:
    """By hand: a batch would copy the table, and the triggers that refuse changes would not come along."""
    op.execute(
        "ALTER TABLE audit_event ADD COLUMN on_behalf_of_id CHAR(32)"
        " CONSTRAINT fk_audit_event_on_behalf_of_id REFERENCES person (id)"
    )
    for name, when, condition, refusal in (
        (TRIGGERS[0], "INSERT ON audit_event", OUT_OF_LINE, NOT_IN_LINE),
        (TRIGGERS[1], "UPDATE ON audit_head", ASTRAY, HEAD_HELD),
        (TRIGGERS[2], "INSERT ON audit_head", "1", HEAD_HELD),
        (TRIGGERS[3], "DELETE ON audit_head", "1", HEAD_HELD),
    ):
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{refusal}'); END")


def _upgrade_postgresql() -> None:
    """The functions look into the tables of this schema, whatever temporary tables a session makes for itself."""
    op.add_column("audit_event", sa.Column("on_behalf_of_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_audit_event_on_behalf_of_id"), "audit_event", "person", ["on_behalf_of_id"], ["id"])
    schema = op.get_bind().scalar(sa.text("SELECT quote_ident(current_schema())"))
    for function, condition, refusal in (
        ("refuse_audit_out_of_line", OUT_OF_LINE, NOT_IN_LINE),
        ("refuse_audit_head_astray", ASTRAY, HEAD_HELD),
        ("refuse_audit_head_change", "TRUE", HEAD_HELD),
    ):
        op.execute(
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SET search_path = {schema}, pg_temp AS "
            f"$$ BEGIN IF {condition} THEN RAISE EXCEPTION '{refusal}'; END IF; RETURN NEW; END $$"
        )
    for name, when, function in (
        (TRIGGERS[0], "INSERT ON audit_event FOR EACH ROW", "refuse_audit_out_of_line"),
        (TRIGGERS[1], "UPDATE ON audit_head FOR EACH ROW", "refuse_audit_head_astray"),
        (TRIGGERS[2], "INSERT ON audit_head FOR EACH ROW", "refuse_audit_head_change"),
        (TRIGGERS[3], "DELETE OR TRUNCATE ON audit_head FOR EACH STATEMENT", "refuse_audit_head_change"),
    ):
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} EXECUTE FUNCTION {function}()")


def downgrade() -> None:
    """Raises: RuntimeError when a step was taken for somebody else, whose row would no longer have its hash."""
    if op.get_bind().scalar(sa.text(DELEGATED)):
        raise RuntimeError("steps were taken on behalf of others; without that column their rows could not be verified")
    op.drop_index("ix_audit_event_on_behalf_of_id", table_name="audit_event")
    if op.get_bind().dialect.name == "sqlite":
        for name in TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
        op.execute("ALTER TABLE audit_event DROP COLUMN on_behalf_of_id")
        return
    op.drop_constraint("fk_audit_event_on_behalf_of_id", "audit_event", type_="foreignkey")
    op.drop_column("audit_event", "on_behalf_of_id")
    for function in ("refuse_audit_out_of_line", "refuse_audit_head_astray", "refuse_audit_head_change"):
        op.execute(f"DROP FUNCTION {function}() CASCADE")  # with its triggers
