"""Who sees what of a review and when; on panels that no database knows."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from market.listings.models import Project
from market.pairings.models import Pairing, Party, PartyRole
from market.pairings.permissions import CASE_OFFICES
from market.permissions import SYSTEM, VISITOR, Actor, Office
from market.reviews.models import Panel, Review, Seat, SeatState
from market.reviews.permissions import (
    OPEN_REVIEWS,
    READ_RESULT,
    READ_SHEET,
    names_visible_to,
    scores_visible_to,
    sits,
)

WHEN = datetime(2026, 3, 11, tzinfo=UTC)
SIDE = uuid4()
FIRST, SECOND, GONE, CALLED = (uuid4() for _ in range(4))


def panel_of(*, opened: bool = False, concluded: bool = False, decided: bool = False) -> Panel:
    """Two who sit (the second has a draft only), one who left after handing in, one who has not answered."""
    pairing = Pairing(
        offer=Project(organization_id=SIDE),
        submitted_at=WHEN,
        decided_at=WHEN if decided else None,
        parties=[Party(organization_id=SIDE, role=PartyRole.DELIVERY)],
    )
    seats = [
        seat(FIRST, SeatState.SITTING, WHEN),
        seat(SECOND, SeatState.SITTING, None),
        seat(GONE, SeatState.OUT, WHEN),
        seat(CALLED, SeatState.CALLED),
    ]
    return Panel(
        pairing=pairing, seats=seats, opened_at=WHEN if opened else None, concluded_at=WHEN if concluded else None
    )


def seat(person_id: UUID, state: SeatState, *submitted: datetime | None) -> Seat:
    own = uuid4()
    reviews = [Review(seat_id=UUID(str(own)), round=1, submitted_at=moment) for moment in submitted]
    return Seat(id=own, person_id=person_id, state=state, reviews=reviews)


def expert(person_id: UUID) -> Actor:
    return Actor(person_id, "Li", offices=frozenset({Office.EXPERT}))


def official(office: Office, *organization_ids: UUID) -> Actor:
    return Actor(uuid4(), "Wang", frozenset(organization_ids), offices=frozenset({office}))


MEMBER = Actor(uuid4(), "Zhang", frozenset({SIDE}))
STRANGER = Actor(uuid4(), "Zhao")
AUDITOR, SUPERIOR, CLERK = official(Office.AUDITOR), official(Office.SUPERIOR), official(Office.INTAKE)
AUDITING_MEMBER, LEADING_MEMBER = official(Office.AUDITOR, SIDE), official(Office.SUPERIOR, SIDE)


def seen(actor: Actor, panel: Panel) -> list[UUID]:
    """Whose reviews somebody reads, by seat."""
    return [review.seat.person_id for review in scores_visible_to(actor, panel)]


@pytest.mark.parametrize(
    ("actor", "running", "opened", "concluded"),
    [
        (expert(FIRST), [FIRST], [FIRST, GONE], [FIRST]),
        (expert(SECOND), [SECOND], [FIRST, SECOND, GONE], [SECOND]),
        (expert(GONE), [GONE], [GONE], [GONE]),
        (expert(CALLED), [], [], []),
        (expert(uuid4()), [], [], []),
        (CLERK, [], [], [FIRST, GONE]),
        (AUDITOR, [], [], [FIRST, GONE]),
        (SYSTEM, [], [], [FIRST, GONE]),
        (AUDITING_MEMBER, [], [], []),
        (MEMBER, [], [], []),
        (STRANGER, [], [], []),
        (VISITOR, [], [], []),
    ],
)
def test_reviews_are_read_by_their_authors_then_by_the_panel_then_by_the_district(
    actor: Actor, running: list[UUID], opened: list[UUID], concluded: list[UUID]
) -> None:
    assert seen(actor, panel_of()) == running
    assert seen(actor, panel_of(opened=True)) == opened
    assert seen(actor, panel_of(concluded=True)) == concluded


def test_the_panel_that_conferred_goes_on_reading_what_it_compared() -> None:
    assert seen(expert(FIRST), panel_of(opened=True, concluded=True)) == [FIRST, GONE]


def test_only_who_declared_and_did_not_leave_sits_and_whoever_was_called_reads_the_sheet() -> None:
    panel = panel_of()
    assert [sits(expert(who), panel) for who in (FIRST, SECOND, GONE, CALLED, uuid4())] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert all(READ_SHEET.allows(expert(who), panel) for who in (FIRST, SECOND, GONE, CALLED))
    assert not any(READ_SHEET.allows(actor, panel) for actor in (expert(uuid4()), CLERK, MEMBER, AUDITOR, STRANGER))


@pytest.mark.parametrize(
    ("actor", "running", "concluded", "decided"),
    [
        (CLERK, True, True, True),
        (AUDITOR, True, True, True),
        (AUDITING_MEMBER, False, False, True),
        (MEMBER, False, False, True),
        (STRANGER, False, False, False),
        (expert(FIRST), False, False, False),
    ],
)
def test_what_came_of_it_is_told_to_the_sides_once_the_decision_is_made(
    actor: Actor, running: bool, concluded: bool, decided: bool
) -> None:
    assert READ_RESULT.allows(actor, panel_of()) is running
    assert READ_RESULT.allows(actor, panel_of(concluded=True)) is concluded
    assert READ_RESULT.allows(actor, panel_of(concluded=True, decided=True)) is decided


def test_a_decision_without_a_concluded_review_tells_the_sides_nothing() -> None:
    assert not READ_RESULT.allows(MEMBER, panel_of(decided=True))


@pytest.mark.parametrize(
    ("actor", "running", "concluded", "decided"),
    [
        (AUDITOR, True, True, True),
        (SUPERIOR, True, True, True),
        (SYSTEM, True, True, True),
        (CLERK, False, True, True),
        (MEMBER, False, False, True),
        (AUDITING_MEMBER, False, False, True),
        (LEADING_MEMBER, False, False, True),
        (STRANGER, False, False, False),
        (VISITOR, False, False, False),
        (expert(FIRST), False, False, False),
    ],
)
def test_the_experts_names_are_known_when_nobody_can_press_them_any_more(
    actor: Actor, running: bool, concluded: bool, decided: bool
) -> None:
    assert names_visible_to(actor, panel_of()) is running
    assert names_visible_to(actor, panel_of(concluded=True)) is concluded
    assert names_visible_to(actor, panel_of(concluded=True, decided=True)) is decided


def test_experts_auditors_and_the_offices_of_a_case_open_the_page_of_reviews() -> None:
    assert {office for office in Office if OPEN_REVIEWS.allows(official(office), None)} == (
        CASE_OFFICES | {Office.EXPERT, Office.AUDITOR}
    )
    assert not OPEN_REVIEWS.allows(MEMBER, None)
