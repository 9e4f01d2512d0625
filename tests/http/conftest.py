"""Fixtures for pages: counts the SQL statements of a request."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

MOST_QUERIES = 13  # of one page; the page of a pair has one for the vectors of its sentences
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def count_queries(app: Flask) -> CountQueries:
    """Collects the statements that the site runs inside `with count_queries() as statements:`."""
    engine = app.extensions["database"].engine

    @contextmanager
    def collect() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith("BEGIN"):
                statements.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return collect
