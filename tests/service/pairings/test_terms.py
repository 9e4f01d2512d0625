"""Agreeing on terms: who agreed to what, what voids it, and whether it adds up."""

import pytest

from market.errors import Conflict, Invalid, NotAllowed, NotPossible
from market.listings.models import FundingSource, ResourceKind
from market.pairings import service
from market.pairings.models import PairingState, Track


def change(town, actor, pairing, **values) -> None:
    """Change some of the terms and leave the rest."""
    amounts = {share.listing_id: share.amount_fen or share.quantity for share in pairing.shares}
    given = {"budget_fen": pairing.budget_fen, "own_fen": pairing.own_fen, "terms": pairing.terms, "amounts": amounts}
    service.change_terms(town.session, actor, pairing, **(given | values))


def said(pairing) -> str:
    """What stands against submitting."""
    return " ".join(str(problem) for problem in service.problems(pairing))


@pytest.fixture
def opened(session, market, town):
    """A pairing in which the project's side has expressed interest."""
    project, programme = market.project(), market.programme()
    return service.open_pairing(session, market.actor(of=project), project, programme)


def test_when_the_other_side_agrees_both_have_met(town, opened) -> None:
    town.take(town.funder(opened), opened, "agree")
    assert opened.state is PairingState.MUTUAL
    assert town.actions(opened) == ["open", "express_interest", "agree", "meet"]
    assert town.details(opened, "agree")["terms"]["versions"] == [
        [str(opened.offer_id), 1],
        [str(opened.shares[0].listing_id), 1],
    ]


def test_whoever_agreed_has_nothing_more_to_agree_to(town, opened) -> None:
    with pytest.raises(NotPossible, match="agreed to these terms already"):
        town.take(town.deliverer(opened), opened, "agree")


def test_new_terms_void_the_consent_of_all_others(town, opened) -> None:
    town.take(town.funder(opened), opened, "agree")
    change(town, town.deliverer(opened), opened, terms="Twice a week.")
    assert "Not everybody has agreed" in said(opened)
    with pytest.raises(NotPossible, match="Not everybody"):
        town.take(town.deliverer(opened), opened, "submit")
    town.take(town.funder(opened), opened, "agree", "submit")
    assert opened.state is PairingState.SUBMITTED


def test_terms_that_the_other_side_proposed_can_be_agreed_to_by_the_side_that_spoke_first(town, opened) -> None:
    change(town, town.funder(opened), opened, terms="Once a month.")
    assert opened.state is PairingState.INTEREST
    town.take(town.deliverer(opened), opened, "agree")
    assert opened.state is PairingState.MUTUAL


def test_terms_that_stay_the_same_leave_no_trace_and_void_nothing(town, opened) -> None:
    before = town.actions(opened)
    change(town, town.funder(opened), opened)
    assert town.actions(opened) == before
    assert opened.terms_number == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [({"budget_fen": 0}, "budget_fen"), ({"own_fen": 4_000_001}, "own_fen"), ({"own_fen": -1}, "own_fen")],
)
def test_amounts_out_of_bounds_are_refused_at_their_field(town, opened, values, field) -> None:
    with pytest.raises(Invalid) as caught:
        change(town, town.deliverer(opened), opened, **values)
    assert set(caught.value.problems) == {field}


@pytest.mark.parametrize(
    ("amount", "said"),
    [(None, "Say how much"), (0, "Say how much"), (999_999, "below its smallest"), (10_000_001, "above its largest")],
)
def test_a_share_outside_the_funders_band_is_refused_at_its_field(town, opened, amount, said) -> None:
    listing_id = opened.shares[0].listing_id
    with pytest.raises(Invalid) as caught:
        change(town, town.deliverer(opened), opened, amounts={listing_id: amount} if amount is not None else {})
    assert said in str(caught.value.problems[f"share-{listing_id}"])


