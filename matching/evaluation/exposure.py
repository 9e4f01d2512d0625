"""What sharing out exposure costs: the queries of a data set as lists that compete for the same texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.evaluation.datasets import Dataset
from matching.evaluation.metrics import Exposure, Interval, exposure, interval, score_run
from matching.evaluation.systems import Run
from matching.exposure import DEFAULT_POLICY, Ask, ExposurePolicy, Option, Standing, even_share, share_out

Scored = Mapping[str, Sequence[tuple[str, float]]]  # query id, then text ids with their scores, best first

AT_ONCE = 200  # lists that are filled together, as on the site
FIRST_COME = 1
STRENGTHS: tuple[tuple[str, ExposurePolicy, int], ...] = (
    ("none, best first", replace(DEFAULT_POLICY, kept=0, even_shares=1e6), AT_ONCE),
    ("a drawn place only", replace(DEFAULT_POLICY, even_shares=1e6), AT_ONCE),
    *((f"{n:g} even shares", replace(DEFAULT_POLICY, even_shares=n), AT_ONCE) for n in (6.0, 4.0, 3.0, 2.0, 1.5)),
    ("4 even shares, first come", replace(DEFAULT_POLICY, even_shares=4.0), FIRST_COME),
)
_HEAD = ("set", "n", "texts", "policy", "nDCG@10", "change, 95 %", "in %", "Gini", "coverage@10", "most")


@dataclass(frozen=True, slots=True)
class Cost:
    """One policy on one data set; `gain` is its nDCG@10 less that without a policy, `most` the fullest text."""

    dataset: str
    queries: int
    texts: int
    policy: str
    ndcg: float
    gain: Interval
    exposure: Exposure
    most: int

    @property
    def percent(self) -> float:
        """The change in % of what it is without a policy."""
        before = self.ndcg - self.gain.mean
        return 100 * self.gain.mean / before if before else 0.0


def costs(dataset: Dataset, found: Scored) -> list[Cost]:
    """Measure every strength on one data set."""
    before = score_run({query: [id for id, _ in ranked] for query, ranked in found.items()}, dataset.judgements)[:, 0]
    return [_cost(dataset, found, before, *strength) for strength in STRENGTHS]


def replay(found: Scored, texts: int, policy: ExposurePolicy, at_once: int) -> Run:
    """The lists under a policy: the queries come in their order, `at_once` together, and all proposals stay open.

    Every text belongs to an owner of its own whom nobody knows yet.
    """
    limit = max(policy.least_at_once, int(np.ceil(policy.even_shares * even_share(len(found), texts, policy))))
    standings = {id: Standing(limit, untried=True) for ranked in found.values() for id, _ in ranked}
    asks = [
        Ask(query, policy.length, [Option(id, id, score) for id, score in ranked], policy.kept)
        for query, ranked in found.items()
    ]
    run: dict[str, list[str]] = {}
    for start in range(0, len(asks), at_once):
        wave = share_out(asks[start : start + at_once], standings, policy=policy, per_owner=1, seed=str(start))
        run |= {query: [one.candidate_id for one in proposals] for query, proposals in wave.proposals.items()}
    return run


def table(found: Sequence[Cost]) -> str:
    """The costs in Markdown; a star marks a change whose interval leaves out 0."""
    rows = [_HEAD, tuple("---" for _ in _HEAD), *(_row(one) for one in found)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cost(dataset: Dataset, found: Scored, before: np.ndarray, name: str, policy: ExposurePolicy, at_once: int) -> Cost:
    run = replay(found, len(dataset.corpus), policy, at_once)
    after = score_run(run, dataset.judgements)[:, 0]
    shown = np.unique([id for query in dataset.judgements for id in run.get(query, ())], return_counts=True)[1]
    return Cost(
        dataset.name,
        len(before),
        len(dataset.corpus),
        name,
        float(after.mean()),
        interval(after - before),
        exposure(run, dataset.judgements, dataset.corpus),
        int(shown.max(initial=0)),
    )


def _row(one: Cost) -> tuple[str, ...]:
    gain = f"{one.gain.mean:+.4f} [{one.gain.low:+.4f}, {one.gain.high:+.4f}]{' *' if one.gain.certain else ''}"
    return (
        one.dataset,
        str(one.queries),
        str(one.texts),
        one.policy,
        f"{one.ndcg:.3f}",
        gain,
        f"{one.percent:+.1f}",
        f"{one.exposure.gini:.2f}",
        f"{one.exposure.coverage:.2f}",
        str(one.most),
    )
