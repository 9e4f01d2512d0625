"""create_app(): the only module that knows every capability."""

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

from flask import Flask
from jinja2 import StrictUndefined
from whitenoise import WhiteNoise

from market import web
from market.config import ROOT, Settings
from market.vocabularies import calendar
from market.vocabularies import labels as vocabularies

CAPABILITIES = (
    "accounts",
    "organizations",
    "listings",
    "suggestions",
    "pairings",
    "delivery",
    "home",
    "oversight",
    "exchange",
)
PLUMBING: tuple[ModuleType, ...] = (web, vocabularies)


def create_app(settings: Settings | None = None) -> Flask:
    """Build an application of its own; settings come from the environment unless given."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__, template_folder=ROOT / "templates", static_folder=ROOT / "static")
    app.config.from_mapping(settings.for_flask())
    app.jinja_env.undefined = StrictUndefined  # a misspelt name fails instead of printing nothing
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    added = calendar.read_days(settings.working_days_file) if settings.working_days_file.name else {}
    calendar.use(added, assume_weekdays=settings.working_days_assumed)
    for shared in PLUMBING:
        shared.init_app(app)
    for name in CAPABILITIES:
        _add(app, f"market.{name}")
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=ROOT / "static",
        prefix="static/",
        max_age=3600,
        allow_all_origins=False,
        add_headers_function=web.add_headers_to_file,
    )
    return app


def _add(app: Flask, package: str) -> None:
    """Register what a capability has: `init_app` and `pages` in routes; one or more `commands` in commands."""
    for module_name in ("routes", "commands"):
        try:
            module = import_module(f"{package}.{module_name}")
        except ModuleNotFoundError as error:
            if error.name not in {package, f"{package}.{module_name}"}:
                raise
            continue
        parts: Mapping[str, object] = vars(module)
        if "init_app" in parts:
            module.init_app(app)
        if "pages" in parts:
            app.register_blueprint(module.pages)
        found = parts.get("commands", ())
        for command in found if isinstance(found, tuple) else (found,):
            app.cli.add_command(command)
