"""Acts that move no case are held to the same separation of duties as steps."""

from dataclasses import replace

import pytest

from market import audit
from market.errors import NotAllowed
from market.pairings.duties import Duty, Role
from market.pairings.models import PairingState
from market.pairings.permissions import past_of
from market.pairings.service.duty import has_duty, is_free, require_duty, require_free
from market.permissions import Office
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


@pytest.mark.parametrize(("act", "free"), [("pass_check", False), ("transfer", True), ("", True)])
def test_whoever_handled_a_case_is_not_free_to_speak_for_a_side(session, market, act, free) -> None:
    pairing = market.pairing(PairingState.ACTIVE)
    actor = market.actor(of=pairing.offer)
    other = market.pairing(PairingState.ACTIVE)
    audit.record(session, actor, "pass_check", other)
    if act:
        audit.record(session, actor, act, pairing)

    assert is_free(session, actor, pairing, Duty.SIDE) is free
    if free:
        require_free(session, actor, pairing, Duty.SIDE)
    else:
        with pytest.raises(NotAllowed, match="earlier step"):
            require_free(session, actor, pairing, Duty.SIDE)


def test_people_act_in_their_own_name_before_anybody_elses(session, market, town: Town) -> None:
    pairing = market.pairing(PairingState.ACTIVE, need=market.need())
    lent = {Office.FINANCE: town.finance.person_id}
    own = market.actor(office=Office.ACCEPTANCE)
    both = replace(own, offices=own.offices | {Office.FINANCE}, delegated=lent)

    assert require_duty(session, both, pairing, Role.ACCEPTANCE, Duty.ACCEPTANCE).on_behalf_of is None
    assert require_duty(session, both, pairing, Role.FINANCE, Duty.FINANCE).on_behalf_of == town.finance.person_id
    assert asked(session, both, pairing, Role.FINANCE, Duty.FINANCE)
    audit.record(session, town.finance, "pass_check", pairing)
    assert not asked(session, both, pairing, Role.FINANCE, Duty.FINANCE)
    assert asked(session, both, pairing, Role.ACCEPTANCE, Duty.ACCEPTANCE)
