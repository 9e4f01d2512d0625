"""How many of ten pairs with such a score were taken up: gathered from answers, fitted, kept, and read for pages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from market import audit, clock
from market.permissions import Actor
from market.suggestions.models import Answer, Calibration, MatchRun, Suggestion
from market.suggestions.permissions import CALIBRATE
from matching import calibration as curves
from matching.records import Kind

LEAST_IN_BAND = 50  # decisions, before anything but the band's name is told of a pair in it
ANSWERED = (Answer.INTEREST, Answer.DISMISSED)


@dataclass(frozen=True)
class Decided:
    """One pair that somebody had before them who answered: its score and band then, and whether it was taken up."""

    score: float
    band: str
    taken_up: bool


@dataclass(frozen=True)
class Fitted:
    """The curve, and how many of its decisions lay in each band."""

    curve: curves.Calibration
    bands: dict[str, int]

    def tells_of(self, band: str) -> bool:
        """Enough pairs of this band were decided on."""
        return self.bands.get(band, 0) >= LEAST_IN_BAND


def decided(session: Session, version: str, until: datetime) -> list[Decided]:
    """What stood on the lists of one order that were answered before a moment; of a pair the last answer counts.

    What was passed over on such a list was not taken up. What was found beside it is left out: nobody knows how many
    more with such a score were not found.
    """
    answered = select(Suggestion.run_id).where(Suggestion.answer.in_(ANSWERED), Suggestion.answered_at < until)
    runs = session.scalars(
        select(MatchRun)
        .where(MatchRun.id.in_(answered), MatchRun.weights_version == version)
        .options(selectinload(MatchRun.suggestions))
        .order_by(MatchRun.made_at, MatchRun.id)
    )
    found: dict[tuple[UUID, Kind, UUID], Decided] = {}
    for run in runs:
        for row in run.suggestions:
            key = run.listing_id, run.for_kind, row.candidate_id
            was_answered = row.answered_at is not None and row.answered_at < until
            if row.rank > 0 and (was_answered or key not in found or not found[key].taken_up):
                taken_up = was_answered and row.answer is Answer.INTEREST
                found[key] = Decided(row.score, row.band, taken_up)
    return list(found.values())


def keep(
    session: Session, actor: Actor, version: str, found: Sequence[Decided], known_until: datetime
) -> Calibration | None:
    """Fit and keep what pages tell from now on of pairs under this order; None, and nothing, where it is too little.

    Raises: NotAllowed for anybody but the system.
    """
    CALIBRATE.require(actor, None)
    curve = curves.calibrate([one.score for one in found], [one.taken_up for one in found])
    if curve is None:
        return None
    row = Calibration(
        weights_version=version,
        curve={"scores": curve.scores.tolist(), "shares": curve.shares.tolist()},
        decisions=curve.decisions,
        taken_up=sum(one.taken_up for one in found),
        bands=dict(Counter(one.band for one in found)),
        known_until=known_until,
        made_at=clock.now(),
        made_by_id=actor.person_id,
    )
    session.add(row)
    audit.record(session, actor, "calibrate", row, details={"order": version, "decisions": curve.decisions})
    return row


def load(session: Session) -> dict[str, Fitted]:
    """The newest of each order, by the order's version."""
    rows = session.scalars(select(Calibration).order_by(Calibration.made_at, Calibration.id))
    return {row.weights_version: fitted(row) for row in rows}


def fitted(row: Calibration) -> Fitted:
    """One that was kept, ready to tell."""
    scores, shares = (np.array(row.curve[name], np.float64) for name in ("scores", "shares"))
    return Fitted(
        curves.Calibration(scores, shares, row.decisions), {str(band): int(count) for band, count in row.bands.items()}
    )
