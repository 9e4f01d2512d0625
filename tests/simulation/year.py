"""The year itself: every day some pairings are opened and some people act on those under way, rightly or not."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import clock
from market.database import Database
from market.errors import Conflict, Invalid, MarketError
from market.listings.models import FundingSource, Listing
from market.notices import service as notices
from market.organizations.models import Organization
from market.packets.service import decide
from market.pairings import queries, service
from market.pairings.models import Pairing
from market.pairings.permissions import past_of
from market.pairings.workflow import ENDED, RETURNS, WORKFLOWS
from market.permissions import Actor
from market.vocabularies import calendar
from tests.factories import Market
from tests.simulation.people import settle
from tests.simulation.stages import STAGES

FIRST_DAY = datetime(2025, 1, 6, 1, 0, tzinfo=UTC)  # a Monday morning in China, of a year whose holidays are known
NAMES = sorted({step.name for workflow in WORKFLOWS.values() for step in workflow.steps})
# How often somebody would take a step that stops a pairing, when they have it open.
SELDOM = dict.fromkeys(("withdraw", "decline", "refuse", "reject", "retract", "refuse_to_sign"), 0.01)
SELDOM |= dict.fromkeys(RETURNS, 0.15)


@dataclass
class Diary:
    """What was done and what was refused, by name."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def note(self, other: "Diary") -> None:
        """Add what somebody else wrote down."""
        self.done += other.done
        self.refused += other.refused


