"""Which demo listings were paired: deals that suit both sides, and what they take from what there is."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any

from market.organizations.credit_code import kind_of
from matching.records import Kind
from scripts.compose.pairing_facts import Facts
from scripts.compose.pairing_stories import Deal

KEPT_APART = {"project-0352", "programme-0214"}  # for whoever tries the demo: nobody paired these two yet
OLDEST_DAYS = 372  # ago; the market had just opened then
DECIDED_AFTER = 40  # days, at the most
CHOICES = 12  # of which the most plausible one is taken
MOST_OF_ONE = 3  # pairings of one organization
MOST_OF_BODY = 9  # of one public body: they ask often
NEAR = 0.08
PUBLIC = {"department", "public_institution"}
Row = dict[str, Any]


@dataclass(frozen=True)
class Times:
    """When a pairing was opened, by how many days the listing's own dates lay earlier, and when its period ended."""

    opened: int  # days ago
    earlier: int
    ended: int | None  # days ago


When = Callable[[Row], Times | None]


class Dealer:
    """Draws deals, and keeps what they take."""

    def __init__(self, random: Random) -> None:
        self.random, self.facts = random, Facts()
        self.renewals: dict[str, tuple[int, int]] = {}  # of each listing: earlier by so many days, renewed days ago
        self.used: set[str] = set()  # needs and projects that are spoken for
        self.present: set[str] = set()  # funding that was spoken about with its present dates
        self.taken: Counter[str] = Counter()  # of programmes, resources and services
        self.busy: Counter[str] = Counter()  # pairings by organization

    # When

    def past(self, row: Row) -> Times | None:
        """The last round of a need or project, which is over."""
        if row["starts_in_days"] is None:
            return None
        lasts = row["ends_in_days"] - row["starts_in_days"]
        ended = max(12, 25 - row["starts_in_days"]) + self.random.randint(0, 40)
        opened = lasts + ended + self.random.randint(42, 62)
        earlier = row["ends_in_days"] + ended
        opened = max(opened, earlier - row["closes_in_days"] + 6) if "closes_in_days" in row else opened
        return Times(opened, earlier, ended) if opened <= OLDEST_DAYS else None

    def about_to_start(self, row: Row) -> Times | None:
        """A need or project of now that is to start these weeks, or has just started."""
        if row["starts_in_days"] is None or not -60 <= row["starts_in_days"] <= 75:
            return None
        return Times(max(46, 50 - row["starts_in_days"]), 0, None)

    def lately(self, row: Row) -> Times | None:
        """Some time in the last months."""
        return Times(self.random.randint(45, 110), 0, None) if row["starts_in_days"] is not None else None

    # Who with whom

    def deal(self, kind: str, when: When, owner: str = "") -> tuple[Deal, Times]:
        """A deal of a kind, with an organization among its sides if there is one; a grant where there is none.

        Raises: LookupError when there is no grant either.
        """
        makers = {
            "purchase_service": lambda: self._purchases(Kind.SERVICE, when),
            "purchase_project": lambda: self._purchases(Kind.PROJECT, when),
            "sought": lambda: self._sought(when),
            "grant": lambda: self._grants(when),
            "joint": lambda: self._joint_grants(when),
            "in_kind": lambda: self._gifts(when),
        }
        found = list(islice(makers[kind](), CHOICES))
        theirs = [choice for choice in makers[kind]() if owner in self._owners(choice[0])] if owner else []
        if not found and kind != "grant":
            print(f"no {kind} suits: a grant is taken")
            return self.deal("grant", when, owner)
        if not found:
            raise LookupError("no grant suits")
        if owner and not theirs:
            print(f"no {kind} of {owner}: another one is taken")
        return max(theirs or found, key=lambda choice: self.facts.nearness(choice[0].asker, choice[0].candidate))

    def _owners(self, deal: Deal) -> set[str]:
        return {self.facts.rows[key]["owner"] for key in {*deal.sides, *deal.shares}}

    def _asking(self, kind: Kind, when: When) -> Iterator[tuple[str, Row, Times]]:
        for key in self._free(kind):
            row = self.facts.rows[key]
            times = when(row)
            if times is not None:
                yield key, row, times

    def _purchases(self, offer_kind: Kind, when: When) -> Iterator[tuple[Deal, Times]]:
        for need, row, times in self._asking(Kind.NEED, when):
            if row["funding_source"] == "seeking_funds":
                continue
            for offer in self._nearest(need, offer_kind):
                if self._suit(need, offer, times, {need: times.earlier}) and self._has_room(offer, 1):
                    budget = row["budget_yuan"]
                    yield self._ordered(Deal(need, offer, need, offer, {}, budget, budget, is_public=True)), times
                    break

    def _sought(self, when: When) -> Iterator[tuple[Deal, Times]]:
        for need, row, times in self._asking(Kind.NEED, when):
            if row["funding_source"] != "seeking_funds":
                continue
            for offer in self._nearest(need, Kind.SERVICE):
                if not self._suit(need, offer, times, {need: times.earlier}) or not self._has_room(offer, 1):
                    continue
                funder = self._funder(need, offer, row["budget_yuan"], times)
                if funder:
                    yield Deal(need, offer, need, offer, {funder: row["budget_yuan"]}, row["budget_yuan"], 0,
                               is_public=self._is_public(funder), joins_later=[funder]), times  # fmt: skip
                    break

    def _funder(self, need: str, offer: str, amount: int, times: Times) -> str | None:
        """A programme that pays just this to the offer, for the need."""
        for programme in self._nearest(need, Kind.PROGRAMME, 0.05):
            earlier = self._round(programme, times.opened)
            if earlier is not None and self._gives(programme, amount) and self.facts.may_pair(
                offer, programme, times.opened, {programme: earlier}, via_need=True
            ):  # fmt: skip
                return programme
        return None

    def _grants(self, when: When) -> Iterator[tuple[Deal, Times]]:
        for project, row, times in self._asking(Kind.PROJECT, when):
            gap = row["budget_yuan"] - row["raised_yuan"]
            for programme in self._nearest(project, Kind.PROGRAMME):
                if self._gives(programme, gap) and self._funds(project, programme, times):
                    deal = Deal(project, programme, None, project, {programme: gap}, row["budget_yuan"],
                                row["raised_yuan"], is_public=self._is_public(programme))  # fmt: skip
                    yield self._ordered(deal), times
                    break

    def _joint_grants(self, when: When) -> Iterator[tuple[Deal, Times]]:
        """Two programmes that close one gap together."""
        for project, row, times in self._asking(Kind.PROJECT, when):
            gap = row["budget_yuan"] - row["raised_yuan"]
            near = [one for one in self._nearest(project, Kind.PROGRAMME, 0.08) if self._funds(project, one, times)]
            for first in near:
                most = self.facts.rows[first]["amount_max_yuan"]
                second = next((one for one in near if self._gives(one, gap - most)
                               and self.facts.rows[one]["owner"] != self.facts.rows[first]["owner"]), None)  # fmt: skip
                if most < gap and self._gives(first, most) and second:
                    yield Deal(project, first, None, project, {first: most, second: gap - most}, row["budget_yuan"],
                               row["raised_yuan"], is_public=self._is_public(first) or self._is_public(second),
                               joins_later=[second]), times  # fmt: skip
                    break

    def _gifts(self, when: When) -> Iterator[tuple[Deal, Times]]:
        for project, _row, times in self._asking(Kind.PROJECT, when):
            for resource in self._nearest(project, Kind.RESOURCE, 0.08):
                row = self.facts.rows[resource]
                part = max(1, round(row["quantity"] * self.random.choice((0.1, 0.2, 0.25, 0.3))))
                given = row["resource_kind"] != "money" and self._has_room(resource, part)
                if given and self._funds(project, resource, times):
                    yield self._ordered(Deal(project, resource, None, project, {resource: part}, 0, 0,
                                             is_public=self._is_public(resource), in_kind=True)), times  # fmt: skip
                    break

    def _ordered(self, deal: Deal) -> Deal:
        """Now and then it is the other side that asks."""
        if self.random.random() < 0.35:
            deal.asker, deal.candidate = deal.candidate, deal.asker
        return deal

    # What stands against it

    def _free(self, kind: Kind) -> list[str]:
        keys = [key for key in self.facts.listings[kind] if self._is_free(key)]
        return self.random.sample(keys, len(keys))

    def _is_free(self, key: str) -> bool:
        owner = self.facts.owner(key)
        most = MOST_OF_BODY if owner["key"].startswith("d-") else MOST_OF_ONE
        settled = max(owner["registered_on"], owner["charity_since"] or "") < "2025-01-01"
        young = (self.facts.rows[key].get("since_year") or 0) > 2024
        free = key not in self.used and self.busy[owner["key"]] < most
        return free and settled and not young and owner["standing"] == "normal"

    def _nearest(self, one: str, kind: Kind, least: float = NEAR) -> list[str]:
        found = [(self.facts.nearness(one, other), other) for other in self._free(kind)]
        return [other for near, other in sorted(found, key=lambda pair: (-pair[0], pair[1]))[:40] if near >= least]

    def _suit(self, one: str, other: str, times: Times, earlier: dict[str, int]) -> bool:
        days = (times.opened, max(0, times.opened - DECIDED_AFTER))
        return all(self.facts.may_pair(one, other, day, earlier, decided=day != times.opened) for day in days)

    def _funds(self, project: str, funding: str, times: Times) -> bool:
        earlier = self._round(funding, times.opened)
        if {project, funding} == KEPT_APART:
            return False
        return earlier is not None and self._suit(project, funding, times, {project: times.earlier, funding: earlier})

    def _gives(self, programme: str, amount: int) -> bool:
        row = self.facts.rows[programme]
        return row["amount_min_yuan"] <= amount <= row["amount_max_yuan"] and self._has_room(programme, amount)

    def _has_room(self, key: str, amount: int) -> bool:
        """Whether plenty would be left beside what was taken."""
        row = self.facts.rows[key]
        if "stage" in row:
            return True
        whole = row.get("capacity") or row.get("budget_yuan") or row.get("quantity") or 0
        return self.taken[key] + amount <= max(1 if "capacity" in row else 0, whole * 0.6)

    def _is_public(self, key: str) -> bool:
        return kind_of(self.facts.owner(key)["credit_code"]).value in PUBLIC

    def _window(self, key: str) -> tuple[int, int]:
        row = self.facts.rows[key]
        if "opens_in_days" in row:
            return row["opens_in_days"], row["closes_in_days"]
        return row["available_from_days"], row["available_until_days"]

    def _round(self, key: str, opened: int) -> int | None:
        """By how many days the dates of a programme or resource lay earlier then; None when it was not open."""
        opens, closes = self._window(key)
        decided = opened - DECIDED_AFTER
        if key in self.renewals:
            days, renewed = self.renewals[key]
            earlier = days if decided > renewed else 0 if opened < renewed else None
        else:
            earlier = 0 if opened <= -opens else 365
            if earlier and (decided <= self._renewal_day(key) + 2 or key in self.present):
                return None
        if earlier is None or not opens - earlier <= -opened <= closes - earlier:
            return None
        return earlier

    def _renewal_day(self, key: str) -> int:
        """How many days ago a programme or resource said what its present round is."""
        return max(3, 20 - self._window(key)[0])

    # What is kept

    def take(self, deal: Deal, times: Times, *, decided: bool) -> None:
        """Keep what a deal uses up; what was spoken about in an earlier round is renewed later."""
        own = {deal.need, deal.offer} - {None}
        self.used |= {key for key in own if key and not key.startswith("service")}
        for owner in self._owners(deal):
            self.busy[owner] += 1
        if decided:
            self.taken.update(deal.shares)
            self.taken[deal.offer] += 1
        for key in deal.shares:
            if self._round(key, times.opened):
                self.renewals.setdefault(key, (365, self._renewal_day(key)))
            else:
                self.present.add(key)
        if times.earlier and times.ended is not None:
            asking = deal.need or deal.offer
            self.renewals[asking] = (times.earlier, max(2, times.ended - self.random.randint(11, 14)))

    def people(self, deal: Deal) -> int | None:
        """How many the asking listing speaks of."""
        count: int | None = self.facts.rows[deal.need or deal.offer].get("beneficiaries_count")
        return count
