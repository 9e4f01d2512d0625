"""Who says what about the delivery of a pairing; on pairings that no database knows."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from market.delivery.models import CreditEvent
from market.delivery.permissions import (
    COMMENT_ON_CREDIT,
    RATE_COOPERATION,
    READ_EVIDENCE,
    RECORD_OUTCOME,
    RECORD_PUBLICATION,
)
from market.listings.models import Project
from market.pairings.models import Pairing, Party, PartyRole, Track
from market.permissions import SYSTEM, VISITOR, Actor, Office

NEED, DELIVERY, FUNDING = (uuid4() for _ in range(3))
ROLES = {NEED: PartyRole.NEED, DELIVERY: PartyRole.DELIVERY, FUNDING: PartyRole.FUNDING}


def pairing_of(track: Track) -> Pairing:
    return Pairing(
        offer=Project(organization_id=DELIVERY),
        track=track,
        submitted_at=datetime(2026, 3, 11, tzinfo=UTC),
        parties=[Party(organization_id=one, role=role) for one, role in ROLES.items()],
    )


def member_of(*organization_ids: UUID, office: Office | None = None) -> Actor:
    return Actor(uuid4(), "Li", frozenset(organization_ids), offices=frozenset({office} if office else ()))


@pytest.mark.parametrize(
    ("actor", "outcome", "cooperation", "evidence"),
    [
        (member_of(NEED), True, False, True),
        (member_of(FUNDING), True, False, True),
        (member_of(DELIVERY), False, True, True),
        (member_of(NEED, DELIVERY), False, False, True),
        (member_of(FUNDING, DELIVERY), False, False, True),
        (member_of(uuid4()), False, False, False),
        (member_of(DELIVERY, uuid4()), False, True, True),
        (member_of(office=Office.PROJECT_OFFICER), False, False, True),
        (member_of(office=Office.DUTY), False, False, False),
        (SYSTEM, False, False, False),
        (VISITOR, False, False, False),
    ],
)
def test_nobody_rates_their_own_work_and_the_district_reads_the_evidence(
    actor: Actor, outcome: bool, cooperation: bool, evidence: bool
) -> None:
    pairing = pairing_of(Track.PURCHASE)
    assert RECORD_OUTCOME.allows(actor, pairing) is outcome
    assert RATE_COOPERATION.allows(actor, pairing) is cooperation
    assert READ_EVIDENCE.allows(actor, pairing) is evidence


@pytest.mark.parametrize(
    ("actor", "public", "private"),
    [
        (member_of(NEED), True, True),
        (member_of(FUNDING), False, True),
        (member_of(DELIVERY), False, True),
        (member_of(NEED, DELIVERY, office=Office.PROJECT_OFFICER), True, True),
        (member_of(DELIVERY, office=Office.PROJECT_OFFICER), False, True),
        (member_of(office=Office.PROJECT_OFFICER), True, False),
        (member_of(office=Office.ACCEPTANCE), False, False),
        (member_of(uuid4()), False, False),
        (SYSTEM, False, False),
    ],
)
def test_public_contracts_are_announced_by_who_asked_or_follows_them_private_ones_by_any_side(
    actor: Actor, public: bool, private: bool
) -> None:
    for track in Track:
        expected = public if track.is_public else private
        assert RECORD_PUBLICATION.allows(actor, pairing_of(track)) is expected, track


def test_an_organization_comments_on_its_own_record_only() -> None:
    event = CreditEvent(organization_id=DELIVERY)
    assert COMMENT_ON_CREDIT.allows(member_of(DELIVERY), event)
    assert not COMMENT_ON_CREDIT.allows(member_of(NEED), event)
    assert not COMMENT_ON_CREDIT.allows(SYSTEM, event)
