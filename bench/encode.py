"""Texts per second of the embedding model, by batch size: `python bench/encode.py [--backend torch] [--texts 40]`."""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from matching.encoders import Encoder, EncoderSettings, resolve
from matching.encoders.means import sentence_pairs

BATCH_SIZES = (1, 8, 32)
_CHARACTERS = 200


def main() -> None:
    """Print one line per batch size, for texts of about 200 Chinese characters and for single short queries."""
    given = _arguments()
    settings = EncoderSettings(cache_dir=given.cache_dir, backend=given.backend, threads=given.threads)
    documents = _documents(given.texts)
    queries = [chinese for chinese, _english in sentence_pairs()][: given.texts]
    for batch_size in BATCH_SIZES:
        encoder = resolve(replace(settings, batch_size=batch_size))
        print(f"{encoder.id}  batch {batch_size:2}  {_texts_per_second(encoder, documents):6.1f} documents/s")
    encoder = resolve(settings)
    print(f"{encoder.id}  one query {_milliseconds_per_query(encoder, queries):.1f} ms")


def _documents(count: int) -> list[str]:
    chinese = "".join(sentence for sentence, _english in sentence_pairs())
    starts = range(0, count * 17, 17)
    return [(chinese[start:] + chinese)[:_CHARACTERS] for start in (start % len(chinese) for start in starts)]


def _texts_per_second(encoder: Encoder, texts: list[str]) -> float:
    encoder.encode_documents(texts[:2])
    started = time.perf_counter()
    encoder.encode_documents(texts)
    return len(texts) / (time.perf_counter() - started)


def _milliseconds_per_query(encoder: Encoder, texts: list[str]) -> float:
    encoder.encode_queries(texts[:2])
    started = time.perf_counter()
    for text in texts:
        encoder.encode_queries([text])
    return 1000 * (time.perf_counter() - started) / len(texts)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backend", default="auto")
    parser.add_argument("--texts", type=int, default=40)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--cache-dir", type=Path, default=Path("instance/models"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
