"""Words for reviews: seats, recommendations, why somebody was not drawn or left."""

from flask_babel import lazy_gettext as _l

from market.pairings.conflicts import Conflict
from market.reviews.clearance import BUSY, NO_OFFICE, TOOK_PART
from market.reviews.models import Leaving, Recommendation, SeatState

SEATS = {
    SeatState.CALLED: (_l("Called, has not answered yet"), "yellow"),
    SeatState.SITTING: (_l("On the panel"), "green"),
    SeatState.OUT: (_l("Replaced"), "grey"),
}
LEAVINGS = {
    Leaving.DECLARED: _l("declared a conflict of interest"),
    Leaving.SILENT: _l("gave no answer in time"),
    Leaving.SLOW: _l("sent no scores in time"),
    Leaving.RECUSED: _l("was recused at a side's request"),
    Leaving.TIED: _l("a tie to the case came to light"),
    Leaving.NO_OFFICE: _l("is no expert any more"),
}
RECOMMENDATIONS = {
    Recommendation.SUPPORT: _l("Support it"),
    Recommendation.SUPPORT_IF: _l("Support it with changes"),
    Recommendation.OPPOSE: _l("Do not support it"),
}
KINDS = {
    Conflict.MEMBER.value: _l("belongs, or belonged within three years, to a side"),
    Conflict.RELATED.value: _l("is tied to an organization behind a side"),
    Conflict.INTEREST.value: _l("has registered an interest in a side"),
    Conflict.DECLARED.value: _l("declared a conflict of interest"),
    Conflict.RECUSED.value: _l("was recused at a side's request"),
    Conflict.ASKED.value: _l("a side's request for recusal waits for its ruling"),
    TOOK_PART: _l("had another duty in the case"),
    BUSY: _l("sits on as many panels as anybody may"),
    NO_OFFICE: _l("is no expert any more"),
}
