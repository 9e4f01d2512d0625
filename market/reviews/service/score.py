"""Scoring: drafts, and reviews that are final once they are sent."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Invalid, Message, NotPossible
from market.pairings.duties import Duty, Role
from market.pairings.service import conduct, require_duty
from market.permissions import Actor
from market.reviews.criteria import LEAST_JUSTIFICATION, LONGEST_TEXT
from market.reviews.models import Panel, Recommendation, Review, Score, Seat, SeatState
from market.reviews.service.conclude import close_round
from market.reviews.service.declare import AS_EXPERT, own_seat


@dataclass(frozen=True)
class Sheet:
    """What an expert wrote: points and justifications by the code of the criterion.

    `note` and `dissents` belong to the second round: what the panel agreed on, or why this expert does not.
    """

    points: Mapping[str, int | None] = field(default_factory=dict)
    justifications: Mapping[str, str] = field(default_factory=dict)
    recommendation: Recommendation | None = None
    note: str = ""
    dissents: bool = False


def save_draft(session: Session, actor: Actor, panel: Panel, sheet: Sheet) -> Review:
    """Keep what was written so far; nobody else sees it.

    Raises: as `submit`, but nothing has to be complete.
    """
    panel, seat = _may_score(session, actor, panel)
    review = _write(panel, seat, sheet, _problems(panel, sheet))
    audit.record(session, actor, "save_draft", panel)
    return review


def submit(session: Session, actor: Actor, panel: Panel, sheet: Sheet) -> Review:
    """Send the review, for good; the last one of a round closes it.

    Raises:
        NotAllowed: the actor was not drawn, has a tie to the case, or had another duty in it.
        NotPossible: they have not declared yet, have sent it already, were replaced, or the review is over.
        Invalid: points are missing or above their weight, a justification is too short, or there is no recommendation.
    """
    panel, seat = _may_score(session, actor, panel)
    review = _write(panel, seat, sheet, _problems(panel, sheet) | _gaps(panel, sheet))
    review.submitted_at = clock.now()
    details = {**AS_EXPERT, "panel": str(panel.id), "sheet": digest(review)}
    audit.record(session, actor, "score" if review.round == 1 else "score_again", panel.pairing, details=details)
    close_round(session, panel)
    return review


def _may_score(session: Session, actor: Actor, panel: Panel) -> tuple[Panel, Seat]:
    panel, seat = own_seat(session, actor, panel)
    require_duty(session, actor, panel.pairing, Role.EXPERT, Duty.REVIEW)
    if seat.state is not SeatState.SITTING:
        raise NotPossible(Message("First declare whether anything ties you to the case."))
    conduct.require_declared(session, actor, panel.pairing, now=False)
    review = seat.review(panel.round)
    if review is not None and review.submitted_at is not None:
        raise NotPossible(Message("You have sent your review; it is final."))
    return panel, seat


def _problems(panel: Panel, sheet: Sheet) -> dict[str, Message]:
    """What may not even stand in a draft, by the name of the field."""
    weights = {criterion.code: criterion.weight for criterion in panel.criteria}
    found = {f"points_{code}": Message("There is no such criterion.") for code in sheet.points if code not in weights}
    for code, weight in weights.items():
        points = sheet.points.get(code)
        if points is not None and (type(points) is not int or not 0 <= points <= weight):
            found[f"points_{code}"] = Message("Give 0 to {most} points.", {"most": weight})
        if len(sheet.justifications.get(code, "")) > LONGEST_TEXT:
            found[f"why_{code}"] = Message("Use at most {n} characters.", {"n": LONGEST_TEXT})
    if len(sheet.note) > LONGEST_TEXT:
        found["note"] = Message("Use at most {n} characters.", {"n": LONGEST_TEXT})
    return found


def _gaps(panel: Panel, sheet: Sheet) -> dict[str, Message]:
    """What is missing from a review that is to be sent, by the name of the field."""
    found: dict[str, Message] = {}
    for criterion in panel.criteria:
        if sheet.points.get(criterion.code) is None:
            found[f"points_{criterion.code}"] = Message("Give 0 to {most} points.", {"most": criterion.weight})
        if len(sheet.justifications.get(criterion.code, "").strip()) < LEAST_JUSTIFICATION:
            found[f"why_{criterion.code}"] = Message("Say why, in at least {n} characters.", {"n": LEAST_JUSTIFICATION})
    if sheet.recommendation is None:
        found["recommendation"] = Message("Choose what you advise.")
    if panel.is_conferring and len(sheet.note.strip()) < LEAST_JUSTIFICATION:
        found["note"] = Message("Say what you agree on, or why you dissent, in at least {n} characters.",
                                {"n": LEAST_JUSTIFICATION})  # fmt: skip
    return found


def _write(panel: Panel, seat: Seat, sheet: Sheet, problems: Mapping[str, Message]) -> Review:
    if problems:
        raise Invalid(problems)
    review = seat.review(panel.round)
    if review is None:
        review = Review(round=panel.round, scores=[])
        seat.reviews.append(review)
    review.recommendation, review.note, review.saved_at = sheet.recommendation, sheet.note.strip(), clock.now()
    review.dissents = sheet.dissents and panel.is_conferring
    kept = {score.criterion_id: score for score in review.scores}
    for criterion in panel.criteria:
        score = kept.get(criterion.id)
        if score is None:
            score = Score(criterion_id=criterion.id, criterion=criterion, weight=criterion.weight)
            review.scores.append(score)
        score.points = sheet.points.get(criterion.code)
        score.justification = sheet.justifications.get(criterion.code, "").strip()
    return review


def digest(review: Review) -> str:
    """SHA-256 in hex over what was sent: it goes into the trail, so that no score can be changed afterwards unseen."""
    content = {
        "round": review.round,
        "scores": {score.criterion.code: [score.points, score.justification] for score in review.scores},
        "recommendation": review.recommendation,
        "note": review.note,
        "dissents": review.dissents,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
