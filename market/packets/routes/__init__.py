"""Pages of packets: deciding a pairing, and what was known at each decision, to read and to print."""

from market.packets.routes import deciding, printing, reading
from market.packets.routes.blueprint import pages

__all__ = ["deciding", "pages", "printing", "reading"]
