"""An organization, complete and valid, with somebody of its own and somebody who verifies."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from market.organizations import service
from market.organizations.models import Organization
from market.permissions import SYSTEM, Actor, Office
from tests.factories import Market, credit_code


@pytest.fixture
def values() -> dict[str, Any]:
    """The values of a new organization, as its form gives them to the service."""
    return {
        "credit_code": credit_code("52"),
        "name": "Lotus Social Work Centre",
        "name_en": None,
        "legal_representative": "Li Ming",
        "registering_authority": "Civil affairs bureau",
        "registered_on": date(2018, 5, 1),
        "scope": "Care for older people.",
        "mission": "We visit older people who live alone.",
        "division_code": "440304004",
        "address": "1 Sample Road",
        "fields": ["social_service"],
        "groups": ["empty_nest"],
        "full_time_staff": 8,
        "licensed_social_workers": 3,
        "assessment_level": 4,
        "assessment_valid_until": date(2028, 12, 31),
        "charity_since": date(2020, 1, 1),
    }


@pytest.fixture
def lotus(session: Session, values: dict[str, Any]) -> Organization:
    """A verified organization with its first version."""
    organization = service.register(session, SYSTEM, values)
    service.verify(session, SYSTEM, organization)
    return organization


@pytest.fixture
def manager(market: Market, lotus: Organization) -> Actor:
    return market.actor(of=lotus)


@pytest.fixture
def verifier(market: Market) -> Actor:
    return market.actor(office=Office.VERIFIER)
