"""A need's own award criteria: written, refused, published, and kept by each version."""

import pytest

from market import clock
from market.errors import Invalid
from market.listings import queries, service
from market.listings.models import ListingState
from market.listings.past import Past
from matching.records import Kind
from tests.factories import listing_values

CRITERIA = [{"name": "Visits in pairs", "weight": 55}, {"name": "Training of volunteers", "weight": 45}]
SHORT = [{"name": "Visits in pairs", "weight": 55}, {"name": "Training of volunteers", "weight": 40}]


@pytest.fixture
def draft(market):
    return market.need(state=ListingState.DRAFT)


def test_a_draft_is_kept_with_gaps_and_not_published_with_them(session, market, draft) -> None:
    actor = market.actor(of=draft)
    service.save(session, actor, draft, {"criteria": SHORT})
    assert draft.criteria == SHORT
    with pytest.raises(Invalid) as refusal:
        service.save(session, actor, draft, {"criteria": SHORT}, complete=True)
    assert list(refusal.value.problems) == ["criteria"]
    with pytest.raises(Invalid) as refusal:
        service.publish(session, actor, draft)
    assert str(refusal.value.problems["criteria"]) == "The points add up to 95; they have to add up to 100."
    service.save(session, actor, draft, {"criteria": CRITERIA})
    service.publish(session, actor, draft)
    assert draft.is_published


def test_a_bar_among_the_criteria_is_not_published_and_does_not_come_in_later(session, market, draft) -> None:
    actor = market.actor(of=draft)
    bad = [{"name": "在福田设有分支机构", "weight": 40}, {"name": "服务方案", "weight": 60}]
    service.save(session, actor, draft, {"criteria": bad})
    with pytest.raises(Invalid, match="criteria"):
        service.publish(session, actor, draft)
    service.save(session, actor, draft, {"criteria": []})
    service.publish(session, actor, draft)
    with pytest.raises(Invalid, match="criteria"):
        service.save(session, actor, draft, {"criteria": bad})
    assert draft.criteria == []


def test_each_version_keeps_its_criteria_in_their_order(session, market, draft) -> None:
    actor = market.actor(of=draft)
    service.save(session, actor, draft, {"criteria": CRITERIA})
    service.publish(session, actor, draft)
    service.save(session, actor, draft, {"criteria": CRITERIA[::-1]})
    session.flush()
    assert [queries.content_at(session, draft, number)["criteria"] for number in (1, 2)] == [CRITERIA, CRITERIA[::-1]]
    assert queries.content_at(session, draft, 9)["criteria"] == CRITERIA[::-1]
    assert Past(session, [draft.id]).record(draft.id, 1, clock.now()).id == str(draft.id)


def test_an_import_brings_criteria_by_the_same_rules(session, market) -> None:
    organization, actor = (owner := market.organization("11")), market.actor(of=owner)
    values = listing_values(Kind.NEED)
    need = service.import_listing(session, actor, organization, Kind.NEED, values | {"criteria": CRITERIA})
    assert need.criteria == CRITERIA
    with pytest.raises(Invalid) as refusal:
        service.import_listing(session, actor, organization, Kind.NEED, values | {"criteria": CRITERIA[:1]})
    assert list(refusal.value.problems) == ["criteria"]
