"""Pages for everybody: what those who were served think, and the published results."""

from uuid import UUID

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from market import web
from market.delivery import queries, service
from market.delivery.forms import OpinionForm
from market.delivery.models import Acceptance
from market.delivery.routes.blueprint import pages
from market.pairings import wording
from market.submitting import submit

SAID = "said"  # in the cookie: the rounds of acceptance that were answered from this browser
MOST_KEPT = 20


@pages.route("/opinions/<token>", methods=["GET", "POST"])
def opinion(token: str) -> ResponseReturnValue:
    """Somebody who was served says how it was, without a name; once from each browser."""
    found = queries.acceptance_by_token(web.current_session(), token)
    form, said = OpinionForm(), str(found.id) in session.get(SAID, [])

    def show(state: str) -> str:
        title = wording.title(found.pairing)
        return render_template("delivery/opinion.html", form=form, state=state, title=title, pairing=found.pairing)

    if found.verdict is not None or said:
        return show("said" if said else "over"), 409 if form.is_submitted() else 200

    def change(own: Session) -> None:
        row = queries.acceptance_by_token(own, token)
        service.give_opinion(own, row, int(form.rating.data), form.text.data or "")

    def done(_made: object) -> ResponseReturnValue:
        session[SAID] = [*session.get(SAID, []), str(found.id)][-MOST_KEPT:]
        return redirect(url_for(".opinion", token=token), 303)

    return submit(form, change, lambda: show("open"), done)


@pages.get("/results")
def results() -> ResponseReturnValue:
    """Accepted results of what public money paid for, the newest first (政府采购法实施条例 45)."""
    number = web.page_number()
    rows, total = queries.results(web.current_session(), number)
    shown = web.Page([_row(one) for one in rows], number, queries.PAGE_SIZE, total)
    if shown.number > shown.pages:
        return redirect(url_for(".results", page=shown.pages))
    return render_template("delivery/results.html", shown=shown)


@pages.get("/results/<uuid:pairing_id>")
def result(pairing_id: UUID) -> ResponseReturnValue:
    """One published result: who, what, for how much, and what those who were served think."""
    found = queries.get_result(web.current_session(), pairing_id)
    counts = [(stars, sum(one.rating == stars for one in found.opinions)) for stars in range(5, 0, -1)]
    row = _row(found)
    facts = [
        (gettext("Number"), found.pairing.number),
        (gettext("Who takes part"), wording.parties_line(found.pairing)),
        (gettext("Amount"), wording.amount(found.pairing)),
        (gettext("Accepted on"), web.moment(found.decided_at)),
        (gettext("Put right before"), gettext("Yes") if found.round > 1 else gettext("No")),
        (gettext("Opinion of the acceptance officer"), found.note or "–"),
        (gettext("People who were heard"), row["heard"]),
    ]
    if found.few_opinions:
        facts.append((gettext("Why fewer than three were heard"), found.few_opinions))
    return render_template("delivery/result.html", title=row["title"], facts=facts, counts=counts, mean=row["mean"])


def _row(one: Acceptance) -> dict[str, object]:
    ratings = [opinion.rating for opinion in one.opinions]
    return {
        "href": url_for("delivery.result", pairing_id=one.pairing_id),
        "title": wording.title(one.pairing),
        "parties": wording.parties_line(one.pairing),
        "when": web.moment(one.decided_at),
        "heard": len(ratings),
        "mean": f"{sum(ratings) / len(ratings):.1f}" if ratings else "–",
    }