@pytest.mark.parametrize(("amount", "words"), [(5_000_000, "10,000 yuan are still"), (7_000_000, "exceed the budget")])
def test_amounts_have_to_add_up_before_a_pairing_is_submitted(town, opened, amount, words) -> None:
    change(town, town.deliverer(opened), opened, amounts={opened.shares[0].listing_id: amount})
    town.take(town.funder(opened), opened, "agree")
    assert words in said(opened)
    with pytest.raises(NotPossible):
        town.take(town.deliverer(opened), opened, "submit")


def test_several_funders_close_one_gap_together(session, market, town, opened) -> None:
    other = market.resource(resource_kind=ResourceKind.MONEY, amount_fen=3_000_000, quantity=None)
    us = town.deliverer(opened)
    change(town, us, opened, amounts={opened.shares[0].listing_id: 4_000_000})
    share = service.add_share(session, us, opened, other)
    assert share.amount_fen == 2_000_000
    assert len(opened.parties) == 3
    town.take(town.funder(opened), opened, "agree")
    assert opened.state is PairingState.INTEREST
    town.take(market.actor(of=other), opened, "agree")
    assert opened.state is PairingState.MUTUAL
    town.take(us, opened, "submit")


def test_a_funder_that_is_taken_out_is_no_party_any_more(session, market, town, opened) -> None:
    other = market.programme()
    us, them = town.deliverer(opened), market.actor(of=other)
    service.add_share(session, us, opened, other)
    service.remove_share(session, us, opened, other.id)
    session.flush()
    assert len(opened.parties) == 2
    with pytest.raises(NotAllowed):
        town.take(them, opened, "agree")


def test_the_last_share_of_a_pairing_without_a_need_stays(session, town, opened) -> None:
    with pytest.raises(NotPossible, match="nothing is left to pair"):
        service.remove_share(session, town.deliverer(opened), opened, opened.shares[0].listing_id)


def test_funding_that_a_hard_condition_rules_out_cannot_join(session, market, town, opened) -> None:
    far = market.programme(tags={"places": ("440304001",)})
    with pytest.raises(NotPossible, match="places do not overlap"):
        service.add_share(session, town.deliverer(opened), opened, far)


def test_a_need_served_by_a_service_can_be_funded_by_a_programme(session, market, town) -> None:
    need = market.need(funding_source=FundingSource.SEEKING_FUNDS)
    pairing = service.open_pairing(session, market.actor(of=need), need, market.service())
    service.add_share(session, town.deliverer(pairing), pairing, market.programme())
    assert (pairing.track, service.missing_fen(pairing)) == (Track.GRANT, 0)


def test_the_track_follows_the_money(session, market, town, opened) -> None:
    public = market.programme(organization=market.organization("11"))
    service.add_share(session, town.deliverer(opened), opened, public)
    assert opened.track is Track.SPECIAL_FUND
    service.remove_share(session, town.deliverer(opened), opened, public.id)
    assert opened.track is Track.GRANT


def test_a_listing_that_is_changed_has_to_be_agreed_to_again(session, town, opened) -> None:
    town.take(town.funder(opened), opened, "agree")
    opened.offer.version_number = 2
    assert "A listing was changed" in said(opened)
    town.take(town.funder(opened), opened, "agree")
    assert opened.offer_version == 2
    assert "Not everybody" in said(opened)


def test_nobody_from_outside_changes_the_terms(market, town, opened) -> None:
    for stranger in (market.actor(), town.intake, town.approver):
        with pytest.raises(NotAllowed):
            change(town, stranger, opened, terms="Mine.")


def test_terms_are_fixed_once_they_are_submitted(market, town) -> None:
    pairing = market.pairing(PairingState.SUBMITTED)
    with pytest.raises(NotPossible, match="fixed"):
        change(town, town.deliverer(pairing), pairing, terms="Later.")


def test_whoever_typed_on_an_old_page_is_told(session, town, opened) -> None:
    seen = service.stamp(opened)
    change(town, town.funder(opened), opened, terms="Ours.")
    with pytest.raises(Conflict):
        change(town, town.deliverer(opened), opened, terms="Ours, too.", seen=seen)
    with pytest.raises(Conflict):
        service.take_step(session, town.deliverer(opened), opened, "agree", seen=seen)
    assert opened.terms == "Ours."
