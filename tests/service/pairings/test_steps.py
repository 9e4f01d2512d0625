"""Submitting, checking and deciding: what each step demands, does and leaves behind."""

import pytest
from sqlalchemy import func, select

from market import audit, clock
from market.errors import Invalid, NotAllowed, NotPossible
from market.listings.models import ListingState, ResourceKind
from market.organizations.models import Standing
from market.packets.service import decide
from market.pairings import service
from market.pairings.models import PairingState as State
from market.pairings.permissions import past_of
from market.vocabularies import calendar


def open_names(session, actor, pairing) -> list[str]:
    """The steps that a page would offer."""
    return [step.name for step in service.open_steps(actor, pairing, past_of(session, actor, [pairing]))]


def test_a_private_pairing_goes_from_submission_to_confirmation(session, market, town) -> None:
    pairing = market.pairing()
    programme = pairing.shares[0].listing
    town.take(town.deliverer(pairing), pairing, "submit")
    assert pairing.submitted_at == clock.now()
    assert pairing.due_at == calendar.after(clock.now(), 3)
    town.decide(pairing)

    assert (pairing.state, pairing.decided_at) == (State.CONTRACTING, clock.now())
    assert (programme.reserved_fen, programme.remaining_fen) == (6_000_000, 44_000_000)
    assert pairing.offer.raised_fen == 10_000_000
    assert town.actions(pairing) == [
        "submit", "take_in", "declare_no_conflict", "pass_check", "declare_no_conflict", "confirm",
    ]  # fmt: skip
    assert audit.verify(session) == []


def test_public_money_is_approved_and_the_service_has_one_place_less(session, market, town) -> None:
    pairing = market.pairing(State.SUBMITTED, need=market.need())
    town.decide(pairing, "approve")
    assert pairing.state is State.PUBLIC_NOTICE
    assert pairing.offer.engaged == 1


def test_a_project_that_a_public_need_pays_for_lacks_nothing_more(session, market, town) -> None:
    project = market.project()
    town.decide(market.pairing(State.SUBMITTED, need=market.need(), offer=project), "approve")
    assert project.gap_fen == 0


def test_things_are_reserved_by_their_number(session, market, town) -> None:
    venue = market.resource(resource_kind=ResourceKind.VENUE, quantity=20)
    pairing = market.pairing(State.SUBMITTED, shares=[venue], budget_fen=4_000_000)
    town.decide(pairing)
    assert venue.reserved_quantity == 20


def test_the_same_money_is_not_given_twice(session, market, town) -> None:
    programme = market.programme(budget_fen=10_000_000)
    first, second = (market.pairing(State.SUBMITTED, shares=[programme]) for _ in range(2))
    town.decide(first)
    town.check(second)
    with pytest.raises(NotPossible, match="not that much money left"):
        town.take(town.rechecker, second, "confirm")
    assert (second.state, programme.remaining_fen) == (State.RECHECK, 4_000_000)


def test_one_gap_is_not_filled_twice(session, market, town) -> None:
    project = market.project()
    first, second = (market.pairing(State.SUBMITTED, offer=project) for _ in range(2))
    town.decide(first)
    town.check(second)
    with pytest.raises(NotPossible, match="lacks only 0 yuan"):
        town.take(town.rechecker, second, "confirm")


def test_a_service_without_a_free_place_is_not_engaged(session, market, town) -> None:
    service_listing = market.service(capacity=1)
    first, second = (market.pairing(State.SUBMITTED, need=market.need(), offer=service_listing) for _ in range(2))
    town.decide(first, "approve")
    town.check(second)
    with pytest.raises(NotPossible, match="no room"):
        town.take(town.approver, second, "approve")
    assert service_listing.engaged == 1


def test_whoever_became_seriously_dishonest_meanwhile_is_not_confirmed(session, market, town) -> None:
    pairing = market.pairing(State.RECHECK)
    market.confirm("standing")
    pairing.offer.organization.standing = Standing.SERIOUSLY_DISHONEST
    with pytest.raises(NotPossible, match="seriously dishonest"):
        town.take(town.rechecker, pairing, "confirm")


def test_a_need_that_closed_or_was_paused_meanwhile_can_still_be_met(session, market, town) -> None:
    need = market.need()
    pairing = market.pairing(State.APPROVAL, need=need)
    need.state, need.closes_on = ListingState.PAUSED, clock.today().replace(day=1)
    town.take(town.approver, pairing, "approve")
    assert pairing.state is State.PUBLIC_NOTICE


