"""No change is lost to a process that follows the database, whoever writes and reads at the same moment."""

import threading
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from market import audit, clock
from market.database import Database
from market.listings.models import Listing, Project
from market.permissions import SYSTEM
from market.suggestions.engine import Engine
from tests.conftest import NOW
from tests.factories import Market

WRITERS, CHANGES = 4, 5


def writer(database: Database) -> Session:
    return Session(database.engine.execution_options(writes=True))


def rename(session: Session, listing_id: UUID, title: str) -> Listing:
    """Change a listing in a transaction, whose event is still to be recorded."""
    listing = session.get_one(Project, listing_id)
    listing.title = title
    session.flush()
    return listing


def titles(database: Database, engine: Engine) -> set[str]:
    """Of the projects, as a reader who comes now finds them."""
    with database.reader() as reader:
        return {one.texts["title"] for one in engine.refresh(reader).listings.values()}


@pytest.fixture
def pair(session: Session, market: Market, engine: Engine, database: Database) -> tuple[UUID, UUID]:
    """Two projects that the engine has read."""
    ids = market.project(title="first").id, market.project(title="second").id
    session.commit()
    assert titles(database, engine) == {"first", "second"}
    return ids


def test_what_began_first_and_was_committed_last_is_seen(
    database: Database, engine: Engine, pair: tuple[UUID, UUID]
) -> None:
    if database.engine.dialect.name != "postgresql":
        pytest.skip("on SQLite the second cannot begin before the first has ended")
    with writer(database) as first, writer(database) as second:
        late = rename(first, pair[0], "first, changed")
        audit.record(second, SYSTEM, "change", rename(second, pair[1], "second, changed"))
        second.commit()
        assert titles(database, engine) == {"first", "second, changed"}
        between = engine.as_of
        audit.record(first, SYSTEM, "change", late)
        first.commit()
    assert titles(database, engine) == {"first, changed", "second, changed"}
    assert engine.as_of == between + 1


def test_nobody_is_numbered_and_committed_before_those_with_lower_numbers(
    database: Database, engine: Engine, pair: tuple[UUID, UUID]
) -> None:
    numbers: list[int] = []
    begins = threading.Event()

    def follow() -> None:
        with clock.held_at(NOW), writer(database) as second:
            begins.set()
            changed = rename(second, pair[1], "second, changed")
            numbers.append(audit.record(second, SYSTEM, "change", changed))
            second.commit()

    other = threading.Thread(target=follow)
    with writer(database) as first:
        number = audit.record(first, SYSTEM, "change", rename(first, pair[0], "first, changed"))
        other.start()
        begins.wait()
        assert titles(database, engine) == {"first", "second"}
        first.commit()
    other.join()
    assert numbers == [number + 1]
    assert titles(database, engine) == {"first, changed", "second, changed"}


def test_whoever_follows_many_writers_sees_every_change(session: Session, database: Database, market: Market) -> None:
    ids = [market.project().id for _ in range(WRITERS * CHANGES)]
    session.commit()

    def write(mine: list[UUID]) -> None:
        with clock.held_at(NOW):
            for listing_id in mine:
                with database.transaction() as own:
                    audit.record(own, SYSTEM, "change", rename(own, listing_id, "changed"))

    threads = [threading.Thread(target=write, args=(ids[number::WRITERS],)) for number in range(WRITERS)]
    with database.reader() as reader:
        read = audit.last_seq(reader)
    for thread in threads:
        thread.start()
    seen: set[UUID] = set()
    working = True
    while working:
        working = any(thread.is_alive() for thread in threads)  # asked first: then one more look sees the last
        with database.reader() as reader:
            changed, read = audit.changed_since(reader, read, ["project"])
            for _kind, listing_id in changed:
                assert reader.get_one(Project, listing_id).title == "changed"
                seen.add(listing_id)
    assert seen == set(ids)


def test_a_page_that_had_read_a_listing_before_it_changed_keeps_nobody_at_the_old_one(
    database: Database, engine: Engine, pair: tuple[UUID, UUID]
) -> None:
    with database.reader() as page:
        old = page.get_one(Project, pair[0])
        assert old.organization.name
        with writer(database) as other:
            audit.record(other, SYSTEM, "change", rename(other, pair[0], "first, changed"))
            other.commit()
        engine.refresh(page)
        assert old.title == "first"  # the page goes on with what it has read
    assert titles(database, engine) == {"first, changed", "second"}
