"""What the reader of a page may do about a delivery now: the same rules as the services', asked without acting."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.delivery import queries
from market.delivery.permissions import RATE_COOPERATION, RECORD_OUTCOME, RECORD_PUBLICATION
from market.pairings.duties import Duty, Role
from market.pairings.models import Pairing
from market.pairings.models import PairingState as State
from market.pairings.permissions import past_of
from market.pairings.service import has_duty
from market.permissions import Actor


@dataclass(frozen=True)
class Doors:
    """Whether each page is worth showing to this reader."""

    writes: bool = False
    hands_in: bool = False
    checks: bool = False
    asks_for_money: bool = False
    is_treasurer: bool = False
    hands_in_reports: bool = False
    reads_reports: bool = False
    stops: bool = False
    resumes: bool = False
    asks_for_acceptance: bool = False
    judges: bool = False
    supplements: bool = False
    publishes: bool = False
    rates_delivery: bool = False
    rates_cooperation: bool = False


AT_WORK = (State.ACTIVE, State.RECTIFICATION)
ENDED = (State.CLOSED, State.TERMINATED)


def doors_of(session: Session, actor: Actor, pairing: Pairing) -> Doors:
    """What this person may do in the pairing's present state."""
    past, state = past_of(session, actor, [pairing]), pairing.state

    def may(role: Role, duty: Duty) -> bool:
        return has_duty(actor, pairing, past, role, duty)

    public, side, delivers = pairing.track.is_public, may(Role.PARTY, Duty.SIDE), may(Role.DELIVERER, Duty.SIDE)
    pays = may(Role.PAYER, Duty.SIDE)
    follows = may(Role.PROJECT_OFFICER, Duty.SUPERVISION) if public else pays
    judges = may(Role.ACCEPTANCE, Duty.ACCEPTANCE) if public else pays
    ended = state in ENDED
    return Doors(
        writes=side and state is State.CONTRACTING,
        hands_in=delivers and state in AT_WORK,
        checks=follows and state in AT_WORK,
        asks_for_money=delivers and state in (*AT_WORK, State.ACCEPTANCE, State.CLOSED),
        is_treasurer=may(Role.FINANCE, Duty.FINANCE) if public else side,
        hands_in_reports=delivers and state in (*AT_WORK, State.SUSPENDED, State.ACCEPTANCE, *ENDED),
        reads_reports=follows,
        stops=follows and state in (State.ACTIVE, State.SUSPENDED, State.RECTIFICATION),
        resumes=follows and state is State.SUSPENDED,
        asks_for_acceptance=delivers and state in AT_WORK,
        judges=judges and state is State.ACCEPTANCE,
        supplements=side and state is State.ACTIVE,
        publishes=RECORD_PUBLICATION.allows(actor, pairing),
        rates_delivery=ended and RECORD_OUTCOME.allows(actor, pairing),
        rates_cooperation=ended
        and RATE_COOPERATION.allows(actor, pairing)
        and queries.find_cooperation(session, pairing.id) is None,
    )
