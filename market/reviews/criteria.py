"""What panels score by default, how large they are, and when their members have to confer: data, nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from market.pairings.models import Pairing, Track

WHOLE = 100  # points: what the weights add up to
SPREAD_LIMIT = 20  # points between the highest and the lowest total above which the experts confer
SIZE, LARGE_SIZE = 3, 5
LARGE_FEN = 100_000_000  # one million yuan: from there on the larger panel
MOST_OPEN_PANELS = 5  # that one expert sits on at once
DAYS_TO_ANSWER = 3  # working days in which whoever was drawn says whether anything ties them to the case
SHARE_TO_SCORE = 0.6  # of the stage's working days: so that whoever takes the place still has some of its time
LEAST_DAYS_TO_SCORE = 2  # working days after the last day to answer
LEAST_JUSTIFICATION = 10  # characters
LONGEST_TEXT = 2000


@dataclass(frozen=True)
class Measure:
    """One criterion in both languages; `weight` is the most points that it can bring."""

    code: str
    weight: int
    name_zh: str
    name_en: str
    hint_zh: str
    hint_en: str


NEED = ("需求契合", "Fit with the need", "服务内容、对象和地点是否回应了需求。",
        "Whether what is done, for whom and where answers the need.")  # fmt: skip
METHOD = ("方案与方法", "Method", "做法是否可行、具体，进度和指标是否清楚。",
          "Whether the way of working is feasible and concrete, with clear steps and indicators.")  # fmt: skip
RECORD = ("能力与以往表现", "Capacity and record", "人员、经验和以往项目的完成情况，不论在何处取得。",
          "People, experience and how earlier projects ended, wherever that was.")  # fmt: skip
BUDGET = ("预算", "Budget", "费用是否合理、够用，是否与工作量相符。",
          "Whether the costs are reasonable, sufficient and in keeping with the work.")  # fmt: skip
EFFECT = ("预期成效", "Expected effect", "受益人能得到什么改变，怎样看得出来。",
          "What changes for the people who are served, and how it will be seen.")  # fmt: skip

_PUBLIC = (
    Measure("need_fit", 30, *NEED),
    Measure("method", 25, *METHOD),
    Measure("capacity", 25, *RECORD),
    Measure("budget", 20, *BUDGET),
)
_FUND = (
    Measure("need_fit", 25, *NEED),
    Measure("method", 25, *METHOD),
    Measure("effect", 15, *EFFECT),
    Measure("capacity", 15, *RECORD),
    Measure("budget", 20, *BUDGET),
)
_GRANT = (
    Measure("effect", 30, *EFFECT),
    Measure("method", 30, *METHOD),
    Measure("capacity", 20, *RECORD),
    Measure("budget", 20, *BUDGET),
)
MEASURES: Mapping[Track, tuple[Measure, ...]] = MappingProxyType(
    {Track.PURCHASE: _PUBLIC, Track.SPECIAL_FUND: _FUND, Track.GRANT: _GRANT}
)


def measures_for(pairing: Pairing) -> tuple[Measure, ...]:
    """What a panel scores where no need says otherwise. Raises: KeyError for enterprise resources: no panel."""
    return MEASURES[pairing.track]


def days_to_score(stage_days: int, *, answers: bool) -> int:
    """Working days in which an expert sends the scores.

    Args:
        stage_days: working days that the stage may last.
        answers: whether they are called only now, and have to say first whether anything ties them to the case.
    """
    days = int(stage_days * SHARE_TO_SCORE)
    return max(days, DAYS_TO_ANSWER + LEAST_DAYS_TO_SCORE) if answers else days


def own_measures(award: Sequence[Mapping[str, Any]]) -> tuple[Measure, ...]:
    """The award criteria of a need as measures; they were written in one language, and need no hint."""
    return tuple(
        Measure(f"own_{number}", one["weight"], one["name"], one["name"], "", "")
        for number, one in enumerate(award, start=1)
    )


def size_for(pairing: Pairing) -> int:
    """How many experts review a pairing; odd, so that they cannot be evenly split."""
    return LARGE_SIZE if pairing.budget_fen >= LARGE_FEN else SIZE
