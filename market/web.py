"""What every page shares: sessions, the reader, error pages, safe headers, filters, pagination."""

import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar, cast
from wsgiref.headers import Headers

from flask import Flask, Response, current_app, g, has_request_context, render_template, request, session
from flask_babel import Babel, format_date, format_datetime, get_locale, get_translations, gettext
from flask_login import current_user
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from market import clock, errors
from market.config import Settings
from market.database import Database
from market.forms import say
from market.permissions import VISITOR, Actor

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
STATUS_OF = {
    errors.NotFound: 404,
    errors.NotAllowed: 403,
    errors.NotPossible: 409,
    errors.Conflict: 409,
    errors.Invalid: 422,
}

csrf = CSRFProtect()
Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a longer list: `number` counts from 1."""

    items: Sequence[Item]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The position of the first item, counted from 1; 0 for an empty list."""
        return (self.number - 1) * self.size + 1 if self.total else 0


def database() -> Database:
    """The database of the running application."""
    return cast(Database, current_app.extensions["database"])


def settings() -> Settings:
    """The settings of the running application."""
    return cast(Settings, current_app.config["SETTINGS"])


def current_session() -> Session:
    """The session that this request reads with; closed at its end, never written."""
    if "reader" not in g:
        g.reader = database().reader()
        g.reader.info["looks_once"] = True  # a page is answered from one look at what changes meanwhile
    return cast(Session, g.reader)


@contextmanager
def transaction() -> Iterator[Session]:
    """All changes inside are written together at the end, or not at all; only routes and commands open one."""
    with database().transaction() as writer:
        yield writer
    if "reader" in g:
        g.pop("reader").close()  # what is read from here on is what was just written


def current_actor() -> Actor:
    """Who acts in this request: the signed-in person with today's memberships and offices, or a visitor."""
    return getattr(current_user, "actor", VISITOR)


def language() -> str:
    """The reader's language: what they chose, else the site's own. Never the browser's: offices share machines."""
    if "language" in g:  # a command that was asked for one
        return str(g.language)
    chosen = session.get("language") if has_request_context() else None
    if chosen is None and has_request_context() and current_user and current_user.is_authenticated:
        chosen = getattr(current_user, "language", None)
    return chosen if chosen in LANGUAGES else settings().default_language


def page_number() -> int:
    """The page that the address asks for; 1 when it asks for nonsense."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if re.fullmatch("[0-9]{1,4}", text) else 1


def is_safe_path(path: str | None) -> bool:
    """Whether an address to go back to is a path of this site and nothing else.

    Browsers, and werkzeug too, read past tabs and line ends and take a backslash for a slash.
    """
    return bool(path) and re.fullmatch(r"/(?![/\\])[^\\\s\x00-\x1f\x7f]*", str(path)) is not None


def full_address(path: str) -> str:
    """Where people reach a path of this site from paper or from mail: SITE_URL, else the address of this request."""
    return (settings().site_url or request.url_root).rstrip("/") + path


def init_app(app: Flask) -> None:
    """Set up sessions, language, CSRF, headers, error pages and filters."""
    app.extensions["database"] = Database(app.config["SETTINGS"].database_address())
    Babel(app, locale_selector=lambda: LANGUAGES[language()], default_translation_directories="translations")
    # Flask-Babel looks the catalogue up for each message anew; a page has some three hundred.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # an extension adds it
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, n: _catalogue().ungettext(one, many, n),
        newstyle=True,
    )
    csrf.init_app(app)
    app.teardown_appcontext(_close_reader)
    app.after_request(_add_headers)
    app.register_error_handler(errors.MarketError, _market_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected_error)
    app.context_processor(_context)
    for name, function in FILTERS.items():
        app.jinja_env.filters[name] = function


def _catalogue() -> Any:
    """The messages in the reader's language, looked up once for a page."""
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue


def _close_reader(_error: BaseException | None) -> None:
    reader = g.pop("reader", None)
    if reader is not None:
        reader.close()


def _add_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store" if current_user.is_authenticated else "no-cache")
        response.vary.update(("HX-Request", "HX-Request-Type", "Cookie"))
    return response


def add_headers_to_file(headers: Headers, _path: str, _url: str) -> None:
    """Static files are what their names say, and nothing else."""
    headers["X-Content-Type-Options"] = "nosniff"


def _error_page(status: int, message: str) -> tuple[str, int]:
    template = f"errors/{status}.html" if status in {403, 404, 409, 422, 429, 500} else "errors/other.html"
    return render_template(template, message=message, status=status), status


def _market_error(error: errors.MarketError) -> tuple[str, int]:
    return _error_page(STATUS_OF.get(type(error), 409), say(error.message))


def _http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, CSRFError):
        return _error_page(
            409, gettext("This page had been open for too long. Go back, load it again and send it again.")
        )
    return _error_page(error.code, "")


def _unexpected_error(error: Exception) -> tuple[str, int]:
    if current_app.testing:
        raise error
    number = secrets.token_hex(4)
    current_app.logger.exception("unexpected error %s at %s", number, request.path)
    return _error_page(500, number)


def _context() -> dict[str, Any]:
    return {"locale": language(), "site": settings().site, "actor": current_actor(), "today": clock.today()}


def yuan(fen: int | None) -> str:
    """¥360,000 for 36,000,000 fen; ten thousands as 万 for Chinese readers where they come out even; – for none."""
    if fen is None:
        return "–"
    amount = Decimal(fen) / 100
    if str(get_locale()).startswith("zh") and abs(amount) >= 10_000:
        ten_thousands = (amount / 10_000).quantize(Decimal("0.01"))
        if ten_thousands * 10_000 == amount:
            return f"{ten_thousands:,.2f}".rstrip("0").rstrip(".") + " 万元"
    text = f"{amount:,.2f}".removesuffix(".00")
    return f"{text} 元" if str(get_locale()).startswith("zh") else f"¥{text}"


def day(value: date | None) -> str:
    """A day in the reader's way of writing."""
    return format_date(value, "long") if value else "–"


def moment(value: datetime | None) -> str:
    """A moment in Chinese time, to the minute."""
    if value is None:
        return "–"
    pattern = "y年M月d日 HH:mm" if str(get_locale()).startswith("zh") else "d MMM y, HH:mm"
    return format_datetime(value, pattern)


def number(value: float | None) -> str:
    """A number with its thousands set apart."""
    return "–" if value is None else f"{value:,}"


FILTERS = {"yuan": yuan, "day": day, "moment": moment, "number": number, "say": say}
