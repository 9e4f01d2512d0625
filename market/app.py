"""create_app(): the only module that knows every capability."""

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from market import web
from market.accounts import commands as accounts_commands
from market.accounts import routes as accounts
from market.config import ROOT, Settings
from market.delivery import commands as delivery_commands
from market.delivery import routes as delivery
from market.exchange import commands as exchange_commands
from market.home import routes as home
from market.learning import commands as learning_commands
from market.learning import evidence, tuning
from market.listings import routes as listings
from market.notices import commands as notices_commands
from market.notices import routes as notices
from market.notifications import commands as notifications_commands
from market.notifications import routes as notifications
from market.organizations import routes as organizations
from market.oversight import commands as oversight_commands
from market.oversight import routes as oversight
from market.oversight import scheduled
from market.packets import commands as packets_commands
from market.packets import routes as packets
from market.pairings import commands as pairings_commands
from market.pairings import routes as pairings
from market.reviews import commands as reviews_commands
from market.reviews import routes as reviews
from market.rules import commands as rules_commands
from market.rules import routes as rules
from market.suggestions import commands as suggestions_commands
from market.suggestions import routes as suggestions
from market.vocabularies import calendar
from market.vocabularies import labels as vocabularies

SHARED = (web, vocabularies, accounts, suggestions, listings, evidence)
CAPABILITIES = (
    accounts,
    notifications,
    organizations,
    listings,
    rules,
    suggestions,
    pairings,
    reviews,
    notices,
    delivery,
    packets,
    home,
    oversight,
)
COMMANDS = (
    accounts_commands.commands,
    notifications_commands.commands,
    *exchange_commands.commands,
    rules_commands.commands,
    *suggestions_commands.commands,
    pairings_commands.commands,
    reviews_commands.commands,
    notices_commands.commands,
    delivery_commands.commands,
    packets_commands.commands,
    oversight_commands.commands,
    scheduled.commands,
    *learning_commands.commands,
    *tuning.commands,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Build an application of its own; settings come from the environment unless given."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__, template_folder=ROOT / "templates", static_folder=ROOT / "static")
    app.config.from_mapping(settings.for_flask())
    app.jinja_env.undefined = StrictUndefined  # a misspelt name fails instead of printing nothing
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    added = calendar.read_days(settings.working_days_file) if settings.working_days_file.name else {}
    calendar.use(added, assume_weekdays=settings.working_days_assumed)
    for shared in SHARED:
        shared.init_app(app)
    for capability in CAPABILITIES:
        app.register_blueprint(capability.pages)
    for command in COMMANDS:
        app.cli.add_command(command)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # as its documentation says
        app.wsgi_app,
        root=ROOT / "static",
        prefix="static/",
        max_age=3600,
        allow_all_origins=False,
        add_headers_function=web.add_headers_to_file,
    )
    if settings.trusted_proxies:  # else everybody behind a proxy would seem to be one visitor
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # likewise
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies
        )
    return app
