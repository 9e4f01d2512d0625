"""What the past says of a pair, in words: facts beside its reasons, of which the score counts the first only."""

from flask import Flask
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from market.delivery.queries import track_records
from market.learning.queries import taken_up_like
from market.listings.models import Listing
from matching.records import Kind

DELIVERING = frozenset({Kind.PROJECT, Kind.SERVICE})


def init_app(app: Flask) -> None:
    """The page that explains a pair tells what the past says, and knows nothing of outcomes itself."""
    app.extensions["past_evidence"] = sentences


def sentences(session: Session, asker: Listing, candidate: Listing) -> list[str]:
    """What came of the candidate's owner's pairings, and how many like the asker it took up; nothing where nothing."""
    delivers = candidate.kind in DELIVERING
    if delivers and not candidate.organization.delivered_pairings:
        return []
    found = [_record(session, candidate)] if delivers else []
    count = taken_up_like(session, candidate, asker)
    if count:
        found.append(_like(candidate.kind, count))
    return found


def _record(session: Session, candidate: Listing) -> str:
    owner = candidate.organization_id
    record = track_records(session, [owner])[owner]
    if not record.reported or record.mean_rating is None:
        return str(gettext("No outcome of its owner's approved pairings was recorded yet."))
    return str(
        ngettext(
            "%(num)d outcome of its owner's pairings was recorded: %(delivered)s wholly delivered, rated %(rating)s of "
            "5 on average.",
            "%(num)d outcomes of its owner's pairings were recorded: %(delivered)s wholly delivered, rated %(rating)s "
            "of 5 on average.",
            record.reported,
            delivered=record.delivered,
            rating=f"{record.mean_rating:.1f}",
        )
    )


def _like(kind: Kind, count: int) -> str:
    if kind is Kind.NEED:
        return str(
            ngettext(
                "Its owner took up %(num)d offer like this before: same field, and for the same people.",
                "Its owner took up %(num)d offers like this before: same field, and for the same people.",
                count,
            )
        )
    if kind in DELIVERING:
        return str(
            ngettext(
                "Its owner was approved for %(num)d need like this before: same field, and for the same people.",
                "Its owner was approved for %(num)d needs like this before: same field, and for the same people.",
                count,
            )
        )
    return str(
        ngettext(
            "Its owner funded %(num)d listing like this before: same field, and for the same people.",
            "Its owner funded %(num)d listings like this before: same field, and for the same people.",
            count,
        )
    )
