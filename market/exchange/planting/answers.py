"""Planting answers: the lists that the planted pairings came from, worked out once all texts have their vectors."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import clock
from market.database import Database
from market.exchange.planting.files import Row, identity, read
from market.exchange.planting.market import STORIES
from market.exchange.planting.past_market import PastMarket
from market.exchange.planting.report import Report
from market.listings.queries import get_listing
from market.pairings.models import Pairing
from market.permissions import SYSTEM
from market.suggestions.models import Answer, DismissalReason, MatchRun, Suggestion
from market.suggestions.remembering import Said, remember
from matching.records import Kind, Match, Recommendations

SHOWN = 10  # as many as a page shows
APART = timedelta(minutes=6)  # between two answers of one sitting
# What a candidate lacks that is put aside for a reason: the feature, and the value below which it does.
LACKS = {
    DismissalReason.WRONG_THEME: ("fields", 0.5),
    DismissalReason.WRONG_PEOPLE: ("groups", 0.5),
    DismissalReason.WRONG_PLACE: ("places", 0.5),
    DismissalReason.AMOUNT: ("amount", 0.8),
    DismissalReason.TIME: ("time", 0.5),
}


class NotRead(Exception):
    """Some texts have no vector yet, so that the lists would not be those that anybody saw."""


@dataclass(frozen=True)
class Sitting:
    """Somebody at a page of matches: who asks, what is put aside and why, and with whom a pairing is opened."""

    row: Row
    asker_id: UUID
    candidate_id: UUID
    at: datetime
    by_id: UUID | None
    aside: tuple[tuple[DismissalReason, str], ...]


Answered = tuple[Recommendations, Said]


def plant(
    database: Database,
    encoder_id: str,
    folder: Path,
    report: Report,
    started: Callable[[int], Callable[[int], None]],
) -> None:
    """Note, for each pairing that the files opened, the list that its side saw and what was said of it.

    Goes on where it was interrupted. What a list holds is worked out now, by today's matcher from what was on the
    market then; that is why it is no part of planting, at whose time no vector is there.

    Raises: NotRead, and then nothing has changed.
    """
    with database.reader() as session:
        sittings = _sittings(session, folder, report)
        market = PastMarket(session, encoder_id) if sittings else None
        if market is None:
            return
        if market.missing:
            raise NotRead
        advance, dismissed = started(len(sittings)), _dismissed(session)
        for sitting in sittings:
            versions, found = _answers(market, sitting, dismissed[sitting.asker_id])
            with database.transaction() as writer:
                listing = get_listing(writer, sitting.asker_id)
                for shown, said in found:
                    remember(writer, SYSTEM, listing, shown, versions, said)
            report.landed["answers"] += len(found)
            advance(1)


def _sittings(session: Session, folder: Path, report: Report) -> list[Sitting]:
    """Those whose pairing is there and whose list is not, by time."""
    aside: dict[str, list[tuple[DismissalReason, str]]] = defaultdict(list)
    for row in read(folder, "put_aside.jsonl", report):
        aside[str(row.get("pairing"))].append((DismissalReason(str(row.get("reason"))), str(row.get("note") or "")))
    opened = {pairing.id: pairing for pairing in session.scalars(select(Pairing))}
    kept = {
        (asker, candidate, at)
        for asker, candidate, at in session.execute(
            select(MatchRun.listing_id, Suggestion.candidate_id, Suggestion.answered_at)
            .join(Suggestion.run)
            .where(Suggestion.answer == Answer.INTEREST)
        )
    }
    found = []
    for row in (row for name in STORIES for row in read(folder, name, report)):
        pairing = opened.get(identity("pairing", row.key))
        sides = identity("listing", str(row.get("asker"))), identity("listing", str(row.get("candidate")))
        if pairing is not None and (*sides, pairing.opened_at) not in kept:
            found.append(Sitting(row, *sides, pairing.opened_at, pairing.opened_by_id, tuple(aside[row.key])))
    return sorted(found, key=lambda one: (one.at, one.row.key))


def _dismissed(session: Session) -> dict[UUID, set[str]]:
    """What was put aside already, by who asked."""
    rows = session.execute(
        select(MatchRun.listing_id, Suggestion.candidate_id)
        .join(Suggestion.run)
        .where(Suggestion.answer == Answer.DISMISSED)
    )
    found: dict[UUID, set[str]] = defaultdict(set)
    for listing_id, candidate_id in rows:
        found[listing_id].add(str(candidate_id))
    return found


def _answers(market: PastMarket, sitting: Sitting, dismissed: set[str]) -> tuple[dict[UUID, int], list[Answered]]:
    """The lists of one sitting, each with its answer; `dismissed` grows by what is put aside."""
    moment = sitting.at - APART * len(sitting.aside)
    versions = market.at(moment)
    candidate = str(sitting.candidate_id)
    kind = market.matcher.listings[candidate].kind
    dismissed.discard(candidate)
    found: list[Answered] = []
    for reason, note in sitting.aside:
        shown = _list(market, sitting, kind, moment, dismissed)
        lacking = next((one for one in shown.matches if one.candidate_id != candidate and _lacks(one, reason)), None)
        if lacking is not None:
            said = Said(UUID(lacking.candidate_id), moment, Answer.DISMISSED, sitting.by_id, reason, note)
            found.append((shown, said))
            dismissed.add(lacking.candidate_id)
        moment += APART
    shown = _with(market, sitting, _list(market, sitting, kind, moment, dismissed))
    found.append((shown, Said(sitting.candidate_id, sitting.at, Answer.INTEREST, sitting.by_id)))
    return versions, found


def _list(market: PastMarket, sitting: Sitting, kind: Kind, moment: datetime, without: set[str]) -> Recommendations:
    today, known = moment.astimezone(clock.CHINA).date(), market.known(moment)
    asker = str(sitting.asker_id)
    return market.matcher.recommend(asker, kind, SHOWN, today=today, as_of=known, without=frozenset(without))


def _with(market: PastMarket, sitting: Sitting, shown: Recommendations) -> Recommendations:
    """The list with the candidate that was taken up: at rank 0 where it was found in another way."""
    asker, candidate = str(sitting.asker_id), str(sitting.candidate_id)
    if any(one.candidate_id == candidate for one in shown.matches):
        return shown
    today = sitting.at.astimezone(clock.CHINA).date()
    taken = replace(market.matcher.explain(asker, candidate, today=today), rank=0)
    return replace(shown, matches=[taken, *shown.matches])


def _lacks(match: Match, reason: DismissalReason) -> bool:
    name, least = LACKS[reason]
    return any(feature.name == name and feature.value < least for feature in match.features)
