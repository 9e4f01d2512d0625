"""Finding listings: what is narrowed, in which order, and that nobody finds what is not public."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from market import clock
from market.errors import NotFound
from market.listings import queries
from market.listings.models import ListingState
from market.listings.queries import Filters, Sort
from matching.records import Kind
from tests.factories import Market


def titles(session: Session, filters: Filters | None = None, **more: object) -> list[str]:
    found, total = queries.browse(session, filters or Filters(), **more)  # type: ignore[arg-type]
    assert total == len(found)
    return [listing.title for listing in found]


def test_only_what_is_published_is_found(session: Session, market: Market) -> None:
    for state in ListingState:
        market.project(state=state, title=state.value)

    assert titles(session) == ["published"]
    assert queries.counts_by_kind(session, Filters())[Kind.PROJECT] == 1


def test_all_words_are_looked_for_in_title_text_and_owner(session: Session, market: Market) -> None:
    market.project(title="独居老人每周探访", summary="两人一组。")
    market.need(title="儿童阅读", summary="独居老人不在内")
    market.project(title="Reading", summary="x", organization=market.organization("52", name="阅读中心"))

    assert titles(session, Filters(q="老人 探访")) == ["独居老人每周探访"]
    assert set(titles(session, Filters(q="阅读"))) == {"儿童阅读", "Reading"}
    assert titles(session, Filters(q="rEADing")) == ["Reading"]


@pytest.mark.parametrize("wild", ["%", "_", "/", "\\", "'", "100%"])
def test_signs_of_the_database_are_only_letters(session: Session, market: Market, wild: str) -> None:
    market.project(title="plain", summary="plain")

    assert titles(session, Filters(q=wild)) == []


def test_a_subdistrict_also_finds_what_is_for_the_whole_district(session: Session, market: Market) -> None:
    market.project(title="here", tags={"places": ("440304004",)})
    market.project(title="there", tags={"places": ("440304005",)})
    market.project(title="everywhere", tags={"places": ("440304",)})

    assert set(titles(session, Filters(division="440304004"))) == {"here", "everywhere"}
    assert set(titles(session, Filters(division="440304"))) == {"here", "there", "everywhere"}


def test_lists_are_narrowed_by_kind_field_group_amount_day_and_owner(session: Session, market: Market) -> None:
    today = clock.today()
    need = market.need(title="need", budget_fen=500, closes_on=today + timedelta(days=5))
    market.need(title="over", budget_fen=900, closes_on=today - timedelta(days=1))
    market.project(
        title="project", budget_fen=900, raised_fen=600, tags={"fields": ("health",), "groups": ("children",)}
    )
    market.programme(title="programme", grant_least_fen=1, grant_most_fen=700)

    assert set(titles(session, Filters(kind=Kind.NEED))) == {"need", "over"}
    assert titles(session, Filters(field="health")) == ["project"]
    assert titles(session, Filters(group="children")) == ["project"]
    assert titles(session, Filters(field="health", group="elderly")) == []
    assert set(titles(session, Filters(least_fen=300, most_fen=500))) == {"need", "project"}
    assert titles(session, Filters(closing_within_days=30)) == ["need"]
    assert titles(session, Filters(owner_id=need.organization_id)) == ["need"]
    assert queries.counts_by_kind(session, Filters(kind=Kind.NEED, least_fen=600)) == {
        Kind.NEED: 1,
        Kind.PROJECT: 0,
        Kind.SERVICE: 0,
        Kind.PROGRAMME: 1,
        Kind.RESOURCE: 0,
    }


def test_lists_are_sorted(session: Session, market: Market) -> None:
    now, today = clock.now(), clock.today()
    for title, budget, days in (("a", 100, 20), ("b", 300, -3), ("c", 200, 10)):
        market.need(
            title=title,
            budget_fen=budget,
            closes_on=today + timedelta(days=days),
            published_at=now + timedelta(days=ord(title)),
        )

    assert titles(session, Filters(sort=Sort.NEWEST)) == ["c", "b", "a"]
    assert titles(session, Filters(sort=Sort.CLOSING_SOON)) == ["c", "a", "b"]
    assert titles(session, Filters(sort=Sort.AMOUNT)) == ["b", "c", "a"]


def test_ranked_hits_keep_their_order_and_are_still_narrowed(session: Session, market: Market) -> None:
    first, second, hidden = market.project(), market.need(), market.project(state=ListingState.PAUSED)
    ranked = [hidden.id, second.id, uuid4(), first.id]

    found, total = queries.browse(session, Filters(q="anything", sort=Sort.RELEVANCE), ranked_ids=ranked)
    assert ([listing.id for listing in found], total) == ([second.id, first.id], 2)
    found, total = queries.browse(session, Filters(sort=Sort.RELEVANCE), 2, size=1, ranked_ids=ranked)
    assert ([listing.id for listing in found], total) == ([first.id], 2)
    found, _total = queries.browse(session, Filters(kind=Kind.NEED), ranked_ids=ranked)
    assert [listing.id for listing in found] == [second.id]


def test_pages_do_not_overlap(session: Session, market: Market) -> None:
    organization = market.organization("52")
    for _number in range(5):
        market.project(organization=organization)

    pages = [queries.browse(session, Filters(), number, size=2) for number in (1, 2, 3)]

    assert [total for _found, total in pages] == [5, 5, 5]
    assert len({listing.id for found, _total in pages for listing in found}) == 5


def test_drafts_are_found_by_their_own_people(session: Session, market: Market) -> None:
    draft = market.project(state=ListingState.DRAFT)
    market.project(state=ListingState.DRAFT)

    assert queries.written_by(session, market.actor(of=draft)) == [draft]
    assert queries.written_by(session, market.actor()) == []
    assert queries.listings_of(session, draft.organization_id) == []
    assert queries.listings_of(session, draft.organization_id, published_only=False) == [draft]


def test_unmet_needs_are_counted_where_they_are(session: Session, market: Market) -> None:
    market.need(tags={"places": ("440304004", "440304005")})
    market.need(tags={"places": ("440304004",)})
    market.need(closes_on=clock.today() - timedelta(days=1))
    market.need(state=ListingState.DRAFT)
    market.project()

    assert queries.unmet_needs_by_division(session) == {"440304004": 2, "440304005": 1}


def test_what_does_not_exist_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        queries.get_listing(session, uuid4())
