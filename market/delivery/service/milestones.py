"""Reaching milestones: files that show it, and somebody who says whether it counts."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from market import clock
from market.delivery import announce
from market.delivery.models import Evidence, Milestone, MilestoneState
from market.delivery.recognition import media_type_of, safe_name, without_whereabouts
from market.delivery.service.authority import leave_trace, require_follower, require_side, require_state
from market.delivery.store import Store
from market.errors import Invalid, Message, NotPossible
from market.pairings.duties import Role
from market.pairings.models import Pairing, PairingState
from market.permissions import Actor

MOST_FILES = 20
LONGEST_NOTE = 2000
AT_WORK = (PairingState.ACTIVE, PairingState.RECTIFICATION)


def hand_in_evidence(
    session: Session,
    actor: Actor,
    pairing: Pairing,
    milestone: Milestone,
    store: Store,
    content: bytes,
    name: str,
    *,
    most_bytes: int,
) -> Evidence:
    """Keep a file that shows what was done.

    Raises: NotAllowed, NotPossible (not under way, or too many files), Invalid for a file that is too large or of
    another kind than PDF, JPEG, PNG, Word, Excel or plain text.
    """
    capacity = require_side(session, actor, pairing, Role.DELIVERER)
    require_state(pairing, *AT_WORK)
    count = session.scalar(select(func.count()).where(Evidence.milestone_id == milestone.id)) or 0
    if count >= MOST_FILES:
        raise NotPossible(Message("A milestone has at most {n} files.", {"n": MOST_FILES}))
    media_type, plain = _checked(content, most_bytes)
    sha256 = store.put(plain)
    evidence = Evidence(
        milestone=milestone,
        sha256=sha256,
        name=safe_name(name, media_type),
        media_type=media_type,
        size=len(plain),
        handed_in_at=clock.now(),
        handed_in_by_id=actor.person_id,
    )
    session.add(evidence)
    flag_modified(milestone, "note")  # of two files at once the second is counted anew
    details = {"milestone": milestone.position, "sha256": sha256, "name": evidence.name}
    leave_trace(session, actor, pairing, "hand_in_evidence", capacity, details=details)
    return evidence


def _checked(content: bytes, most_bytes: int) -> tuple[str, bytes]:
    if not content:
        raise Invalid({"file": Message("Choose a file that is not empty.")})
    if len(content) > most_bytes:
        raise Invalid({"file": Message("A file has at most {n} MB.", {"n": most_bytes // 1024 // 1024})})
    media_type = media_type_of(content)
    if media_type is None:
        raise Invalid({"file": Message("Only PDF, JPEG, PNG, Word (docx), Excel (xlsx) and plain text are taken.")})
    try:
        return media_type, without_whereabouts(content, media_type)
    except ValueError:
        raise Invalid({"file": Message("This picture is damaged.")}) from None


def check_milestone(
    session: Session,
    actor: Actor,
    pairing: Pairing,
    milestone: Milestone,
    state: MilestoneState,
    note: str = "",
    *,
    no_conflict: bool = False,
) -> None:
    """Say whether a milestone counts as met: the project officer for public money, else a side that pays.

    Raises: NotAllowed; NotPossible when it is not under way or money was asked for; Invalid without grounds.
    """
    capacity = require_follower(session, actor, pairing, no_conflict=no_conflict)
    require_state(pairing, *AT_WORK)
    if milestone.requested_fen:
        raise NotPossible(Message("Money was asked for this milestone, so it stays as it is."))
    if state is MilestoneState.SCHEDULED:
        raise Invalid({"state": Message("Choose one of the list.")})
    if len(note) > LONGEST_NOTE:
        raise Invalid({"note": Message("At most {n} characters.", {"n": LONGEST_NOTE})})
    if not note.strip() and (state is not MilestoneState.MET or not milestone.evidence):
        raise Invalid({"note": Message("Say what you rely on, or what is missing.")})
    milestone.state, milestone.note = state, note.strip()
    milestone.checked_at, milestone.checked_by_id = clock.now(), actor.person_id
    action = "check_milestone" if pairing.track.is_public else "confirm_milestone"
    details = {"milestone": milestone.position, "state": state.value}
    leave_trace(session, actor, pairing, action, capacity, note=note, details=details)
    announce.milestone_checked(session, pairing, milestone)
