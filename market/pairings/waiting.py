"""Words for those who wait: with whom a file is now, how long that usually takes, and how long it may."""

from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from market import web
from market.figures import Expected
from market.pairings import labels, stays
from market.pairings.models import Pairing, PairingState
from market.pairings.workflow import ENDED, IN_DELIVERY, holder_of, workflow_of
from market.vocabularies.calendar import Unit
from market.workflow import Deadline


def next_holder(pairing: Pairing) -> str:
    """The office, or whoever else, that has the file next; "" once it has ended."""
    if pairing.state in ENDED:
        return ""
    holder = holder_of(pairing.track, pairing.state)
    if holder is not None:
        return str(labels.OFFICES[holder])
    if pairing.state is PairingState.PUBLIC_NOTICE:
        return str(gettext("Nobody, until the notice ends"))
    return str(gettext("The sides, at work") if pairing.state in IN_DELIVERY else gettext("The sides"))


def expectation(session: Session, pairing: Pairing) -> list[str]:
    """What whoever waits is told of the present state: who has it, how long it usually takes, and the limit."""
    if pairing.state in ENDED:
        return []
    words = [gettext("It is with: %(holder)s.", holder=next_holder(pairing))]
    office = holder_of(pairing.track, pairing.state)
    usual = stays.expected(session, pairing) if office is not None else None
    if usual is not None:
        words.append(_usual(usual))
    deadline = workflow_of(pairing.track).deadlines.get(pairing.state)
    return [*words, _limit(deadline)] if deadline else words


def usually(usual: Expected) -> str:
    """The same in few words, for the rows of a list."""
    words: str = gettext(
        "usually %(median)s working days, 8 of 10 within %(p80)s", median=days(usual.median), p80=days(usual.p80)
    )
    return words


def _usual(usual: Expected) -> str:
    words: str = gettext(
        "This usually takes %(median)s working days; 8 of 10 files were moved on within %(p80)s "
        "(%(n)s files in 180 days).",
        median=days(usual.median),
        p80=days(usual.p80),
        n=usual.n,
    )
    return words


def days(value: float | None) -> str:
    """A number of days with one decimal, in the reader's way; – for none."""
    return "–" if value is None else web.number(round(value, 1))


def _limit(deadline: Deadline) -> str:
    if deadline.unit is Unit.WORKING_DAY:
        words = ngettext("The limit is %(num)s working day.", "The limit is %(num)s working days.", deadline.count)
    else:
        words = ngettext("The limit is %(num)s day.", "The limit is %(num)s days.", deadline.count)
    return str(words)
