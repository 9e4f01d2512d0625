"""The match run that a pairing came from: which model over which index found it, and what else was ranked."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from market.listings.models import Listing, ListingVersion
from market.pairings.models import Pairing
from market.pairings.queries import suggestion_behind
from market.suggestions.models import MatchRun, Suggestion

MOST = 10  # candidates that are kept: whom the pairing is with, and those ranked around it


def match(session: Session, pairing: Pairing) -> dict[str, Any] | None:
    """The run in which interest was expressed; None where the sides found each other by themselves."""
    chosen = suggestion_behind(session, pairing)
    if chosen is None:
        return None
    run = chosen.run
    rows = _shown(run.suggestions, chosen)
    titles, hashes = _inputs(session, {run.listing_id, *(row.candidate_id for row in rows)})
    return {
        "run": str(run.id),
        "made_at": run.made_at.isoformat(),
        "asker": {
            "id": str(run.listing_id),
            "title": titles.get(run.listing_id, ""),
            "version": run.listing_version,
            "input_hash": hashes.get((run.listing_id, run.listing_version)),
        },
        "for_kind": run.for_kind.value,
        **_versions(run),
        "candidates": [_candidate(row, row is chosen, titles, hashes) for row in rows],
    }


def _versions(run: MatchRun) -> dict[str, Any]:
    return {
        "model": run.encoder_id,
        "weights": run.weights_version,
        "rules": run.rules_version,
        "index_as_of": run.as_of,  # number of the last change in the trail that the index knew
        "considered": run.considered,
        "excluded": dict(run.excluded),
        "withheld": run.withheld,
    }


def _shown(rows: Collection[Suggestion], chosen: Suggestion) -> list[Suggestion]:
    """The first of a run in their order, and the chosen one wherever it stood."""
    ordered = sorted(rows, key=lambda row: (row.rank, str(row.id)))
    first = ordered[:MOST]
    return first if chosen in first else [*first[: MOST - 1], chosen]


def _inputs(session: Session, ids: Collection[UUID]) -> tuple[Mapping[UUID, str], Mapping[tuple[UUID, int], str]]:
    """Titles, and the hashes of all versions, of some listings."""
    titles = dict(session.execute(select(Listing.id, Listing.title).where(Listing.id.in_(ids))).all())
    rows = session.execute(
        select(ListingVersion.listing_id, ListingVersion.number, ListingVersion.content_hash).where(
            ListingVersion.listing_id.in_(ids)
        )
    )
    return titles, {(listing_id, number): content_hash for listing_id, number, content_hash in rows}


def _candidate(
    row: Suggestion, chosen: bool, titles: Mapping[UUID, str], hashes: Mapping[tuple[UUID, int], str]
) -> dict[str, Any]:
    kept = row.explanation
    return {
        "id": str(row.candidate_id),
        "title": titles.get(row.candidate_id, ""),
        "version": row.candidate_version,
        "input_hash": hashes.get((row.candidate_id, row.candidate_version)),
        "chosen": chosen,
        "rank": row.rank,
        "score": row.score,
        "forward": row.forward,
        "backward": row.backward,
        "band": row.band,
        "answer": row.answer.value,
        "propensity": row.propensity,
        "features": kept.get("features", []),
        "reasons": kept.get("reasons", []),
        "cautions": kept.get("cautions", []),
    }
