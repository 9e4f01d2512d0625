"""Acts that move no case are held to the same separation of duties as steps."""

import pytest

from market import audit
from market.errors import NotAllowed
from market.pairings.duties import Duty, Role
from market.pairings.models import PairingState
from market.pairings.permissions import past_of
from market.pairings.service.duty import has_duty, require_duty
from tests.town import Town


def asked(session, actor, pairing, role: Role, duty: Duty) -> bool:
    """What a page asks before it offers something."""
    return has_duty(actor, pairing, past_of(session, actor, [pairing]), role, duty)


def test_whoever_has_the_office_and_no_excluding_past_may_act(session, market, town: Town) -> None:
    pairing = market.pairing(PairingState.ACTIVE, need=market.need())

    assert Role.FINANCE in require_duty(session, town.finance, pairing, Role.FINANCE, Duty.FINANCE).roles
    assert asked(session, town.finance, pairing, Role.FINANCE, Duty.FINANCE)
    assert not asked(session, town.finance, pairing, Role.ACCEPTANCE, Duty.ACCEPTANCE)
    with pytest.raises(NotAllowed, match="others"):
        require_duty(session, town.finance, pairing, Role.ACCEPTANCE, Duty.ACCEPTANCE)


def test_what_somebody_did_under_another_duty_keeps_them_out(session, market, town: Town) -> None:
    pairing = market.pairing(PairingState.ACTIVE, need=market.need())
    audit.record(session, town.finance, "pass_check", pairing)

    assert not asked(session, town.finance, pairing, Role.FINANCE, Duty.FINANCE)
    with pytest.raises(NotAllowed, match="earlier step"):
        require_duty(session, town.finance, pairing, Role.FINANCE, Duty.FINANCE)


def test_a_side_that_paid_is_not_kept_from_accepting(session, market) -> None:
    pairing = market.pairing(PairingState.ACTIVE)
    funder = market.actor(of=pairing.shares[0].listing)
    for act in ("transfer", "withhold", "confirm_milestone", "send_back_report", "side_close_account"):
        audit.record(session, funder, act, pairing)

    assert Role.PAYER in require_duty(session, funder, pairing, Role.PAYER, Duty.SIDE).roles
