"""The money of a pairing to the fen: whose it is, what a share begins with and may bring, and what is missing."""

from typing import Any

import pytest

from market.listings.models import FundingSource, Listing, ResourceKind
from market.pairings.models import FundingShare, Pairing, PairingState, Track
from market.pairings.service import money
from tests.factories import Market


def cash(market: Market, **values: Any) -> Listing:
    """Money of an enterprise that is no programme: 30,000 yuan."""
    given = {"resource_kind": ResourceKind.MONEY, "quantity": None, "amount_fen": 3_000_000} | values
    found: Listing = market.resource(**given)
    return found


def things(market: Market, **values: Any) -> Listing:
    """A venue for twenty sessions, five of which nobody was promised yet."""
    found: Listing = market.resource(**{"quantity": 20, "reserved_quantity": 15} | values)
    return found


class TestTrack:
    """Whose money it is says who decides."""

    @pytest.mark.parametrize(
        ("source", "track"),
        [(FundingSource.FISCAL, Track.PURCHASE), (FundingSource.SPECIAL_FUND, Track.SPECIAL_FUND)],
    )
    def test_one_fen_of_the_public_budget_makes_it_public(self, market, source, track) -> None:
        pairing = market.pairing(need=market.need(funding_source=source), shares=[cash(market)])
        for own, expected in ((1, track), (0, Track.ENTERPRISE)):
            pairing.own_fen = own
            assert money.track_of(pairing) is expected

    def test_a_need_that_seeks_funds_has_no_public_money_whatever_was_entered(self, market) -> None:
        need = market.need(funding_source=FundingSource.SEEKING_FUNDS)
        assert money.track_of(market.pairing(need=need, own_fen=5)) is Track.GRANT

    @pytest.mark.parametrize("prefix", ["11", "12"])
    def test_one_public_funder_among_others_makes_it_a_special_fund(self, market, prefix) -> None:
        public = cash(market, organization=market.organization(prefix))
        assert market.pairing(shares=[market.programme(), public]).track is Track.SPECIAL_FUND

    def test_a_programme_is_a_grant_unless_an_enterprise_gives_it(self, market) -> None:
        enterprise = market.programme(organization=market.organization("91"))
        foundation = cash(market, organization=market.organization("53"))
        assert market.pairing(shares=[enterprise]).track is Track.ENTERPRISE
        assert market.pairing(shares=[foundation]).track is Track.ENTERPRISE
        assert market.pairing(shares=[foundation, enterprise]).track is Track.ENTERPRISE
        for prefix in ("51", "52", "53"):
            programme = market.programme(organization=market.organization(prefix))
            assert market.pairing(shares=[foundation, programme]).track is Track.GRANT

    def test_without_any_funder_it_is_a_grant(self, market) -> None:
        assert market.pairing(shares=[]).track is Track.GRANT


class TestShare:
    """What a share begins with, and within which bounds it stays."""

    def test_money_begins_with_what_is_missing_within_the_band_and_what_is_left(self, market) -> None:
        band = {"grant_least_fen": 200, "grant_most_fen": 500, "budget_fen": 1_000}
        programme = market.programme(**band)
        begun = {missing: money.amount_to_offer(programme, missing) for missing in (199, 200, 201, 500, 501, 0, -7)}
        assert begun == {199: (200, None), 200: (200, None), 201: (201, None), 500: (500, None), 501: (500, None),
                         0: (200, None), -7: (200, None)}  # fmt: skip
        assert money.amount_to_offer(market.programme(**band, reserved_fen=601), 450) == (399, None)
        assert money.amount_to_offer(market.programme(**band, reserved_fen=1_000), 450) == (1, None)

    def test_where_no_band_is_said_what_is_missing_alone_counts(self, market) -> None:
        open_to_all = market.programme(grant_least_fen=None, grant_most_fen=None, budget_fen=None)
        for missing, amount in ((-3, 1), (0, 1), (1, 1), (2, 2), (10**12, 10**12)):
            assert money.amount_to_offer(open_to_all, missing) == (amount, None)
            assert money.share_problem(open_to_all, amount, None) is None
        assert money.share_problem(open_to_all, 0, None) is None
        assert "below its smallest" in str(money.share_problem(open_to_all, -1, None))
        assert "below its smallest" in str(money.share_problem(market.programme(grant_least_fen=1), None, None))

    def test_money_of_an_enterprise_is_offered_up_to_what_it_has_left(self, market) -> None:
        found = cash(market, reserved_fen=2_999_990)
        assert [money.amount_to_offer(found, missing) for missing in (9, 10, 11)] == [(9, None), (10, None), (10, None)]

    def test_things_begin_with_all_that_are_free_and_at_least_one(self, market) -> None:
        for reserved, quantity in ((15, 5), (18, 2), (19, 1), (20, 1)):
            assert money.amount_to_offer(things(market, reserved_quantity=reserved), 10**6) == (None, quantity)
        assert money.amount_to_offer(things(market, quantity=None, reserved_quantity=0), 10**6) == (None, 1)

    def test_what_is_no_thing_has_none_free(self, market) -> None:
        assert [money.free_quantity(one) for one in (things(market), cash(market), market.programme())] == [5, 0, 0]

    @pytest.mark.parametrize(
        ("amount", "said"),
        [
            (None, "below its smallest"), (199, "below its smallest"), (200, None), (400, None), (500, None),
            (501, "above its largest"),
        ],
    )  # fmt: skip
    def test_a_grant_stays_within_its_band_to_the_fen(self, market, amount, said) -> None:
        programme = market.programme(grant_least_fen=200, grant_most_fen=500, budget_fen=1_000)
        problem = money.share_problem(programme, amount, None)
        assert problem is None if said is None else said in str(problem) and programme.title in str(problem)

    def test_no_more_money_is_given_than_is_left(self, market) -> None:
        programme = market.programme(grant_least_fen=1, grant_most_fen=500, budget_fen=1_000, reserved_fen=700)
        for listing in (programme, cash(market, reserved_fen=2_999_700)):
            assert money.share_problem(listing, 300, None) is None
            problem = str(money.share_problem(listing, 301, None))
            assert problem == f"“{listing.title}” has not that much money left."

    def test_things_are_bounded_by_their_number_alone(self, market) -> None:
        found = things(market)
        assert [money.share_problem(found, None, quantity) for quantity in (None, 0, 5)] == [None] * 3
        assert money.share_problem(found, 10**9, 5) is None
        assert money.share_problem(things(market, reserved_quantity=20), None, None) is None
        assert str(money.share_problem(found, None, 6)) == f"“{found.title}” has not that much left."
        assert money.share_problem(things(market, amount_fen=1), 10**9, 5) is None  # it was money in an earlier draft
        assert money.share_problem(cash(market), 1, 6) is None


