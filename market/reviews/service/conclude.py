"""What comes of the scores once all of a round are in: the end of the review, or a talk among the experts."""

from sqlalchemy.orm import Session

from market import clock
from market.pairings.service import take_step
from market.permissions import SYSTEM
from market.reviews import announce, results
from market.reviews.models import Panel
from market.reviews.service.seats import score_by


def close_round(session: Session, panel: Panel) -> bool:
    """Close the round if everybody's review is in; whether it did.

    The first round concludes the review unless the totals lie further apart than the panel's limit; the second always
    does. The trail gets the figures with the conclusion only.
    """
    number = panel.round
    reviews = [seat.review(number) for seat in panel.sitting]
    if len(reviews) < panel.size or any(review is None or review.submitted_at is None for review in reviews):
        return False
    panel.opened_at = panel.opened_at or clock.now()
    if number == 1 and results.spread(panel) > panel.spread_limit:
        take_step(session, SYSTEM, panel.pairing, "seek_consensus", through="reviews", details={"panel": str(panel.id)})
        for seat in panel.sitting:
            seat.score_by = score_by(panel.pairing, answers=False)
        announce.experts_confer(session, panel, [seat.person_id for seat in panel.sitting])
        return True
    panel.concluded_at = clock.now()
    figures = {"mean": results.mean(panel), "spread": results.spread(panel), "totals": sorted(results.totals(panel))}
    name = "conclude_review" if number == 1 else "settle"
    take_step(session, SYSTEM, panel.pairing, name, through="reviews", details={"panel": str(panel.id), **figures})
    return True
