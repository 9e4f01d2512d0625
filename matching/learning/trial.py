"""Whether a ranker is better than the weights on decisions that it has not seen, and nobody new is worse off by it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from matching.bm25 import Floats, Rows
from matching.evaluation.metrics import Interval, interval
from matching.learning.decisions import UNWANTED, Decision, sides
from matching.learning.ranker import Ranker
from matching.scoring import score
from matching.weights import Weights

LEAST_LEARNED, LEAST_HELD_BACK = 200, 60  # decisions; below 200, such rankers were no better than their features
LEAST_OF_GROUP = 20  # decisions that wanted somebody of it, for a group to be judged
TOLERATED = 0.02  # of nDCG: a group may fall by so much, if that is not certain
HOLD_BACK = 0.3
_TOP = 10
_DISCOUNTS = 1 / np.log2(np.arange(2, _TOP + 2))


class Group(StrEnum):
    """How much of a past the owner of a candidate has on the market."""

    NEWCOMER = "0"
    SOME = "1-2"
    ESTABLISHED = "3+"

    @classmethod
    def of(cls, past_pairings: int) -> "Group":
        """The group of an owner with so many past pairings."""
        return cls.NEWCOMER if past_pairings <= 0 else cls.SOME if past_pairings <= 2 else cls.ESTABLISHED


class Objection(StrEnum):
    """Why a ranker is not taken."""

    NOT_BETTER = "not_better"  # on all held-back decisions, not with certainty
    GROUP_WORSE = "group_worse"
    NEWCOMERS_UNKNOWN = "newcomers_unknown"  # too few decisions wanted one


@dataclass(frozen=True, slots=True)
class Measure:
    """One number under the weights and under the ranker, and their difference with its 95 % interval."""

    decisions: int
    weights: float
    ranker: float
    difference: Interval


@dataclass(frozen=True, slots=True)
class Trial:
    """What a ranker did on held-back decisions.

    `ndcg` makes up for places that are looked at less often, by an assumption (decisions.ATTENTION); `as_answered`
    takes the answers as they are, which favours the order in which people saw the candidates.
    `groups` counts only candidates of that group as wanted: how near the top those of them stand that were wanted.
    `newcomers` is the share of the attention of a top 10 (1 / log2(1 + place)) that newcomers get.
    """

    learned: int
    held_back: int
    ndcg: Measure
    as_answered: Measure
    mrr: Measure
    groups: Mapping[Group, Measure]
    newcomers: Measure
    objections: tuple[Objection, ...]

    @property
    def is_won(self) -> bool:
        """Nothing speaks against taking the ranker."""
        return not self.objections

    def plain(self) -> dict[str, Any]:
        """The same as values that JSON has."""
        return asdict(self)


def hold_back(decisions: Sequence[Decision], share: float = HOLD_BACK) -> tuple[list[Decision], list[Decision]]:
    """Split by time: the earlier decisions, to learn from, and the last `share`, to be tried on.

    Decisions of one moment stay together: all that is learned from was known before the first that is held back.
    """
    ordered = sorted(decisions, key=lambda one: (one.at, one.asker_id))
    cut = len(ordered) - round(len(ordered) * share)
    first = ordered[cut].at if cut < len(ordered) else None
    return [one for one in ordered if first is None or one.at < first], [
        one for one in ordered if first is not None and one.at >= first
    ]


def missing(decisions: Sequence[Decision], share: float = HOLD_BACK) -> int:
    """How many decisions are missing before anything can be learned and tried; 0 when there are enough."""
    learned, held = hold_back(decisions, share)
    if len(learned) >= LEAST_LEARNED and len(_listed(held)) >= LEAST_HELD_BACK:
        return 0
    needed = max(LEAST_LEARNED / (1 - share), LEAST_HELD_BACK / share)
    return max(int(np.ceil(needed)) - len(decisions), 1)


def compare(ranker: Ranker, learned: int, held: Sequence[Decision], weights: Weights) -> Trial:
    """Order every held-back decision by the weights and by the ranker, and judge, as far as it is about the list.

    The ranker is taken when the interval of its mean difference in nDCG@10 lies above 0 over all held-back decisions,
    with and without the correction for places, and no group is worse off: a group is when its interval lies below 0,
    or its mean falls by more than TOLERATED.
    A group that fewer than LEAST_OF_GROUP decisions wanted cannot be judged; for newcomers that is an objection too.

    Args:
        learned: how many decisions it was learned from.
    """
    found = [_tell(ranker, decision, weights) for decision in _listed(held)]
    whole, as_answered = _measure([one.of(None) for one in found]), _measure([one.as_answered() for one in found])
    groups = {
        group: _measure(wanted)
        for group in Group
        if len(wanted := [one.of(group) for one in found if one.wants(group)]) >= LEAST_OF_GROUP
    }
    objections = []
    if min(whole.difference.low, as_answered.difference.low) <= 0:
        objections.append(Objection.NOT_BETTER)
    if any(one.difference.high < 0 or one.difference.mean < -TOLERATED for one in groups.values()):
        objections.append(Objection.GROUP_WORSE)
    if Group.NEWCOMER not in groups:
        objections.append(Objection.NEWCOMERS_UNKNOWN)
    return Trial(
        learned=learned,
        held_back=len(found),
        ndcg=whole,
        as_answered=as_answered,
        mrr=_measure([one.first() for one in found]),
        groups=groups,
        newcomers=_measure([one.attention(Group.NEWCOMER) for one in found]),
        objections=tuple(objections),
    )


def _listed(held: Sequence[Decision]) -> list[Decision]:
    return [listed for decision in held if (listed := decision.as_listed())]


@dataclass(frozen=True, slots=True)
class _Told:
    """One decision with its two orders; `gains` are `answers`, those of the grades, by how rarely a place is seen."""

    gains: Floats
    answers: Floats
    groups: tuple[Group, ...]
    orders: tuple[Rows, Rows]

    def wants(self, group: Group) -> bool:
        return bool((self._gains(group) > 0).any())

    def of(self, group: Group | None) -> tuple[float, float]:
        """nDCG@10 under both orders; with a group, only its candidates count as wanted."""
        return self._ndcg(self._gains(group))

    def as_answered(self) -> tuple[float, float]:
        """nDCG@10 under both orders, each answer counted alike."""
        return self._ndcg(self.answers)

    def _ndcg(self, gains: Floats) -> tuple[float, float]:
        best = np.sort(gains)[::-1][:_TOP]
        ideal = float(best @ _DISCOUNTS[: len(best)])
        one, other = (float(gains[order[:_TOP]] @ _DISCOUNTS[: len(order[:_TOP])]) / ideal for order in self.orders)
        return one, other

    def first(self) -> tuple[float, float]:
        """The reciprocal of the first place with a wanted candidate, under both orders."""
        one, other = (1 / (1 + float(np.argmax(self.gains[order] > 0))) for order in self.orders)
        return one, other

    def attention(self, group: Group) -> tuple[float, float]:
        """The share of the attention that candidates of a group get, under both orders."""
        member = np.array([own is group for own in self.groups], np.float64)
        whole = float(_DISCOUNTS[: len(member)].sum())
        one, other = (float(member[order[:_TOP]] @ _DISCOUNTS[: len(order[:_TOP])]) / whole for order in self.orders)
        return one, other

    def _gains(self, group: Group | None) -> Floats:
        if group is None:
            return self.gains
        return np.where([own is group for own in self.groups], self.gains, 0.0)


def _tell(ranker: Ranker, decision: Decision, weights: Weights) -> _Told:
    forward, backward = sides(decision.shown)
    plain, learned = score(forward, backward, weights).score, ranker.scores(forward, backward, weights).score
    answers = np.array([2.0**row.grade - 1 if row.grade > UNWANTED else 0.0 for row in decision.shown])
    return _Told(
        answers * np.array([row.weight for row in decision.shown]),
        answers,
        tuple(Group.of(row.past_pairings) for row in decision.shown),
        (_order(plain), _order(learned)),
    )


def _order(scores: Floats) -> Rows:
    return np.asarray(np.argsort(-scores, kind="stable"), np.int64)


def _measure(pairs: Sequence[tuple[float, float]]) -> Measure:
    both = np.array(pairs, np.float64)
    before, after = both.mean(axis=0)
    return Measure(len(both), float(before), float(after), interval(both[:, 1] - both[:, 0]))
