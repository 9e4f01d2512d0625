"""The page of how long each office takes, and its table as a file."""

import csv
import io
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required

from market import clock, web
from market.figures import Figures
from market.oversight import wording
from market.oversight.permissions import SEE_OFFICES
from market.oversight.routes.blueprint import pages
from market.oversight.statistics import DEFAULT_DAYS, PERIODS, Line, Period, by_office, whole_procedures
from market.pairings import labels
from market.pairings.waiting import days


@pages.get("/oversight/offices")
@login_required
def offices() -> ResponseReturnValue:
    """Per office and state: number, median, 80th percentile, overdue, days saved; beside the period before."""
    SEE_OFFICES.require(web.current_actor(), None)
    session, period = web.current_session(), _period()
    lines = by_office(session, period)
    return render_template(
        "oversight/offices.html",
        days=_days(),
        periods=[(str(count), gettext("%(num)s days", num=count)) for count in PERIODS],
        period=period,
        rows=[_row(line) for line in lines],
        most=max((line.now.p80 or 0 for line in lines), default=0),
        whole=[
            [labels.TRACKS[track][0], now.n, days(now.median), days(now.p80), before.n, days(before.median)]
            for track, now, before in whole_procedures(session, period)
        ],
    )


@pages.get("/oversight/offices.csv")
@login_required
def download_offices() -> ResponseReturnValue:
    """The table of offices as CSV, with codes instead of words."""
    SEE_OFFICES.require(web.current_actor(), None)
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(
        ["office", "state", "period", "number", "median_working_days", "p80_working_days", "overdue_share",
         "saved_working_days", "net_working_days"]
    )  # fmt: skip
    for line in by_office(web.current_session(), _period()):
        for name, found in (("present", line.now), ("previous", line.before)):
            rows.writerow([line.office, line.state.value if line.state else "all", name, *_plain(found)])
    headers = {"Content-Disposition": f'attachment; filename="offices-{clock.today()}-{_days()}-days.csv"'}
    return Response("\ufeff" + file.getvalue(), mimetype="text/csv", headers=headers)


def _plain(found: Figures) -> list[object]:
    shown = (found.median, found.p80, found.overdue, found.saved, found.net)
    return [found.n, *("" if value is None else round(value, 3) for value in shown)]


def _days() -> int:
    text = request.args.get("days", "")
    return int(text) if text in map(str, PERIODS) else DEFAULT_DAYS


def _period() -> Period:
    return Period.before(clock.now(), _days())


def _row(line: Line) -> dict[str, Any]:
    return {
        "office": wording.office_name(line.office),
        "state": labels.STATES[line.state][0] if line.state else gettext("All its states"),
        "p80": line.now.p80 or 0,
        "now": _shown(line.now),
        "before": _shown(line.before),
    }


def _shown(found: Figures) -> dict[str, str]:
    return {
        "n": str(found.n),
        "median": days(found.median),
        "p80": days(found.p80),
        "overdue": "–" if found.overdue is None else f"{found.overdue:.0%}",
        "saved": days(found.saved),
    }
