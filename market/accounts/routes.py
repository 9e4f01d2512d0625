"""Pages of accounts: sign up, sign in, sign out, and the switch of languages."""

from uuid import UUID

from flask import Blueprint, Flask, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager, current_user, login_required, login_user, logout_user
from werkzeug.wrappers import Response

from market import web
from market.accounts import delegation, labels, queries, service
from market.accounts.forms import DelegationForm, LanguageForm, SignInForm, SignUpForm
from market.accounts.models import Person
from market.errors import Invalid, NotPossible
from market.forms import say
from market.permissions import Actor, Office

pages = Blueprint("accounts", __name__)
login = LoginManager()
login.login_view = "accounts.sign_in"
login.login_message = _l("Sign in to go on.")
login.session_protection = "basic"


class SignedIn:
    """The person of a request as flask-login wants to see them, detached from the database."""

    is_authenticated = is_active = True
    is_anonymous = False

    def __init__(self, person: Person) -> None:
        self.id = person.id
        self.name = person.name
        self.language = person.language
        self.actor: Actor = queries.actor_of(person)

    def get_id(self) -> str:
        """What the session cookie remembers."""
        return str(self.id)


def init_app(app: Flask) -> None:
    """Set up signing in."""
    login.init_app(app)


@login.user_loader
def _load(person_id: str) -> SignedIn | None:
    try:
        person = queries.find_person(web.current_session(), UUID(person_id))
    except ValueError:
        return None
    return SignedIn(person) if person else None


@pages.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> ResponseReturnValue:
    """Make an account, and go on to register an organization."""
    form = SignUpForm()
    if form.validate_on_submit():
        try:
            signed_in = _make_account(form)
        except Invalid as error:
            form.add_problems(error)
        except NotPossible as error:
            form.form_errors.append(say(error.message))
        else:
            _start_session(signed_in)
            flash(gettext("Your account is ready."), "success")
            return redirect(_next(url_for("home.desk")), 303)
    return render_template("accounts/sign_up.html", form=form, next=_next("")), 422 if form.errors else 200


def _make_account(form: SignUpForm) -> SignedIn:
    attempt = {"sign_up": request.remote_addr or ""}
    service.require_patience(web.current_session(), attempt)
    with web.transaction() as db:  # of its own: it counts whatever comes of it
        service.note_attempt(db, attempt)
    with web.transaction() as db:
        person = service.sign_up(
            db,
            email=form.email.data,
            name=form.name.data,
            password=form.password.data,
            language=web.language(),
        )
        return SignedIn(person)


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in, and go on to where the visitor came from."""
    if current_user.is_authenticated and request.method == "GET":
        return redirect(_next(url_for("home.desk")))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            signed_in = _recognize(form)
        except NotPossible as error:
            form.form_errors.append(say(error.message))
        else:
            _start_session(signed_in)
            return redirect(_next(url_for("home.desk")), 303)
    return render_template("accounts/sign_in.html", form=form, next=_next("")), 422 if form.errors else 200


def _recognize(form: SignInForm) -> SignedIn:
    """Who signs in. Raises: NotPossible, in general terms, when it is nobody or there were too many attempts."""
    email = form.email.data
    attempt = {"account": email, "address": request.remote_addr or ""}
    service.require_patience(web.current_session(), attempt)
    person = service.check_password(web.current_session(), email=email, password=form.password.data)
    signed_in = SignedIn(person) if person else None
    with web.transaction() as db:
        if signed_in is None:
            service.note_attempt(db, attempt)
        else:
            service.forget_attempts(db, email)
    if signed_in is None:
        raise NotPossible(service.WRONG)
    return signed_in


def _start_session(person: SignedIn) -> None:
    language = session.get("language")
    session.clear()  # a new session: nobody can have planted the old one
    if language:
        session["language"] = language
    login_user(person)


def _next(otherwise: str) -> str:
    wanted = request.args.get("next") or request.form.get("next")
    return wanted if wanted and web.is_safe_path(wanted) else otherwise


@pages.post("/sign-out")
def sign_out() -> Response:
    """End the session."""
    language = session.get("language")
    logout_user()
    session.clear()
    if language:
        session["language"] = language
    return redirect(url_for("home.start"), 303)


@pages.post("/language")
def set_language() -> Response:
    """Read on in the other language; remembered for people who are signed in."""
    form = LanguageForm()
    back = request.form.get("next")
    if form.validate():
        session["language"] = form.language.data
        if current_user.is_authenticated:
            with web.transaction() as db:
                person = queries.find_person(db, current_user.id)
                if person is not None:
                    service.set_language(db, person, form.language.data)
    return redirect(back if back and web.is_safe_path(back) else url_for("home.start"), 303)


@pages.route("/my/offices", methods=["GET", "POST"])
@login_required
def offices() -> ResponseReturnValue:
    """The offices that I hold, in whose name, and whom I let act in mine."""
    actor, own = web.current_actor(), web.current_session()
    lendable = (actor.offices - actor.delegated.keys()) & delegation.LENDABLE
    form = DelegationForm()
    form.offer(lendable)
    if lendable and form.validate_on_submit():
        try:
            _delegate(form)
        except Invalid as error:
            form.add_problems(error)
        else:
            flash(gettext("Lent. What is done in your name counts as done by you too."), "success")
            return redirect(url_for(".offices"), 303)
    page = render_template(
        "accounts/offices.html",
        form=form if lendable else None,
        grants=delegation.grants_of(own, current_user.id),
        lent=delegation.lent_by(own, current_user.id),
        labels=labels.OFFICES,
    )
    return page, 422 if form.errors else 200


def _delegate(form: DelegationForm) -> None:
    office, first, last = Office(form.office.data), form.starts_on.data, form.ends_on.data
    if first is None or last is None:
        raise ValueError("the form lets no empty day through")
    with web.transaction() as own:
        delegation.delegate(own, web.current_actor(), office, form.email.data or "", first, last)


@pages.post("/my/offices/<uuid:grant_id>/end")
@login_required
def end_delegation(grant_id: UUID) -> ResponseReturnValue:
    """Nobody acts in my name any more."""
    with web.transaction() as own:
        delegation.end_delegation(own, web.current_actor(), grant_id)
    flash(gettext("Ended. From now on only you act in this office."), "success")
    return redirect(url_for(".offices"), 303)
