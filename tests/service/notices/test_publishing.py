"""What the public reads exists from the moment of approval, and never changes."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from market import clock
from market.audit import AuditEvent
from market.errors import Invalid, NotAllowed, NotPossible
from market.notices import content, queries, service
from market.notices.models import Notice
from market.pairings.models import PairingState as State
from market.vocabularies import calendar
from market.vocabularies.calendar import Unit
from market.workflow import Deadline
from tests.conftest import NOW


def test_a_notice_is_there_in_the_moment_of_approval(session, case) -> None:
    assert queries.find_notice(session, case.pairing.id) is None
    case.approve()
    assert case.notice.published_at == NOW
    assert case.pairing.due_at == calendar.after(NOW, 5)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "publish_notice")).one()
    assert (event.actor_name, event.details["content_hash"]) == ("system", case.notice.content_hash)


def test_private_money_has_no_notice(session, market, town) -> None:
    pairing = market.pairing(State.RECHECK)
    town.take(town.rechecker, pairing, "confirm")
    assert queries.find_notice(session, pairing.id) is None


def test_its_text_stays_when_the_listing_changes(session, on_notice) -> None:
    before = on_notice.notice.content_hash
    title = on_notice.pairing.need.title
    on_notice.pairing.need.title = "Something else"
    on_notice.pairing.budget_fen += 1
    session.flush()
    session.expire_all()
    assert on_notice.notice.content["title"] == title
    assert content.digest(on_notice.notice.content) == before


def test_the_hash_is_of_the_canonical_bytes_whatever_the_order_of_the_keys(on_notice) -> None:
    frozen = on_notice.notice.content
    turned = dict(reversed(list(frozen.items())))
    assert content.digest(turned) == on_notice.notice.content_hash
    assert json.loads(content.canonical(frozen)) == frozen
    assert content.digest({**frozen, "amount_fen": frozen["amount_fen"] + 1}) != on_notice.notice.content_hash


def test_it_names_organizations_and_no_people(session, on_notice) -> None:
    text = content.canonical(on_notice.notice.content).decode()
    pairing = on_notice.pairing
    assert pairing.offer.organization.name in text
    for hidden in (pairing.offer.organization.legal_representative, on_notice.town.approver.name):
        assert hidden not in text
    assert on_notice.notice.content["beneficiaries"] == {
        "groups": ["empty_nest"], "places": ["440304004"], "count": 120
    }  # fmt: skip


def test_the_experts_and_their_totals_are_named_without_what_they_wrote(session, case, monkeypatch) -> None:
    record = {
        "experts": [{"name": "Zhao"}, {"name": "Li"}],
        "totals": [80, 72.5],
        "mean": 76.25,
        "justifications": ["private"],
    }
    monkeypatch.setattr(content.reviews, "record_of", lambda _session, _id: record)
    case.approve()
    review = case.notice.content["review"]
    assert review == {"experts": ["Li", "Zhao"], "mean": 76.25, "totals": [72.5, 80]}


def test_what_came_onto_notice_without_one_gets_it_once_and_its_whole_time_from_then_on(session, case) -> None:
    case.pairing.state, case.pairing.due_at = State.PUBLIC_NOTICE, NOW + timedelta(hours=1)
    session.flush()
    assert queries.unpublished(session) == [case.pairing.id]
    assert service.publish_missing(session, case.pairing)
    assert case.pairing.due_at == calendar.after(NOW, 5)
    assert not service.publish_missing(session, case.pairing)
    assert len(session.scalars(select(Notice)).all()) == 1


@pytest.mark.parametrize(
    ("count", "unit", "days"),
    [(7, Unit.WORKING_DAY, 9), (15, Unit.DAY, 15), (5, Unit.DAY, 7)],
)
def test_the_period_keeps_its_own_unit_and_is_never_below_five_working_days(session, case, count, unit, days) -> None:
    service.set_period(session, case.town.approver, case.pairing, count, unit)
    case.approve()
    assert case.pairing.due_at.astimezone(clock.CHINA).date() == clock.today() + timedelta(days=days)
    assert case.pairing.due_at >= calendar.end_of(NOW, Deadline(count, unit=unit))
    assert (case.notice.content["notice_count"], case.notice.content["notice_unit"]) == (count, unit.value)


@pytest.mark.parametrize("count", [4, 0, -1, 61])
def test_a_period_out_of_bounds_is_refused_in_words(session, case, count) -> None:
    with pytest.raises(Invalid) as caught:
        service.set_period(session, case.town.approver, case.pairing, count, Unit.WORKING_DAY)
    assert set(caught.value.problems) == {"count"}


def test_only_whoever_may_approve_sets_it_and_only_before(session, case) -> None:
    for actor in (case.side(), case.town.intake, case.investigator):
        with pytest.raises(NotAllowed):
            service.set_period(session, actor, case.pairing, 7, Unit.WORKING_DAY)
    case.approve()
    with pytest.raises(NotPossible):
        service.set_period(session, case.town.approver, case.pairing, 5, Unit.WORKING_DAY)


def test_reading_is_counted_without_a_trace(session, on_notice) -> None:
    events = len(session.scalars(select(AuditEvent)).all())
    service.note_read(session, on_notice.notice)
    service.note_read(session, on_notice.notice)
    session.expire_all()
    assert on_notice.notice.reads == 2
    assert len(session.scalars(select(AuditEvent)).all()) == events
