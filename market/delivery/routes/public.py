"""Pages for everybody: what those who were served think, and the published results."""

from uuid import UUID

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from market import web
from market.accounts import service as accounts
from market.delivery import queries, service, wording
from market.delivery.forms import OpinionForm
from market.delivery.models import Acceptance
from market.delivery.routes.blueprint import pages
from market.errors import Invalid, Message
from market.pairings import wording as pairing_words
from market.submitting import submit

SAID = "said"  # in the cookie: the rounds of acceptance that were answered from this browser
MOST_KEPT = 20


@pages.route("/opinions/<token>", methods=["GET", "POST"])
def opinion(token: str) -> ResponseReturnValue:
    """Somebody who was served says how it was, without a name; without a code once from each browser."""
    found = queries.acceptance_by_token(web.current_session(), token)
    form, said = OpinionForm(), str(found.id) in session.get(SAID, [])
    form.fill({"code": request.args.get("code", "")[:40]})
    code, attempt = form.code.data or "", {"code": request.remote_addr or ""}

    def show(state: str) -> str:
        pairing = queries.acceptance_by_token(web.current_session(), token).pairing  # as it is now
        title = pairing_words.title(pairing)
        return render_template(
            "delivery/opinion.html", form=form, state=state, title=title, pairing=pairing, token=token
        )

    if found.verdict is not None or (said and not code and "another" not in request.args):
        return show("said" if said else "over"), 409 if form.is_submitted() else 200

    def before() -> None:
        if code:
            accounts.require_patience(web.current_session(), attempt)

    def change(own: Session) -> None:
        if said and not code:
            raise Invalid({"code": Message("Somebody was heard from this browser already. Others need a code.")})
        row = queries.acceptance_by_token(own, token)
        service.give_opinion(own, row, int(form.rating.data), form.text.data or "", code=code)

    def done(_made: object) -> ResponseReturnValue:
        session[SAID] = [*session.get(SAID, []), str(found.id)][-MOST_KEPT:]
        return redirect(url_for(".opinion", token=token), 303)

    answer = submit(form, change, lambda: show("open"), done, before=before)
    if code and form.code.errors:  # wrong codes alone are counted: many people may share one network address
        with web.transaction() as own:
            accounts.note_attempt(own, attempt)
    return answer


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
    marks = [(one.rating, one.has_code) for one in found.opinions]
    counts = [(stars, marks.count((stars, True)), marks.count((stars, False))) for stars in range(5, 0, -1)]
    row = _row(found)
    facts = [
        (gettext("Number of the case"), found.pairing.number),
        (gettext("Who takes part"), pairing_words.parties_line(found.pairing)),
        (gettext("Amount"), pairing_words.amount(found.pairing)),
        (gettext("Accepted on"), web.moment(found.decided_at)),
        (gettext("Put right before"), gettext("Yes") if found.round > 1 else gettext("No")),
        (gettext("Opinion of the acceptance officer"), found.note or "–"),
        (gettext("People who were heard"), wording.heard(found)),
    ]
    if found.few_opinions:
        facts.append((gettext("Why fewer than three were heard with a code"), found.few_opinions))
    return render_template("delivery/result.html", title=row["title"], facts=facts, counts=counts, mean=row["mean"])


def _row(one: Acceptance) -> dict[str, object]:
    return {
        "href": url_for("delivery.result", pairing_id=one.pairing_id),
        "title": pairing_words.title(one.pairing),
        "parties": pairing_words.parties_line(one.pairing),
        "when": web.moment(one.decided_at),
        "heard": len(one.opinions),
        "mean": wording.mean(one),
    }
