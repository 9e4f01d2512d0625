"""Who may say what came of a pairing."""

from market.pairings.models import Pairing, PartyRole
from market.permissions import Actor, Permission


def asked_or_paid(actor: Actor, pairing: Pairing) -> bool:
    """A member of the side that asked or of one that paid; nobody rates their own delivery."""
    return any(
        party.role in {PartyRole.NEED, PartyRole.FUNDING} and actor.acts_for(party.organization_id)
        for party in pairing.parties
    ) and not actor.acts_for(pairing.offer.organization_id)


RECORD_OUTCOME = Permission[Pairing]("record the outcome of this pairing", granted_by=(asked_or_paid,))
