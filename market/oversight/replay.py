"""What would have become of past recommendations and pairings under the rules of another day."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from market import clock
from market.listings.models import Listing as ListingRow
from market.listings.past import Past
from market.pairings.models import FundingShare, Pairing
from market.pairings.service.problems import pairs_of
from market.rules import queries as rules
from market.suggestions.models import MatchRun, Suggestion
from matching.eligibility.catalogue import CATALOGUE, Catalogue
from matching.eligibility.gate import check_pair
from matching.eligibility.rule import Rule, apply, settled
from matching.records import Check, Listing, Verdict

AT_ONCE = 200


@dataclass(frozen=True)
class Change:
    """Something that the rules of the day would have judged otherwise."""

    what: str  # "suggestion" or "pairing"
    id: UUID
    day: date
    title: str
    excluded: bool  # else it would be admitted
    rules: tuple[str, ...]  # the versions that make the difference


@dataclass
class Replay:
    """What was looked at, and what would change."""

    as_of: date
    rules_version: str
    confirmed: frozenset[str]
    suggestions: int = 0
    pairings: int = 0
    without_verdicts: int = 0  # suggestions that were proposed and not answered: no verdicts are kept of these
    todays_content: int = 0  # of the listings, or of their owners' files, because no version that old is kept
    changes: list[Change] = field(default_factory=list)


class _Player:
    """The rules of one day, and how each old case fares under them."""

    def __init__(self, session: Session, as_of: date, catalogue: Catalogue) -> None:
        self.session, self.as_of, self.catalogue = session, as_of, catalogue
        self._confirmations: dict[date, frozenset[str]] = {}
        self.confirmed = self._confirmed_on(as_of)
        self.result = Replay(as_of, catalogue.with_confirmed(self.confirmed), self.confirmed)

    def play(self, judge: Callable[[Any, Past], None], cases: Iterable[Any], past: Past) -> None:
        """Judge some cases whose facts are at hand."""
        for case in cases:
            judge(case, past)
        self.result.todays_content += len(past.todays)

    def suggestion(self, row: Suggestion, past: Past) -> None:
        """Judge a suggestion anew: what was shown counts for the rules that are the same, the facts for the others.

        A proposal that nobody has answered was shown by the rules of each day, and keeps no verdicts: the facts count,
        under the rules of the day on which it was made, too.
        """
        run = row.run
        one = past.record(run.listing_id, run.listing_version, run.made_at)
        other = past.record(row.candidate_id, row.candidate_version, run.made_at)
        shown = {check["rule"]: check for check in row.explanation.get("checks") or ()}
        if shown:
            before = {f"{code}@{_version(check)}" for code, check in shown.items() if _failed(check)}
        else:
            before = self._failures(one, other, _day(run.made_at), _day(run.made_at))
            self.result.without_verdicts += 1
        after = {rule.key for rule in self._in_force() if self._fails(rule, shown.get(rule.code), one, other, run)}
        self.result.suggestions += 1
        self._note("suggestion", row.id, run.made_at, _title(past, run.listing_id, row.candidate_id), before, after)

    def pairing(self, pairing: Pairing, past: Past) -> None:
        """Judge a pairing by the rules of the day on which it was submitted or opened, and by those of this day."""
        at = pairing.submitted_at or pairing.opened_at
        day = _day(at)
        before, after = set[str](), set[str]()
        for *sides, without in pairs_of(pairing):
            one, other = [past.record(listing.id, _number(pairing, listing.id), at) for listing in sides]
            for found, on in ((before, day), (after, self.as_of)):
                found |= self._failures(one, other, day, on, without)
        self.result.pairings += 1
        self._note("pairing", pairing.id, at, pairing.number, before, after)

    def _failures(
        self, one: Listing, other: Listing, day: date, rules_on: date, without: frozenset[str] = frozenset()
    ) -> set[str]:
        """What rules two listings out, by the facts of one day and the rules and confirmations of one."""
        confirmed = self._confirmed_on(rules_on)
        checks = check_pair(one, other, today=day, rules_on=rules_on, confirmed=confirmed, catalogue=self.catalogue)
        return {_key(check) for check in checks if check.verdict is Verdict.FAIL and check.rule not in without}

    def _confirmed_on(self, day: date) -> frozenset[str]:
        if day not in self._confirmations:
            self._confirmations[day] = rules.confirmed_on(self.session, day)
        return self._confirmations[day]

    def _in_force(self) -> Sequence[Rule]:
        return self.catalogue.in_force(self.as_of)

    def _fails(self, rule: Rule, shown: dict[str, Any] | None, one: Listing, other: Listing, run: MatchRun) -> bool:
        if shown is not None and _version(shown) == rule.version:
            unconfirmed = list(shown["missing"]) == ["confirmation"]
            verdict = Verdict.FAIL if unconfirmed else Verdict(shown["verdict"])
            return settled(Check(rule.code, verdict), rule, self.confirmed).verdict is Verdict.FAIL
        check = apply(rule, one, other, _day(run.made_at), self.confirmed)
        return check is not None and check.verdict is Verdict.FAIL

    def _note(self, what: str, id: UUID, at: datetime, title: str, before: set[str], after: set[str]) -> None:
        if bool(before) == bool(after):
            return
        self.result.changes.append(Change(what, id, _day(at), title, bool(after), tuple(sorted(after or before))))


def replay(session: Session, as_of: date, catalogue: Catalogue = CATALOGUE) -> Replay:
    """Judge every recorded suggestion and every pairing by the rules in force, and confirmed, on a day.

    The facts are those of the day on which each was made, as far as versions keep them.
    """
    player = _Player(session, as_of, catalogue)
    for rows in _in_parts(session, select(Suggestion.id).order_by(Suggestion.id)):
        found = select(Suggestion).where(Suggestion.id.in_(rows)).options(joinedload(Suggestion.run))
        suggestions = session.scalars(found).all()
        ids = {one for row in suggestions for one in (row.candidate_id, row.run.listing_id)}
        player.play(player.suggestion, suggestions, Past(session, ids))
    for rows in _in_parts(session, select(Pairing.id).order_by(Pairing.number)):
        pairings = session.scalars(select(Pairing).where(Pairing.id.in_(rows)).options(*_WHOLE)).unique().all()
        ids = {one.id for pairing in pairings for one in _listings(pairing)}
        player.play(player.pairing, pairings, Past(session, ids))
    player.result.changes.sort(key=lambda change: (change.day, change.what, str(change.id)))
    return player.result


_WHOLE = (
    joinedload(Pairing.need),
    joinedload(Pairing.offer),
    selectinload(Pairing.shares).joinedload(FundingShare.listing),
)


def _in_parts(session: Session, query: Select[Any]) -> Iterator[Sequence[UUID]]:
    """Some identities at a time, so that a long history fits into memory."""
    ids = session.scalars(query).all()
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _listings(pairing: Pairing) -> Iterator[ListingRow]:
    """Its need, its offer, and what brings the money."""
    if pairing.need is not None:
        yield pairing.need
    yield pairing.offer
    yield from (share.listing for share in pairing.shares)


def _number(pairing: Pairing, listing_id: UUID) -> int | None:
    """Which version of a listing a pairing was agreed on."""
    numbers = {pairing.need_id: pairing.need_version, pairing.offer_id: pairing.offer_version}
    numbers |= {share.listing_id: share.listing_version for share in pairing.shares}
    return numbers[listing_id]


def _day(at: datetime) -> date:
    return at.astimezone(clock.CHINA).date()


def _key(check: Check) -> str:
    return f"{check.rule}@{check.version}"


def _failed(shown: Mapping[str, Any]) -> bool:
    return bool(shown["verdict"] == Verdict.FAIL.value)


def _version(shown: Mapping[str, Any]) -> int:
    """The version of the rule that was shown; what was shown without one was the first."""
    return int(shown.get("version") or 1)


def _title(past: Past, *ids: UUID) -> str:
    return " / ".join(past.listings[one].title for one in ids)
