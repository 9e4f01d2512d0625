"""How one past pairing went: who did what on which day, from the first word to the outcome."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from scripts.compose.files import read_parts

Event = dict[str, Any]
PARTS = read_parts("pairings")
INTAKE, FINANCE, RECHECK = "person-intake", "person-finance", "person-recheck"
APPROVERS = ("person-approver", "person-approver-2")
RATINGS = ((5, 40), (4, 34), (3, 14), (2, 6), (1, 6))


class Texts:
    """Hand-written lines, each list gone through in a random order before a line comes again."""

    def __init__(self, random: Random) -> None:
        self._random, self._left = random, dict[str, list[str]]()

    def draw(self, name: str) -> str:
        """The next line of PARTS[name], or of PARTS["messages"]."""
        if not self._left.get(name):
            lines = PARTS.get(name) or PARTS["messages"][name]
            self._left[name] = self._random.sample(lines, len(lines))
        return self._left[name].pop()


@dataclass
class Deal:
    """Two listings that talk, the funding that joins them, and the terms in yuan or in pieces."""

    asker: str
    candidate: str
    need: str | None
    offer: str
    shares: dict[str, int]  # what each programme or resource brings
    budget_yuan: int
    own_yuan: int
    is_public: bool
    in_kind: bool = False
    joins_later: list[str] = field(default_factory=list)  # shares that were asked after the two had met

    @property
    def sides(self) -> list[str]:
        """One listing of each side, the asker's first."""
        return list(dict.fromkeys([self.asker, self.candidate, *self.joins_later]))

    @property
    def voice(self) -> str:
        """Whose hand-written first words it takes."""
        kind = self.asker.split("-")[0]
        if kind == "programme":
            return "funder"
        if kind == "resource":
            return "giver"
        if kind == "project" and self.candidate.startswith("resource"):
            return "resource"
        return {"need": "need", "project": "project" if self.need is None else "offer", "service": "offer"}[kind]


