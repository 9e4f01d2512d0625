"""Conflicts of interest: ties to a side through any register, declarations, requests for recusal, borrowed offices."""

from datetime import date, timedelta

import pytest

from market import clock
from market.errors import Invalid, NotAllowed, NotFound, NotPossible
from market.organizations import interests
from market.organizations.models import InterestKind, RelatedParty, Relation
from market.pairings import service
from market.pairings.conflicts import Conflict
from market.pairings.models import PairingState as State
from market.pairings.models import Recusal, RecusalState
from market.pairings.permissions import past_of, roles_of
from market.permissions import SYSTEM, Office


def conflicts(session, actor, pairing) -> frozenset[Conflict]:
    """What is known to stand between a person and a pairing."""
    return past_of(session, actor, [pairing]).conflicts_in(actor.person_id, pairing.id)


def ago(years: float) -> date:
    """A day so many years ago."""
    return clock.today() - timedelta(days=int(365.25 * years))


@pytest.fixture
def pairing(market):
    """A file that waits to be taken in."""
    return market.pairing(State.SUBMITTED)


@pytest.fixture
def official(market):
    """Who would take it in."""
    return market.person(office=Office.INTAKE)


def test_a_stranger_to_all_sides_has_no_conflict(session, market, pairing, official) -> None:
    actor = market.actor(official)
    assert conflicts(session, actor, pairing) == frozenset()
    assert {role.value for role in roles_of(actor, pairing, past_of(session, actor, [pairing]))} == {"intake"}


@pytest.mark.parametrize(("ended", "keeps_out"), [(None, True), (2.9, True), (3.1, False)])
def test_a_registered_interest_keeps_somebody_out_until_three_years_after_its_end(
    session, market, town, pairing, official, ended, keeps_out
) -> None:
    actor = market.actor(official)
    ends_on = ago(ended) if ended else None
    interests.register_interest(
        session, actor, pairing.offer.organization, InterestKind.KIN, starts_on=date(2015, 1, 1), ends_on=ends_on
    )
    assert (Conflict.INTEREST in conflicts(session, actor, pairing)) == keeps_out
    if keeps_out:
        with pytest.raises(NotAllowed):
            town.take(actor, pairing, "take_in")
        why = service.why_none(actor, pairing, past_of(session, actor, [pairing]))
        assert "registered an interest" in str(why)
    else:
        town.take(actor, pairing, "take_in")


@pytest.mark.parametrize("direction", ["behind", "before"])
def test_so_does_an_interest_in_an_organization_one_relation_away(
    session, market, pairing, official, direction
) -> None:
    actor, near = market.actor(official), market.organization("91")
    ends = (pairing.offer.organization, near) if direction == "behind" else (near, pairing.offer.organization)
    session.add(
        RelatedParty(organization_id=ends[0].id, other_id=ends[1].id, name=near.name, relation=Relation.CONTROLLER)
    )
    interests.register_interest(session, actor, near, InterestKind.OWNING)
    assert conflicts(session, actor, pairing) == {Conflict.INTEREST}


def test_a_member_of_an_organization_behind_a_side_keeps_out(session, market, town, pairing) -> None:
    donor = market.organization("91")
    session.add(
        RelatedParty(
            organization_id=pairing.shares[0].listing.organization_id,
            other_id=donor.id,
            name=donor.name,
            relation=Relation.DONOR,
        )
    )
    actor = market.actor(market.person(of=donor, office=Office.INTAKE))
    assert conflicts(session, actor, pairing) == {Conflict.RELATED}
    with pytest.raises(NotAllowed):
        town.take(actor, pairing, "take_in")
    assert "behind one of the sides" in str(service.why_none(actor, pairing, past_of(session, actor, [pairing])))


@pytest.mark.parametrize(("ended", "keeps_out"), [(None, True), (2.9, True), (3.1, False)])
def test_whoever_stands_behind_a_side_keeps_out(session, market, pairing, official, ended, keeps_out) -> None:
    session.add(
        RelatedParty(
            organization_id=pairing.offer.organization_id,
            person_id=official.id,
            name=official.name,
            relation=Relation.DIRECTOR,
            ends_on=ago(ended) if ended else None,
        )
    )
    session.flush()
    assert (conflicts(session, market.actor(official), pairing) == {Conflict.RELATED}) == keeps_out


@pytest.mark.parametrize(
    ("ends_on", "keeps_out"),
    [
        (None, True),
        (date(2026, 3, 12), True),
        (date(2023, 3, 12), True),
        (date(2023, 3, 11), True),  # today is the last day of the three years (民法典 202)
        (date(2023, 3, 10), False),
    ],
)
@pytest.mark.parametrize("relation", [Relation.SUPERVISOR, Relation.DIRECTOR, Relation.CONTROLLER])
def test_the_three_years_end_with_the_day_of_the_same_date(
    session, market, pairing, official, relation, ends_on, keeps_out
) -> None:
    party = RelatedParty(person_id=official.id, name=official.name, relation=relation, ends_on=ends_on)
    pairing.offer.organization.related_parties.append(party)
    session.flush()
    assert (conflicts(session, market.actor(official), pairing) == {Conflict.RELATED}) == keeps_out


def test_an_organization_two_relations_away_is_far_enough(session, market, pairing, official) -> None:
    actor, near, far = market.actor(official), market.organization("91"), market.organization("91")
    for one, other in ((pairing.offer.organization, near), (near, far)):
        session.add(RelatedParty(organization_id=one.id, other_id=other.id, name="-", relation=Relation.CONTROLLER))
    interests.register_interest(session, actor, far, InterestKind.OWNING)
    assert conflicts(session, actor, pairing) == frozenset()


