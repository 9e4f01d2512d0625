"""How panels are shown: criteria in the reader's language, rows of lists, the draw, the results."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for
from flask_babel import get_locale, gettext, ngettext

from market import web
from market.listings import wording as listings
from market.pairings import labels as pairing_labels
from market.pairings import wording as pairings
from market.pairings.models import Pairing
from market.reviews import labels, results
from market.reviews.models import Criterion, Panel, Review, Seat, SeatState
from market.reviews.permissions import UNDER_REVIEW


def name(criterion: Criterion) -> str:
    """What a criterion is called."""
    return criterion.name_zh if str(get_locale()).startswith("zh") else criterion.name_en


def hint(criterion: Criterion) -> str:
    """What it asks."""
    return criterion.hint_zh if str(get_locale()).startswith("zh") else criterion.hint_en


def seat_rows(seats: Iterable[Seat]) -> list[dict[str, Any]]:
    """The rows of the macro `queue` for an expert's seats."""
    return [_seat_row(seat) for seat in seats]


def _seat_row(seat: Seat) -> dict[str, Any]:
    pairing = seat.panel.pairing
    return {
        "href": url_for("reviews.sheet", panel_id=seat.panel_id),
        "title": pairings.title(pairing),
        "state": waits_for(seat),
        "days_left": pairings.days_left(pairing) if is_waiting(seat) else None,
        "when": gettext("No. %(number)s", number=pairing.number),
    }


def is_waiting(seat: Seat) -> bool:
    """Whether a panel waits for this expert."""
    panel = seat.panel
    if seat.state is SeatState.OUT or panel.concluded_at is not None or panel.pairing.state not in UNDER_REVIEW:
        return False
    review = seat.review(panel.round)
    return review is None or review.submitted_at is None


def waits_for(seat: Seat) -> str:
    """What an expert has to do, or why nothing."""
    if seat.state is SeatState.OUT:
        return str(labels.SEATS[seat.state][0])
    if not is_waiting(seat):
        return (
            gettext("Sent, the others are still scoring") if seat.panel.concluded_at is None else gettext("Concluded")
        )
    if seat.state is SeatState.CALLED:
        return gettext("Say whether anything ties you to it")
    return gettext("Confer, and score once more") if seat.panel.is_conferring else gettext("Score it")


def panel_rows(panels: Iterable[Panel]) -> list[dict[str, Any]]:
    """The rows of the macro `queue` for the district: how far each panel is, and no names."""
    return [
        {
            "href": url_for("reviews.result", panel_id=panel.id),
            "title": pairings.title(panel.pairing),
            "state": pairing_labels.STATES[panel.pairing.state][0],
            "days_left": pairings.days_left(panel.pairing),
            "when": gettext("No. %(number)s", number=panel.pairing.number),
            "flags": [progress(panel)],
        }
        for panel in panels
    ]


def progress(panel: Panel) -> str:
    """How many of the panel have sent their review of this round."""
    found = [seat.review(panel.round) for seat in panel.sitting]
    sent = sum(review is not None and review.submitted_at is not None for review in found)
    return gettext("%(sent)s of %(size)s reviews are in", sent=sent, size=panel.size)


def materials(pairing: Pairing) -> list[tuple[str, list[Any], list[Any]]]:
    """(title, texts, facts) of each listing that takes part: what the experts judge."""
    every = [*([pairing.need] if pairing.need else []), pairing.offer, *(share.listing for share in pairing.shares)]
    return [(listing.title, listings.stories(listing), listings.facts(listing)) for listing in every]


def draw_facts(panel: Panel) -> list[tuple[str, str]]:
    """How the panel was drawn, for whoever recomputes it."""
    pools = panel.draw["pools"]
    return [
        (gettext("Drawn"), web.moment(panel.drawn_at)),
        (gettext("Experts in the pool"), str(sum(len(pool) for pool in pools))),
        (gettext("Event of the trail"), gettext("No. %(number)s", number=panel.entry_seq) + f", {panel.entry_hash}"),
        (gettext("Seed"), panel.seed),
        (gettext("Check it"), f"flask reviews verify-draw {panel.pairing.number}"),
    ]


def excluded(panel: Panel) -> list[tuple[str, str]]:
    """(name, why) of the experts who were not in the pool."""
    return [
        (row["name"], gettext(", ").join(str(labels.KINDS.get(kind, kind)) for kind in row["kinds"]))
        for row in panel.draw["excluded"]
    ]


def order_rows(panel: Panel) -> list[tuple[str, str, str]]:
    """(place in the order, who, what became of them) of everybody who was called; the rest is counted."""
    rows = [(str(seat.position + 1), seat.person.name, seat_words(seat)) for seat in panel.seats]
    rest = len(panel.drawn_order) - len(panel.seats)
    if rest:
        words = ngettext("%(num)s expert in reserve", "%(num)s experts in reserve", rest)
        rows.append((f"{len(panel.seats) + 1}…", words, ""))
    return rows


def seat_words(seat: Seat) -> str:
    """Where somebody stands, and why they left."""
    words = str(labels.SEATS[seat.state][0])
    if seat.leaving is None:
        return words
    return gettext("%(label)s: %(value)s", label=words, value=labels.LEAVINGS[seat.leaving])


def score_table(panel: Panel, reviews: Sequence[Review]) -> list[tuple[str, str, list[list[str]]]]:
    """(round, expert, rows of criterion, points, why) of some reviews, in their order."""
    seats = {seat.id: seat for seat in panel.seats}
    return [
        (
            gettext("After conferring") if review.round == 2 else gettext("Alone"),
            seats[review.seat_id].person.name,
            [
                [name(score.criterion), f"{score.points} / {score.weight}", score.justification]
                for score in results.in_order(review)
            ],
        )
        for review in reviews
    ]


def verdicts(panel: Panel, reviews: Sequence[Review]) -> list[list[str]]:
    """Expert, round, total, advice and note of some reviews."""
    seats = {seat.id: seat for seat in panel.seats}
    return [
        [
            seats[review.seat_id].person.name,
            gettext("After conferring") if review.round == 2 else gettext("Alone"),
            str(review.total),
            str(labels.RECOMMENDATIONS[review.recommendation]) if review.recommendation else "",
            gettext("Dissents: %(note)s", note=review.note) if review.dissents else review.note,
        ]
        for review in reviews
    ]


def figures(panel: Panel) -> list[tuple[str, str, str]]:
    """The macro `figures`: totals without names, mean and spread."""
    return [
        (" · ".join(str(total) for total in sorted(results.totals(panel))), gettext("Totals"), gettext("of 100 each")),
        (str(results.mean(panel)), gettext("Mean of the totals"), gettext("of 100")),
        (str(results.spread(panel)), gettext("From lowest to highest"),
         gettext("above %(limit)s they confer", limit=panel.spread_limit)),
    ]  # fmt: skip


def for_sides(panel: Panel) -> list[tuple[str, str, list[str]]]:
    """(criterion, mean points, why) without saying whose words they are."""
    return [
        (name(one), f"{results.mean_points(panel, one)} / {one.weight}", results.justifications(panel, one))
        for one in panel.criteria
    ]


def names(panel: Panel) -> list[str]:
    """The experts whose reviews count, by name."""
    return sorted(seat.person.name for seat in panel.sitting)