def test_a_programme_that_was_closed_meanwhile_gives_nothing(session, market, town) -> None:
    pairing = market.pairing(State.RECHECK)
    pairing.shares[0].listing.state = ListingState.CLOSED
    with pytest.raises(NotPossible, match="not on the market"):
        town.take(town.rechecker, pairing, "confirm")


@pytest.mark.parametrize(
    ("state", "who", "name"),
    [
        (State.FORMAL_CHECK, "intake", "send_back"),
        (State.FORMAL_CHECK, "intake", "refuse"),
        (State.RECHECK, "rechecker", "return_file"),
        (State.RECHECK, "rechecker", "reject"),
    ],
)
def test_whoever_stands_against_a_pairing_says_why(session, market, town, state, who, name) -> None:
    pairing = market.pairing(state)
    with pytest.raises(Invalid) as caught:
        town.take(getattr(town, who), pairing, name, note="  ")
    assert set(caught.value.problems) == {"note"}
    town.take(getattr(town, who), pairing, name, note="The budget is not broken down.")
    trail = audit.events_of(session, "pairing", pairing.id)
    assert [event.note for event in trail] == ["The budget is not broken down."]


@pytest.mark.parametrize(
    ("state", "who", "name"),
    [(State.FORMAL_CHECK, "intake", "pass_check"), (State.RECHECK, "rechecker", "confirm")],
)
def test_officials_declare_that_they_have_no_conflict_of_interest(session, market, town, state, who, name) -> None:
    pairing = market.pairing(state)
    with pytest.raises(Invalid) as caught:
        decide(session, getattr(town, who), pairing, name)
    assert set(caught.value.problems) == {"no_conflict"}
    assert pairing.state is state


def test_a_file_comes_back_twice_at_most(session, market, town) -> None:
    pairing = market.pairing(State.SUBMITTED)
    us = town.deliverer(pairing)
    for _round in range(2):
        town.take(town.intake, pairing, "take_in", "send_back")
        assert pairing.due_at == calendar.after(clock.now(), 5)
        town.take(us, pairing, "submit")
    town.take(town.intake, pairing, "take_in")
    assert open_names(session, town.intake, pairing) == ["pass_check", "refuse"]
    with pytest.raises(NotPossible, match="returned twice"):
        town.take(town.intake, pairing, "send_back")


@pytest.mark.parametrize(
    ("state", "deliverer", "funder"),
    [
        (State.INTEREST, ["withdraw"], ["decline"]),
        (State.MUTUAL, ["submit", "withdraw"], ["submit", "withdraw"]),
        (State.SUBMITTED, ["withdraw"], ["withdraw"]),
        (State.RECHECK, ["withdraw"], ["withdraw"]),
        (State.CORRECTION, ["submit", "withdraw"], ["submit", "withdraw"]),
        (State.CONTRACTING, ["refuse_to_sign"], ["refuse_to_sign"]),
    ],
)
def test_each_side_is_offered_its_own_steps(session, market, town, state, deliverer, funder) -> None:
    pairing = market.pairing(state)
    assert open_names(session, town.deliverer(pairing), pairing) == deliverer
    assert open_names(session, town.funder(pairing), pairing) == funder


def test_submitting_is_offered_only_when_nothing_stands_against_it(session, market, town) -> None:
    pairing = market.pairing(agreed=False)
    assert open_names(session, town.funder(pairing), pairing) == ["agree", "withdraw"]


def test_nobody_else_takes_a_step(session, market, town) -> None:
    pairing = market.pairing(State.SUBMITTED)
    for actor, name in (
        (market.actor(), "withdraw"),
        (town.approver, "take_in"),
        (town.intake, "withdraw"),
        (town.deliverer(pairing), "take_in"),
    ):
        with pytest.raises(NotAllowed):
            town.take(actor, pairing, name)


def test_a_step_out_of_turn_is_refused_in_words(session, market, town) -> None:
    pairing = market.pairing(State.CONTRACTING)
    with pytest.raises(NotPossible, match="moved on"):
        town.take(town.rechecker, pairing, "confirm")
    assert session.scalar(select(func.count()).select_from(audit.AuditEvent)) == 0
