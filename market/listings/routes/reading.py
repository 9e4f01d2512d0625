"""Pages to find and read listings."""

from uuid import UUID

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from sqlalchemy.orm import Session

from market import web
from market.forms import tidy
from market.listings import inference, labels, queries, service, sheet, wording
from market.listings.forms import FilterForm
from market.listings.models import Listing, ListingState, Need
from market.listings.permissions import CHANGE_LISTING, READ_LISTING
from market.listings.queries import Filters
from market.listings.routes.blueprint import mine, pages
from market.vocabularies.labels import terms
from market.vocabularies.models import Vocabulary

MOST_ROWS = 5000  # of a download


@pages.get("")
def browse() -> ResponseReturnValue:
    """What is on the market."""
    session, form, filters, ranked = _asked()
    number, chosen = web.page_number(), form.chosen()
    found, total = queries.browse(session, filters, number, ranked_ids=ranked)
    owner = found[0].organization.name if filters.owner_id and found else ""
    return render_template(
        "listings/browse.html",
        form=form,
        page=web.Page([wording.card(listing) for listing in found], number, queries.PAGE_SIZE, total),
        counts=queries.counts_by_kind(session, filters, ranked_ids=ranked),
        chosen=chosen,
        chosen_without=lambda name: {key: value for key, value in chosen.items() if key != name},
        chips=form.chips(owner),
    )


@pages.get("/download.csv")
def download() -> ResponseReturnValue:
    """The same list as a table for spreadsheets, without pages."""
    session, _form, filters, ranked = _asked()
    found, _total = queries.browse(session, filters, size=MOST_ROWS, ranked_ids=ranked)
    response = Response(sheet.write(wording.COLUMNS, map(_cells, found)), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="listings.csv"'
    return response


def _cells(listing: Listing) -> list[object]:
    return [
        labels.KINDS[listing.kind][0],
        listing.title,
        listing.organization.name,
        listing.summary,
        wording.amount(listing),
        wording.period(listing),
        *(terms(listing.codes(word), word) for word in (Vocabulary.DIVISION, Vocabulary.FIELD, Vocabulary.GROUP)),
        url_for(".show", listing_id=listing.id, _external=True),
    ]


def _asked() -> tuple[Session, FilterForm, Filters, list[UUID] | None]:
    """What the address asks for; words are looked up by the search that `app.extensions["search"]` offers, if any."""
    session = web.current_session()
    search = current_app.extensions.get("search")
    words = tidy(request.args.get("q", ""))[:200]
    ranked = search(session, words) if search and words else None
    form = FilterForm(request.args, is_ranked=ranked is not None)
    return session, form, form.filters(), ranked


@pages.get("/<uuid:listing_id>")
def show(listing_id: UUID) -> ResponseReturnValue:
    """One listing, as everybody sees it; its own people see more."""
    session, actor = web.current_session(), web.current_actor()
    listing = queries.get_listing(session, listing_id)
    READ_LISTING.require(actor, listing)
    may_change = CHANGE_LISTING.allows(actor, listing)
    is_draft = listing.state is ListingState.DRAFT
    taken = inference.taken(listing, inference.reasons(listing)) if may_change and is_draft else {}
    may_answer = actor.is_known and not may_change and listing.is_published
    return render_template(
        "listings/show.html",
        listing=listing,
        may_change=may_change,
        problems=service.problems(session, listing, taken) if may_change and is_draft else {},
        unconfirmed=wording.rows_of(listing.kind, words, words)
        if may_change and (words := service.inferred_words(listing))
        else [],
        mine=queries.published_of(session, actor, labels.COUNTERPARTS[listing.kind]) if may_answer else [],
        state=wording.status(listing),
        facts=wording.facts(listing),
        criteria=wording.criteria(listing.criteria) if isinstance(listing, Need) else [],
        stories=wording.stories(listing),
        money=wording.money_parts(listing),
        room=wording.room(listing),
    )


@pages.get("/<uuid:listing_id>/history")
@login_required
def history(listing_id: UUID) -> ResponseReturnValue:
    """What a listing said at each time, for its own people."""
    listing = mine(listing_id)
    versions = queries.versions_of(web.current_session(), listing.id)
    older = [version.content for version, _name in versions[1:]] + [None]
    rows = [
        (version, name, wording.differences(listing.kind, before, version.content))
        for (version, name), before in zip(versions, older, strict=False)
    ]
    return render_template("listings/history.html", listing=listing, rows=rows)
