"""An organization that waits for its verification."""

import pytest

from market.organizations.models import Organization, VerificationState
from tests.factories import Market


@pytest.fixture
def awaiting(market: Market) -> Organization:
    return market.organization(verification=VerificationState.AWAITING, verified_at=None, version_number=0)
