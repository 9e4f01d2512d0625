"""What the page of one pair says beside its reasons: what each carries, what supports it, what is placed before it."""

from dataclasses import dataclass

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from market import clock
from market.suggestions.calibrations import Fitted
from market.suggestions.evidence_wording import on_day
from market.suggestions.room import NoRoom
from market.suggestions.wording import FEATURES, level_word, reason_text
from matching.records import Behind, Confidence, Ground, Match, Position

LEVELS = {"well": _l("Well supported"), "partly": _l("Partly supported"), "thin": _l("Thinly supported")}
PARTS = (
    (0.60, _l("It carries most of the score.")),
    (0.42, _l("It carries about half of the score.")),
    (0.29, _l("It carries about a third of the score.")),
    (0.21, _l("It carries about a quarter of the score.")),
    (0.12, _l("It carries about a sixth of the score.")),
    (0.00, _l("It carries a small part of the score.")),
)


@dataclass(frozen=True)
class Carried:
    """A reason in words, with how much of the score it carries, in words and as a part of 1."""

    said: str
    part: float
    part_said: str


def carried(match: Match) -> list[Carried]:
    """The reasons, each with the part of the score that its feature brought."""
    return [
        Carried(reason_text(reason), part, str(next(words for least, words in PARTS if part >= least)))
        for reason in match.reasons
        for part in [reason.share / match.score if match.score else 0.0]
    ]


def confidence_text(confidence: Confidence) -> str:
    """How far the score can be relied on, in two words."""
    return str(LEVELS[confidence.level])


def ground_texts(confidence: Confidence) -> list[str]:
    """What it rests on and what lessens it, a sentence each."""
    return [_ground(ground) for ground in confidence.grounds]


def _ground(ground: Ground) -> str:
    match ground.code, ground.details:
        case "features_unknown", {"features": list(names)}:
            known = gettext(", ").join(str(FEATURES[name]) for name in names)
            return str(
                gettext("One side does not say anything of this, so it counts neither way: %(names)s.", names=known)
            )
        case "checks_unknown", {"count": int(count)}:
            said = ngettext("%(num)d condition cannot be told yet.", "%(num)d conditions cannot be told yet.", count)
            return str(said)
        case "texts_disagree", {"nearer": str(side)}:
            return str(NEARER[side])
    return str(GROUNDS[ground.code])


GROUNDS = {
    "features_known": _l("All that the score counts is known of both sides."),
    "words_only": _l("One of the texts has not been read for its meaning yet: only its words were compared."),
    "meaning_only": _l("The texts are in two languages: only their meaning could be compared, not their words."),
    "texts_agree": _l("Meaning and words of the texts say the same."),
    "texts_apart": _l("The texts are not near, neither in meaning nor in words: the fit rests on the facts."),
    "next_as_good": _l("The next one on the list is practically as good."),
}
NEARER = {
    "meaning": _l("The texts are near in meaning, but have few words in common: read both."),
    "words": _l("The texts have words in common, but are not as near in meaning: read both."),
}
GROUND_CODES = {*GROUNDS, "features_unknown", "checks_unknown", "texts_disagree"}


def position_text(position: Position) -> str:
    """Where the pair stands among all that pass the conditions, and why it is not shown if it is not."""
    values = {"rank": position.rank, "all": position.eligible, "shown": position.shown}
    if position.put_aside:
        return str(gettext("You put it aside. Otherwise it would be number %(rank)s of %(all)s.", **values))
    if position.held_back:
        return str(
            gettext(
                "Its owner already takes as many places on your list as one owner may, with listings that fit better."
            )
        )
    if position.rank <= position.shown:
        return str(gettext("It is number %(rank)s of %(all)s that pass all conditions.", **values))
    return str(
        gettext("It is number %(rank)s of %(all)s that pass all conditions; the first %(shown)s are shown.", **values)
    )


def taken_up_text(match: Match, fitted: Fitted | None) -> str:
    """How many of ten pairs with such a score were taken up; empty where too few were decided on to tell."""
    if fitted is None or not fitted.tells_of(match.band):
        return ""
    count = fitted.curve.of_ten(match.score)
    if count == 0:
        return str(gettext("Of ten pairs with such a score that people had before them, hardly any was taken up."))
    return str(
        ngettext(
            "Of ten pairs with such a score that people had before them, about %(num)d was taken up.",
            "Of ten pairs with such a score that people had before them, about %(num)d were taken up.",
            count,
        )
    )


def no_room_text(full: NoRoom) -> str:
    """That a candidate is kept from a list because others have it on theirs, and until when."""
    if full.until is None:
        return str(gettext("It has no place or money left to be proposed for, so it is on no further list."))
    day = on_day(full.until.astimezone(clock.CHINA).date().isoformat())
    if full.by_answers:
        return str(
            gettext(
                "At present it is proposed to enough others, so it is not on your list. That ends on %(day)s at the "
                "latest, and sooner if some of these answer. You may express interest all the same.",
                day=day,
            )
        )
    return str(
        gettext(
            "It was proposed to as many as one may be in a month, so it is not on your list until %(day)s. You may "
            "express interest all the same.",
            day=day,
        )
    )


def behind_rows(behind: tuple[Behind, ...]) -> list[tuple[str, str, str]]:
    """(feature, its own value, that of the last one shown) in words, what costs most first."""
    return [(str(FEATURES[one.feature]), _own(one), level_word(one.last)) for one in behind]


def _own(one: Behind) -> str:
    if one.own is None:
        return str(gettext("not known"))
    word = level_word(one.own)
    return str(gettext("a little less")) if word == level_word(one.last) else word
