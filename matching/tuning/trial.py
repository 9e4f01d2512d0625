"""Whether a tuned encoder is better than the one that it was made from, with all else alike.

Both are run by one exact backend, and the vectors of each are centred on its own means of the same texts: means that we
ship for one of them alone, or 8 bits on one side, would be taken for something that was learned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from matching.centering import Centering, measured_centering, measured_languages
from matching.encoders.means import sentence_pairs
from matching.evaluation.datasets import Dataset, text_of
from matching.evaluation.metrics import NAMES, Floats, Interval, interval, score_run
from matching.evaluation.vectors import KeptVectors, Side
from matching.index import Vector
from matching.records import Language
from matching.text import language_of

BACKEND = "torch"  # float32: exact, and there for every model
SENTENCES = "our sentences"
TOLERATED = 0.01  # of nDCG@10, on each of the public sets
_NDCG = NAMES.index("nDCG@10")
_TOP = 100


@dataclass(frozen=True, slots=True)
class Measure:
    """nDCG@10 of one set before and after, and the mean difference with its 95 % interval.

    `centred_on` says whose means were taken out of the vectors: those of the set's texts in these languages, or those
    of our own sentences, where it has too few.
    """

    queries: int
    before: float
    after: float
    difference: Interval
    centred_on: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a tuned encoder did, and in sentences what speaks against using it."""

    held_back: Measure
    public: Mapping[str, Measure]
    objections: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """The same as values that JSON has."""
        return asdict(self)


def judge(held_back: Measure, public: Mapping[str, Measure], frozen: Sequence[str], missing: int = 0) -> Trial:
    """The tuned encoder may be used when nothing speaks against it.

    It has to win on held-back pairings with certainty (the interval lies above 0), to lose no more than TOLERATED on
    each of the frozen public sets, all of which have to be measured, and to have had enough pairs to learn from.

    Args:
        missing: how many pairs more it should have learned from.
    """
    objections = []
    if missing:
        objections.append(f"It was learned from too few pairs: {missing} more are needed.")
    if held_back.difference.low <= 0:
        objections.append("On held-back pairings it is not better with certainty.")
    for name in frozen:
        if name not in public:
            objections.append(f"It was not tried on {name}.")
        elif public[name].difference.mean < -TOLERATED:
            objections.append(f"It lost {-public[name].difference.mean:.3f} nDCG@10 on {name}.")
    return Trial(held_back, public, tuple(objections))


def measure(before: KeptVectors, after: KeptVectors, dataset: Dataset, asked: Side) -> Measure:
    """Rank a data set with both encoders, by their vectors alone.

    Args:
        asked: how the queries are encoded: as queries, or as listings are, which ask with their own vectors.

    Raises:
        EncoderUnavailable: one of them cannot be used.
        ValueError: they are run by different backends, or with different settings.
    """
    if _how(before) != _how(after):
        raise ValueError(f"{before.encoder_id} and {after.encoder_id} are not run alike, so they cannot be compared.")
    one, other = (_scores(vectors, dataset, asked) for vectors in (before, after))
    enough = measured_languages([language_of(text_of(entry)) for entry in dataset.corpus.values()])
    difference = interval(other - one)
    return Measure(len(one), float(one.mean()), float(other.mean()), difference, ", ".join(enough) or SENTENCES)


def _how(vectors: KeptVectors) -> list[str]:
    """The backend and the digest of the settings, which an encoder's id has behind its model."""
    return vectors.encoder_id.split("+")[1:]


def _scores(vectors: KeptVectors, dataset: Dataset, asked: Side) -> Floats:
    texts, questions = ([text_of(entry) for entry in side.values()] for side in (dataset.corpus, dataset.queries))
    languages = [language_of(text) for text in texts]
    raw = vectors.of(texts, "document")
    centering = _centering(vectors, raw, languages)
    found = centering.apply(raw, languages)
    asking = centering.apply(vectors.of(questions, asked), [language_of(text) for text in questions])
    ids, own = list(dataset.corpus), {text: place for place, text in enumerate(texts)}
    run = {}
    for query, text, near in zip(dataset.queries, questions, asking @ found.T, strict=True):
        if text in own:
            near[own[text]] = -np.inf  # a listing does not answer itself
        run[query] = [ids[place] for place in np.argsort(-near, kind="stable")[:_TOP]]
    return np.asarray(score_run(run, dataset.judgements)[:, _NDCG], np.float64)


def _centering(vectors: KeptVectors, raw: Vector, languages: Sequence[Language]) -> Centering:
    """The encoder's own means: of the texts that may answer, as on the site, or of our sentences if those are few."""
    if measured_languages(languages):
        return measured_centering(raw, languages)
    sentences = [text for pair in sentence_pairs() for text in pair]
    return measured_centering(vectors.of(sentences, "document"), [language_of(text) for text in sentences])
