"""What came of a review in figures and as plain data."""

from typing import Any

from market.reviews.models import Criterion, Panel, Review, Score, Seat


def counted(panel: Panel) -> list[Review]:
    """The review that counts of each seat: the last that was sent; in the order of the lot."""
    return [seat.final for seat in panel.sitting if seat.final is not None]


def totals(panel: Panel) -> list[int]:
    """The totals that count, each 0 to 100, in the order of the lot."""
    return [review.total for review in counted(panel)]


def mean(panel: Panel) -> float:
    """The mean of the totals, to one decimal place; 0 without any."""
    found = totals(panel)
    return round(sum(found) / len(found), 1) if found else 0.0


def spread(panel: Panel) -> int:
    """The highest total less the lowest."""
    found = totals(panel)
    return max(found) - min(found) if found else 0


def mean_points(panel: Panel, criterion: Criterion) -> float:
    """The mean of the points for one criterion, to one decimal place."""
    found = [
        score.points or 0 for review in counted(panel) for score in review.scores if score.criterion_id == criterion.id
    ]
    return round(sum(found) / len(found), 1) if found else 0.0


def justifications(panel: Panel, criterion: Criterion) -> list[str]:
    """Why, without saying whose words they are: by their letters, so that their order tells nothing either."""
    return sorted(
        score.justification
        for review in counted(panel)
        for score in review.scores
        if score.criterion_id == criterion.id
    )


def record(panel: Panel) -> dict[str, Any]:
    """Everything about one review as plain data."""
    return {
        "panel": str(panel.id),
        "size": panel.size,
        "seed": panel.seed,
        "entry_seq": panel.entry_seq,
        "entry_hash": panel.entry_hash,
        "pool_size": len(panel.drawn_order),
        "pools": panel.draw["pools"],
        "excluded": panel.draw["excluded"],
        "drawn_order": panel.drawn_order,
        "drawn_at": panel.drawn_at.isoformat(),
        "concluded_at": panel.concluded_at.isoformat() if panel.concluded_at else None,
        "criteria": [
            {name: getattr(one, name) for name in ("code", "weight", "name_zh", "name_en", "hint_zh", "hint_en")}
            for one in panel.criteria
        ],
        "experts": [_expert(seat) for seat in panel.seats],
        "totals": totals(panel),
        "mean": mean(panel),
        "spread": spread(panel),
        "spread_limit": panel.spread_limit,
        "conferred": any(seat.review(2) for seat in panel.sitting),
        "consensus": _notes(panel, dissents=False),
        "dissents": _notes(panel, dissents=True),
    }


def _expert(seat: Seat) -> dict[str, Any]:
    return {
        "person": str(seat.person_id),
        "name": seat.person.name,
        "position": seat.position,
        "state": seat.state.value,
        "called_at": seat.called_at.isoformat(),
        "declared_at": seat.declared_at.isoformat() if seat.declared_at else None,
        "declared_no_conflict": seat.declared_at is not None and "declared" not in seat.conflicts,
        "leaving": seat.leaving.value if seat.leaving else None,
        "conflicts": seat.conflicts,
        "reviews": [_review(review) for review in seat.reviews if review.submitted_at is not None],
    }


def _review(review: Review) -> dict[str, Any]:
    return {
        "round": review.round,
        "total": review.total,
        "recommendation": review.recommendation.value if review.recommendation else None,
        "submitted_at": review.submitted_at.isoformat() if review.submitted_at else None,
        "note": review.note,
        "dissents": review.dissents,
        "scores": [_score(score) for score in in_order(review)],
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "code": score.criterion.code,
        "weight": score.weight,
        "points": score.points,
        "justification": score.justification,
    }


def in_order(review: Review) -> list[Score]:
    """The scores in the order of the criteria."""
    return sorted(review.scores, key=lambda score: score.criterion.position)


def _notes(panel: Panel, *, dissents: bool) -> list[dict[str, str]]:
    return [
        {"name": seat.person.name, "note": review.note}
        for seat in panel.sitting
        if (review := seat.review(2)) is not None and review.submitted_at is not None and review.dissents is dissents
    ]
