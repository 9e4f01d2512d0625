"""Work on suggestions from a terminal: `flask match LISTING`, and the worker that embeds listings."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar
from uuid import UUID

import click
from flask import g
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext, ngettext
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from sqlalchemy.orm import Session

from market import audit, clock, web
from market.errors import Conflict, MarketError
from market.forms import say
from market.listings import queries as listings
from market.listings.records import records
from market.permissions import SYSTEM
from market.suggestions import calibrations, queries, sentences, vectors, waves, wording
from market.suggestions.lists import Tried
from market.suggestions.routes import engine
from matching.encoders.base import Encoder
from matching.encoders.registry import encoder_id, resolve
from matching.index import BadVector
from matching.records import Kind, Listing, Recommendations
from matching.sentences import Matrix

BATCH = 8  # texts of one transaction: pages see vectors appear, and an interruption loses little
REST_SECONDS = 0.5
LONGEST_REST_SECONDS = 600  # after which the worker looks for lapsed proposals, also where nothing has changed
MOST = 100  # matches at once
Text = TypeVar("Text")
Made = TypeVar("Made")
IsOver = Callable[[], bool]

suggestions = AppGroup("suggestions", help="Vectors and recommendations.")


@suggestions.command("embed")
def embed() -> None:
    """Encode every published listing whose text has no vector yet, then the sentences of each; can be interrupted."""
    published = _published()
    encoder, count = _embed_missing(None, published)
    click.echo(f"{count} texts were encoded")
    _, count = embed_sentences(encoder, published)
    click.echo(f"The sentences of {count} texts were encoded")


@suggestions.command("propose")
def propose() -> None:
    """Note which proposals have lapsed, and fill all lists; can be run at any time, and again, and interrupted."""
    made = propose_all(Tried())
    if made is None:
        raise click.ClickException(
            gettext("Some listings have not been read yet: run `flask suggestions embed` first.")
        )
    click.echo(ngettext("%(num)d proposal was made", "%(num)d proposals were made", made))


@suggestions.command("calibrate")
@click.option("--until", type=click.DateTime(), help="Look at answers from before this moment only (UTC).")
def calibrate(until: datetime | None) -> None:
    """Fit how many of ten pairs with such a score were taken up; pages tell it where enough were decided on."""
    moment = until.replace(tzinfo=UTC) if until else clock.now()
    with web.database().reader() as session:
        matcher = engine().refresh(session)
        version = (matcher.ranker or matcher.weights).version
        decided = calibrations.decided(session, version, moment)
    click.echo(f"{len(decided)} pairs were put before somebody who answered, ordered by {version}.")
    with web.transaction() as session:
        row = calibrations.keep(session, SYSTEM, version, decided, moment)
        if row is None:
            click.echo("Too few, or too much alike, to tell anything by. Nothing was changed.")
            return
        Console().print(_bands(decided, calibrations.fitted(row)))


def _bands(decided: Sequence[calibrations.Decided], fitted: calibrations.Fitted) -> Table:
    table = Table("Band", "Pairs", "Taken up", "Of ten, told on pages")
    for band in wording.BANDS:
        found = [one for one in decided if one.band == band]
        told = sorted({fitted.curve.of_ten(one.score) for one in found}) if fitted.tells_of(band) else []
        said = f"{told[0]} to {told[-1]}" if told else "nothing"
        table.add_row(band, str(len(found)), str(sum(one.taken_up for one in found)), said)
    return table


@suggestions.command("work")
def work() -> None:
    """Keep on encoding new and changed listings, and proposing them to each other, until stopped.

    Their sentences come last: nothing waits for them, and whatever changes goes before those that are left.
    """
    seen, looked_at, encoder, tried = -1, 0.0, None, Tried()
    while True:
        newest = _newest_change()
        if newest != seen or time.monotonic() - looked_at >= LONGEST_REST_SECONDS:
            published = _published()
            encoder, _ = _embed_missing(encoder, published)
            with suppress(Conflict):  # somebody held the database for too long: again, after a rest
                proposed = propose_all(tried) is not None
                encoder, _ = embed_sentences(encoder, published, partial(_has_changed, newest))
                if proposed:
                    seen, looked_at = newest, time.monotonic()
        time.sleep(REST_SECONDS)


def propose_all(tried: Tried) -> int | None:
    """Share out wave after wave until no list is due; how many proposals, None while texts wait for their vectors."""
    made = 0
    while True:
        with web.database().reader() as session:
            engine().refresh(session)
            if engine().pending:  # by its words alone a listing would be proposed to others than those whom it fits
                return None
            ranked = waves.rank_next(session, engine(), tried)
            lapsed = waves.has_lapsed(session)
        if ranked is None and not lapsed:
            return made
        with web.transaction() as session:
            wave = waves.propose(session, SYSTEM, engine(), ranked, tried)
            made += wave.proposed if wave else 0


def _newest_change() -> int:
    with web.database().reader() as session:
        return audit.last_seq(session)


def _has_changed(since: int) -> bool:
    return _newest_change() != since


def work_once(encoder: Encoder | None) -> Encoder | None:
    """Encode what is missing; the model is loaded when there is something to encode for the first time."""
    return _embed_missing(encoder, _published())[0]


def _published() -> list[Listing]:
    """What is published now; reading it takes longer than looking for what is missing of it."""
    with web.database().reader() as session:
        return list(records(session))


def _embed_missing(encoder: Encoder | None, published: Sequence[Listing]) -> tuple[Encoder | None, int]:
    with web.database().reader() as session:
        texts = vectors.missing(session, _encoder_id(), published)
    return _embed(encoder, texts, "Encoding listings", vectors.encode, _add_vectors)


def embed_sentences(
    encoder: Encoder | None, published: Sequence[Listing], is_over: IsOver = lambda: False
) -> tuple[Encoder | None, int]:
    """Encode the sentences of listings once these have vectors themselves, text by text until it is over."""
    with web.database().reader() as session:
        texts = sentences.missing(session, _encoder_id(), published)
    return _embed(encoder, texts, "Encoding sentences", sentences.encode, _add_sentences, is_over)


def _add_vectors(session: Session, encoder: Encoder, made: Mapping[str, vectors.Vector]) -> None:
    vectors.add(session, encoder.id, made, encoder.dimension)


def _add_sentences(session: Session, encoder: Encoder, made: Mapping[str, Matrix]) -> None:
    sentences.add(session, encoder.id, made)


def _encoder_id() -> str:
    return encoder_id(vectors.encoder_settings(web.settings()))


def _embed(
    encoder: Encoder | None,
    texts: Mapping[str, Text],
    told: str,
    encode: Callable[[Encoder, Mapping[str, Text]], Mapping[str, Made]],
    add: Callable[[Session, Encoder, Mapping[str, Made]], None],
    is_over: IsOver = lambda: False,
) -> tuple[Encoder | None, int]:
    """Encode texts in batches; the encoder, loaded where there was something to encode, and how many it encoded."""
    if not texts:
        return encoder, 0
    encoder, hashes, done = encoder or resolve(vectors.encoder_settings(web.settings())), list(texts), 0
    columns = (TextColumn(told), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, disable=len(texts) <= BATCH) as progress:
        task = progress.add_task("", total=len(texts))
        while done < len(texts) and not is_over():
            batch = hashes[done : done + BATCH]
            made = encode(encoder, {text: texts[text] for text in batch})
            try:
                with web.transaction() as session:
                    add(session, encoder, made)
            except BadVector as error:
                raise click.ClickException(str(error)) from error
            done += len(batch)
            progress.advance(task, len(batch))
    return encoder, done


@click.command("match")
@click.argument("listing_id", type=click.UUID, metavar="LISTING")
@click.option("--for", "for_kind", type=click.Choice([kind.value for kind in Kind]), help="Which kind to recommend.")
@click.option("-k", type=click.IntRange(1, MOST), default=10, show_default=True, help="How many.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--language", type=click.Choice(list(web.LANGUAGES)), help="Of the reasons.")
@with_appcontext
def match(listing_id: UUID, for_kind: str | None, k: int, *, as_json: bool, language: str | None) -> None:
    """Print who fits a listing, with the reasons."""
    if language:
        g.language = language
    session = web.current_session()
    try:
        listing = listings.get_listing(session, listing_id)
        kind = Kind(for_kind) if for_kind else queries.SOUGHT[listing.kind][0]
        found, titles = _on_the_market(session, queries.recommend(session, engine(), listing, kind, k))
    except MarketError as error:
        raise click.ClickException(say(error.message)) from error
    if as_json:
        plain = asdict(replace(found, excluded=dict(found.excluded)))  # asdict would count the pairs of a Counter
        click.echo(json.dumps(plain, ensure_ascii=False, default=_plain, indent=2))
        return
    if not found.matches:
        click.echo(gettext("Nothing on the market passes all conditions at present."))
        return
    Console().print(_table(found, titles, listing.title))


def _on_the_market(session: Session, found: Recommendations) -> tuple[Recommendations, dict[str, str]]:
    """The matches that are still on the market in the database itself, and the titles of all of them by id."""
    rows = listings.listings_by_id(session, [UUID(one.candidate_id) for one in found.matches])
    titles = {str(key): row.title for key, row in rows.items()}
    return replace(found, matches=[one for one in found.matches if one.candidate_id in titles]), titles


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, set | frozenset) else str(value)


def _table(found: Recommendations, titles: dict[str, str], heading: str) -> Table:
    table = Table("#", gettext("Score"), title=escape(heading), show_lines=True)
    table.add_column(gettext("Listing"), overflow="fold", ratio=2)
    table.add_column(gettext("Why"), overflow="fold", ratio=5)
    for one in found.matches:
        reasons = [f"+ {wording.reason_text(reason)}" for reason in one.reasons]
        cautions = [f"! {wording.caution_text(caution)}" for caution in one.cautions]
        why = escape("\n".join([*reasons, *cautions]))  # what people wrote is text, also where it looks like markup
        table.add_row(str(one.rank), f"{one.score:.3f}", escape(titles[one.candidate_id]), why)
    return table


commands = (suggestions, match)
