"""Publishing: the notice that exists from the moment of approval, how long it stands, how often it was read."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Invalid, Message, NotPossible
from market.notices import announce, content
from market.notices.models import Notice
from market.notices.queries import find_notice
from market.notices.service.holding import hold
from market.pairings.duties import Duty, Role
from market.pairings.models import Pairing, PairingState
from market.pairings.service import clocks, require_duty
from market.permissions import SYSTEM, Actor
from market.vocabularies.calendar import Unit

LEAST_DAYS, MOST_DAYS = 5, 60


def publish(session: Session, actor: Actor, pairing: Pairing) -> None:
    """Freeze what the public reads of a pairing, once: whenever it enters the state, whoever brings it there."""
    if find_notice(session, pairing.id) is not None:
        return  # it comes back from an objection
    frozen = content.freeze(session, pairing)
    notice = Notice(
        pairing_id=pairing.id,
        pairing=pairing,
        title=frozen["title"],
        words=content.searched(frozen),
        content=frozen,
        content_hash=content.digest(frozen),
        published_at=clock.now(),
        reads=0,
    )
    session.add(notice)
    details = {"pairing": str(pairing.id), "content_hash": notice.content_hash}
    audit.record(session, SYSTEM, "publish_notice", notice, details=details)
    announce.notice_published(session, notice)


def publish_missing(session: Session, pairing: Pairing) -> bool:
    """Publish what came onto notice without one; its whole time runs from now. False when there was nothing to do."""
    pairing = hold(session, pairing.id)
    if pairing.state is not PairingState.PUBLIC_NOTICE or find_notice(session, pairing.id) is not None:
        return False
    clocks.restart(session, pairing)
    publish(session, SYSTEM, pairing)
    return True


def set_period(session: Session, actor: Actor, pairing: Pairing, count: int, unit: Unit) -> None:
    """Say, before the approval, for how long this pairing is to be on notice, as its programme's rules have it.

    Whatever the unit, it stands for five working days at least.

    Raises:
        NotAllowed: the actor may not approve it. NotPossible: it does not wait for approval.
        Invalid: less than five days or more than sixty.
    """
    capacity = require_duty(session, actor, pairing, Role.APPROVER, Duty.DECISION)
    if pairing.state is not PairingState.APPROVAL:
        raise NotPossible(Message("The period is set while the pairing waits for approval."))
    if not LEAST_DAYS <= count <= MOST_DAYS:
        raise Invalid({"count": Message("From {least} to {most} days.", {"least": LEAST_DAYS, "most": MOST_DAYS})})
    if unit not in {Unit.WORKING_DAY, Unit.DAY}:
        raise Invalid({"unit": Message("A notice is counted in days or in working days.")})
    before = {"count": pairing.notice_count, "unit": pairing.notice_unit.value}
    pairing.notice_count, pairing.notice_unit = count, unit
    details: dict[str, Any] = {"before": before, "after": {"count": count, "unit": unit.value}}
    audit.record(session, actor, "set_notice_period", pairing, details=details, on_behalf_of=capacity.on_behalf_of)


def note_read(session: Session, notice: Notice) -> None:
    """Count a visit. Not in the trail: who reads is nobody's business."""
    session.execute(update(Notice).where(Notice.id == notice.id).values(reads=Notice.reads + 1))
