"""Pages to write listings: begin one, and fill in the sections of its file."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from wtforms import SelectChoice

from market import web
from market.errors import Conflict, Invalid, Message
from market.listings import inference, labels, queries, service, wording
from market.listings.content import INFERABLE, content_of
from market.listings.forms import NewListingForm, SectionForm, section_form
from market.listings.models import Listing, ListingState
from market.listings.permissions import kinds_for
from market.listings.routes.blueprint import mine, pages
from market.listings.sections import SECTIONS, Section, section_named
from market.submitting import submit
from matching.records import Kind


@pages.get("/new")
@login_required
def choose() -> ResponseReturnValue:
    """What kind of listing it is to be: those that one of my organizations may list."""
    organizations = queries.organizations_of(web.current_session(), web.current_actor())
    allowed = {kind for organization in organizations for kind in kinds_for(organization)}
    return render_template("listings/choose.html", organizations=organizations, allowed=allowed, kinds=list(Kind))


@pages.route("/new/<kind>", methods=["GET", "POST"])
@login_required
def new(kind: str) -> ResponseReturnValue:
    """Begin a draft with its first line."""
    wanted = _kind(kind)
    organizations = queries.organizations_of(web.current_session(), web.current_actor())
    fitting = [organization for organization in organizations if wanted in kinds_for(organization)]
    form = NewListingForm()
    form.organization.choices = [SelectChoice(str(one.id), one.name) for one in fitting]
    if not form.is_submitted() and fitting:
        form.organization.data = str(fitting[0].id)

    def change(session: Session) -> UUID:
        own = queries.organizations_of(session, web.current_actor())
        chosen = [organization for organization in own if str(organization.id) == form.organization.data]
        if not chosen:
            raise Invalid({"organization": Message("Choose an organization.")})
        return service.create_draft(session, web.current_actor(), chosen[0], wanted, form.title.data).id

    def done(listing_id: UUID) -> ResponseReturnValue:
        return redirect(url_for(".edit", listing_id=listing_id), 303)

    return submit(form, change, lambda: render_template("listings/new.html", form=form, kind=wanted), done)


@pages.get("/<uuid:listing_id>/edit")
@login_required
def edit(listing_id: UUID) -> ResponseReturnValue:
    """The sections of the file, and which are filled in."""
    listing = mine(listing_id)
    found = inference.taken(listing, inference.reasons(listing))
    problems = service.problems(web.current_session(), listing, found)
    tasks = [
        (
            labels.SECTIONS[section.name],
            url_for(".section", listing_id=listing.id, section=section.name),
            _is_filled(listing, section, problems),
        )
        for section in SECTIONS[listing.kind]
    ]
    return render_template("listings/edit.html", listing=listing, tasks=tasks, problems=problems)


def _is_filled(listing: Listing, section: Section, problems: dict[str, Message]) -> bool:
    content = content_of(listing)
    given = any(content[name] not in (None, "", [], 0) for name in section.fields)
    return given and problems.keys().isdisjoint(section.fields)


@pages.route("/<uuid:listing_id>/edit/<section>", methods=["GET", "POST"])
@login_required
def section(listing_id: UUID, section: str) -> ResponseReturnValue:
    """One section of the file. A draft is saved with gaps; to continue, the section has to be complete."""
    listing = mine(listing_id)
    part = section_named(listing.kind, section)
    if part is None:
        raise NotFound
    form = section_form(listing.kind, part)()
    if not form.is_submitted():
        return _section_page(listing, part, form), 200
    if form.validate():
        try:
            with web.transaction() as session:
                service.save(
                    session,
                    web.current_actor(),
                    queries.get_listing(session, listing_id),
                    form.values(),
                    revision=form.revision.data or 0,
                    complete="draft" not in request.form,
                )
        except Invalid as error:
            form.add_problems(error)
        except Conflict:
            return _stale_page(listing_id, part, form), 409
        else:
            return redirect(_after(listing_id, part), 303)
    return _section_page(listing, part, form), 422


def _section_page(listing: Listing, part: Section, form: SectionForm, saved: Any = None) -> str:
    """The form, at first as the listing is, with what its text calls for ticked where nobody has chosen yet."""
    is_inferred = not INFERABLE.keys().isdisjoint(part.fields)
    found = inference.reasons(listing) if is_inferred else {}
    taken = inference.taken(listing, found)
    form.fill(inference.shown(listing, taken) | {"revision": listing.revision})
    return render_template(
        "listings/section.html",
        listing=listing,
        section=part,
        form=form,
        saved=saved,
        notes=inference.notes(listing, found) if is_inferred else {},
        ticked=bool(taken) and not form.is_submitted(),
    )


def _stale_page(listing_id: UUID, part: Section, form: SectionForm) -> str:
    """What was typed, beside what somebody else saved meanwhile; sending it again replaces that."""
    listing = mine(listing_id)
    form.ask_again_from(listing.revision)
    saved = wording.rows_of(listing.kind, part.fields, content_of(listing))
    return _section_page(listing, part, form, saved)


def _after(listing_id: UUID, part: Section) -> str:
    """Where one goes on: back to the check, to the next section with gaps, or to the check at the end."""
    listing = mine(listing_id)
    if "draft" in request.form:
        flash(gettext("The draft is saved. It is not submitted yet."), "success")
        return url_for(".edit", listing_id=listing_id)
    if listing.state is not ListingState.DRAFT:
        flash(gettext("Saved. What is shown is now version %(number)s.", number=listing.version_number), "success")
        return url_for(".show", listing_id=listing_id)
    if request.args.get("back") == "check":
        return url_for(".check", listing_id=listing_id)
    later = SECTIONS[listing.kind][SECTIONS[listing.kind].index(part) + 1 :]
    following = later[0].name if later else None
    if following:
        return url_for(".section", listing_id=listing_id, section=following)
    return url_for(".check", listing_id=listing_id)


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise NotFound from None
