"""The start page, each person's desk, the menus of every page, and the sign of life for whoever watches the site."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_required

from market import clock, web
from market.desk import Kind
from market.home import queries, wording
from market.home.desk import desk_of
from market.oversight.permissions import SEE_OFFICES
from market.pairings.permissions import CASE_OFFICES, SEE_QUEUE
from market.permissions import Office
from market.vocabularies.queries import DISTRICT

MOST_SHOWN = 100  # tasks; the rest comes up as these are done
pages = Blueprint("home", __name__)


@dataclass(frozen=True)
class Entry:
    """One entry of a menu."""

    label: str
    url: str
    current: bool = False


@pages.app_context_processor
def _menus() -> dict[str, Any]:
    """The menu of every page: what this person can go to."""
    actor = web.current_actor()
    wanted = [("listings.browse", gettext("Browse"), True), ("organizations.index", gettext("Organizations"), True)]
    wanted.append(("notices.index", gettext("Public notices"), True))
    wanted.append(("listings.choose", gettext("Publish"), True))
    wanted.append(("home.desk", gettext("My desk"), actor.is_known))
    wanted.append(("pairings.index", gettext("Pairings"), bool(actor.organization_ids)))
    wanted.append(("pairings.queue", gettext("Queue"), bool(actor.offices & CASE_OFFICES)))
    wanted.append(("reviews.index", gettext("Reviews"), actor.holds(Office.EXPERT)))
    investigates = bool(actor.offices & {Office.INVESTIGATOR, Office.AUDITOR})
    wanted.append(("notices.objections", gettext("Objections"), investigates))
    wanted.append(("organizations.queue", gettext("Verification"), actor.holds(Office.VERIFIER)))
    wanted.append(("oversight.cards", gettext("Oversight"), SEE_OFFICES.allows(actor, None)))
    wanted.append(("oversight.trail", gettext("Audit trail"), actor.holds(Office.AUDITOR)))
    nav = [Entry(label, url_for(to), request.endpoint == to) for to, label, shown in wanted if shown]
    foot = [
        ("oversight.emergencies", gettext("Emergencies")),
        ("delivery.results", gettext("Results")),
        ("home.how_we_match", gettext("How we match")),
        ("rules.index", gettext("The rules")),
    ]
    foot_nav = [Entry(label, url_for(to), request.endpoint == to) for to, label in foot]
    return {"nav": nav, "foot_nav": foot_nav, "current_user": current_user}


@pages.get("/")
def start() -> ResponseReturnValue:
    """What this is, three doors, where needs are unmet, and what is new."""
    session = web.current_session()
    tiles, everywhere = queries.tiles(session)
    return render_template(
        "home/start.html",
        figures=queries.figures(session),
        tiles=tiles,
        everywhere=everywhere,
        newest=queries.newest(session),
        as_of=clock.now(),
        district=DISTRICT,
    )


@pages.get("/desk")
@login_required
def desk() -> ResponseReturnValue:
    """What waits for this person, by deadline and from wherever it comes; what they wait for; and what is theirs."""
    found = desk_of(web.current_session(), web.current_actor())
    asked = request.args.get("kind", "")
    kind = Kind(asked) if asked in list(Kind) else None
    tasks = found.of(kind)
    return render_template(
        "home/desk.html",
        desk=found,
        kind=kind,
        kinds=[(one.value, str(wording.KINDS[one]), count) for one, count in found.counts().items()],
        rows=wording.rows(found, tasks[:MOST_SHOWN]),
        more=max(0, len(tasks) - MOST_SHOWN),
        waits=wording.rows(found, found.waits[:MOST_SHOWN]),
        sees_queue=SEE_QUEUE.allows(web.current_actor(), None),
    )


@pages.get("/health")
def health() -> ResponseReturnValue:
    """Whether the site and its database answer; for the start-up script and for monitoring."""
    queries.alive(web.current_session())
    return {"status": "ok"}


@pages.get("/how-we-match")
def how_we_match() -> ResponseReturnValue:
    """How recommendations come about, in plain words."""
    return render_template("home/how_we_match.html")
