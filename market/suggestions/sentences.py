"""The vectors of listings' sentences, kept in SQL by encoder and text: looking them up, and adding those missing."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from market import clock
from market.suggestions.models import SentenceEmbedding
from market.suggestions.vectors import CHUNK, usual_dimension
from matching.encoders.base import Encoder
from matching.records import Listing
from matching.sentences import Matrix, first_sentences, is_whole, sentences_hash

_KEPT = np.dtype("<f2")
# Written once: each page of matches asks it.
_STORED = select(SentenceEmbedding.text_hash, SentenceEmbedding.vectors).where(
    SentenceEmbedding.encoder_id == bindparam("encoder_id"),
    SentenceEmbedding.text_hash.in_(bindparam("hashes", expanding=True)),
)


def said_in(listings: Iterable[Listing]) -> dict[str, tuple[str, ...]]:
    """What these listings say, sentence by sentence, by its hash; nothing of one without a sentence."""
    texts = (first_sentences(listing) for listing in listings)
    return {sentences_hash(said): said for said in texts if said}


def of_listings(session: Session, encoder_id: str, dimension: int, listings: Sequence[Listing]) -> dict[str, Matrix]:
    """The raw vectors of listings' sentences by the listings' ids, as far as they are there for what each says now."""
    texts = {listing.id: first_sentences(listing) for listing in listings}
    hashes = {id: sentences_hash(said) for id, said in texts.items() if said}
    known = stored(session, encoder_id, dimension, {hashes[id]: len(texts[id]) for id in hashes})
    return {id: known[text] for id, text in hashes.items() if text in known}


def stored(session: Session, encoder_id: str, dimension: int, counts: Mapping[str, int]) -> dict[str, Matrix]:
    """The vectors that are there and whole, by the hash of their sentences.

    Args:
        counts: how many sentences each hash is of.
    """
    found: dict[str, Matrix] = {}
    wanted = sorted(counts)
    for start in range(0, len(wanted), CHUNK):
        rows = session.execute(_STORED, {"encoder_id": encoder_id, "hashes": wanted[start : start + CHUNK]})
        for text, kept in rows:
            if len(kept) == counts[text] * dimension * _KEPT.itemsize:
                matrix = np.frombuffer(kept, _KEPT).astype(np.float32).reshape(counts[text], dimension)
                if is_whole(matrix, counts[text], dimension):
                    found[text] = matrix
    return found


def missing(session: Session, encoder_id: str, listings: Iterable[Listing]) -> dict[str, tuple[str, ...]]:
    """What has no vectors yet, or damaged ones, by its hash; nothing as long as no listing has a vector."""
    dimension = usual_dimension(session, encoder_id)
    if not dimension:
        return {}
    texts = said_in(listings)
    hashes, known = sorted(texts), set[str]()
    for start in range(0, len(hashes), CHUNK):  # the vectors of some texts at once
        counts = {text: len(texts[text]) for text in hashes[start : start + CHUNK]}
        known.update(stored(session, encoder_id, dimension, counts))
    return {text: said for text, said in texts.items() if text not in known}


def encode(encoder: Encoder, texts: Mapping[str, Sequence[str]]) -> dict[str, Matrix]:
    """The vectors of sentences, by the hash of each text; slow, so not inside a transaction."""
    each = list(dict.fromkeys(sentence for said in texts.values() for sentence in said))
    vectors = dict(zip(each, encoder.encode_documents(each), strict=True))
    return {text: np.array([vectors[sentence] for sentence in said]) for text, said in texts.items()}


def add(session: Session, encoder_id: str, made: Mapping[str, Matrix]) -> None:
    """Keep the vectors of sentences, by the hash of each text; damaged ones give way."""
    now = clock.now()
    for text, matrix in made.items():
        kept = matrix.astype(_KEPT).tobytes()
        row = SentenceEmbedding(encoder_id=encoder_id, text_hash=text, vectors=kept, made_at=now)
        session.merge(row)  # another worker may have been faster
