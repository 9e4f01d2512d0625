"""Changing an organization's file: what is valid at once, what waits, and who decides on it."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from market import audit
from market.errors import Invalid, NotAllowed, NotPossible
from market.organizations import content, queries, service
from market.organizations.models import Organization, RevisionState, VerificationState
from market.permissions import SYSTEM, Actor, Office
from market.vocabularies.models import Vocabulary
from tests.factories import Market

NAME = {"name": "Lotus Centre, renamed"}


def actions(session: Session, organization: Organization) -> list[str]:
    return [event.action for event in audit.events_of(session, "organization", organization.id)]


def test_a_sensitive_change_waits_beside_the_valid_value(
    session: Session, lotus: Organization, manager: Actor, verifier: Actor
) -> None:
    revision = service.change(session, manager, lotus, NAME)

    assert revision is not None
    assert revision.changes == NAME
    assert lotus.name == "Lotus Social Work Centre"
    assert queries.pending_revision(session, lotus.id) is revision

    service.decide_revision(session, verifier, revision, approve=True)
    assert lotus.name == NAME["name"]
    assert [version.number for version in queries.versions(session, lotus.id)] == [2, 1]
    assert queries.versions(session, lotus.id)[0].content["name"] == NAME["name"]
    assert actions(session, lotus) == ["register", "verify", "propose_revision", "approve_revision"]


def test_a_plain_change_is_valid_at_once_and_writes_a_version(
    session: Session, lotus: Organization, manager: Actor
) -> None:
    assert service.change(session, manager, lotus, {"mission": "New.", "groups": ["youth", "children"]}) is None
    assert lotus.mission == "New."
    assert lotus.codes(Vocabulary.GROUP) == ["children", "youth"]
    assert [version.number for version in queries.versions(session, lotus.id)] == [2, 1]
    assert actions(session, lotus)[-1] == "change"


def test_what_changes_nothing_leaves_nothing(
    session: Session, lotus: Organization, manager: Actor, values: dict[str, Any]
) -> None:
    assert service.change(session, manager, lotus, values) is None
    assert actions(session, lotus) == ["register", "verify"]
    assert lotus.version_number == 1


def test_every_value_is_either_sensitive_or_plain_or_a_word(lotus: Organization) -> None:
    known = {*content.SENSITIVE, *content.PLAIN, *content.TAGGED, "credit_code", "kind"}
    assert set(content.content(lotus)) == known
    assert not set(content.SENSITIVE) & set(content.PLAIN)


def test_what_waits_stays_when_other_values_change(session: Session, lotus: Organization, manager: Actor) -> None:
    first = service.change(session, manager, lotus, NAME)
    second = service.change(session, manager, lotus, {"mission": "New.", "scope": "Wider."})
    assert second is first
    assert second.changes == NAME | {"scope": "Wider."}


def test_saving_the_same_proposal_again_keeps_its_place_in_the_queue(
    session: Session, lotus: Organization, manager: Actor, market: Market
) -> None:
    first = service.change(session, manager, lotus, NAME)
    assert service.change(session, market.actor(of=lotus), lotus, NAME) is first
    assert first.proposed_by_id == manager.person_id
    assert actions(session, lotus).count("propose_revision") == 1


def test_going_back_to_the_valid_value_withdraws_the_proposal(
    session: Session, lotus: Organization, manager: Actor
) -> None:
    revision = service.change(session, manager, lotus, NAME)
    assert service.change(session, manager, lotus, {"name": lotus.name}) is None
    assert revision is not None
    assert revision.state is RevisionState.WITHDRAWN
    assert actions(session, lotus)[-1] == "withdraw_revision"


def test_only_its_own_people_change_an_organization(session: Session, lotus: Organization, market: Market) -> None:
    for other in (market.actor(), market.actor(of=market.organization()), market.actor(office=Office.VERIFIER)):
        with pytest.raises(NotAllowed):
            service.change(session, other, lotus, NAME)


def test_a_change_is_held_against_the_values_that_stay(session: Session, lotus: Organization, manager: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        service.change(session, manager, lotus, {"assessment_valid_until": None})
    assert set(refused.value.problems) == {"assessment_valid_until"}


def test_nobody_verifies_their_own_organization(session: Session, values: dict[str, Any], market: Market) -> None:
    organization = service.register(session, SYSTEM, values)
    own = market.actor(market.person(of=organization, office=Office.VERIFIER))
    for other in (own, market.actor(), market.actor(office=Office.APPROVER)):
        with pytest.raises(NotAllowed):
            service.verify(session, other, organization)
        with pytest.raises(NotAllowed):
            service.refuse(session, other, organization, note="No.")
        with pytest.raises(NotAllowed):
            service.put_evidence(session, other, organization, [], [])


def test_whoever_wrote_it_does_not_verify_it_after_leaving(
    session: Session, lotus: Organization, market: Market
) -> None:
    person = market.person(of=lotus)
    revision = service.change(session, market.actor(person), lotus, NAME)
    assert revision is not None
    left = Actor(person.id, person.name, offices=frozenset({Office.VERIFIER}))
    with pytest.raises(NotAllowed, match="wrote some of this yourself"):
        service.decide_revision(session, left, revision, approve=True)


@pytest.mark.parametrize("note", ["", "  \n"])
def test_a_refusal_needs_a_reason(
    session: Session, lotus: Organization, manager: Actor, verifier: Actor, note: str
) -> None:
    revision = service.change(session, manager, lotus, NAME)
    assert revision is not None
    with pytest.raises(Invalid) as refused:
        service.decide_revision(session, verifier, revision, approve=False, note=note)
    assert set(refused.value.problems) == {"note"}
    assert revision.state is RevisionState.PENDING


def test_a_refused_change_leaves_the_valid_value_and_says_why(
    session: Session, lotus: Organization, manager: Actor, verifier: Actor
) -> None:
    revision = service.change(session, manager, lotus, NAME)
    assert revision is not None
    service.decide_revision(session, verifier, revision, approve=False, note="The register says otherwise.")
    assert lotus.name == "Lotus Social Work Centre"
    assert queries.refusal(session, lotus.id) == "The register says otherwise."
    with pytest.raises(NotPossible):
        service.decide_revision(session, verifier, revision, approve=True)


def test_a_refused_organization_is_looked_at_again_once_it_changes(
    session: Session, values: dict[str, Any], market: Market, verifier: Actor
) -> None:
    organization = service.register(session, SYSTEM, values)
    service.refuse(session, verifier, organization, note="Send the certificate.")
    manager = market.actor(of=organization)
    assert queries.refusal(session, organization.id) == "Send the certificate."

    service.change(session, manager, organization, {})
    assert organization.verification is VerificationState.REFUSED
    service.change(session, manager, organization, {"scope": "As registered."})
    assert organization.verification is VerificationState.AWAITING
    service.verify(session, verifier, organization)
    assert queries.refusal(session, organization.id) == ""
    with pytest.raises(NotPossible):
        service.verify(session, verifier, organization)
