"""Takes away what a reason rests on: the sentences that it quotes, or the fact that it names."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from matching.records import Listing, Match, Owner, Span
from matching.tokens import sentence_spans

Pair = tuple[Listing, Listing]


def without_first_reason(match: Match, asker: Listing, candidate: Listing) -> Pair:
    """The two listings as they would be without the text or the fact of the first reason."""
    reason = match.reasons[0]
    if reason.feature == "text":
        return _without_sentences(asker, candidate, reason.details["pairs"])
    return _FACTS[reason.feature](asker, candidate)


def _without_sentences(asker: Listing, candidate: Listing, pairs: Sequence[Mapping[str, Span]]) -> Pair:
    """Without the sentences quoted; without the whole text where a reason quotes none, as it then speaks of all."""
    return _cut(asker, [pair["ours"] for pair in pairs]), _cut(candidate, [pair["theirs"] for pair in pairs])


def _cut(listing: Listing, spans: list[Span]) -> Listing:
    text = "\n".join(listing.texts.values())
    if not spans:
        return replace(listing, texts={})
    left = [text[start:end] for start, end in sentence_spans(text) if (start, end) not in spans]
    return replace(listing, texts={"left": "\n".join(left)})


def _tags(name: str):
    def without(asker: Listing, candidate: Listing) -> Pair:
        shared = getattr(asker, name) & getattr(candidate, name)
        return replace(asker, **{name: getattr(asker, name) - shared}), replace(
            candidate, **{name: getattr(candidate, name) - shared}
        )

    return without


def _placeless(listing: Listing) -> Listing:
    owner: Owner = replace(listing.owner, division=None)
    return replace(listing, places=frozenset(), owner=owner)


def _without_amounts(listing: Listing) -> Listing:
    return replace(listing, asks_fen=None, offers_fen=None, remaining_fen=None)


def _without_dates(listing: Listing) -> Listing:
    return replace(listing, starts_on=None, ends_on=None)


def _without_record(listing: Listing) -> Listing:
    return replace(listing, owner=replace(listing.owner, past_pairings=0))


_FACTS = {
    "fields": _tags("fields"),
    "groups": _tags("groups"),
    "places": lambda one, other: (_placeless(one), _placeless(other)),
    "amount": lambda one, other: (_without_amounts(one), _without_amounts(other)),
    "time": lambda one, other: (_without_dates(one), _without_dates(other)),
    "track_record": lambda one, other: (one, _without_record(other)),
}
