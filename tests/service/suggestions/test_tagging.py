"""The tagger of one process: what it learns from the market, and when."""

import pytest
from sqlalchemy.orm import Session

from market.config import Settings
from market.listings.models import Listing, ListingState
from market.suggestions.engine import Engine
from market.suggestions.tagging import MarketTagger
from tests.factories import Market
from tests.service.suggestions.conftest import Tell

SCORES = "Kites are flown above the roofs by those who like them."


@pytest.fixture
def tagger(settings: Settings) -> MarketTagger:
    return MarketTagger(Engine(settings))


@pytest.fixture
def draft(market: Market, session: Session) -> Listing:
    """A draft with words that no keyword knows."""
    found = market.service(
        state=ListingState.DRAFT, title="Kites", summary=SCORES, experience="", tags={"fields": (), "groups": ()}
    )
    session.commit()
    return found


def fields(tagger: MarketTagger, session: Session, listing: Listing) -> list[str]:
    return [one.code for one in tagger.infer(session, listing) if one.vocabulary == "field"]


def kites(market: Market, number: int = 40, *, field: str = "sports") -> list[Listing]:
    """Listings about the same, as many as it takes to be believed."""
    return [market.service(title="Kites", summary=SCORES, tags={"fields": (field,)}) for _number in range(number)]


def test_with_an_empty_market_the_keywords_speak(session: Session, market: Market, tagger: MarketTagger) -> None:
    clinic = market.service(state=ListingState.DRAFT, title="社区门诊", summary="为老人做康复和护理。")
    session.commit()

    found = {(one.vocabulary, one.code): one.because for one in tagger.infer(session, clinic)}

    assert {"门诊", "康复", "护理"} <= set(found["field", "health"].words)
    assert found["group", "elderly"].words == ("老人",)
    assert found["field", "health"].examples == ()


def test_what_is_published_and_taken_off_is_followed(
    session: Session, market: Market, tagger: MarketTagger, draft: Listing, tell: Tell
) -> None:
    assert fields(tagger, session, draft) == []
    examples = kites(market)
    tell(*examples)
    found = next(one for one in tagger.infer(session, draft) if one.vocabulary == "field")
    assert found.code == "sports"
    assert set(found.because.examples) <= {str(one.id) for one in examples}

    for one in examples:
        one.state = ListingState.PAUSED
    tell(*examples)
    assert fields(tagger, session, draft) == []


def test_only_what_people_confirmed_is_an_example(
    session: Session, market: Market, tagger: MarketTagger, draft: Listing, tell: Tell
) -> None:
    examples = kites(market)
    for one in examples:
        for tag in one.tags:
            tag.inferred = True
    tell(*examples)
    assert fields(tagger, session, draft) == []

    for one in examples:
        one.summary += " "
        for tag in one.tags:
            tag.inferred = False
    tell(*examples)
    assert fields(tagger, session, draft) == ["sports"]


def test_a_changed_word_changes_what_is_inferred(
    session: Session, market: Market, tagger: MarketTagger, draft: Listing, tell: Tell
) -> None:
    examples = kites(market)
    tell(*examples)
    assert fields(tagger, session, draft) == ["sports"]
    for one in examples:
        one.summary += " "
        next(tag for tag in one.tags if tag.code == "sports").code = "culture"
    tell(*examples)
    assert fields(tagger, session, draft) == ["culture"]


def test_a_listing_is_no_example_of_its_own(
    session: Session, market: Market, tagger: MarketTagger, draft: Listing, tell: Tell
) -> None:
    only, *others = kites(market, 2)
    tell(only, *others)
    named = {id for one in tagger.infer(session, only) for id in one.because.examples}
    assert str(only.id) not in named
