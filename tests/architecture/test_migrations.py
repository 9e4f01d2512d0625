"""The migrations make just the tables of the models, and go both ways on a database that is filled."""

from datetime import date
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import delete, func, insert, inspect, select, text, update
from sqlalchemy.orm import Session

from market import audit, clock
from market.accounts.models import Person
from market.config import ROOT
from market.database import Base, Database
from market.delivery.models import Outcome
from market.pairings.models import Pairing, PairingState, Stay
from market.permissions import SYSTEM, Office
from market.rules import queries as rules
from market.rules.models import RuleConfirmation
from market.suggestions.models import SentenceEmbedding
from tests.conftest import migrate
from tests.factories import Market


def test_alembic_finds_nothing_to_do(database: Database) -> None:
    config = Config(toml_file=ROOT / "pyproject.toml")
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def test_a_filled_database_goes_down_and_up_again(database: Database, session: Session, market: Market) -> None:
    for make in (market.need, market.project, market.service, market.programme, market.resource):
        audit.record(session, SYSTEM, "publish", make())
    for state in PairingState:  # rows that others point to
        market.pairing(state)
    market.person(of=market.organization(), office=Office.INTAKE)
    session.add(SentenceEmbedding(encoder_id="one", text_hash="0" * 64, vectors=b"\x00\x3c", made_at=clock.now()))
    session.commit()
    session.close()

    migrate(database, "base", down=True)
    assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}
    migrate(database)

    assert set(Base.metadata.tables) <= set(inspect(database.engine).get_table_names())
    with database.reader() as reader:
        assert audit.verify(reader) == []


def test_what_was_decided_before_the_longer_procedure_goes_on_in_it(database, session, market) -> None:
    decided, closed = market.pairing(PairingState.ACTIVE), market.pairing(PairingState.CLOSED)
    waiting, returned = market.pairing(PairingState.RECHECK), market.pairing(PairingState.CORRECTION)
    ids = [row.id for row in (decided, closed, waiting, returned)]
    session.commit()
    session.close()

    migrate(database, "0010", down=True)
    with database.engine.execution_options(writes=True).begin() as connection:
        outcome = {"id": uuid4(), "pairing_id": ids[1], "result": "delivered", "rating": 5, "note": ""}
        outcome |= {"completed_on": date(2026, 3, 1), "recorded_at": clock.now()}
        connection.execute(insert(Outcome.__table__).values(**outcome))
        connection.execute(update(Pairing.__table__).where(Pairing.id == ids[2]).values(state="confirmation"))
    migrate(database)

    with database.reader() as reader:
        assert [reader.get_one(Pairing, identity).state for identity in ids] == [
            PairingState.CONTRACTING, PairingState.CLOSED, PairingState.RECHECK, PairingState.CORRECTION,
        ]  # fmt: skip
        stays = {stay.pairing_id: stay for stay in reader.scalars(select(Stay))}
        assert [stays[identity].office for identity in ids] == ["", "", "recheck", ""]
        assert stays[ids[2]].due_at == reader.get_one(Pairing, ids[2]).due_at


def test_what_nobody_confirmed_only_warns_after_the_upgrade_and_stays_known(database, session, market) -> None:
    by_nobody = {"id": uuid4(), "rule_code": "standing", "rule_version": 1, "note": "", "confirmed_at": clock.now()}
    market.confirm("term")
    session.commit()
    session.close()

    migrate(database, "0020", down=True)
    with database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(insert(RuleConfirmation.__table__).values(**by_nobody))
    migrate(database)

    with database.reader() as reader:
        assert rules.confirmed(reader) == {"term@1"}
        assert rules.confirmed_on(reader, clock.today()) == {"term@1", "standing@1"}
        kept = reader.get_one(RuleConfirmation, by_nobody["id"])
        assert (kept.confirmed_by_id, kept.withdrawn_by_id) == (None, None)
        assert kept.withdrawn_at is not None
    migrate(database, "0020", down=True)
    with database.engine.connect() as connection:
        assert connection.scalar(select(func.count()).where(RuleConfirmation.withdrawn_at.is_(None))) == 2
    migrate(database)


def test_a_migration_that_would_leave_a_row_pointing_to_nothing_is_undone(database, session, market) -> None:
    if database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL checks each row as it is written")
    person = market.person(of=market.organization())
    session.commit()
    with pytest.raises(ValueError, match="membership"), database.migrating() as connection:
        connection.execute(delete(Person.__table__).where(Person.id == person.id))
    with database.reader() as reader:
        assert reader.get(Person, person.id) is not None
        assert reader.scalar(text("PRAGMA foreign_keys")) == 1


def test_the_revisions_are_one_numbered_line() -> None:
    names = sorted(path.name for path in (ROOT / "migrations" / "versions").glob("*.py"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
