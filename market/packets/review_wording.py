"""The experts' review of a packet in the reader's words: its figures, the lot, what each expert advised and scored."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import get_locale, gettext

from market import web
from market.packets.wording import Cells, Content, Section, moment
from market.reviews import labels
from market.reviews.models import Leaving, Recommendation, SeatState

Record = Mapping[str, Any]  # as `reviews.results.record` writes it


def review(content: Content) -> Iterator[Section]:
    """The last review and those before it, the newest first; nothing where no experts were asked."""
    if content["review"] is None:
        return
    yield from _one(gettext("Experts' review"), content["review"])
    for number, record in enumerate(content["review"]["earlier"], start=1):
        yield from _one(gettext("Experts' review before, %(number)s", number=number), record)


def _one(title: str, record: Record) -> Iterator[Section]:
    yield Section(title, list(_figures(record)))
    advice = (gettext("Expert"), gettext("Round"), gettext("Total"), gettext("Advice"), gettext("Note"))
    yield Section(gettext("What the experts advise"), list(_advice(record)), advice, level=3)
    points = (gettext("Criterion"), gettext("Expert"), gettext("Round"), gettext("Points"), gettext("Why"))
    yield Section(gettext("Scores and reasons"), list(_scores(record)), points, level=3)
    called = (gettext("Place in the order"), gettext("Expert"), gettext("Declaration"), gettext("What became of it"))
    yield Section(gettext("The lot"), [_seat(expert) for expert in record["experts"]], called, level=3)
    if record["excluded"]:
        kept_out = (gettext("Expert"), gettext("Why not in the pool"))
        yield Section(gettext("Kept out of the lot"), list(_excluded(record)), kept_out, level=3)


def _figures(record: Record) -> Iterator[Cells]:
    yield gettext("Concluded"), moment(record["concluded_at"])
    yield gettext("Mean of the totals"), gettext("%(mean)s of 100", mean=web.number(record["mean"]))
    limit = gettext("%(spread)s, above %(limit)s they confer", spread=record["spread"], limit=record["spread_limit"])
    yield gettext("From lowest to highest"), limit
    yield gettext("Conferred"), gettext("yes") if record["conferred"] else gettext("no")
    yield gettext("Dissents"), str(len(record["dissents"])) if record["dissents"] else gettext("none")
    yield gettext("Drawn"), moment(record["drawn_at"])
    yield gettext("Experts in the pool"), web.number(record["pool_size"])
    yield gettext("Event of the trail"), f"{record['entry_seq']}, {record['entry_hash']}"
    yield gettext("Seed"), record["seed"]


def outcome(record: Record) -> str:
    """What the experts' marks came to, in one sentence."""
    totals = gettext(", ").join(map(str, sorted(record["totals"])))
    return gettext("Mean of the totals %(mean)s of 100 (%(totals)s).", mean=web.number(record["mean"]), totals=totals)


def _reviews(record: Record) -> Iterator[tuple[Record, Record]]:
    """(expert, review) of everything that was sent, in the order of the lot."""
    return ((expert, one) for expert in record["experts"] for one in expert["reviews"])


def _round(found: Record) -> str:
    return gettext("After conferring") if found["round"] == 2 else gettext("Alone")


def _advice(record: Record) -> Iterator[Cells]:
    for expert, found in _reviews(record):
        advice = found["recommendation"]
        words = str(labels.RECOMMENDATIONS[Recommendation(advice)]) if advice else "–"
        note = gettext("Dissents: %(note)s", note=found["note"]) if found["dissents"] else found["note"]
        yield expert["name"], _round(found), str(found["total"]), words, note or "–"


def _scores(record: Record) -> Iterator[Cells]:
    """Criterion by criterion, so that the experts' points for one stand together."""
    language = "name_zh" if str(get_locale()).startswith("zh") else "name_en"
    for criterion in record["criteria"]:
        for expert, found in _reviews(record):
            for score in found["scores"]:
                if score["code"] == criterion["code"]:
                    points = f"{score['points']} / {score['weight']}"
                    yield criterion[language], expert["name"], _round(found), points, score["justification"]


def _seat(expert: Record) -> Cells:
    words = str(labels.SEATS[SeatState(expert["state"])][0])
    if expert["leaving"]:
        left = labels.LEAVINGS[Leaving(expert["leaving"])]
        words = gettext("%(label)s: %(value)s", label=words, value=left)
    return str(expert["position"] + 1), expert["name"], _declared(expert), words


def _declared(expert: Record) -> str:
    if expert["declared_at"] is None:
        return "–"
    if expert["declared_no_conflict"]:
        return gettext("no conflict of interest")
    return gettext("a conflict of interest")


def _excluded(record: Record) -> Iterator[Cells]:
    for row in record["excluded"]:
        yield row["name"], gettext(", ").join(str(labels.KINDS.get(kind, kind)) for kind in row["kinds"])
