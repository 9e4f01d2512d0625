"""Pages of suggestions: who fits a listing and why, why any pair fits or not, and the answer "not suitable"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required
from sqlalchemy.orm import Session

from market import clock, web
from market.errors import Message, NotFound
from market.forms import tidy
from market.listings import queries as listings
from market.listings.labels import field_label
from market.listings.models import Listing
from market.listings.records import texts_of
from market.suggestions import (
    evidence_wording,
    explanation,
    marks,
    proposals,
    queries,
    remedies_wording,
    room,
    service,
    wording,
)
from market.suggestions.engine import Engine
from market.suggestions.evidence_wording import rule_name
from market.suggestions.forms import DismissalForm, SeenForm
from market.suggestions.labels import DISMISSAL_REASONS
from market.suggestions.models import DismissalReason
from market.suggestions.permissions import ANSWER_SUGGESTIONS, SEE_SUGGESTIONS
from market.suggestions.tagging import MarketTagger
from matching.records import Kind, Match, Recommendations
from matching.text import language_of

pages = Blueprint("suggestions", __name__, url_prefix="/listings/<uuid:listing_id>/matches")
SHOWN = 10
MOST_HITS = 300
MOST_FOUND = 20  # listings to ask about at once
MOST_LETTERS = 200
ADDRESS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # the number of a listing, also in an address
Labelled = tuple[Any, marks.Part]


@dataclass(frozen=True)
class Shown:
    """One suggestion as the page shows it: the match, its listing, and its words."""

    match: Match
    listing: Listing
    reasons: list[str]
    cautions: list[str]
    features: list[tuple[str, float, str]]
    confidence: tuple[str, str]


def init_app(app: Flask) -> None:
    """Give each process a matcher, loaded at the first question; the search its ranking, and drafts their words."""
    app.extensions["engine"] = Engine(app.config["SETTINGS"])
    app.extensions["search"] = search
    app.extensions["tagger"] = MarketTagger(app.extensions["engine"]).infer


def engine() -> Engine:
    """The matcher of this process."""
    return cast(Engine, current_app.extensions["engine"])


def search(session: Session, words: str) -> list[UUID] | None:
    """The listings that a search finds, best first; None for no words at all.

    By words alone: the model that could read the question for its meaning runs in the worker, not here. After what is
    ranked comes what has the very letters in its title, its summary or its owner's name.
    """
    if not words.strip():
        return None
    hits = engine().refresh(session).search(words, language=language_of(words), limit=MOST_HITS)
    ranked = [UUID(listing_id) for listing_id, _score in hits]
    return list(dict.fromkeys([*ranked, *listings.ids_that_say(session, words, MOST_HITS)]))


@pages.get("/")
@login_required
def index(listing_id: UUID) -> ResponseReturnValue:
    """The best matches of one kind for a listing, each with its reasons and cautions."""
    session, actor = web.current_session(), web.current_actor()
    listing = listings.get_listing(session, listing_id)
    SEE_SUGGESTIONS.require(actor, listing)
    for_kind = _sought(listing)
    page = proposals.shown(session, engine(), listing, for_kind, SHOWN)
    found = page.found
    return render_template(
        "suggestions/index.html",
        listing=listing,
        for_kind=for_kind,
        sought=queries.SOUGHT[listing.kind],
        found=found,
        shown=_shown(session, found),
        pending=engine().pending,
        openings=remedies_wording.opening_rows(queries.openings(session, engine(), listing, for_kind)),
        withheld=page.withheld,
        excluded=[(rule_name(rule), number) for rule, number in found.excluded.items() if number],
        reasons=[(reason.value, str(label)) for reason, label in DISMISSAL_REASONS.items()],
        may_answer=ANSWER_SUGGESTIONS.allows(actor, listing),
    )


def _sought(listing: Listing) -> Kind:
    """The kind that the address asks for, else the most useful one. Raises: NotFound for one that does not answer."""
    sought = queries.SOUGHT[listing.kind]
    asked = request.args.get("for", sought[0].value)
    if asked not in {kind.value for kind in sought}:
        raise NotFound(Message("These two kinds of listing do not answer each other."))
    return Kind(asked)


def _shown(session: Session, found: Recommendations) -> list[Shown]:
    """The matches that are still on the market in the database itself, in words."""
    rows = listings.listings_by_id(session, [UUID(match.candidate_id) for match in found.matches])
    return [
        Shown(
            match,
            rows[UUID(match.candidate_id)],
            [wording.reason_text(reason) for reason in match.reasons],
            [wording.caution_text(caution) for caution in match.cautions],
            wording.feature_rows(match.features),
            _confidence(match),
        )
        for match in found.matches
        if UUID(match.candidate_id) in rows
    ]


def _confidence(match: Match) -> tuple[str, str]:
    """How far a score can be relied on: a code, and words for it."""
    return (match.confidence.level, explanation.confidence_text(match.confidence)) if match.confidence else ("", "")


@pages.get("/missing")
@login_required
def missing(listing_id: UUID) -> ResponseReturnValue:
    """Find any listing of a kind, by words or by its address, to ask why it is not recommended."""
    session = web.current_session()
    listing = listings.get_listing(session, listing_id)
    SEE_SUGGESTIONS.require(web.current_actor(), listing)
    for_kind = _sought(listing)
    words = tidy(request.args.get("q", ""))[:MOST_LETTERS]
    found, total = _of_kind(session, words, for_kind) if words else ([], 0)
    return render_template(
        "suggestions/missing.html", listing=listing, for_kind=for_kind, words=words, found=found, total=total
    )


def _of_kind(session: Session, words: str, kind: Kind) -> tuple[Sequence[Listing], int]:
    """The published listings of a kind that a search finds, best first; the one whose address was given."""
    named = ADDRESS.search(words.lower())
    hits = [UUID(named.group())] if named else search(session, words)
    filters = listings.Filters(kind=kind, sort=listings.Sort.RELEVANCE)
    return listings.browse(session, filters, size=MOST_FOUND, ranked_ids=hits)


@pages.post("/seen")
@login_required
def seen(listing_id: UUID) -> ResponseReturnValue:
    """The page of matches tells, once per view, which of them it put before somebody."""
    form = SeenForm()
    if not form.validate():
        return "", 422
    with web.transaction() as session:
        listing = listings.get_listing(session, listing_id)
        service.note_seen(session, web.current_actor(), listing, Kind(form.kind.data), form.candidate_ids())
    return "", 204


@pages.get("/<uuid:candidate_id>")
@login_required
def explain(listing_id: UUID, candidate_id: UUID) -> ResponseReturnValue:
    """Why two listings fit, or which condition stands between them, or why others are shown before it."""
    session = web.current_session()
    listing, candidate = _pair(session, listing_id, candidate_id)
    SEE_SUGGESTIONS.require(web.current_actor(), listing)
    match = queries.explain(session, engine(), listing, candidate)
    full = room.find_no_room(session, engine(), listing, candidate) if match.eligible else None
    return render_template(
        "suggestions/explain.html",
        listing=listing,
        candidate=candidate,
        match=match,
        checks=_checks(match),
        ways=remedies_wording.ways_of(match, *queries.matched(session, engine(), (listing, candidate)), clock.today()),
        reasons=explanation.carried(match),
        cautions=[wording.caution_text(caution) for caution in match.cautions],
        features=wording.feature_rows(match.features),
        texts=_texts(match, listing, candidate),
        confidence=_confidence(match),
        grounds=explanation.ground_texts(match.confidence) if match.confidence else [],
        position=explanation.position_text(match.position) if match.position else "",
        taken_up=explanation.taken_up_text(match, engine().fitted),
        behind=explanation.behind_rows(match.behind),
        no_room=explanation.no_room_text(full) if full else "",
        past=current_app.extensions["past_evidence"](session, listing, candidate),
        answer=queries.last_answer(session, listing.id, candidate.id),
        dismissal_reasons=DISMISSAL_REASONS,
        pairing=current_app.extensions["pairing_between"](session, listing.id, candidate.id),
        may_answer=ANSWER_SUGGESTIONS.allows(web.current_actor(), listing) and match.eligible,
    )


def _checks(match: Match) -> list[tuple[str, str, str, str]]:
    return [
        (
            evidence_wording.rule_name(check.rule),
            check.verdict.value,
            evidence_wording.evidence_text(check),
            check.citation or "",
        )
        for check in match.checks
    ]


def _texts(match: Match, ours: Listing, theirs: Listing) -> list[tuple[Listing, list[Labelled]]]:
    """What both listings say, field by field, with the sentences that correspond."""
    return [(ours, _marked(ours, match, "ours")), (theirs, _marked(theirs, match, "theirs"))]


def _marked(listing: Listing, match: Match, side: marks.Side) -> list[Labelled]:
    return [(field_label(listing.kind, part.name), part) for part in marks.parts(texts_of(listing), match.pairs, side)]


def _pair(session: Session, listing_id: UUID, candidate_id: UUID) -> tuple[Listing, Listing]:
    """Two listings. Raises: NotFound, also for a candidate that is not on the market and not the reader's own."""
    listing, candidate = listings.get_listing(session, listing_id), listings.get_listing(session, candidate_id)
    if not candidate.is_published and not SEE_SUGGESTIONS.allows(web.current_actor(), candidate):
        raise NotFound(Message("There is no such listing."))
    return listing, candidate


@pages.route("/<uuid:candidate_id>/dismiss", methods=["GET", "POST"])
@login_required
def dismiss(listing_id: UUID, candidate_id: UUID) -> ResponseReturnValue:
    """Put a suggestion aside, with the reason; the run that showed it is kept with it."""
    form = DismissalForm()
    listing, candidate = _pair(web.current_session(), listing_id, candidate_id)
    ANSWER_SUGGESTIONS.require(web.current_actor(), listing)
    where: dict[str, Any] = {"for": candidate.kind.value}
    back = url_for(".index", listing_id=listing_id, **where)
    if not form.validate_on_submit():
        page = render_template("suggestions/dismiss.html", form=form, listing=listing, candidate=candidate, back=back)
        return page, 422 if form.errors else 200
    with web.transaction() as writer:
        mine, theirs = listings.get_listing(writer, listing_id), listings.get_listing(writer, candidate_id)
        run = service.record_shown(writer, engine(), mine, theirs, SHOWN)
        reason = DismissalReason(form.reason.data)
        service.dismiss(writer, web.current_actor(), mine, run, theirs, reason, form.note.data or "")
    flash(gettext("“%(title)s” was put aside and will not be suggested here again.", title=candidate.title))
    return redirect(back, 303)
