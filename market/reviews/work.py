"""Scheduled work on all panels, one transaction each: drawing those that are due, and keeping the others filled."""

from contextlib import suppress

from market.database import Database
from market.errors import MarketError
from market.pairings.queries import get_pairing
from market.reviews import queries, service


def draw_all(database: Database) -> tuple[int, int]:
    """Draw every panel that can be drawn; how many were, and how many pairings still wait."""
    with database.reader() as session:
        waiting = queries.waiting_pairings(session)
    drawn = 0
    for pairing_id in waiting:
        with suppress(MarketError), database.transaction() as session:  # a failure undoes no other
            drawn += service.draw(session, get_pairing(session, pairing_id)) is not None
    with database.reader() as session:
        return drawn, len(queries.waiting_pairings(session))


def keep_all(database: Database) -> int:
    """Replace whoever may not sit on a panel, or does not answer or score in time; how many left."""
    with database.reader() as session:
        panels = queries.open_panels(session)
    left = 0
    for panel_id in panels:
        with suppress(MarketError), database.transaction() as session:
            left += service.keep(session, queries.get_panel(session, panel_id))
    return left
