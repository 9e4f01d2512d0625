"""Whoever is on the list of abnormal operation waits: nothing is decided until the organization is taken off."""

import pytest
from sqlalchemy.orm import Session

from market.errors import NotPossible
from market.organizations.models import Standing
from market.pairings.models import PairingState as State
from market.permissions import Office
from market.rules import service as rules
from tests.factories import Market
from tests.town import Town


@pytest.mark.parametrize(("state", "yes"), [(State.RECHECK, "confirm"), (State.APPROVAL, "approve")])
def test_a_decision_waits_for_the_abnormal_to_be_cleared(town: Town, market: Market, state: State, yes: str) -> None:
    market.confirm("standing")
    need = market.need(budget_fen=10_000_000) if state is State.APPROVAL else None
    pairing = market.pairing(state, need=need)
    official = town.approver if need else town.rechecker
    provider = pairing.offer.organization
    provider.standing = Standing.ABNORMAL
    with pytest.raises(NotPossible, match="abnormal operation"):
        town.take(official, pairing, yes)
    assert pairing.state is state
    provider.standing = Standing.NORMAL
    if need:
        town.freeze(pairing)
    town.take(official, pairing, yes)
    assert pairing.state in {State.PUBLIC_NOTICE, State.CONTRACTING}


def test_it_may_still_be_sent_back_or_refused_meanwhile(town: Town, market: Market) -> None:
    pairing = market.pairing(State.RECHECK)
    pairing.offer.organization.standing = Standing.ABNORMAL
    town.take(town.rechecker, pairing, "reject")
    assert pairing.state is State.REJECTED


def test_nothing_waits_once_nobody_answers_for_that_rule(town: Town, session: Session, market: Market) -> None:
    market.confirm("standing")
    pairing = market.pairing(State.RECHECK)
    pairing.offer.organization.standing = Standing.ABNORMAL
    rules.withdraw(session, market.actor(office=Office.APPROVER), "standing", 1, "The list was abolished.")
    town.take(town.rechecker, pairing, "confirm")
    assert pairing.state is State.CONTRACTING
