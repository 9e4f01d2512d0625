"""An order that was learned: boosted trees over the named features, kept as text."""

import hashlib
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import factorial
from typing import Any

import numpy as np

from matching.bm25 import Floats
from matching.fusion import DIGITS
from matching.learning.decisions import COLUMNS, columns
from matching.records import Feature
from matching.scoring import FEATURES, Scores, score
from matching.weights import Weights

FORMAT = 1
_TIE = 0.002  # what the score by the weights counts, from 0 to 1, in the trees' own measure: it decides between equals


class LearnerMissing(Exception):
    """LightGBM is not installed; the message says what to do."""


class BadRanker(Exception):
    """A text that is no ranker of this version of the code; the message says why."""


@dataclass(frozen=True, slots=True)
class Bands:
    """The scores from which a match is called good or strong, and the middle of the trees' values, worth a half."""

    centre: float
    good: float
    strong: float


class Ranker:
    """Scores pairs from 0 to 1. Any number of threads may ask it.

    What is not known of a pair counts as usual among the candidates that it was learned from. The trees never let a
    better feature lower a score, so that a reason for a pair never speaks against it.
    """

    def __init__(
        self, model: str, usual: Sequence[float], bands: Bands, importance: Sequence[float], version: str = ""
    ) -> None:
        """Take LightGBM's text of the trees over COLUMNS.

        Args:
            version: what answers name it by; its digest unless given.
            usual: value of each column that stands in for one that is not known.
            importance: of each of FEATURES, adding up to 1.

        Raises: LearnerMissing, BadRanker.
        """
        self._model, self._usual = model, np.array(usual, np.float64)
        self._bands, self._importance = bands, np.array(importance, np.float64)
        self._booster, self._turns = _booster(model), threading.Lock()
        self.digest = hashlib.sha256(self.to_text().encode()).hexdigest()
        self.version = version or f"ranker-{self.digest[:12]}"

    def to_text(self) -> str:
        """All that `from_text` needs: one line of JSON, then the trees."""
        head = {
            "format": FORMAT,
            "columns": list(COLUMNS),
            "usual": self._usual.tolist(),
            "bands": [self._bands.centre, self._bands.good, self._bands.strong],
            "importance": self._importance.tolist(),
        }
        return f"{json.dumps(head)}\n{self._model}"

    @classmethod
    def from_text(cls, text: str, version: str = "") -> "Ranker":
        """Read one. Raises: LearnerMissing, BadRanker."""
        first, _, model = text.partition("\n")
        try:
            head = json.loads(first)
            if head["format"] != FORMAT or head["columns"] != list(COLUMNS):
                raise BadRanker("The ranker was learned over other features than the code has now; train a new one.")
            return cls(model, head["usual"], Bands(*head["bands"]), head["importance"], version)
        except (ValueError, KeyError, TypeError) as error:
            raise BadRanker(f"This is no ranker: {error}") from error

    def band(self, score: float) -> str:
        """What a score is called: as many candidates are strong or good as under the weights."""
        return "strong" if score >= self._bands.strong else "good" if score >= self._bands.good else "possible"

    def scores(self, forward: Floats, backward: Floats, weights: Weights) -> Scores:
        """The scores of pairs, shape (n, FEATURES) each way; the two sides are those of the weights."""
        plain = score(forward, backward, weights)
        table = self._filled(columns(forward, backward))
        return LearnedScores(
            **{name: getattr(plain, name) for name in Scores.__dataclass_fields__}
            | {"score": self.worth(table, plain.score)},
            plain=plain.score,
            table=table,
            ranker=self,
        )

    def worth(self, table: Floats, plain: Floats) -> Floats:
        """The scores of rows of COLUMNS without gaps, 0 to 1; where the trees see no difference, `plain` decides."""
        if not len(table):
            return np.zeros(0)
        with self._turns:
            raw = np.asarray(self._booster.predict(table, num_threads=1), np.float64)
        return np.round(1 / (1 + np.exp(self._bands.centre - raw - _TIE * (plain - 0.5))), DIGITS)

    def parts(self, row: Floats, known: Sequence[int], plain: float) -> Floats:
        """What each known feature brings to the score of one row; they add up to the score.

        Shapley values over the named features, exact, counted from a pair that has nothing of any of them, and scaled
        to the score. Each is 0 or more. Source: L. Shapley, "A value for n-person games", 1953; S. Lundberg,
        S.-I. Lee, "A unified approach to interpreting model predictions", NIPS 2017.
        """
        count = len(known)
        coalitions = np.array(list(product((0, 1), repeat=count)), np.int64).reshape(-1, count)
        rows = np.repeat(row[None, :], len(coalitions), axis=0)
        for place, feature in enumerate(known):
            rows[coalitions[:, place] == 0, feature] = 0.0
            rows[coalitions[:, place] == 0, feature + len(FEATURES)] = 0.0
        values = self.worth(rows, np.full(len(rows), plain))
        sizes, found = coalitions.sum(axis=1), np.zeros(count)
        for place in range(count):
            without = np.flatnonzero(coalitions[:, place] == 0)
            chance = np.array([factorial(size) * factorial(count - size - 1) for size in sizes[without]], np.float64)
            gained = values[without + 2 ** (count - place - 1)] - values[without]
            found[place] = float(chance @ gained) / factorial(count)
        total = found.sum()
        whole = float(self.worth(row[None, :], np.array([plain]))[0])
        return found * (whole / total) if total > 0 else np.full(count, whole / max(count, 1))

    def without(self, row: Floats, known: Sequence[int], plain: float) -> Floats:
        """The score of one row with each known feature counted as usual, as if it were not known."""
        rows = np.repeat(row[None, :], len(known), axis=0)
        for place, feature in enumerate(known):
            for column in (feature, feature + len(FEATURES)):
                rows[place, column] = self._usual[column]
        return self.worth(rows, np.full(len(rows), plain))

    def weights_of(self, known: Sequence[int]) -> Floats:
        """How much the trees use each known feature; they add up to 1."""
        own = self._importance[list(known)]
        return own / own.sum() if own.sum() > 0 else np.full(len(own), 1 / max(len(own), 1))

    def _filled(self, table: Floats) -> Floats:
        return np.where(np.isnan(table), self._usual, table)


