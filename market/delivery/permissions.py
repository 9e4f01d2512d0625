"""Who may read and say what about the delivery of a pairing."""

from market.delivery.models import CreditEvent
from market.pairings.models import Pairing, PartyRole, Track
from market.pairings.permissions import handles_submitted, is_party
from market.permissions import Actor, Office, Permission


def asked_or_paid(actor: Actor, pairing: Pairing) -> bool:
    """A member of the side that asked or of one that paid; nobody rates their own delivery."""
    return any(
        party.role in {PartyRole.NEED, PartyRole.FUNDING} and actor.acts_for(party.organization_id)
        for party in pairing.parties
    ) and not actor.acts_for(pairing.offer.organization_id)


def delivers(actor: Actor, pairing: Pairing) -> bool:
    """A member of the side that delivers, and of no other: nobody rates their own cooperation."""
    own = {party.organization_id for party in pairing.parties if actor.acts_for(party.organization_id)}
    return own == {pairing.offer.organization_id}


def keeps_it_public(actor: Actor, pairing: Pairing) -> bool:
    """For public money whoever follows the project or asked; for private money any side."""
    if pairing.track in {Track.GRANT, Track.ENTERPRISE}:
        return is_party(actor, pairing)
    asks = any(party.role is PartyRole.NEED and actor.acts_for(party.organization_id) for party in pairing.parties)
    return asks or (actor.holds(Office.PROJECT_OFFICER) and not is_party(actor, pairing))


def is_its_own(actor: Actor, event: CreditEvent) -> bool:
    """A member of the organization whose record it stands in."""
    return actor.acts_for(event.organization_id)


RECORD_OUTCOME = Permission[Pairing]("record the outcome of this pairing", granted_by=(asked_or_paid,))
RATE_COOPERATION = Permission[Pairing]("rate the cooperation in this pairing", granted_by=(delivers,))
READ_EVIDENCE = Permission[Pairing]("read the evidence of this pairing", granted_by=(is_party, handles_submitted))
RECORD_PUBLICATION = Permission[Pairing]("note when this agreement was announced", granted_by=(keeps_it_public,))
COMMENT_ON_CREDIT = Permission[CreditEvent]("comment on this record", granted_by=(is_its_own,))