class TestSums:
    """What is there, what is new, and what is missing."""

    def test_the_public_budget_comes_before_what_was_raised(self, market) -> None:
        fiscal = market.pairing(need=market.need(budget_fen=700), offer=market.project(raised_fen=50))
        assert (money.public_own(fiscal), money.most_own(fiscal)) == (700, 700)
        fiscal.need.budget_fen = None
        assert (money.public_own(fiscal), money.most_own(fiscal)) == (0, 50)
        seeking = market.need(budget_fen=700, funding_source=FundingSource.SEEKING_FUNDS)
        sought = market.pairing(need=seeking, offer=market.project(raised_fen=50))
        assert (money.public_own(sought), money.most_own(sought)) == (0, 50)
        served = market.pairing(need=seeking, offer=market.service())
        assert (money.public_own(served), money.most_own(served)) == (0, 0)
        alone = market.pairing(offer=market.project(raised_fen=60))
        assert (money.public_own(alone), money.most_own(alone)) == (0, 60)

    def test_what_is_missing_is_the_budget_less_all_that_is_there(self, market) -> None:
        pairing = market.pairing(shares=[market.programme(), cash(market), things(market)], budget_fen=1_000)
        for share, amount in zip(pairing.shares, (300, 200, None), strict=True):
            share.amount_fen = amount
        for own, missing in ((100, 400), (500, 0), (501, -1)):
            pairing.own_fen = own
            assert (money.shared_fen(pairing), money.missing_fen(pairing)) == (500, missing)

    def test_what_a_project_had_raised_is_not_new_and_a_public_budget_is(self, market) -> None:
        project = market.pairing(amount_fen=300, own_fen=40)
        assert money.brought_fen(project) == 300
        public = market.pairing(need=market.need(budget_fen=700), shares=[cash(market)], amount_fen=300, own_fen=40)
        assert money.brought_fen(public) == 340

    def test_in_kind_is_what_has_any_share_that_is_no_money(self, market) -> None:
        shares = {"money": [market.programme(), cash(market)], "both": [cash(market), things(market)], "none": []}
        told = {name: money.is_in_kind(market.pairing(shares=found)) for name, found in shares.items()}
        assert told == {"money": False, "both": True, "none": False}

    def test_of_resources_money_alone_is_counted_in_fen(self, market) -> None:
        told = {kind for kind in ResourceKind if money.is_money(market.resource(resource_kind=kind))}
        assert told == {ResourceKind.MONEY}


class TestReserving:
    """What was agreed on is taken, and given back."""

    def share_out(self, market: Market) -> Pairing:
        """300 fen, 200 fen and four sessions for a project that lacks more."""
        pairing = market.pairing(PairingState.RECHECK, shares=[market.programme(), cash(market), things(market)])
        for share, (amount, quantity) in zip(pairing.shares, ((300, None), (200, None), (None, 4)), strict=True):
            share.amount_fen, share.quantity = amount, quantity
        return pairing

    def left(self, shares: list[FundingShare]) -> list[int]:
        programme, resource, venue = (share.listing for share in shares)
        return [programme.reserved_fen, resource.reserved_fen, venue.reserved_quantity]  # type: ignore[attr-defined]

    def test_every_share_is_taken_and_given_back_and_the_project_has_it_counted(self, session, market) -> None:
        pairing, actor = self.share_out(market), market.actor()
        money.reserve(session, actor, pairing)
        assert (self.left(pairing.shares), pairing.engaged_fen) == ([300, 200, 19], 500)
        assert pairing.offer.raised_fen == 4_000_500
        money.release(session, actor, pairing)
        assert (self.left(pairing.shares), pairing.engaged_fen) == ([0, 0, 15], 0)
        assert pairing.offer.raised_fen == 4_000_000

    def test_a_service_has_its_place_taken_until_the_need_ends(self, session, market) -> None:
        pairing = market.pairing(PairingState.RECHECK, need=market.need())
        money.reserve(session, market.actor(), pairing)
        assert (pairing.offer.engaged, pairing.offer.free_on, pairing.engaged_fen) == (1, pairing.need.ends_on, 0)
