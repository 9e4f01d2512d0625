"""No rule is confirmed by nobody: what held from the start only warns, until a person confirms it."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

CONFIRMATION = sa.table(
    "rule_confirmation",
    sa.column("confirmed_by_id", sa.Uuid()),
    sa.column("withdrawn_at", sa.DateTime(timezone=True)),
    sa.column("withdrawn_by_id", sa.Uuid()),
)
BY_NOBODY = CONFIRMATION.c.confirmed_by_id.is_(None)


def upgrade() -> None:
    # Where nothing has happened yet nothing was judged by it either; else it stays as what held until today.
    if op.get_bind().scalar(sa.select(sa.func.count()).select_from(sa.table("person"))):
        still = BY_NOBODY & CONFIRMATION.c.withdrawn_at.is_(None)
        op.execute(CONFIRMATION.update().where(still).values(withdrawn_at=datetime.now(UTC)))
    else:
        op.execute(CONFIRMATION.delete().where(BY_NOBODY))
    with op.batch_alter_table("rule_confirmation") as table:
        table.create_check_constraint(
            op.f("ck_rule_confirmation_person_answers"), "confirmed_by_id IS NOT NULL OR withdrawn_at IS NOT NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("rule_confirmation") as table:
        table.drop_constraint(op.f("ck_rule_confirmation_person_answers"), type_="check")
    by_the_upgrade = BY_NOBODY & CONFIRMATION.c.withdrawn_by_id.is_(None)
    op.execute(CONFIRMATION.update().where(by_the_upgrade).values(withdrawn_at=None))
