"""Who may draw panels, and who may see what of them, and when."""

from market.pairings.models import PairingState
from market.pairings.permissions import CASE_OFFICES, READ_PACKET, is_party
from market.permissions import Actor, Office, Permission, holds
from market.reviews.models import Panel, Review, SeatState

UNDER_REVIEW = frozenset({PairingState.EXPERT_REVIEW, PairingState.CONSENSUS})


def was_called(actor: Actor, panel: Panel) -> bool:
    """An expert whom the lot called, even if they left since: they see what they declared and wrote themselves."""
    return panel.seat_of(actor.person_id) is not None


def sits(actor: Actor, panel: Panel) -> bool:
    """An expert who declared that nothing ties them to the case, and did not leave since."""
    seat = panel.seat_of(actor.person_id)
    return seat is not None and seat.state is SeatState.SITTING


def handles(actor: Actor, panel: Panel) -> bool:
    """Somebody of the district or an auditor, on no side of the pairing."""
    return READ_PACKET.allows(actor, panel.pairing) and not is_party(actor, panel.pairing)


def is_told(actor: Actor, panel: Panel) -> bool:
    """A side, once the decision is made."""
    return is_party(actor, panel.pairing) and panel.pairing.decided_at is not None and panel.concluded_at is not None


OPEN_REVIEWS = Permission[None]("see the page of reviews", granted_by=(holds(Office.EXPERT), holds(Office.AUDITOR),
    *(holds(office) for office in sorted(CASE_OFFICES))))  # fmt: skip
READ_SHEET = Permission[Panel]("read the sheet of this panel", granted_by=(was_called,))
READ_RESULT = Permission[Panel]("read what came of this review", granted_by=(handles, is_told))


def scores_visible_to(actor: Actor, panel: Panel) -> list[Review]:
    """The reviews that somebody may read now, by seat and round.

    Their own at any time, drafts too. Those of others: to the panel once all are in; to the district and the auditor
    once the review is concluded. The sides read no single review, see `results.for_sides`.
    """
    every = [review for seat in panel.seats for review in seat.reviews]
    own = panel.seat_of(actor.person_id)
    others = (panel.opened_at is not None and sits(actor, panel)) or (
        panel.concluded_at is not None and (actor.is_system or handles(actor, panel))
    )
    return [
        review
        for review in every
        if (own is not None and review.seat_id == own.id) or (others and review.submitted_at is not None)
    ]


def names_visible_to(actor: Actor, panel: Panel) -> bool:
    """Whether somebody may know who the experts are: auditor and superior always, others when nobody can press them."""
    if not (handles(actor, panel) or is_told(actor, panel) or actor.is_system):
        return False
    always = actor.is_system or actor.holds(Office.AUDITOR) or actor.holds(Office.SUPERIOR)
    return panel.concluded_at is not None or (always and not is_party(actor, panel.pairing))
