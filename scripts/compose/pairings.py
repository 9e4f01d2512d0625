"""Writes a year of demo pairings, the last rounds of the listings in them, and the people who acted."""

from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from scripts.compose.files import read_parts, write_demo
from scripts.compose.pairing_deals import Dealer, Times
from scripts.compose.pairing_stories import Deal, Story, Texts

SEED = 20190718
PAST = {"purchase_service": 11, "purchase_project": 5, "sought": 2, "grant": 37, "joint": 3, "in_kind": 14}
UNDER_WAY = {"purchase_service": 6, "grant": 6, "in_kind": 4}  # decided lately, and not over
NOT_JUDGED = 2  # of those that ended, the first wait for their acceptance
RETURNED_SHARE = 0.1  # of what was decided in the end
REJECTED = {"purchase_service": 3, "grant": 3}
DECLINED = {"purchase_service": 4, "grant": 3, "in_kind": 1}
WITHDRAWN = {"purchase_service": 2, "grant": 3, "in_kind": 1}
LAPSED = {"purchase_service": 3, "grant": 3, "in_kind": 2}
# What is under way on the day of planting: where it stands, how, whose it is if possible, and how many working days
# ago each step was taken, the first one first.
LIVE: tuple[tuple[str, str, str, tuple[int, ...]], ...] = (
    ("interest", "grant", "f-208", (3,)),
    ("interest", "grant", "p-0126", (9,)),
    ("interest", "purchase_service", "d-007", (6,)),
    ("mutual", "purchase_service", "d-011", (12, 9)),
    ("mutual", "in_kind", "e-007", (22, 18)),
    ("mutual", "grant", "", (7, 4)),
    ("submitted", "grant", "f-208", (10, 6, 1)),
    ("submitted", "purchase_service", "", (14, 11, 3)),
    ("submitted", "grant", "", (16, 12, 5)),
    ("formal_check", "purchase_service", "d-007", (12, 8, 3, 1)),
    ("formal_check", "grant", "", (17, 13, 7, 5)),
    ("decision", "purchase_service", "d-007", (15, 10, 5, 3, 1)),
    ("decision", "purchase_service", "", (18, 14, 7, 5, 3)),
    ("decision", "purchase_project", "", (22, 17, 10, 8, 6)),
    ("decision", "grant", "", (14, 10, 6, 4, 2)),
    ("decision", "in_kind", "e-007", (16, 12, 8, 6, 4)),
    ("experts", "purchase_service", "d-007", (20, 16, 11, 9, 7, 3)),
    ("experts", "purchase_service", "", (23, 18, 13, 11, 9, 5)),
    ("experts", "purchase_project", "", (26, 21, 16, 14, 12, 8)),
    ("recheck", "purchase_service", "", (28, 23, 18, 16, 14, 10, 2)),
    ("approval", "purchase_service", "d-007", (30, 25, 20, 18, 16, 12, 5, 2)),
    ("notice", "purchase_service", "", (33, 28, 22, 20, 18, 14, 8, 5, 3)),
    ("objected", "purchase_service", "", (34, 29, 24, 22, 20, 15, 9, 6, 4, 2)),
    ("contracting", "grant", "f-208", (22, 17, 12, 9, 7, 4)),
    ("returned", "grant", "", (15, 11, 6, 4, 2)),
    ("returned", "purchase_service", "", (17, 13, 8, 6, 4)),
)


