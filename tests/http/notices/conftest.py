"""A notice that runs, and what a stranger types into the form of an objection."""

import pytest

from market.notices import queries
from market.notices.models import Notice
from market.pairings.models import PairingState

TYPED = {
    "name": "Wang Fang",
    "contact": "138 0013 8000",
    "speaks_for": "Neighbours of Block 3",
    "statement": "The provider has no licensed social workers at all.",
    "evidence": "The register of 1 March.",
}


@pytest.fixture
def notice(session, market, town) -> Notice:
    pairing = market.pairing(PairingState.APPROVAL, need=market.need(title="Weekly visits"))
    town.take(town.approver, pairing, "approve")
    found = queries.find_notice(session, pairing.id)
    assert found is not None
    return found
