"""Pages of organizations: the list, one of them, registration, changes, and the officials' verification."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_required
from sqlalchemy.orm import Session

from market import web
from market.errors import Invalid, Message, NotAllowed
from market.listings import queries as listings
from market.organizations import content, labels, queries, service
from market.organizations import interests as register
from market.organizations.credit_code import OrganizationKind
from market.organizations.forms import BrowseForm, ChangeForm, DecisionForm, InterestForm, RegistrationForm
from market.organizations.models import InterestKind
from market.organizations.permissions import EDIT, READ_FILE, REGISTER, SEE_QUEUE, VERIFY
from market.submitting import submit, went_well

pages = Blueprint("organizations", __name__, url_prefix="/organizations")


@pages.app_context_processor
def _words() -> dict[str, object]:
    return {"organization_labels": labels}


@pages.get("/")
def index() -> ResponseReturnValue:
    """Verified organizations, by name, with filters in the address."""
    form = BrowseForm(request.args)
    form.validate()
    chosen = {name: value for name, value in form.data.items() if value and not form[name].errors}
    rows, total = queries.browse(
        web.current_session(),
        words=chosen.get("q", ""),
        kind=OrganizationKind(chosen["kind"]) if "kind" in chosen else None,
        field=chosen.get("field"),
        page=web.page_number(),
    )
    shown = web.Page(rows, web.page_number(), queries.PAGE_SIZE, total)
    if shown.number > shown.pages:
        return redirect(url_for(".index", page=shown.pages, **chosen))
    return render_template("organizations/index.html", form=form, shown=shown, chosen=chosen)


@pages.get("/<uuid:organization_id>")
def show(organization_id: UUID) -> ResponseReturnValue:
    """What everybody may know of an organization; its people see the whole file and what waits."""
    session, actor = web.current_session(), web.current_actor()
    organization = queries.get_organization(session, organization_id)
    whole = READ_FILE.allows(actor, organization)
    if not organization.is_verified and not whole:
        raise NotAllowed(Message("This organization is not verified yet; only its own people see it."))
    waiting = queries.pending_revision(session, organization_id) if whole else None
    return render_template(
        "organizations/show.html",
        organization=organization,
        whole=whole,
        record=current_app.extensions["record_of_organization"](session, organization_id),
        may_edit=EDIT.allows(actor, organization),
        may_verify=VERIFY.allows(actor, organization) and (waiting is not None or not organization.is_verified),
        proposed=content.typed(waiting.changes) if waiting else {},
        refusal=queries.refusal(session, organization_id) if whole and not waiting else "",
        published=listings.listings_of(session, organization_id),
    )


@pages.route("/new", methods=["GET", "POST"])
@login_required
def new() -> ResponseReturnValue:
    """Register an organization."""
    REGISTER.require(web.current_actor(), None)
    form = RegistrationForm()

    def change(session: Session) -> UUID:
        return service.register(session, web.current_actor(), form.values()).id

    def done(organization_id: UUID) -> ResponseReturnValue:
        words = gettext("Your organization is registered. An official verifies it next.")
        return went_well(words, url_for(".show", organization_id=organization_id))(None)

    return submit(form, change, lambda: render_template("organizations/new.html", form=form), done)


@pages.route("/<uuid:organization_id>/edit", methods=["GET", "POST"])
@login_required
def edit(organization_id: UUID) -> ResponseReturnValue:
    """Change what an organization says of itself."""
    organization = queries.get_organization(web.current_session(), organization_id)
    EDIT.require(web.current_actor(), organization)
    waiting = queries.pending_revision(web.current_session(), organization_id)
    form = ChangeForm()
    present = content.content(organization) | (waiting.changes if waiting else {})
    form.fill(content.typed(present) | {"seen": queries.stamp(organization, waiting)})
    if form.validate_on_submit():
        try:
            waits = _change(organization_id, form)
        except Invalid as error:
            form.add_problems(error)
        else:
            _say_what_happened(waits=waits)
            return redirect(url_for(".show", organization_id=organization_id), 303)
    status = 422 if form.errors else 200
    return render_template("organizations/edit.html", form=form, organization=organization), status


def _change(organization_id: UUID, form: ChangeForm) -> bool:
    with web.transaction() as session:
        organization = queries.get_organization(session, organization_id)
        waiting = queries.pending_revision(session, organization_id)
        service.require_unchanged(form.seen.data or "", queries.stamp(organization, waiting))
        return service.change(session, web.current_actor(), organization, form.values()) is not None


def _say_what_happened(*, waits: bool) -> None:
    if waits:
        flash(gettext("Saved. Some changes wait for an official; until then the verified values stay valid."))
    else:
        flash(gettext("Saved."), "success")


@pages.get("/queue")
@login_required
def queue() -> ResponseReturnValue:
    """What waits for verification, the longest waiting first."""
    SEE_QUEUE.require(web.current_actor(), None)
    session, actor = web.current_session(), web.current_actor()
    return render_template(
        "organizations/queue.html",
        awaiting=[one for one in queries.awaiting(session) if VERIFY.allows(actor, one)],
        revisions=[one for one in queries.pending_revisions(session) if VERIFY.allows(actor, one.organization)],
    )


@pages.route("/<uuid:organization_id>/review", methods=["GET", "POST"])
@login_required
def review(organization_id: UUID) -> ResponseReturnValue:
    """An official looks at an organization, or at the change that it proposes, and decides."""
    organization = queries.get_organization(web.current_session(), organization_id)
    VERIFY.require(web.current_actor(), organization)
    form = DecisionForm()
    if form.validate_on_submit():
        try:
            _decide(organization_id, form)
        except Invalid as error:
            form.add_problems(error)
        else:
            flash(gettext("Decided."), "success")
            return redirect(url_for(".queue"), 303)
    waiting = queries.pending_revision(web.current_session(), organization_id)
    organization = queries.get_organization(web.current_session(), organization_id)
    form.fill({"seen": queries.stamp(organization, waiting)})
    page = render_template(
        "organizations/review.html",
        form=form,
        organization=organization,
        present=content.typed(content.content(organization)),
        proposed=content.typed(waiting.changes) if waiting else {},
    )
    return page, 422 if form.errors else 200


def _decide(organization_id: UUID, form: DecisionForm) -> None:
    actor, approve, note = web.current_actor(), form.decision.data == "approve", form.note.data or ""
    with web.transaction() as session:
        organization = queries.get_organization(session, organization_id)
        waiting = queries.pending_revision(session, organization_id)
        service.require_unchanged(form.seen.data or "", queries.stamp(organization, waiting))
        if waiting is not None:
            service.decide_revision(session, actor, waiting, approve=approve, note=note)
        elif approve:
            service.verify(session, actor, organization, note=note)
        else:
            service.refuse(session, actor, organization, note=note)


@pages.route("/my/interests", methods=["GET", "POST"])
@login_required
def interests() -> ResponseReturnValue:
    """My register of interests, and a form for one more."""
    form = InterestForm()

    def show() -> str:
        rows = register.interests_of(web.current_session(), current_user.id)
        return render_template("organizations/interests.html", form=form, rows=rows, labels=labels.INTERESTS)

    def change(session: Session) -> None:
        organization = queries.find_by_code(session, form.credit_code.data or "")
        if organization is None:
            raise Invalid({"credit_code": Message("No organization with this code is registered here.")})
        register.register_interest(
            session,
            web.current_actor(),
            organization,
            InterestKind(form.kind.data),
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            note=form.note.data or "",
        )

    words = gettext("Registered. You are kept out of this organization's files from now on.")
    return submit(form, change, show, went_well(words, url_for(".interests")))


@pages.post("/my/interests/<uuid:interest_id>/end")
@login_required
def end_interest(interest_id: UUID) -> ResponseReturnValue:
    """Something ties me to an organization no longer."""
    with web.transaction() as session:
        register.end_interest(session, web.current_actor(), interest_id)
    flash(gettext("Noted. It still counts for three years."))
    return redirect(url_for(".interests"), 303)
