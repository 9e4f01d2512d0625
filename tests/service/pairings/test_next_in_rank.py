"""When an award comes to nothing, what it held is free again and the next in rank may take its place."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from market import clock
from market.notices import service as notices
from market.pairings import queries, service
from market.pairings.models import PairingState as State
from market.suggestions.models import Answer, MatchRun, Suggestion
from matching.records import Kind


def suggest(session: Session, asker, *candidates, dismissed=()) -> None:
    """A list that was shown, the best first."""
    run = MatchRun(
        listing_id=asker.id,
        for_kind=Kind.SERVICE,
        listing_version=1,
        encoder_id="none",
        weights_version="none",
        as_of=0,
        considered=len(candidates),
        excluded={},
        made_at=clock.now(),
    )
    for rank, candidate in enumerate(candidates, start=1):
        run.suggestions.append(
            Suggestion(
                candidate_id=candidate.id,
                candidate_version=1,
                rank=rank,
                score=1 / rank,
                forward=1 / rank,
                backward=1 / rank,
                band="good",
                explanation={},
                answer=Answer.DISMISSED if candidate in dismissed else Answer.OPEN,
            )
        )
    session.add(run)
    session.flush()


@pytest.mark.parametrize("how", ["refuse_to_sign", "deadline", "retract"])
def test_what_was_promised_is_free_again(session, market, town, how) -> None:
    need, offer = market.need(), market.service(capacity=1)
    pairing = market.pairing(State.SUBMITTED, need=need, offer=offer)
    town.decide(pairing)
    assert offer.engaged == 1
    with clock.held_at(pairing.due_at + timedelta(hours=1)):
        assert notices.clear(session, pairing)
        assert pairing.state is State.CONTRACTING
    if how == "deadline":
        with clock.held_at(pairing.due_at + timedelta(hours=1)):
            assert service.keep_deadline(session, pairing)
    else:
        town.take(town.approver if how == "retract" else town.deliverer(pairing), pairing, how)
    assert pairing.state in {State.FALLEN_THROUGH, State.RETRACTED}
    assert offer.engaged == 0
    assert pairing.offer.organization.delivered_pairings == 0
    assert pairing.keep_until is not None
    assert pairing.keep_until.year == clock.today().year + 15


def test_a_projects_money_counts_as_raised_no_more(session, market, town) -> None:
    pairing = market.pairing(State.RECHECK)
    programme, project = pairing.shares[0].listing, pairing.offer
    town.take(town.rechecker, pairing, "confirm")
    assert (project.raised_fen, programme.reserved_fen) == (10_000_000, 6_000_000)
    town.take(town.funder(pairing), pairing, "refuse_to_sign")
    assert (project.raised_fen, programme.reserved_fen, pairing.engaged_fen) == (4_000_000, 0, 0)


def test_the_next_in_rank_are_those_shown_beside_it_and_not_dismissed(session, market) -> None:
    need, first, second, third, unwanted = market.need(), *(market.service() for _ in range(4))
    pairing = market.pairing(State.FALLEN_THROUGH, need=need, offer=first)
    suggest(session, need, first, unwanted, second, third, dismissed=[unwanted])
    assert [row.id for row in queries.next_in_rank(session, pairing)] == [second.id, third.id]


def test_a_pairing_that_takes_the_place_of_a_fallen_one_says_so(session, market) -> None:
    need, first, second = market.need(), market.service(), market.service()
    before = market.pairing(State.FALLEN_THROUGH, need=need, offer=first)
    opened = service.open_pairing(session, market.actor(of=need), need, second)
    assert opened.follows_id == before.id
    other = service.open_pairing(session, market.actor(of=second), second, market.need())
    assert other.follows_id is None
