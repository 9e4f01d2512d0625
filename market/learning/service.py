"""What can be done with rankers: keeping one that was learned, using one, and going back."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Message, NotFound, NotPossible
from market.learning import queries
from market.learning.permissions import KEEP_RANKERS
from market.learning.queries import WEIGHTS
from market.permissions import Actor
from market.suggestions.models import Ranker
from market.suggestions.rankers import find_in_use
from matching.learning import ranker as learned
from matching.learning.decisions import COLUMNS
from matching.learning.trial import Trial

_PREFIX = "ranker-"


def keep_ranker(session: Session, actor: Actor, found: learned.Ranker, trial: Trial, known_until: datetime) -> Ranker:
    """Keep a ranker with what it did on held-back decisions, and use it from now on if it won.

    Raises: NotAllowed.
    """
    KEEP_RANKERS.require(actor, None)
    audit.hold(session)  # from here on nobody else gives a number
    row = Ranker(
        number=(session.scalar(select(func.max(Ranker.number))) or 0) + 1,
        text=found.to_text(),
        features=list(COLUMNS),
        metrics=trial.plain(),
        decisions=trial.learned + trial.held_back,
        known_until=known_until,
        trained_at=clock.now(),
        trained_by_id=actor.person_id,
    )
    session.add(row)
    before = _use(session, row) if trial.is_won else None
    audit.record(
        session,
        actor,
        "train",
        row,
        before=before,
        after=_name(row) if trial.is_won else None,
        details={"number": row.number, "digest": found.digest, "objections": row.objections},
    )
    return row


def use_ranker(session: Session, actor: Actor, number: int) -> Ranker:
    """Let a ranker decide that was kept before.

    Raises:
        NotAllowed.
        NotFound: there is none of this number.
        NotPossible: it did not win when it was tried, it is in use, or it cannot be read by this version of the code.
    """
    KEEP_RANKERS.require(actor, None)
    audit.hold(session)
    row = session.scalar(select(Ranker).where(Ranker.number == number))
    if row is None:
        raise NotFound(Message("There is no such ranker."))
    if row.is_in_use:
        raise NotPossible(Message("This ranker is in use already."))
    if row.objections:
        raise NotPossible(Message("This ranker was not better than the weights when it was tried."))
    try:
        learned.Ranker.from_text(row.text)
    except (learned.LearnerMissing, learned.BadRanker) as error:
        raise NotPossible(Message("This ranker cannot be used: {reason}", {"reason": str(error)})) from error
    audit.record(session, actor, "use", row, before=_use(session, row), after=_name(row))
    return row


def roll_back(session: Session, actor: Actor) -> Ranker | None:
    """Take the ranker out that is in use: what decided before the last switch that still counts decides again.

    A switch no longer counts once it was rolled back, so that several in a row lead to the weights.

    Returns: the ranker that decides now, None for the weights.
    Raises: NotAllowed; NotPossible when the weights decide already.
    """
    KEEP_RANKERS.require(actor, None)
    audit.hold(session)
    current = find_in_use(session)
    if current is None:
        raise NotPossible(Message("No ranker is in use: the weights decide already."))
    earlier = _named(session, queries.in_use_before(session))
    current.retired_at = clock.now()
    if earlier is not None:
        _use(session, earlier)
    audit.record(session, actor, "roll_back", current, before=_name(current), after=_name(earlier))
    return earlier


def _use(session: Session, row: Ranker) -> str:
    """Make it the one in use; returns the name of what was before."""
    before = find_in_use(session)
    if before is not None:
        before.retired_at = clock.now()
    row.adopted_at, row.retired_at = clock.now(), None
    return _name(before)


def _name(row: Ranker | None) -> str:
    return WEIGHTS if row is None else f"{_PREFIX}{row.number}"


def _named(session: Session, name: str) -> Ranker | None:
    if name == WEIGHTS:
        return None
    return session.scalars(select(Ranker).where(Ranker.number == int(name.removeprefix(_PREFIX)))).one()
