"""Proposals in waves, and what the capacity of services and programmes is counted by."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "wave",
        sa.Column("policy_version", sa.String(length=40), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("seed", sa.String(length=80), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("proposed", sa.BigInteger(), nullable=False),
        sa.Column("lapsed", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
    )
    with op.batch_alter_table("match_run") as run:
        run.add_column(sa.Column("wave_id", sa.Uuid(), nullable=True))
        run.add_column(sa.Column("withheld", sa.BigInteger(), server_default="0", nullable=False))
        run.create_foreign_key(op.f("fk_match_run_wave_id"), "wave", ["wave_id"], ["id"])
        run.create_index(op.f("ix_match_run_wave_id"), ["wave_id"])
    with op.batch_alter_table("suggestion") as suggestion:
        suggestion.add_column(sa.Column("propensity", sa.Double(), nullable=True))
        suggestion.add_column(sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=True))
        suggestion.add_column(sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=True))
        suggestion.add_column(sa.Column("seen_count", sa.BigInteger(), server_default="0", nullable=False))
        suggestion.create_check_constraint(op.f("ck_suggestion_propensity"), "propensity > 0 AND propensity <= 1")
        suggestion.create_index(op.f("ix_suggestion_lapses_at"), ["lapses_at"])
    with op.batch_alter_table("service") as service:
        service.add_column(sa.Column("free_on", sa.Date(), nullable=True))
    with op.batch_alter_table("programme") as programme:
        programme.add_column(sa.Column("engaged", sa.BigInteger(), server_default="0", nullable=False))
        programme.create_check_constraint(op.f("ck_programme_engaged"), "engaged >= 0")
    # The approved pairings that there are have been counted nowhere yet.
    op.execute("""
        UPDATE programme SET engaged = (
            SELECT count(*) FROM funding_share
            JOIN pairing ON pairing.id = funding_share.pairing_id
            WHERE funding_share.listing_id = programme.id AND pairing.state IN ('approved', 'confirmed')
        )
    """)
    op.execute("""
        UPDATE service SET free_on = (
            SELECT min(listing.ends_on) FROM pairing
            JOIN listing ON listing.id = pairing.need_id
            LEFT JOIN outcome ON outcome.pairing_id = pairing.id
            WHERE pairing.offer_id = service.id AND pairing.state IN ('approved', 'confirmed') AND outcome.id IS NULL
        )
    """)


def downgrade() -> None:
    with op.batch_alter_table("programme") as programme:
        programme.drop_constraint(op.f("ck_programme_engaged"), type_="check")
        programme.drop_column("engaged")
    with op.batch_alter_table("service") as service:
        service.drop_column("free_on")
    with op.batch_alter_table("suggestion") as suggestion:
        suggestion.drop_index(op.f("ix_suggestion_lapses_at"))
        suggestion.drop_constraint(op.f("ck_suggestion_propensity"), type_="check")
        for name in ("seen_count", "first_seen_at", "lapses_at", "propensity"):
            suggestion.drop_column(name)
    op.execute("UPDATE suggestion SET answer = 'open' WHERE answer = 'expired'")
    with op.batch_alter_table("match_run") as run:
        run.drop_index(op.f("ix_match_run_wave_id"))
        run.drop_constraint(op.f("fk_match_run_wave_id"), type_="foreignkey")
        run.drop_column("withheld")
        run.drop_column("wave_id")
    op.drop_table("wave")
