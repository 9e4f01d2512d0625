"""Pages of organizations: the list, one of them, registration, changes, and the officials' verification."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required

from market import web
from market.errors import Invalid, Message, NotAllowed
from market.listings import queries as listings
from market.organizations import content, labels, queries, service
from market.organizations.credit_code import OrganizationKind
from market.organizations.forms import BrowseForm, DecisionForm, OrganizationForm, RegistrationForm
from market.organizations.permissions import EDIT, READ_FILE, REGISTER, SEE_QUEUE, VERIFY

pages = Blueprint("organizations", __name__, url_prefix="/organizations")


@pages.app_context_processor
def _words() -> dict[str, object]:
    return {"organization_labels": labels}


@pages.get("/")
def index() -> ResponseReturnValue:
    """Verified organizations, by name, with filters in the address."""
    form = BrowseForm(request.args)
    form.validate()
    kind = OrganizationKind(form.kind.data) if form.kind.data in set(OrganizationKind) else None
    page = web.page_number()
    rows, total = queries.browse(
        web.current_session(), words=form.q.data or "", kind=kind, field=form.field.data, page=page
    )
    shown = web.Page(rows, page, queries.PAGE_SIZE, total)
    chosen = {name: value for name, value in form.data.items() if value}
    return render_template("organizations/index.html", form=form, shown=shown, chosen=chosen)


@pages.get("/<uuid:organization_id>")
def show(organization_id: UUID) -> ResponseReturnValue:
    """What everybody may know of an organization; its people see the whole file and what waits."""
    session, actor = web.current_session(), web.current_actor()
    organization = queries.get_organization(session, organization_id)
    whole = READ_FILE.allows(actor, organization)
    if not organization.is_verified and not whole:
        raise NotAllowed(Message("This organization is not verified yet; only its own people see it."))
    return render_template(
        "organizations/show.html",
        organization=organization,
        whole=whole,
        may_edit=EDIT.allows(actor, organization),
        may_verify=VERIFY.allows(actor, organization),
        revision=queries.pending_revision(session, organization_id) if whole else None,
        published=listings.listings_of(session, organization_id),
    )


@pages.route("/new", methods=["GET", "POST"])
@login_required
def new() -> ResponseReturnValue:
    """Register an organization."""
    REGISTER.require(web.current_actor(), None)
    form = RegistrationForm()
    if form.validate_on_submit():
        try:
            with web.transaction() as session:
                organization = service.register(session, web.current_actor(), form.values())
                organization_id = organization.id
        except Invalid as error:
            form.add_problems(error)
        else:
            flash(gettext("Your organization is registered. An official verifies it next."), "success")
            return redirect(url_for(".show", organization_id=organization_id), 303)
    return render_template("organizations/new.html", form=form), 422 if form.errors else 200


@pages.route("/<uuid:organization_id>/edit", methods=["GET", "POST"])
@login_required
def edit(organization_id: UUID) -> ResponseReturnValue:
    """Change what an organization says of itself."""
    organization = queries.get_organization(web.current_session(), organization_id)
    EDIT.require(web.current_actor(), organization)
    waiting = queries.pending_revision(web.current_session(), organization_id)
    form = OrganizationForm()
    proposed = waiting.changes if waiting else {}
    present = content.content(organization) | proposed
    form.fill({name: content.from_plain(name, value) for name, value in present.items()})
    if form.validate_on_submit():
        try:
            with web.transaction() as session:
                changed = queries.get_organization(session, organization_id)
                revision = service.change(session, web.current_actor(), changed, form.values())
        except Invalid as error:
            form.add_problems(error)
        else:
            _say_what_happened(waits=revision is not None)
            return redirect(url_for(".show", organization_id=organization_id), 303)
    status = 422 if form.errors else 200
    return render_template("organizations/edit.html", form=form, organization=organization), status


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
    session = web.current_session()
    return render_template(
        "organizations/queue.html", awaiting=queries.awaiting(session), revisions=queries.pending_revisions(session)
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
            _decide(organization_id, approve=request.form.get("decision") == "approve", note=form.note.data or "")
        except Invalid as error:
            form.add_problems(error)
        else:
            flash(gettext("Decided."), "success")
            return redirect(url_for(".queue"), 303)
    waiting = queries.pending_revision(web.current_session(), organization_id)
    organization = queries.get_organization(web.current_session(), organization_id)
    page = render_template(
        "organizations/review.html",
        form=form,
        organization=organization,
        revision=waiting,
        present=content.content(organization),
    )
    return page, 422 if form.errors else 200


def _decide(organization_id: UUID, *, approve: bool, note: str) -> None:
    actor = web.current_actor()
    with web.transaction() as session:
        organization = queries.get_organization(session, organization_id)
        waiting = queries.pending_revision(session, organization_id)
        if waiting is not None:
            service.decide_revision(session, actor, waiting, approve=approve, note=note)
        elif approve:
            service.verify(session, actor, organization, note=note)
        else:
            service.refuse(session, actor, organization, note=note)
