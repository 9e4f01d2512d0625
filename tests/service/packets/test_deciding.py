"""Deciding by a packet: what is frozen, what is refused, and what the trail then names."""

import json

import pytest

from market.errors import Conflict, Invalid, NotAllowed, NotPossible
from market.listings.content import digest
from market.organizations.models import Standing
from market.packets.queries import decision_by, newest_packet, packets_of
from market.packets.service import Stale, decide, renew
from market.pairings import service as pairings
from market.pairings.models import PairingState as State


@pytest.fixture
def waiting(market, town):
    """A publicly funded file that was passed on, and waits for approval."""
    pairing = market.pairing(State.SUBMITTED, need=market.need())
    town.check(pairing)
    return pairing


def test_passing_a_file_on_freezes_what_is_known(session, town, waiting) -> None:
    packet = newest_packet(session, waiting.id)
    content = packet.content
    assert packet.sha256 == digest(content)
    assert town.details(waiting, "pass_file") == {"packet": 1, "packet_sha256": packet.sha256}
    assert [one["credit_code"] for one in content["facts"]["parties"]] == [
        waiting.need.organization.credit_code,
        waiting.offer.organization.credit_code,
    ]
    assert {"rule": "standing", "rule_version": 1, "verdict": "pass"}.items() <= next(
        row for row in content["facts"]["conditions"] if row["rule"] == "standing"
    ).items()
    assert [row["action"] for row in content["trail"]["events"]][-1] == "declare_no_conflict"
    assert content["trail"]["head"]["hash"] == content["trail"]["events"][-1]["hash"]
    assert {row["state"]: row["limit"] for row in content["stays"]}.items() >= {("recheck", 3), ("expert_review", 10)}
    assert content["made"] | {"at": ""} == {
        "at": "", "by": town.rechecker.name, "step": "pass_file", "note": "Because.",
    }  # fmt: skip


def test_an_approval_names_the_packet_and_the_rules_that_it_rests_on(session, town, waiting) -> None:
    packet = newest_packet(session, waiting.id)
    decide(
        session, town.approver, waiting, "approve", no_conflict=True, packet_hash=packet.sha256, rules=["standing@1"]
    )
    assert waiting.state is State.PUBLIC_NOTICE
    assert decision_by(session, packet).details == {
        "packet": 1, "packet_sha256": packet.sha256, "rules": ["standing@1"],
    } | {"terms": decision_by(session, packet).details["terms"]}  # fmt: skip


def test_a_confirmation_freezes_and_binds_at_once(session, market, town) -> None:
    pairing = market.pairing(State.RECHECK)
    packet = decide(session, town.rechecker, pairing, "confirm", no_conflict=True)
    assert pairing.state is State.CONTRACTING
    assert decision_by(session, packet).action == "confirm"


def test_whoever_saw_an_older_packet_is_told(session, market, town, waiting) -> None:
    old = newest_packet(session, waiting.id)
    waiting.offer.organization.delivered_pairings = 3
    waiting.offer.organization.assessment_level = None
    waiting.offer.organization.standing = None
    town.freeze(waiting)
    with pytest.raises(Conflict, match="not the newest packet"):
        decide(session, town.approver, waiting, "approve", no_conflict=True, packet_hash=old.sha256)
    assert waiting.state is State.APPROVAL


def test_facts_that_changed_stand_against_an_approval_until_the_packet_is_renewed(session, town, waiting) -> None:
    organization = waiting.offer.organization
    organization.standing = None
    with pytest.raises(Stale) as caught:
        decide(session, town.approver, waiting, "approve", no_conflict=True)
    change = next(one for one in caught.value.changes if one.what == "standing" and one.kind == "party")
    assert (change.subject, change.before, change.now) == (organization.name, "normal", None)

    packet = town.freeze(waiting)
    assert packet.number == 2
    assert [one.number for one in packets_of(session, waiting.id)] == [2, 1]
    decide(session, town.approver, waiting, "approve", no_conflict=True, packet_hash=packet.sha256)
    assert town.details(waiting, "approve")["packet"] == 2


