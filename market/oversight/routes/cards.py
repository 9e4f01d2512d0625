"""Pages of cards: which files lie too long, with which office, and what the superior says to it."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required
from sqlalchemy.orm import Session

from market import web
from market.clocks import Card as Colour
from market.oversight import card_queries, service, wording
from market.oversight.forms import AnswerForm
from market.oversight.models import Card
from market.oversight.permissions import ANSWER_CARDS, SEE_OFFICES
from market.oversight.routes.blueprint import pages
from market.pairings.duties import Role
from market.pairings.workflow import HOLDERS
from market.permissions import Office
from market.submitting import WITH_NOT_ALLOWED, submit, went_well


@pages.get("/oversight/cards")
@login_required
def cards() -> ResponseReturnValue:
    """Open cards by office, or those that are settled."""
    SEE_OFFICES.require(web.current_actor(), None)
    session, page = web.current_session(), web.page_number()
    is_open = request.args.get("view") != "settled"
    offices = [role.value for role in dict.fromkeys((*HOLDERS.values(), Role.ACCEPTANCE, Office.DUTY))]
    office = _one_of("office", offices)
    colour = _one_of("colour", [Colour.YELLOW.value, Colour.RED.value])
    found, total = card_queries.cards(session, office=office, colour=colour, is_open=is_open, page=page)
    return render_template(
        "oversight/cards.html",
        shown=web.Page([wording.card_row(card) for card in found], page, card_queries.PAGE_SIZE, total),
        is_open=is_open,
        open_count=card_queries.count_open(session),
        chosen={name: value for name, value in (("office", office), ("colour", colour)) if value},
        offices=[(value, wording.office_name(value)) for value in offices],
        colours=[(colour.value, words[0]) for colour, words in wording.COLOURS.items()],
    )


def _one_of(name: str, known: list[str]) -> str:
    value = request.args.get(name, "")
    return value if value in known else ""


@pages.route("/oversight/cards/<uuid:card_id>", methods=["GET", "POST"])
@login_required
def card(card_id: UUID) -> ResponseReturnValue:
    """One card; a superior answers it."""
    SEE_OFFICES.require(web.current_actor(), None)
    form = AnswerForm()

    def change(session: Session) -> None:
        found = card_queries.get_card(session, card_id)
        service.answer_card(session, web.current_actor(), found, form.answer.data or "")

    def show() -> str:
        shown = card_queries.get_card(web.current_session(), card_id)
        row, may_answer = wording.card_row(shown), _may_answer(shown)
        return render_template("oversight/card.html", form=form, row=row, may_answer=may_answer)

    return submit(
        form,
        change,
        show,
        went_well(gettext("Answered. The office reads it."), url_for(".cards")),
        told=WITH_NOT_ALLOWED,
    )


def _may_answer(card: Card) -> bool:
    is_waiting = card.colour is Colour.RED and card.answered_at is None
    return is_waiting and ANSWER_CARDS.allows(web.current_actor(), None)
