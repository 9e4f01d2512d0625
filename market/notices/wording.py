"""How notices and objections are shown: the frozen text in the reader's language, where it stands, how long it runs."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext

from market import clock, web
from market.notices import labels, service
from market.notices.models import Notice, Objection
from market.pairings import labels as pairing_labels
from market.pairings.models import PairingState, Track
from market.vocabularies import calendar
from market.vocabularies.calendar import Unit
from market.vocabularies.labels import terms
from market.vocabularies.models import Vocabulary


def state(notice: Notice) -> tuple[str, str]:
    """Where a notice stands, in words, and the colour of that."""
    words, colour = labels.STATES.get(notice.pairing.state, labels.ENDED)
    return str(words), colour


def days_left(notice: Notice) -> int | None:
    """Working days until its end; None while the clock stands still, and when it is over."""
    pairing = notice.pairing
    if pairing.state is not PairingState.PUBLIC_NOTICE or pairing.due_at is None:
        return None
    return calendar.days_left(pairing.due_at, clock.now())


def until(notice: Notice, over: datetime | None) -> str:
    """Until when one may object, or when that was over, in a sentence."""
    pairing = notice.pairing
    if pairing.state is PairingState.OBJECTED:
        return gettext(
            "The time of the notice stands still while an objection is looked into. Further objections are taken."
        )
    if service.why_closed(pairing) is None:
        return gettext("Anybody may object until the end of %(day)s.", day=_day_of(pairing.due_at))
    return gettext("It ended on %(day)s.", day=_day_of(over or pairing.due_at))


def cards(notices: Iterable[Notice]) -> list[dict[str, Any]]:
    """The rows of the list of notices."""
    return [
        {
            "title": notice.title,
            "href": url_for("notices.show", notice_id=notice.id),
            "state": state(notice),
            "days_left": days_left(notice),
            "sides": " → ".join(dict.fromkeys(_sides(notice.content))),
            "amount": amount(notice.content),
            "when": gettext("Published on %(day)s", day=_day_of(notice.published_at)),
            "number": notice.content["number"],
        }
        for notice in notices
    ]


def _sides(content: Mapping[str, Any]) -> list[str]:
    need = [content["need"]] if content["need"] else []
    return [name_of(side) for side in (*need, content["provider"], *content["funders"])]


def name_of(side: Mapping[str, Any]) -> str:
    """The name of an organization in the reader's language, where it has one."""
    return str((side["owner_en"] if web.language() == "en" else None) or side["owner"])


def facts(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The frozen text as pairs (label, value)."""
    need, whom = content["need"], content["beneficiaries"]
    rows = [
        (gettext("Number of the case"), content["number"]),
        (gettext("What it is about"), content["title"]),
        (gettext("Track"), _track(content["track"])),
        *([(gettext("Who asks"), _side(need))] if need else []),
        (gettext("Who delivers"), _side(content["provider"])),
        *((gettext("Who funds"), _share(share)) for share in content["funders"]),
        (gettext("Amount"), amount(content)),
        *_own(content),
        (gettext("Period"), _period(content["period"])),
        (gettext("For whom"), _whom(whom)),
        (gettext("Where"), terms(whom["places"], Vocabulary.DIVISION)),
        *_review(content["review"]),
        (gettext("Approved on"), _day_of(_moment(content["decided_at"]))),
        (gettext("Published on"), _day_of(_moment(content["published_at"]))),
        (gettext("Stands for"), period_words(content["notice_count"], Unit(content["notice_unit"]))),
    ]
    return [(label, value) for label, value in rows if value]


def basis(content: Mapping[str, Any]) -> list[str]:
    """What the notice rests on."""
    return [str(labels.LEGAL_BASIS.get(code, code)) for code in content["legal_basis"]]


def amount(content: Mapping[str, Any]) -> str:
    """The money that is given; things that are no money where there is none."""
    if content["amount_fen"] or not content["funders"]:
        return web.yuan(content["amount_fen"])
    return "、".join(_measure(share) for share in content["funders"])


def period_words(count: int, unit: Unit) -> str:
    """How long, in its own unit."""
    words = gettext("%(count)s %(unit)s", count=count, unit=str(labels.UNITS[unit]))
    return words if unit is Unit.WORKING_DAY else gettext("%(period)s, and five working days at least", period=words)


def _track(code: str) -> str:
    name, what = pairing_labels.TRACKS[Track(code)]
    return f"{name} – {what}"


def _side(side: Mapping[str, Any]) -> str:
    words = gettext("%(name)s (credit code %(code)s): “%(title)s”")
    return words % {"name": name_of(side), "code": side["credit_code"], "title": side["title"]}


def _share(share: Mapping[str, Any]) -> str:
    return gettext("%(side)s, %(measure)s", side=_side(share), measure=_measure(share))


def _measure(share: Mapping[str, Any]) -> str:
    if share["amount_fen"] is not None:
        return web.yuan(share["amount_fen"])
    return f"{web.number(share['quantity'])} {share['unit']}".strip()


def _own(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    whose = gettext("Of it from whoever asks") if content["need"] else gettext("Of it raised before")
    return [(whose, web.yuan(content["own_fen"]))] if content["own_fen"] else []


def _period(period: Mapping[str, str | None]) -> str:
    days = [web.day(date.fromisoformat(text)) for text in (period["starts_on"], period["ends_on"]) if text]
    return " – ".join(days)


def _whom(whom: Mapping[str, Any]) -> str:
    groups = terms(whom["groups"], Vocabulary.GROUP)
    if whom["count"] is None:
        return groups
    return gettext("%(groups)s; about %(number)s people", groups=groups, number=web.number(whom["count"]))


def _review(review: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    if review is None:
        return []
    totals = ", ".join(f"{total:g}" for total in review["totals"])
    rows = [(gettext("Experts"), gettext(", ").join(review["experts"]))]
    if totals:
        rows.append((gettext("Their total scores, of 100"), totals))
    if review["mean"] is not None:
        rows.append((gettext("Mean of the scores"), f"{review['mean']:g}"))
    return rows


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day_of(moment: datetime | None) -> str:
    return web.day(moment.astimezone(clock.CHINA).date()) if moment else ""


def objection_rows(objections: Iterable[Objection], endpoint: str) -> list[dict[str, Any]]:
    """The rows of the macro `queue`, in the order given; overdue ones are marked there."""
    return [
        {
            "href": url_for(endpoint, objection_id=objection.id),
            "title": objection.notice.title,
            "state": labels.OBJECTIONS[objection.state][0],
            "days_left": calendar.days_left(objection.due_at, clock.now()) if objection.is_open else None,
            "when": gettext("No. %(number)s", number=objection.number),
        }
        for objection in objections
    ]