def test_how_often_somebody_delivered_elsewhere_changes_no_packet(session, town, waiting) -> None:
    waiting.offer.organization.delivered_pairings += 1
    decide(session, town.approver, waiting, "approve", no_conflict=True)
    assert waiting.state is State.PUBLIC_NOTICE


def test_renewing_is_the_work_of_the_recheck(session, town, waiting) -> None:
    waiting.offer.organization.standing = None
    for actor in (town.approver, town.intake, town.deliverer(waiting)):
        with pytest.raises(NotAllowed):
            renew(session, actor, waiting, no_conflict=True)
    renew(session, town.rechecker, waiting)
    assert "renew_packet" in town.actions(waiting)


def test_nothing_is_renewed_without_need(session, town, waiting) -> None:
    with pytest.raises(NotPossible, match="Nothing has changed"):
        renew(session, town.rechecker, waiting)


def test_no_file_is_passed_on_or_decided_without_a_packet(session, town, market, waiting) -> None:
    for name, actor, state in (("approve", town.approver, State.APPROVAL), ("confirm", town.rechecker, State.RECHECK)):
        pairing = waiting if name == "approve" else market.pairing(state)
        with pytest.raises(NotPossible, match="its own page"):
            pairings.take_step(session, actor, pairing, name, no_conflict=True)
    alone = market.pairing(State.APPROVAL, need=market.need())
    with pytest.raises(NotPossible, match="no packet yet"):
        decide(session, town.approver, alone, "approve", no_conflict=True)


def test_facts_that_moved_under_the_eyes_of_whoever_confirms_are_told(session, market, town) -> None:
    pairing = market.pairing(State.RECHECK)
    with pytest.raises(Conflict, match="fact has changed"):
        decide(session, town.rechecker, pairing, "confirm", no_conflict=True, packet_hash="of another day")
    assert packets_of(session, pairing.id) == []


def test_private_money_is_refused_for_a_rule_only(session, market, town) -> None:
    pairing = market.pairing(State.RECHECK)
    with pytest.raises(Invalid) as caught:
        decide(session, town.rechecker, pairing, "reject", "Too dear.")
    assert set(caught.value.problems) == {"rules"}
    with pytest.raises(Invalid):
        decide(session, town.rechecker, pairing, "reject", "Too dear.", rules=["beauty@1"])
    decide(session, town.rechecker, pairing, "reject", "Too dear.", basis="Not compliant with the published procedure")
    assert town.details(pairing, "reject")["basis"] == "Not compliant with the published procedure"
    assert newest_packet(session, pairing.id).content["made"]["step"] == "reject"


def test_a_packet_says_that_somebody_declared_a_conflict_and_not_what(session, market, town) -> None:
    pairing = market.pairing(State.SUBMITTED)
    other = market.actor(office=next(iter(town.intake.offices)))
    pairings.declare(session, other, pairing, has_conflict=True, text="My sister keeps their books.")
    town.decide(pairing)
    content = newest_packet(session, pairing.id).content
    declared = {row["person"]: row["has_conflict"] for row in content["conduct"]["declarations"]}
    assert declared[other.name] is True
    assert "sister" not in json.dumps(content)


def test_of_the_people_who_are_helped_a_packet_knows_the_number_only(session, waiting) -> None:
    packet = newest_packet(session, waiting.id)
    names = {name for row in packet.content["facts"]["listings"] for name in row["content"]}
    assert {name for name in names if "benefici" in name} == {"beneficiaries_count"}
    assert set(packet.content) == {
        "version", "made", "facts", "basis", "match", "review", "conduct", "corrections", "stays", "trail",
    }  # fmt: skip


def test_a_rejection_may_rest_on_what_changed(session, town, waiting) -> None:
    waiting.offer.organization.standing = Standing.SERIOUSLY_DISHONEST
    decide(session, town.approver, waiting, "reject", "It is on the list.", rules=["standing@1"])
    assert waiting.state is State.REJECTED
    assert town.details(waiting, "reject")["packet"] == 1
