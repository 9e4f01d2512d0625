"""Opening a pairing: who may, with what, and what becomes of it."""

import pytest
from sqlalchemy import select

from market.errors import Conflict, NotAllowed, NotPossible
from market.listings.models import FundingSource, ListingState, ResourceKind
from market.organizations.models import RelatedParty, Relation, Standing
from market.pairings import service
from market.pairings.models import Pairing, PairingState, PartyRole, Track


def test_interest_in_a_programme_opens_a_pairing_with_what_the_project_lacks(session, market, town) -> None:
    project, programme = market.project(), market.programme()

    pairing = service.open_pairing(session, market.actor(of=project), project, programme, "We would fit.")

    assert pairing.state is PairingState.INTEREST
    assert pairing.due_at is not None
    assert (pairing.budget_fen, pairing.own_fen) == (10_000_000, 4_000_000)
    assert [share.amount_fen for share in pairing.shares] == [6_000_000]
    assert pairing.track is Track.GRANT
    assert {party.role: party.agreed_terms for party in pairing.parties} == {
        PartyRole.DELIVERY: 1,
        PartyRole.FUNDING: 0,
    }
    assert town.actions(pairing) == ["open", "express_interest"]


@pytest.mark.parametrize(
    ("source", "track", "own"),
    [
        (FundingSource.FISCAL, Track.PURCHASE, 10_000_000),
        (FundingSource.SPECIAL_FUND, Track.SPECIAL_FUND, 10_000_000),
        (FundingSource.SEEKING_FUNDS, Track.GRANT, 0),
    ],
)
def test_a_need_brings_its_public_money_and_with_it_the_track(session, market, source, track, own) -> None:
    need, offer = market.need(funding_source=source), market.service()
    pairing = service.open_pairing(session, market.actor(of=need), need, offer)
    assert (pairing.track, pairing.own_fen) == (track, own)


def test_a_project_brings_what_it_raised_to_a_need_that_still_seeks_funds(session, market) -> None:
    need, project = market.need(funding_source=FundingSource.SEEKING_FUNDS), market.project()
    pairing = service.open_pairing(session, market.actor(of=project), project, need)
    assert service.missing_fen(pairing) == 6_000_000


@pytest.mark.parametrize(
    ("kind", "prefix", "track"),
    [(ResourceKind.VENUE, "91", Track.ENTERPRISE), (ResourceKind.VENUE, "11", Track.SPECIAL_FUND)],
)
def test_a_venue_brings_sessions_and_no_money(session, market, kind, prefix, track) -> None:
    project = market.project()
    venue = market.resource(resource_kind=kind, organization=market.organization(prefix), reserved_quantity=8)
    pairing = service.open_pairing(session, market.actor(of=venue), venue, project)
    assert [(share.amount_fen, share.quantity) for share in pairing.shares] == [(None, 12)]
    assert (pairing.budget_fen, pairing.track) == (0, track)


def test_nobody_speaks_for_a_listing_of_others(session, market) -> None:
    project, programme = market.project(), market.programme()
    with pytest.raises(NotAllowed):
        service.open_pairing(session, market.actor(of=programme), project, programme)


@pytest.mark.parametrize("state", [ListingState.DRAFT, ListingState.PAUSED, ListingState.CLOSED])
def test_only_what_is_on_the_market_is_paired(session, market, state) -> None:
    project, programme = market.project(), market.programme(state=state)
    with pytest.raises(NotPossible, match="not on the market"):
        service.open_pairing(session, market.actor(of=project), project, programme)


def test_a_need_and_a_programme_lack_somebody_who_delivers(session, market) -> None:
    need, programme = market.need(), market.programme()
    with pytest.raises(NotPossible, match="somebody who delivers"):
        service.open_pairing(session, market.actor(of=need), need, programme)


def test_two_projects_have_nothing_to_ask_of_each_other(session, market) -> None:
    one, other = market.project(), market.project()
    with pytest.raises(NotPossible, match="neither asks"):
        service.open_pairing(session, market.actor(of=one), one, other)


def test_a_place_that_does_not_overlap_rules_a_pairing_out(session, market) -> None:
    project = market.project(tags={"places": ("440304004",)})
    programme = market.programme(tags={"places": ("440304001",)})
    with pytest.raises(NotPossible, match="places do not overlap"):
        service.open_pairing(session, market.actor(of=project), project, programme)
    assert session.scalars(select(Pairing)).all() == []


def test_the_seriously_dishonest_are_ruled_out(session, market) -> None:
    market.confirm("standing")
    project = market.project(organization=market.organization(standing=Standing.SERIOUSLY_DISHONEST))
    programme = market.programme()
    with pytest.raises(NotPossible, match="seriously dishonest"):
        service.open_pairing(session, market.actor(of=programme), programme, project)


def test_a_founder_behind_both_sides_is_a_conflict_of_interest(session, market) -> None:
    founder = {"name": "Wang Fang", "relation": Relation.FOUNDER}
    project = market.project(organization=market.organization(related_parties=[RelatedParty(**founder)]))
    programme = market.programme(organization=market.organization("53", related_parties=[RelatedParty(**founder)]))
    with pytest.raises(NotPossible, match="conflict of interest"):
        service.open_pairing(session, market.actor(of=project), project, programme)


def test_the_same_two_are_not_paired_twice_at_a_time(session, market, town) -> None:
    project, programme = market.project(), market.programme()
    ours, theirs = market.actor(of=project), market.actor(of=programme)
    first = service.open_pairing(session, ours, project, programme)
    with pytest.raises(Conflict):
        service.open_pairing(session, theirs, programme, project)

    town.take(theirs, first, "decline")
    second = service.open_pairing(session, theirs, programme, project)
    assert second.number != first.number


def test_one_project_is_paired_with_two_programmes_at_a_time(session, market) -> None:
    project = market.project()
    ours = market.actor(of=project)
    numbers = {service.open_pairing(session, ours, project, market.programme()).number for _ in range(2)}
    assert len(numbers) == 2