def test_whoever_declares_a_conflict_is_out_for_good(session, market, town, pairing, official) -> None:
    actor = market.actor(official)
    with pytest.raises(Invalid):
        service.declare(session, actor, pairing, has_conflict=True, text=" ")
    service.declare(session, actor, pairing, has_conflict=True, text="My brother keeps its books.")
    service.declare(session, actor, pairing, has_conflict=False)
    assert conflicts(session, actor, pairing) == {Conflict.DECLARED}
    with pytest.raises(NotAllowed):
        town.take(actor, pairing, "take_in")
    assert town.actions(pairing) == ["declare_conflict", "declare_no_conflict"]


def test_only_who_holds_an_office_declares(session, market, pairing) -> None:
    for actor in (market.actor(), market.actor(of=pairing.offer), SYSTEM):
        with pytest.raises(NotAllowed):
            service.declare(session, actor, pairing, has_conflict=False)


def test_one_declaration_is_enough_for_a_case_and_only_for_that(session, market, town, pairing) -> None:
    town.take(town.intake, pairing, "take_in", "send_back")
    town.take(town.deliverer(pairing), pairing, "submit")
    service.take_step(session, town.intake, pairing, "take_in")
    with pytest.raises(Invalid):
        service.take_step(session, town.intake, pairing, "pass_check")
    service.take_step(session, town.intake, pairing, "pass_check", no_conflict=True)
    other = market.pairing(State.FORMAL_CHECK)
    with pytest.raises(Invalid):
        service.take_step(session, town.intake, other, "pass_check")


def test_somebody_whom_a_side_wants_replaced_waits_for_the_ruling(session, market, town, pairing, official) -> None:
    actor, side = market.actor(official), town.deliverer(pairing)
    owner = pairing.offer.organization_id
    request = service.ask_recusal(session, side, pairing, official, owner, "She worked for the funder last year.")
    assert conflicts(session, actor, pairing) == {Conflict.ASKED}
    with pytest.raises(NotAllowed):
        town.take(actor, pairing, "take_in")
    with pytest.raises(NotPossible):
        service.ask_recusal(session, side, pairing, official, owner, "Again.")

    with pytest.raises(Invalid):
        service.rule_on_recusal(session, town.superior, pairing, request, grant=False, ruling="")
    service.rule_on_recusal(session, town.superior, pairing, request, grant=False, ruling="Her time there is over.")
    assert conflicts(session, actor, pairing) == frozenset()
    town.take(actor, pairing, "take_in")
    with pytest.raises(NotPossible):
        service.rule_on_recusal(session, town.superior, pairing, request, grant=True, ruling="On second thoughts.")
    assert town.actions(pairing) == ["ask_recusal", "rule_on_recusal", "take_in"]


def test_a_granted_recusal_lasts(session, market, town, pairing, official) -> None:
    request = service.ask_recusal(
        session, town.deliverer(pairing), pairing, official, pairing.offer.organization_id, "A cousin."
    )
    service.rule_on_recusal(session, town.superior, pairing, request, grant=True, ruling="So it is.")
    assert conflicts(session, market.actor(official), pairing) == {Conflict.RECUSED}


def test_who_may_ask_and_who_may_rule(session, market, town, pairing, official) -> None:
    owner = pairing.offer.organization_id
    for actor in (market.actor(), town.intake, town.funder(pairing)):
        with pytest.raises(NotAllowed):
            service.ask_recusal(session, actor, pairing, official, owner, "Why not.")
    superior = market.person(office=Office.SUPERIOR)
    request = service.ask_recusal(session, town.deliverer(pairing), pairing, superior, owner, "He knows them.")
    for actor in (market.actor(superior), town.intake, town.deliverer(pairing), market.actor(office=Office.AUDITOR)):
        with pytest.raises(NotAllowed):
            service.rule_on_recusal(session, actor, pairing, request, grant=False, ruling="No.")
    assert request.state is RecusalState.ASKED


@pytest.mark.parametrize("reason", ["", " ", "x" * 2001])
def test_a_request_says_why(session, town, pairing, official, reason) -> None:
    with pytest.raises(Invalid):
        service.ask_recusal(session, town.deliverer(pairing), pairing, official, pairing.offer.organization_id, reason)
    assert session.query(Recusal).count() == 0


def test_nothing_is_asked_of_a_pairing_that_has_ended(session, market, town, official) -> None:
    ended = market.pairing(State.REJECTED)
    with pytest.raises(NotPossible):
        service.ask_recusal(session, town.deliverer(ended), ended, official, ended.offer.organization_id, "Late.")


def test_an_interest_is_ended_by_its_owner_and_never_removed(session, market, official) -> None:
    actor, other = market.actor(official), market.actor(office=Office.RECHECK)
    interest = interests.register_interest(session, actor, market.organization(), InterestKind.OTHER, note="Volunteer.")
    with pytest.raises(NotFound):
        interests.end_interest(session, other, interest.id)
    interests.end_interest(session, actor, interest.id)
    assert [row.ends_on for row in interests.interests_of(session, official.id)] == [clock.today()]
    with pytest.raises(NotFound):
        interests.end_interest(session, actor, interest.id)
    with pytest.raises(NotAllowed):
        interests.register_interest(session, market.actor(), market.organization(), InterestKind.OTHER)
    with pytest.raises(Invalid):
        interests.register_interest(
            session,
            actor,
            market.organization(),
            InterestKind.OTHER,
            starts_on=date(2026, 2, 1),
            ends_on=date(2026, 1, 1),
        )
