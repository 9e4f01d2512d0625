"""What can be done about notices: publish, object, answer, investigate, decide, clear.

Importing it is enough for a notice to be published in the moment of each approval.
"""

from market.notices.service.answering import MOST_LETTERS, answer_objection, answering_sides
from market.notices.service.clearing import clear
from market.notices.service.investigating import decide_objection, take_objection, why_not_mine, why_not_yet
from market.notices.service.objecting import LEAST_LETTERS, Filed, file_objection, has_handled, why_closed
from market.notices.service.publishing import note_read, publish, publish_missing, set_period
from market.pairings.models import PairingState
from market.pairings.service import on_entering

on_entering(PairingState.PUBLIC_NOTICE, publish)

__all__ = [
    "LEAST_LETTERS",
    "MOST_LETTERS",
    "Filed",
    "answer_objection",
    "answering_sides",
    "clear",
    "decide_objection",
    "file_objection",
    "has_handled",
    "note_read",
    "publish",
    "publish_missing",
    "set_period",
    "take_objection",
    "why_closed",
    "why_not_mine",
    "why_not_yet",
]
