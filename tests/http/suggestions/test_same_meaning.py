"""Sentences that mean the same in two languages, marked in both texts; without a model in the web process."""

from collections.abc import Callable

import numpy as np
import pytest
from sqlalchemy.orm import Session

from market.config import Settings
from market.listings.models import Need, Project
from market.listings.records import as_record
from market.suggestions import sentences, vectors
from matching.encoders.registry import encoder_id
from matching.sentences import first_sentences, sentences_hash
from tests.factories import Market
from tests.http.conftest import CountQueries
from tests.http.suggestions.conftest import Embed
from tests.unit.templates.samples import Page, words

OURS, THEIRS = "独居老人看病没有人陪。", "We go to the hospital with older people."
LABELS = {"en": ("close in meaning", "Close in meaning are"), "zh": ("意思相近", "两边意思相近的说法：")}
Pair = tuple[Need, Project]


@pytest.fixture
def pair(session: Session, market: Market, embed: Embed, settings: Settings) -> Pair:
    """A need in Chinese and a project in English, of which one sentence means the same."""
    need = market.need(title="陪诊", summary=f"{OURS}请带上医保卡。", outcome="", conditions="", language="zh")
    project = market.project(title="By their side", summary=f"We plant trees. {THEIRS}", method="", indicators="")
    session.flush()
    encoder, near = encoder_id(vectors.encoder_settings(settings)), np.eye(256, dtype=np.float32)[0]
    for text in vectors.hashes_of(map(as_record, (need, project))).values():
        vectors.add(session, encoder, {text: near})
    embed()
    axes = iter(np.eye(256, dtype=np.float32)[1:])
    for listing, sentence in ((need, OURS), (project, THEIRS)):
        said = first_sentences(as_record(listing))
        rows = np.array([near if one == sentence else next(axes) for one in said])
        sentences.add(session, encoder, {sentences_hash(said): rows})
    session.commit()
    return need, project


@pytest.mark.parametrize("language", LABELS)
def test_the_sentences_that_mean_the_same_are_marked_as_a_whole_in_both_texts(
    sign_in: Callable, market: Market, pair: Pair, language: str
) -> None:
    need, project = pair
    html = sign_in(market.person(of=need, language=language)).get(f"/listings/{need.id}/matches/{project.id}").text
    assert [str(mark["id"]) for mark in Page(html).all("mark")] == ["ours-1", "theirs-1"]
    for side, sentence in (("ours", OURS), ("theirs", THEIRS)):
        marked = html.split(f'id="{side}-1"')[1].split("</mark>")[0]
        assert marked.endswith(f"{sentence}")
        assert LABELS[language][0] in marked
        assert "<strong>" not in marked
    assert LABELS[language][1] in words(html)


def test_a_pair_of_shared_words_is_said_to_be_one(sign_in: Callable, market: Market, embed: Embed) -> None:
    need = market.need(summary="We look for lunch for widowers.")
    project = market.project(summary="We cook lunch for widowers.")
    embed()
    html = sign_in(market.person(of=need)).get(f"/listings/{need.id}/matches/{project.id}").text
    assert "same words" in html
    assert "close in meaning" not in html


def test_a_text_that_has_changed_since_is_not_marked_by_what_it_said(
    sign_in: Callable, session: Session, market: Market, embed: Embed, pair: Pair
) -> None:
    need, project = pair
    project.summary = f"Something else stands here. {THEIRS}"
    session.commit()
    embed()
    html = sign_in(market.person(of=need)).get(f"/listings/{need.id}/matches/{project.id}").text
    assert Page(html).all("mark") == []
    assert "No two sentences were found to correspond." in html


@pytest.mark.parametrize("page", ["/listings/{need}/matches/", "/listings/{need}/matches/{project}"])
def test_a_page_reads_the_vectors_of_sentences_in_one_statement(
    sign_in: Callable, market: Market, pair: Pair, count_queries: CountQueries, page: str
) -> None:
    need, project = pair
    browser, path = sign_in(market.person(of=need)), page.format(need=need.id, project=project.id)
    browser.get(path)
    with count_queries() as statements:
        assert LABELS["en"][1] in words(browser.get(path).text)
    assert len([statement for statement in statements if "sentence_embedding" in statement]) == 1
