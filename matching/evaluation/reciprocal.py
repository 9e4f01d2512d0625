"""How well both sides of a match find each other, by the way in which their two scores are joined."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from matching.bm25 import Floats
from matching.evaluation.datasets import Dataset, Judgements
from matching.evaluation.metrics import score_run
from matching.evaluation.systems import DEPTH, Systems

_TOP = 10
_TINY = np.finfo(np.float64).tiny

# Each side ranks by its own score where they are not joined; every other way gives the pair one score.
JOINED: Mapping[str, Callable[[Floats, Floats], Floats]] = {
    "each side its own": lambda forward, backward: forward,
    "product": lambda forward, backward: forward * backward,
    "minimum": np.minimum,
    "geometric": lambda forward, backward: np.sqrt(forward * backward),
    "harmonic": lambda forward, backward: 2 * forward * backward / np.maximum(forward + backward, _TINY),
}


class BothWays:
    """The scores of all pairs of a data set in both directions: rows are queries, columns texts."""

    def __init__(self, dataset: Dataset, systems: Systems) -> None:
        self.dataset = dataset
        self.queries, self.texts = list(dataset.queries), systems.ids
        self.forward, self.backward = systems.both_ways()

    def top(self, way: str, depth: int = _TOP) -> tuple[list[list[int]], list[list[int]]]:
        """The best texts of each query, and the best queries of each text, by number, ties by id."""
        ours = JOINED[way](self.forward, self.backward)
        theirs = self.backward if ours is self.forward else ours
        return _best(ours, self.texts, depth), _best(theirs.T, self.queries, depth)

    def hits(self, way: str) -> tuple[set[str], float, float]:
        """The queries with an answer in their top 10; and nDCG@10 and reciprocal recall@10 of the judged ones.

        Reciprocal recall counts an answer only if the query is in the answer's own top 10 too.
        """
        ours, theirs = self.top(way, DEPTH)
        numbers = {id: number for number, id in enumerate(self.texts)}
        run = {query: [self.texts[text] for text in best] for query, best in zip(self.queries, ours, strict=True)}
        found, both = set(), []
        for row, query in enumerate(self.queries):
            answers = {numbers[id] for id in self.dataset.judgements.get(query, ())}
            if not answers:
                continue
            top = answers.intersection(ours[row][:_TOP])
            if top:
                found.add(query)
            both.append(sum(row in theirs[text][:_TOP] for text in top) / len(answers))
        return found, float(score_run(run, self.dataset.judgements)[:, 0].mean()), float(np.mean(both))


def table(sets: Sequence[BothWays]) -> str:
    """Markdown: nDCG@10 and reciprocal recall@10 by set, and the share of shared queries answered in all of them."""
    shared = _shared([one.dataset.judgements for one in sets])
    names = [f"{one.dataset.name}: {what}" for one in sets for what in ("nDCG@10", "reciprocal R@10")]
    head = ("joined", *names, *((f"joint R@10 of {len(shared)}",) if len(sets) > 1 else ()))
    rows = [head, tuple("---" for _ in head)]
    for way in JOINED:
        measured = [one.hits(way) for one in sets]
        cells = [f"{value:.3f}" for _, gain, both in measured for value in (gain, both)]
        if len(sets) > 1:
            everywhere = shared.intersection(*(found for found, _, _ in measured))
            cells.append(f"{len(everywhere) / max(len(shared), 1):.3f}")
        rows.append((way, *cells))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _shared(judgements: Sequence[Judgements]) -> set[str]:
    return set(judgements[0]).intersection(*judgements[1:])


def _best(scores: Floats, ids: Sequence[str], depth: int) -> list[list[int]]:
    order = np.argsort(np.array(ids))
    ranked = order[np.argsort(-np.nan_to_num(scores)[:, order], axis=1, kind="stable")[:, :depth]]
    return [[int(number) for number in row] for row in ranked]