class Story:
    """The events of one pairing, told forwards: `day` counts down to the day of planting, in days or working days."""

    def __init__(self, random: Random, texts: Texts, deal: Deal, day: int, *, live: bool = False) -> None:
        self.random, self.texts, self.deal, self.day = random, texts, deal, day
        self.unit = "working_days_ago" if live else "days_ago"
        self.events: list[Event] = []
        self.message = texts.draw(deal.voice)
        self._tell("open", None)

    def _tell(self, step: str, by: str | None, **more: Any) -> None:
        event = {"step": step, self.unit: self.day} | ({"by": by} if by else {})
        self.events.append(event | {name: value for name, value in more.items() if value != ""})

    def pass_days(self, least: int, most: int | None = None) -> None:
        """Some days go by, never past the day before planting."""
        self.day = max(1, self.day - self.random.randint(least, most or least))

    def meet(self) -> None:
        """The other side agrees; whoever else is asked joins; words are put to the terms now and then."""
        self._tell("agree", self.deal.candidate)
        for key in self.deal.joins_later:
            self._tell("add_share", self.deal.asker, listing=key)
            self._agree_all_but(self.deal.asker)
        if self.deal.in_kind:
            self._write_terms(self.texts.draw("kind_terms"))
        elif self.random.random() < 0.6:
            self._write_terms(self.texts.draw("terms"))

    def _agree_all_but(self, one: str) -> None:
        for side in self.deal.sides:
            if side != one:
                self._tell("agree", side)

    def _write_terms(self, words: str) -> None:
        by = self.deal.candidate
        self._tell(
            "change_terms",
            by,
            budget_yuan=self.deal.budget_yuan,
            own_yuan=self.deal.own_yuan,
            terms=words,
            amounts=dict(self.deal.shares),
        )
        self._agree_all_but(by)

    def submit(self) -> None:
        """The side that delivers hands it in."""
        self._tell("submit", self.deal.offer)

    def take_in(self) -> None:
        """The district takes it in."""
        self._tell("take_in", INTAKE)

    def pass_check(self) -> None:
        """The form is found good."""
        self._tell("pass_check", INTAKE)

    def pass_budget(self) -> None:
        """The budget is found good."""
        self._tell("pass_budget", FINANCE)

    def pass_file(self) -> None:
        """The whole file is found good."""
        self._tell("pass_file", RECHECK)

    def check_on(self) -> None:
        """Public money: the budget is passed, experts score it, and the file is rechecked."""
        if self.deal.is_public:
            self.pass_days(1, 3)
            self.pass_budget()
            self.pass_days(2, 6)
            self.review()
            self.pass_days(1, 2)
            self.pass_file()

    def review(self) -> None:
        """Experts who were drawn by lot score it."""
        points = [self.random.choice((0.75, 0.8, 0.85, 0.9)) for _ in range(5)]
        self._tell("review", None, points=points, words=self.texts.draw("justifications"))

    def send_back(self) -> None:
        """Something is missing."""
        self._tell("send_back", INTAKE, note=self.texts.draw("send_back"))

    def correct(self) -> None:
        """What was missing is put into the terms, and everybody agrees again."""
        self._write_terms(self.texts.draw("corrected_terms"))

    def decide(self) -> None:
        """Public money is approved, private money confirmed."""
        yes = "approve" if self.deal.is_public else "confirm"
        self._tell(yes, self._decider(), note=self.texts.draw(yes))

    def _decider(self) -> str:
        return self.random.choice(APPROVERS) if self.deal.is_public else RECHECK

    def reject(self) -> None:
        """It is turned down, by whoever checks or whoever decides."""
        if self.random.random() < 0.4:
            self._tell("refuse", INTAKE, note=self.texts.draw("refuse"))
            return
        self.pass_check()
        self.check_on()
        self.pass_days(1, 2)
        note = self.texts.draw("reject")
        basis = "" if self.deal.is_public else PARTS["reject_rests_on"][note]
        self._tell("reject", self._decider(), note=note, basis=basis)

    def decline(self) -> None:
        """The other side says no."""
        self._tell("decline", self.deal.candidate, note=self.texts.draw("decline"))

    def withdraw(self) -> None:
        """The side that began takes it back."""
        self._tell("withdraw", self.deal.asker, note=self.texts.draw("withdraw"))

    def lapse(self) -> None:
        """Nobody answered in time; the moment follows from the deadline."""
        self.events.append({"step": "lapse", "by": "system"})

    def go_to_decision(self, *, returned: bool = False) -> None:
        """All steps from meeting to the district's yes."""
        self.pass_days(2, 7)
        self.meet()
        self.pass_days(3, 9)
        self.submit()
        self.pass_days(1, 2)
        self.take_in()
        self.pass_days(1, 2)
        if returned:
            self.send_back()
            self.pass_days(1, 3)
            self.correct()
            self.submit()
            self.pass_days(1, 2)
            self.take_in()
            self.pass_days(1, 2)
        self.pass_check()
        self.check_on()
        self.pass_days(1, 3)
        self.decide()

    def sign(self) -> None:
        """The notice of public money goes by; then the sides sign."""
        if self.deal.is_public:
            self._tell("clear", None)
            self.pass_days(13, 16)
        else:
            self.pass_days(2, 5)
        self._tell("sign", None, agreement=PARTS["agreement"], milestones=PARTS["milestones"], title=PARTS["title"])

    def object(self) -> None:
        """Somebody objects to the notice."""
        self._tell("file_objection", None, objection=PARTS["objection"])

    def milestone(self, **more: Any) -> None:
        """The next milestone is reached."""
        self._tell("milestone", None, words=self.texts.draw("progress"), **more)

    def request_acceptance(self, rating: int) -> None:
        """The side that delivers is done, and some of those who were served say how it was."""
        ratings = [
            max(1, min(5, rating + self.random.choice((-1, 0, 0, 0, 1)))) for _ in range(self.random.randint(3, 5))
        ]
        opinions = [[one, self.texts.draw("opinions_good" if one >= 4 else "opinions_poor")] for one in ratings]
        self._tell("request_acceptance", None, opinions=opinions)

    def end(self, ended_days_ago: int, people: int | None, *, judged: bool = True) -> None:
        """The work and its end, and what came of it as the side that asked or paid tells some days later."""
        rating = self.random.choices([rating for rating, _ in RATINGS], [weight for _, weight in RATINGS])[0]
        result = "delivered" if rating >= 4 else "partly" if rating >= 2 else "not_delivered"
        share = {"delivered": (0.9, 1.15), "partly": (0.55, 0.85), "not_delivered": (0.0, 0.2)}[result]
        more = {} if people is None else {"reached_count": round(people * self.random.uniform(*share))}
        self.day = max(ended_days_ago + 1, (self.day + ended_days_ago) // 2)
        self.milestone(**more)
        self.day = max(1, ended_days_ago)
        if result == "not_delivered":
            self._tell("terminate", None, note=self.texts.draw("not_delivered"))
        else:
            self.milestone(**more, **({"partly": True} if result == "partly" else {}))
            self.pass_days(1)
            self.request_acceptance(rating)
            if not judged:
                return
            self.pass_days(2, 4)
            self._tell("accept", None)
        self.pass_days(1, 3)
        by = self.deal.need or next(iter(self.deal.shares))
        before = max(0, ended_days_ago - self.day)
        self._tell("outcome", by, result=result, rating=rating, **more, completed_days_before=before,
                   note=self.texts.draw(result))  # fmt: skip
