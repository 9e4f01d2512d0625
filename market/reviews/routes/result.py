"""What came of a review: for the district and the auditor, and after the decision for the sides."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from market import web
from market.pairings import wording as pairing_wording
from market.permissions import Office
from market.reviews import queries, verify, wording
from market.reviews.permissions import READ_RESULT, handles, names_visible_to, scores_visible_to
from market.reviews.routes.blueprint import pages


@pages.get("/reviews/<uuid:panel_id>/result")
@login_required
def result(panel_id: UUID) -> ResponseReturnValue:
    """Figures, each review for the district, words without names for the sides, the draw for the auditor."""
    session, actor = web.current_session(), web.current_actor()
    panel = queries.get_panel(session, panel_id)
    READ_RESULT.require(actor, panel)
    official, concluded = handles(actor, panel), panel.concluded_at is not None
    reviews = scores_visible_to(actor, panel) if official and concluded else []
    named = names_visible_to(actor, panel)
    audits = official and (actor.holds(Office.AUDITOR) or actor.holds(Office.SUPERIOR))
    return render_template(
        "reviews/result.html",
        panel=panel,
        pairing=panel.pairing,
        title=pairing_wording.title(panel.pairing),
        official=official,
        concluded=concluded,
        progress=wording.progress(panel),
        figures=wording.figures(panel) if concluded else [],
        names=wording.names(panel) if named else [],
        verdicts=wording.verdicts(panel, reviews),
        scores=wording.score_table(panel, reviews),
        for_sides=wording.for_sides(panel) if concluded else [],
        draw=wording.draw_facts(panel) if audits else [],
        order=wording.order_rows(panel) if audits else [],
        excluded=wording.excluded(panel) if audits else [],
        problems=verify.problems(session, panel) if audits else [],
    )
