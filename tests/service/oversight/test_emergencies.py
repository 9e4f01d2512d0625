"""Emergencies: who declares and who ratifies, what goes faster meanwhile, and that it all reverts by itself."""

from datetime import date, datetime, timedelta

import pytest

from market import audit, clock
from market.accounts.models import OfficeGrant
from market.errors import Invalid, NotAllowed, NotPossible
from market.oversight import emergency_queries, service
from market.oversight.models import Card
from market.pairings.models import EmergencyState, Pairing
from market.pairings.models import PairingState as State
from market.permissions import Actor, Office

DECLARED = datetime(2026, 3, 11, 10, 0, tzinfo=clock.CHINA)  # a Wednesday
PLACE = "440304004"


@pytest.fixture
def duty(market) -> Actor:
    """The officer on duty."""
    return market.actor(office=Office.DUTY)


@pytest.fixture
def declare(session, duty):
    """Declares an emergency for 20 days."""

    def declare(actor: Actor | None = None, **values):
        values = {"reason": "Flood.", "divisions": [PLACE], "fields": [], "tracks": ["A", "B"],
                  "ends_on": clock.today() + timedelta(days=20)} | values  # fmt: skip
        return service.declare_emergency(session, actor or duty, **values)

    return declare


@pytest.fixture
def submitted(market):
    """A file of public money that waits to be taken in."""

    def submitted(place: str = PLACE) -> Pairing:
        return market.pairing(
            State.SUBMITTED,
            need=market.need(tags={"places": (place,)}),
            offer=market.service(tags={"places": (place,)}),
        )

    return submitted


def test_files_of_its_scope_go_from_the_intake_to_the_approver(session, market, town, declare, submitted) -> None:
    covered, elsewhere, private = submitted(), submitted("440304008"), market.pairing(State.SUBMITTED)
    declare()
    assert (covered.fast_track, elsewhere.fast_track, private.fast_track) == (True, False, False)
    town.take(town.intake, covered, "take_in", "pass_all_checks")
    assert covered.state is State.APPROVAL
    town.take(town.intake, elsewhere, "take_in")
    with pytest.raises(NotPossible, match="No emergency covers"):
        town.take(town.intake, elsewhere, "pass_all_checks")
    town.take(town.approver, covered, "approve")


def test_whoever_passed_all_checks_at_once_does_not_approve(session, market, town, declare, submitted) -> None:
    pairing = submitted()
    declare()
    person = market.person(office=Office.INTAKE)
    session.add(OfficeGrant(person=person, office=Office.APPROVER, starts_on=date(2015, 1, 1)))
    session.flush()
    session.refresh(person)
    both = market.actor(person)
    town.take(both, pairing, "take_in", "pass_all_checks")
    with pytest.raises(NotAllowed, match="earlier step"):
        town.take(both, pairing, "approve")


def test_what_is_submitted_later_is_covered_too(session, market, town, declare) -> None:
    declare(divisions=[])
    pairing = market.pairing(State.MUTUAL, need=market.need(), offer=market.service())
    town.take(market.actor(of=pairing.need), pairing, "submit")
    assert pairing.fast_track
    assert town.actions(pairing) == ["open_fast_track", "submit"]


def test_nobody_ratifies_their_own_not_even_by_a_lent_office(session, market, town, declare) -> None:
    person = market.person(office=Office.DUTY)
    session.add(OfficeGrant(person=person, office=Office.SUPERIOR, starts_on=date(2015, 1, 1)))
    session.flush()
    session.refresh(person)
    both = market.actor(person)
    emergency = declare(both)
    lent = Actor(
        town.superior.person_id, "x", offices=frozenset({Office.SUPERIOR}), delegated={Office.SUPERIOR: person.id}
    )
    for actor in (both, lent, town.intake):
        with pytest.raises(NotAllowed):
            service.ratify_emergency(session, actor, emergency, "Yes.")
    service.ratify_emergency(session, town.superior, emergency, "Yes.")
    assert emergency.state is EmergencyState.RATIFIED
    with pytest.raises(NotPossible):
        service.ratify_emergency(session, town.superior, emergency, "Again.")