class Year:
    """One simulated year on one database. The same seed gives the same acts, as long as one person acts at a time."""

    def __init__(self, database: Database, seed: int, *, pairings: int, writers: int) -> None:
        self.database, self.random = database, Random(seed)
        self.pairings, self.writers = pairings, writers
        self.diary = Diary()
        self.moment = FIRST_DAY
        with clock.held_at(FIRST_DAY), database.transaction() as session:
            self.people = settle(session, self.random)

    def run(self, *, days: int = 250) -> None:
        """Live through so many days; pairings are opened evenly over the first two thirds of them."""
        opening = max(1, days * 2 // 3)
        opened = 0
        for day in range(days):
            self.moment = FIRST_DAY + timedelta(days=day)
            due = min(self.pairings, (day + 1) * self.pairings // opening + 1)
            while opened < due:
                self._alone(self._open)
                opened += 1
            if calendar.is_working_day(self.moment.astimezone(clock.CHINA).date()):
                self._working_day()
            if self.random.random() < 0.8:  # now and then nobody runs it, and it catches up
                self._keep_deadlines()

    def _working_day(self) -> None:
        under_way = self._under_way()
        chosen = [one for one in under_way if self.random.random() < 0.5]
        with ThreadPoolExecutor(self.writers) as pool:
            jobs = []
            for pairing_id in chosen:
                # Now and then two people act on one case at the same moment.
                moment = self._some_time()
                for _ in range(2 if self.random.random() < 0.15 else 1):
                    jobs.append(pool.submit(self._act, pairing_id, self.random.randrange(2**32), moment))
            for job in jobs:
                self.diary.note(job.result())

    def _some_time(self) -> datetime:
        return self.moment + timedelta(minutes=self.random.randrange(540))

    def _under_way(self) -> list[UUID]:
        with self.database.reader() as session:
            return list(session.scalars(select(Pairing.id).where(Pairing.state.not_in(ENDED)).order_by(Pairing.number)))

    def _alone(self, act: Callable[[Session, Random], str]) -> None:
        with self._noted(self.diary, self.moment) as session:
            self.diary.done[act(session, self.random)] += 1

    @contextmanager
    def _noted(self, diary: Diary, moment: datetime) -> Iterator[Session]:
        """A transaction of its own at a moment; what the rules refuse is written down, everything else is a fault."""
        try:
            with clock.held_at(moment), self.database.transaction() as session:
                yield session
        except MarketError as error:
            words = "; ".join(one.template for one in error.problems.values()) if isinstance(error, Invalid) else ""
            diary.refused[f"{type(error).__name__}: {words or error.message.template}"] += 1

    def _open(self, session: Session, random: Random) -> str:
        asker, candidate = self._two_listings(session, random)
        actor = random.choice(self.people.members[asker.organization_id])
        service.open_pairing(session, actor, asker, candidate, "Shall we?")
        return "open"

    def _two_listings(self, session: Session, random: Random) -> tuple[Listing, Listing]:
        """Two new listings that suit each other, for a track drawn by lot; who asks is drawn too."""
        market, people = Market(session), self.people

        def of(owners: list[UUID]) -> Organization:
            return session.get_one(Organization, random.choice(owners))

        track = random.choice("ABCD")
        if track in "AB":
            source = FundingSource.FISCAL if track == "A" else FundingSource.SPECIAL_FUND
            budget = random.choice([5_000_000, 10_000_000, 30_000_000])
            pair = (
                market.need(organization=of(people.departments), funding_source=source, budget_fen=budget),
                market.service(organization=of(people.providers), capacity=random.choice([1, 3])),
            )
        else:
            project = market.project(organization=of(people.providers))
            other = (
                market.programme(organization=of(people.foundations))
                if track == "C"
                else market.resource(organization=of(people.enterprises))
            )
            pair = (project, other)
        return pair if random.random() < 0.5 else (pair[1], pair[0])

    def _act(self, pairing_id: UUID, seed: int, moment: datetime) -> Diary:
        """One person does something to one pairing: what is open to them, or what is not."""
        diary, random = Diary(), Random(seed)
        with self._noted(diary, moment) as session:
            pairing = queries.get_pairing(session, pairing_id)
            luck = random.random()
            if luck < 0.12:
                done = self._try_anything(session, pairing, random)
            elif pairing.state in STAGES and luck < 0.97:
                done = STAGES[pairing.state](session, pairing, random, self.people)
            else:
                done = self._take_open_step(session, pairing, random)
            diary.done[done] += 1
        return diary

    def _try_anything(self, session: Session, pairing: Pairing, random: Random) -> str:
        """Anybody tries any step by its name, on a page that may be old."""
        actor, name = random.choice(self.people.everybody()), random.choice(NAMES)
        seen = random.choice([None, service.stamp(pairing), "0.0"])
        decide(
            session,
            actor,
            pairing,
            name,
            "Let us see.",
            seen=seen,
            no_conflict=random.random() < 0.8,
            basis="The terms.",
        )
        return name

    def _take_open_step(self, session: Session, pairing: Pairing, random: Random) -> str:
        """Somebody who has a step takes it; one in five forgets the declaration or the note."""
        actors = self._who_might(pairing)
        random.shuffle(actors)
        for actor in actors:
            steps = service.open_steps(actor, pairing, past_of(session, actor, [pairing]))
            steps = [step for step in steps if random.random() < SELDOM.get(step.name, 1.0)]
            if steps:
                step = random.choice(steps)
                careful = random.random() < 0.8
                note = "As it should be." if careful else ""
                seen = service.stamp(pairing)
                decide(session, actor, pairing, step.name, note, seen=seen, no_conflict=careful, basis="The terms.")
                return step.name
        raise Conflict("nobody has a step to take")

    def _who_might(self, pairing: Pairing) -> list[Actor]:
        sides = [actor for party in pairing.parties for actor in self.people.members[party.organization_id]]
        return [*sides, *self.people.officials] if pairing.submitted_at else sides

    def _keep_deadlines(self) -> None:
        """What `flask pairings keep-deadlines` does, at night."""
        night = self.moment + timedelta(hours=16)
        with self.database.reader() as session:
            overdue = queries.overdue_pairings(session, at=night)
        for pairing_id in overdue:
            with self._noted(self.diary, night) as session:
                pairing = queries.get_pairing(session, pairing_id)
                if service.keep_deadline(session, pairing) or notices.clear(session, pairing):
                    self.diary.done["by the deadline"] += 1