@dataclass(frozen=True, slots=True)
class LearnedScores(Scores):
    """The scores of a ranker; what each is made of is worked out when it is asked for."""

    plain: Floats
    table: Floats
    ranker: Ranker

    def losses(self, row: int) -> dict[str, float]:
        """How far the score of one candidate falls when a feature is counted as usual, as if it were not known."""
        known = self._known(row)
        left = self.ranker.without(self.table[row], known, float(self.plain[row]))
        fallen = dict(zip(known, (float(loss) for loss in self.score[row] - left), strict=True))
        return {name: fallen.get(place, 0.0) for place, name in enumerate(FEATURES)}

    def features(self, row: int) -> tuple[Feature, ...]:
        """The features of one candidate that are known; their shares add up to its score."""
        known = self._known(row)
        weights, shares = np.zeros((2, len(FEATURES)))
        weights[known] = self.ranker.weights_of(known)
        shares[known] = self.ranker.parts(self.table[row], known, float(self.plain[row]))
        return self.told(row, weights, shares)

    def _known(self, row: int) -> list[int]:
        return [place for place, value in enumerate(self.values[row]) if not np.isnan(value)]


def _booster(model: str) -> Any:
    lightgbm = learner()
    try:
        booster = lightgbm.Booster(model_str=model)
    except lightgbm.basic.LightGBMError as error:
        raise BadRanker(f"LightGBM cannot read the trees: {error}") from error
    if booster.num_feature() != len(COLUMNS):
        raise BadRanker("The trees were learned over other features than the code has now; train a new ranker.")
    return booster


def learner() -> Any:
    """LightGBM, imported when it is first needed. Raises: LearnerMissing."""
    try:
        import lightgbm
    except (ImportError, OSError) as error:  # its library lacks libgomp on bare machines
        raise LearnerMissing("LightGBM cannot be used; install it: pip install lightgbm (it needs libgomp).") from error
    return lightgbm
