"""Which offices see how the district works, and who answers for it."""

from uuid import uuid4

import pytest

from market.oversight.permissions import (
    ANSWER_CARDS,
    DECLARE_EMERGENCY,
    END_EMERGENCY,
    RATIFY_EMERGENCY,
    SEE_OFFICES,
    SEE_TRAIL,
)
from market.pairings.permissions import CASE_OFFICES
from market.permissions import SYSTEM, Actor, Office, Permission


@pytest.mark.parametrize(
    ("permission", "offices"),
    [
        (SEE_TRAIL, {Office.AUDITOR}),
        (SEE_OFFICES, CASE_OFFICES | {Office.DUTY, Office.AUDITOR}),
        (ANSWER_CARDS, {Office.SUPERIOR}),
        (DECLARE_EMERGENCY, {Office.DUTY}),
        (RATIFY_EMERGENCY, {Office.SUPERIOR}),
        (END_EMERGENCY, {Office.DUTY, Office.SUPERIOR}),
    ],
    ids=lambda value: value.name if isinstance(value, Permission) else "",
)
def test_what_each_office_may_do_about_the_district(permission: Permission[None], offices: set[Office]) -> None:
    allowed = {office for office in Office if permission.allows(Actor(uuid4(), "", offices=frozenset({office})), None)}
    assert allowed == offices
    assert not permission.allows(SYSTEM, None)