class Year:
    """The pairings of a year, in the order in which they are drawn."""

    def __init__(self) -> None:
        self.random = Random(SEED)
        self.texts = Texts(self.random)
        self.dealer = Dealer(self.random)
        self.rows: list[dict[str, Any]] = []
        self.ended = 0

    def compose(self) -> None:
        """All of them: first those under way, which choose first, then those that are over or came to nothing."""
        for state, kind, owner, days in LIVE:
            self._live(state, kind, owner, days)
        for kind in spread(self.random, PAST):
            self._decided(kind, self.dealer.past)
        for kind in spread(self.random, UNDER_WAY):
            self._decided(kind, self.dealer.about_to_start)
        for name, quotas in (("reject", REJECTED), ("decline", DECLINED), ("withdraw", WITHDRAWN), ("lapse", LAPSED)):
            for kind in spread(self.random, quotas):
                self._fell_through(kind, name)

    def _decided(self, kind: str, when: Any) -> None:
        deal, times = self.dealer.deal(kind, when)
        story = Story(self.random, self.texts, deal, times.opened)
        story.go_to_decision(returned=self.random.random() < RETURNED_SHARE)
        story.sign()
        if times.ended is not None:
            people = None if deal.in_kind else self.dealer.people(deal)
            self.ended += 1
            story.end(times.ended, people, judged=self.ended > NOT_JUDGED)
        self._add(deal, story, times, decided=True)

    def _fell_through(self, kind: str, name: str) -> None:
        deal, times = self.dealer.deal(kind, self.dealer.lately)
        story = Story(self.random, self.texts, deal, times.opened)
        if name == "reject":
            self._go_to_rejection(story)
        elif name != "lapse":
            story.pass_days(2, 8)
            getattr(story, name)()
        else:
            story.lapse()
        self._add(deal, story, times, decided=False)

    def _go_to_rejection(self, story: Story) -> None:
        story.pass_days(2, 6)
        story.meet()
        story.pass_days(2, 6)
        story.submit()
        story.pass_days(1, 2)
        story.take_in()
        story.pass_days(1, 2)
        story.reject()

    def _live(self, state: str, kind: str, owner: str, days: tuple[int, ...]) -> None:
        times = Times(opened=days[0] * 7 // 5 + 2, earlier=0, ended=None)
        deal, times = self.dealer.deal(kind, lambda _row: times, owner)
        if state == "interest" and self.dealer.facts.rows[deal.asker]["owner"] == owner:
            deal.asker, deal.candidate = deal.candidate, deal.asker  # the answer is up to those who show the demo
        story = Story(self.random, self.texts, deal, days[0], live=True)
        for day, step in zip(days[1:], live_steps(story, state), strict=False):
            story.day = day
            step()
        self._add(deal, story, times, decided=False)

    def _add(self, deal: Deal, story: Story, times: Times, *, decided: bool) -> None:
        self.dealer.take(deal, times, decided=decided)
        self.rows.append({
            "key": f"pairing-{len(self.rows) + 1:04d}",
            "asker": deal.asker,
            "candidate": deal.candidate,
            "message": story.message,
            "events": story.events,
        })  # fmt: skip


def live_steps(story: Story, state: str) -> list[Callable[[], None]]:
    """The steps that lead to where a pairing under way stands, the first one first; it takes as many as it has days."""
    talks = [story.meet, story.submit, story.take_in]
    if state == "returned":
        return [*talks, story.send_back]
    checks = [story.pass_budget, story.review, story.pass_file] if story.deal.is_public else []
    last = [story.object] if state == "objected" else []
    return [*talks, story.pass_check, *checks, story.decide, *last]


def spread(random: Random, quotas: dict[str, int]) -> list[str]:
    """Each kind as often as its quota says, mixed."""
    kinds = [kind for kind, count in quotas.items() for _ in range(count)]
    return random.sample(kinds, len(kinds))


def people_of(dealer: Dealer) -> Iterator[dict[str, Any]]:
    """The people who show the demo, then an ordinary member of each other organization that was paired."""
    parts = read_parts("people")
    names = Random(SEED)
    for person in parts["shown"]:
        yield person | {"role": "manager", "shown": True}
    for number in range(1, parts["experts"] + 1):
        name = names.choice(parts["surnames"]) + names.choice(parts["given"])
        yield {"key": f"expert-{number:02d}", "email": f"x{number:02d}@people.demo.example", "name": name,
               "organization": None, "role": "member", "offices": ["expert"], "shown": False}  # fmt: skip
    present = {person["organization"] for person in parts["shown"]}
    for number, key in enumerate(sorted(dealer.busy.keys() - present), start=1):
        name = names.choice(parts["surnames"]) + names.choice(parts["given"])
        yield {"key": f"person-{number:04d}", "email": f"m{number:04d}@people.demo.example", "name": name,
               "organization": key, "role": "manager", "offices": [], "shown": False}  # fmt: skip


def main() -> None:
    """Write the three files, and say what is in them."""
    year = Year()
    year.compose()
    write_demo("pairings", year.rows)
    write_demo("renewals", [
        {"key": f"renewal-{number:04d}", "listing": key, "earlier_by_days": earlier, "renewed_days_ago": days_ago}
        for number, (key, (earlier, days_ago)) in enumerate(sorted(year.dealer.renewals.items()), start=1)
    ])  # fmt: skip
    people = list(people_of(year.dealer))
    write_demo("people", people)
    ends = Counter(row["events"][-1]["step"] for row in year.rows)
    print(len(year.rows), "pairings", dict(ends), len(year.dealer.renewals), "renewals", len(people), "people")


if __name__ == "__main__":
    main()
