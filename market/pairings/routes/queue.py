"""The district's queue: by deadline, from five places, narrowed by track, state, place and words."""

from enum import StrEnum
from typing import Any, TypeVar

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from market import web
from market.forms import tidy
from market.pairings import labels, service, wording
from market.pairings.models import PairingState, Track
from market.pairings.permissions import SEE_QUEUE
from market.pairings.queue import STATES, Filters, View, handled, waiting
from market.pairings.routes.blueprint import pages
from market.vocabularies.labels import choices
from market.vocabularies.models import Vocabulary

LONGEST_WORDS = 100
Chosen = TypeVar("Chosen", bound=StrEnum)


@pages.get("/queue")
@login_required
def queue() -> ResponseReturnValue:
    """What waits for the district by deadline: for me, for my office, handled by me, overdue, everything."""
    session, actor = web.current_session(), web.current_actor()
    SEE_QUEUE.require(actor, None)
    view, filters = _one(View, "view") or View.MINE, _filters()
    found = waiting(session, actor, filters)
    counts: dict[View, int] = {one: len(found.of(one)) for one in View if one is not View.HANDLED}
    shown = handled(session, actor, filters) if view is View.HANDLED else found.of(view)
    together = [] if view is View.HANDLED else service.steps_together(actor, shown, found.past)
    rows = wording.rows(shown, "packets.decision") if view is View.HANDLED else wording.queue_rows(shown, found)
    return render_template(
        "pairings/queue.html",
        view=view,
        views=[(one, counts.get(one)) for one in View],
        rows=rows,
        chosen=_chosen(filters),
        together=[(name, labels.STEPS[name][0]) for name in together],
        **_choices(),
    )


def _filters() -> Filters:
    division = request.args.get("division", "")
    return Filters(
        track=_one(Track, "track"),
        state=_one(PairingState, "state"),
        division=division if division in {choice.value for choice in choices(Vocabulary.DIVISION)} else "",
        q=tidy(request.args.get("q", ""))[:LONGEST_WORDS],
    )


def _one(kind: type[Chosen], name: str) -> Chosen | None:
    """What the address asks for; None for nothing or nonsense."""
    value = request.args.get(name, "")
    return kind(value) if value in list(kind) else None


def _chosen(filters: Filters) -> dict[str, str]:
    values = {"track": filters.track, "state": filters.state, "division": filters.division, "q": filters.q}
    return {name: str(value) for name, value in values.items() if value}


def _choices() -> dict[str, Any]:
    return {
        "tracks": [(track.value, words[0]) for track, words in labels.TRACKS.items()],
        "states": [(state.value, labels.STATES[state][0]) for state in STATES],
        "divisions": [(choice.value, choice.label) for choice in choices(Vocabulary.DIVISION)],
    }
