"""Who may change what the order of suggestions is learned from."""

from market.permissions import Permission, is_system
from market.suggestions.models import Ranker

KEEP_RANKERS = Permission[Ranker | None]("keep rankers", granted_by=(is_system,))
