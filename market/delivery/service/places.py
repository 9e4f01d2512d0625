"""Giving the place of a service back when the pairing that took it is over."""

from sqlalchemy.orm import Session

from market.delivery.queries import next_free_day
from market.listings import service as listings
from market.listings.models import Service
from market.pairings.models import Pairing


def free_place(session: Session, pairing: Pairing) -> None:
    """Free one place of the service that delivered; nothing where a project did."""
    if isinstance(pairing.offer, Service) and pairing.offer.engaged:
        free_on = next_free_day(session, pairing.offer_id, without=pairing.id)
        listings.give_place_back(session, pairing.offer, free_on=free_on)
