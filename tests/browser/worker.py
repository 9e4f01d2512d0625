"""The worker of the site, in a thread of the test: encodes what is published, as `flask suggestions work` does."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from market import clock
from market.suggestions.commands import work_once
from tests.conftest import NOW


@contextmanager
def working(app: Flask) -> Iterator[None]:
    """Encode new and changed listings as long as the block lasts."""
    stop = threading.Event()

    def work() -> None:
        encoder = None
        while not stop.is_set():
            with app.app_context(), clock.held_at(NOW):
                encoder = work_once(encoder)
            stop.wait(0.2)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=30)
