"""Separation of duties: whoever is on a side, or had the file before, does not decide on it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from market import clock
from market.accounts.models import Membership, OfficeGrant
from market.errors import NotAllowed
from market.pairings import service
from market.pairings.duties import Role
from market.pairings.models import PairingState as State
from market.pairings.permissions import READ_PACKET, READ_PAIRING, past_of, roles_of
from market.permissions import Office


@pytest.fixture
def both(session, market):
    """Somebody who takes in, rechecks and approves."""
    person = market.person(office=Office.INTAKE)
    for office in (Office.RECHECK, Office.APPROVER):
        session.add(OfficeGrant(person=person, office=office, starts_on=date(2015, 1, 1)))
    session.flush()
    session.refresh(person)
    return market.actor(person)


def why(session, actor, pairing) -> str:
    """What an official reads who may take no step."""
    return str(service.why_none(actor, pairing, past_of(session, actor, [pairing])))


@pytest.mark.parametrize("name", ["confirm", "return_file", "reject"])
def test_a_person_with_both_offices_does_not_decide_on_what_they_took_in(session, market, town, both, name) -> None:
    pairing = market.pairing(State.SUBMITTED)
    town.take(both, pairing, "take_in", "pass_check")
    with pytest.raises(NotAllowed, match="earlier step"):
        town.take(both, pairing, name)
    assert "somebody else has to take this step" in why(session, both, pairing)
    town.take(town.rechecker, pairing, "confirm")


def test_nor_on_what_they_sent_back_when_others_let_it_in_again(session, market, town, both) -> None:
    pairing = market.pairing(State.FORMAL_CHECK)
    town.take(both, pairing, "send_back")
    town.take(town.deliverer(pairing), pairing, "submit")
    town.take(town.intake, pairing, "take_in", "pass_check")
    with pytest.raises(NotAllowed):
        town.take(both, pairing, "confirm")


def test_an_official_holds_no_office_in_a_pairing_of_their_own_side(session, market, town, both) -> None:
    pairing = market.pairing(State.SUBMITTED)
    session.add(
        Membership(
            person_id=both.person_id,
            organization_id=pairing.offer.organization_id,
            role="member",
            starts_on=clock.today(),
        )
    )
    session.flush()
    person = session.scalars(select(Membership).where(Membership.person_id == both.person_id)).one().person
    session.refresh(person)
    official = market.actor(person)
    assert (
        roles_of(official, pairing, past_of(session, official, [pairing])) & {Role.INTAKE, Role.RECHECK, Role.APPROVER}
        == set()
    )
    assert "You belong to one of the sides" in why(session, official, pairing)
    with pytest.raises(NotAllowed):
        town.take(official, pairing, "take_in")


@pytest.mark.parametrize(("years", "may"), [(1, False), (2.99, False), (3.05, True)])
def test_a_past_member_of_a_side_holds_no_office_for_three_years(session, market, town, both, years, may) -> None:
    pairing = market.pairing(State.SUBMITTED)
    ended = clock.today() - timedelta(days=int(365.25 * years))
    session.add(
        Membership(
            person_id=both.person_id,
            organization_id=pairing.shares[0].listing.organization_id,
            role="member",
            starts_on=date(2015, 1, 1),
            ends_on=ended,
        )
    )
    session.flush()
    if may:
        town.take(both, pairing, "take_in")
    else:
        assert "within the last three years" in why(session, both, pairing)
        with pytest.raises(NotAllowed):
            town.take(both, pairing, "take_in")


def test_whoever_acted_for_a_side_that_has_left_holds_no_office_either(session, market, town, both) -> None:
    pairing = market.pairing(State.INTEREST, shares=[market.programme(), market.programme()], agreed=False)
    leaving = pairing.shares[1].listing
    member = Membership(
        person_id=both.person_id, organization_id=leaving.organization_id, role="member", starts_on=date(2015, 1, 1)
    )
    session.add(member)
    session.flush()
    session.refresh(member.person)
    town.take(market.actor(member.person), pairing, "agree")
    service.remove_share(session, town.deliverer(pairing), pairing, leaving.id)
    session.delete(member)
    pairing.state, pairing.submitted_at = State.SUBMITTED, clock.now()
    session.flush()
    assert "You acted for one of the sides" in why(session, both, pairing)
    with pytest.raises(NotAllowed):
        town.take(both, pairing, "take_in")


def test_officials_do_not_read_what_the_sides_still_talk_about(market, town) -> None:
    talking, submitted = market.pairing(State.MUTUAL), market.pairing(State.SUBMITTED)
    auditor, stranger = market.actor(office=Office.AUDITOR), market.actor()
    for official in (town.intake, town.approver):
        assert not READ_PAIRING.allows(official, talking)
        assert READ_PAIRING.allows(official, submitted)
        assert READ_PACKET.allows(official, submitted)
    assert READ_PAIRING.allows(auditor, talking)
    assert not READ_PAIRING.allows(stranger, submitted)
    assert not READ_PACKET.allows(market.actor(of=submitted.offer), submitted)


@pytest.mark.parametrize("name", ["agree", "decline", "submit", "withdraw"])
def test_no_official_moves_a_private_pairing_that_is_not_submitted(market, town, name) -> None:
    for state in (State.INTEREST, State.MUTUAL):
        with pytest.raises(NotAllowed):
            town.take(town.intake, market.pairing(state), name)
