"""The dataclasses that go into the matching library and come out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any, Literal

Language = Literal["zh", "en"]
Span = tuple[int, int]  # of a text: the first character, and the one after the last


class Kind(StrEnum):
    """What a listing is."""

    NEED = "need"
    PROJECT = "project"
    SERVICE = "service"
    PROGRAMME = "programme"
    RESOURCE = "resource"


class Verdict(StrEnum):
    """What a hard condition says of a pair."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Owner:
    """What the gate has to know about the organization behind a listing.

    `standing` is "normal", "abnormal" (活动异常名录) or "seriously_dishonest" (严重违法失信名单), None if unchecked.
    `level` is the assessment level 1 to 5 that is valid today (an expired level counts as None).
    An expired level leaves its number and its last day in `level_before` and `level_expired_on`.
    `controllers` identifies the people and organizations who founded, direct or control it, `donors` its main donors,
    `kin` the near relatives of those who stand behind it. `supervisors` supervise it; `former` are those who directed,
    supervised or controlled it once, each with the last day.
    """

    id: str
    kind: str
    name: str
    verified: bool = True
    division: str | None = None
    level: int | None = None
    standing: str | None = "normal"
    controllers: frozenset[str] = frozenset()
    past_pairings: int = 0
    donors: frozenset[str] = frozenset()
    kin: frozenset[str] = frozenset()
    legal_representative: str | None = None
    level_before: int | None = None
    level_expired_on: date | None = None
    supervisors: frozenset[str] = frozenset()
    former: frozenset[tuple[str, date]] = frozenset()


@dataclass(frozen=True, slots=True)
class Listing:
    """One listing as matching sees it; each listing has its own text and its own vector.

    `texts` are the labelled parts in the order in which they describe the listing ("title" first).
    Money is whole fen. `asks_fen` is what a need or a project still has to find (its gap); `least_fen` the smallest
    grant that is of use to it. `offers_fen` is the band (least, most) of one grant and `remaining_fen` the money left,
    for a programme or a resource of money. Empty `places`, `fields`, `groups`, `sdgs` and `admits`: "not limited".
    `admits` holds the kinds of organization that may answer; `least_level` the assessment level it demands.
    `capacity_left` is how many engagements more it can take, None if it does not say; `free_on` the day on which the
    first of its present ones is to end. `funding` says where a need's money comes from ("fiscal", "special_fund",
    "seeking_funds"); `has_procedure` whether a programme tells how it takes applications and decides.
    """

    id: str
    revision: int
    kind: Kind
    owner: Owner
    language: Language
    texts: Mapping[str, str]
    fields: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    sdgs: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    starts_on: date | None = None
    ends_on: date | None = None
    opens_on: date | None = None
    closes_on: date | None = None
    asks_fen: int | None = None
    least_fen: int | None = None
    offers_fen: tuple[int, int] | None = None
    remaining_fen: int | None = None
    admits: frozenset[str] = frozenset()
    least_level: int | None = None
    capacity_left: int | None = None
    free_on: date | None = None
    exclusions: str = ""
    is_open: bool = True
    funding: str | None = None
    has_procedure: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """One hard condition applied to a pair: its verdict and what it was decided on.

    `rule` is a stable code such as "place" or "amount_band"; `evidence` holds the compared values under names,
    as plain strings, numbers or lists of codes, for the reader's words to be put around them; `missing` names what
    would turn an unknown into a verdict. `citation` names the law, where there is one; `version` is the rule's.
    """

    rule: str
    verdict: Verdict
    evidence: Mapping[str, object] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    citation: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """One named part of a score: `value` from 0 to 1, and `share`, the points of the score that it brought.

    `value` is the mean of `forward`, how well the candidate serves the asker, and `backward`.
    """

    name: str
    value: float
    weight: float
    share: float
    forward: float
    backward: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a pair is recommended (or, as a caution, what speaks against it); taken from a feature of the score.

    `code` says which sentence to write, `details` what goes into it (codes of places, groups, numbers, quotations).
    """

    code: str
    feature: str
    share: float
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SentencePair:
    """Two sentences that correspond: where each stands in its text, and where the words are that they share.

    A listing's text is its parts as people wrote them, one below the other. `nearness` is from 0 to 1, for the order
    of the pairs; it is no probability. `by_meaning`: they were found by what they mean, not by a term that both have.
    """

    ours: Span
    theirs: Span
    nearness: float
    our_words: tuple[Span, ...] = ()
    their_words: tuple[Span, ...] = ()
    by_meaning: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What a confidence rests on, or what lessens it: a code, and what goes into its sentence."""

    code: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Confidence:
    """How far a score can be relied on: `level` is "well", "partly" or "thin"; the grounds, the gravest first."""

    level: str
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """A feature in which a candidate falls behind another: both values (`own` None where it is not known).

    `loss` is how much higher the candidate's score would be with the other's value.
    """

    feature: str
    own: float | None
    last: float
    loss: float


@dataclass(frozen=True, slots=True)
class Position:
    """Where a candidate stands among all that are eligible: `rank` of `eligible`, of whom the first `shown` are shown.

    `held_back` where better ones of the same owner take all of its places; `last_id` is the last that is shown, ""
    where there are fewer than are shown; `put_aside` where the reader does not want to see it.
    """

    rank: int
    eligible: int
    shown: int
    last_id: str
    held_back: bool = False
    put_aside: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """One candidate for one listing, with everything that explains its place.

    `score` is the reciprocal score, 0 to 1; `forward` how well the candidate serves the asker, `backward` how well
    the asker fits what the candidate looks for. `band` is "strong", "good" or "possible". A match that failed its
    gate has rank 0. `pairs` are the sentences that correspond, those by words before those by meaning, the nearest
    first. `position` and `behind`, what it lacks of the last one that is shown, are told of a single pair only.
    """

    asker_id: str
    candidate_id: str
    rank: int
    score: float
    forward: float
    backward: float
    band: str
    features: tuple[Feature, ...]
    checks: tuple[Check, ...]
    reasons: tuple[Reason, ...]
    cautions: tuple[Reason, ...]
    pairs: tuple[SentencePair, ...] = ()
    confidence: Confidence | None = None
    position: Position | None = None
    behind: tuple[Behind, ...] = ()

    @property
    def blockers(self) -> tuple[Check, ...]:
        """The hard conditions that this pair fails."""
        return tuple(check for check in self.checks if check.verdict is Verdict.FAIL)

    @property
    def eligible(self) -> bool:
        """No hard condition fails."""
        return not self.blockers


@dataclass(frozen=True, slots=True)
class Recommendations:
    """The answer to one question, with the versions that make it reproducible.

    `pending` counts the open listings that have no vector yet: those are found by their words alone. `withheld` counts
    those that would be among the matches, had they room for one more proposal.
    """

    asker_id: str
    for_kind: Kind
    matches: Sequence[Match]
    encoder_id: str
    weights_version: str
    as_of: int
    considered: int
    excluded: Mapping[str, int]
    pending: int = 0
    rules_version: str = ""
    withheld: int = 0


def shallow(row: Any) -> dict[str, Any]:
    """A dataclass by its fields, with the very values that it has; dataclasses.asdict would copy all of them."""
    return {one.name: getattr(row, one.name) for one in fields(row)}