def test_unratified_it_lapses_and_undecided_files_go_back_to_the_full_checks(session, town, declare, submitted) -> None:
    decided, waiting, untouched = submitted(), submitted(), submitted()
    emergency = declare()
    for pairing in (decided, waiting):
        town.take(town.intake, pairing, "take_in", "pass_all_checks")
    town.take(town.approver, decided, "approve")
    with clock.held_at(emergency.ratify_by + timedelta(seconds=1)):
        with pytest.raises(NotPossible, match="is over"):  # also before the command has run
            town.take(town.approver, waiting, "approve")
        with pytest.raises(NotPossible):
            service.ratify_emergency(session, town.superior, emergency, "Too late.")
        assert service.keep_emergency(session, emergency)
        assert not service.keep_emergency(session, emergency)
        assert emergency.state is EmergencyState.LAPSED
        assert (waiting.state, waiting.fast_track) == (State.FORMAL_CHECK, False)
        assert not untouched.fast_track
        (case,) = emergency_queries.to_review(session)
        assert (case.pairing_id, town.actions(decided)[-1]) == (decided.id, "flag_decision")
        service.review_decision(session, town.superior, case, "Checked anew; it stands.")
    assert emergency_queries.to_review(session) == []


def test_it_ends_by_itself_and_what_was_decided_under_a_ratified_one_stands(session, town, declare, submitted) -> None:
    decided, waiting = submitted(), submitted()
    emergency = declare()
    service.ratify_emergency(session, town.superior, emergency, "Yes.")
    for pairing in (decided, waiting):
        town.take(town.intake, pairing, "take_in", "pass_all_checks")
    town.take(town.approver, decided, "approve")
    with clock.held_at(DECLARED + timedelta(days=21)):
        service.keep_emergency(session, emergency)
    assert emergency.state is EmergencyState.ENDED
    assert (decided.state, waiting.state) == (State.PUBLIC_NOTICE, State.FORMAL_CHECK)
    assert emergency_queries.to_review(session) == []


def test_one_that_ended_before_it_was_ratified_has_to_be_ratified_all_the_same(session, town, declare) -> None:
    emergency = declare(ends_on=clock.today() + timedelta(days=2))
    with clock.held_at(DECLARED + timedelta(days=3)):
        service.keep_emergency(session, emergency)
        assert emergency.state is EmergencyState.ENDED
    with clock.held_at(DECLARED + timedelta(days=14)):
        service.keep_emergency(session, emergency)
    assert emergency.state is EmergencyState.LAPSED


def test_a_second_emergency_keeps_open_what_the_first_leaves(session, town, declare, submitted, duty) -> None:
    pairing = submitted()
    first = declare()
    declare(reason="Storm.")
    town.take(town.intake, pairing, "take_in", "pass_all_checks")
    service.end_emergency(session, duty, first, "The water is gone.")
    assert (pairing.state, pairing.fast_track) == (State.APPROVAL, True)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"reason": " "}, "reason"), ({"tracks": ["C"]}, "tracks"), ({"tracks": []}, "tracks"),
     ({"ends_on": date(2026, 3, 10)}, "ends_on"), ({"ends_on": date(2026, 4, 11)}, "ends_on")],
)  # fmt: skip
def test_what_is_missing_is_said_at_its_field(declare, values, field) -> None:
    with pytest.raises(Invalid) as error:
        declare(**values)
    assert list(error.value.problems) == [field]


def test_only_the_duty_officer_declares(declare, town) -> None:
    with pytest.raises(NotAllowed):
        declare(town.superior)


def test_it_is_extended_once_and_for_at_most_30_days(session, town, declare) -> None:
    emergency = declare()
    later = emergency.ends_on + timedelta(days=30)
    with pytest.raises(NotPossible):
        service.extend_emergency(session, town.superior, emergency, later, "Not ratified yet.")
    service.ratify_emergency(session, town.superior, emergency, "Yes.")
    with pytest.raises(Invalid):
        service.extend_emergency(session, town.superior, emergency, later + timedelta(days=1), "Longer.")
    service.extend_emergency(session, town.superior, emergency, later, "It rains on.")
    with pytest.raises(NotPossible):
        service.extend_emergency(session, town.superior, emergency, later + timedelta(days=5), "And on.")


def test_disclosures_are_due_every_five_days_and_carded(session, town, declare, duty) -> None:
    emergency = declare()
    with clock.held_at(DECLARED + timedelta(days=4)):
        assert service.issue_disclosure_cards(session, emergency) == []
    with clock.held_at(DECLARED + timedelta(days=4, hours=14)):
        assert [card.colour.value for card in service.issue_disclosure_cards(session, emergency)] == ["yellow"]
    with clock.held_at(DECLARED + timedelta(days=5, hours=14)):
        assert [card.colour.value for card in service.issue_disclosure_cards(session, emergency)] == ["red"]
        assert service.issue_disclosure_cards(session, emergency) == []
        service.disclose(session, duty, emergency, "12 files went faster.")
        assert all(card.answered_at for card in session.query(Card))
    assert service.disclosure_due(session, emergency).date() == date(2026, 3, 22)  # five days after the 17th
    actions = [event.action for event in audit.events_of(session, "emergency", emergency.id)]
    assert actions == ["declare_emergency", "yellow_card", "red_card", "disclose"]
