"""Reports: when they are due, handing them in, and sending one back (慈善法 79)."""

from sqlalchemy.orm import Session

from market import clock
from market.delivery import announce
from market.delivery.models import Agreement, Report, ReportKind, ReportState
from market.delivery.service.authority import leave_trace, require_follower, require_side, require_state
from market.errors import Invalid, Message, NotPossible
from market.pairings.duties import Role
from market.pairings.models import Pairing, PairingState
from market.permissions import Actor
from market.vocabularies.calendar import months_later

EVERY_MONTHS, LONGER_THAN_MONTHS, FINAL_WITHIN_MONTHS = 3, 6, 3
LONGEST_TEXT = 5000
LARGEST_COUNT = 100_000_000
OPEN = (
    PairingState.ACTIVE,
    PairingState.SUSPENDED,
    PairingState.ACCEPTANCE,
    PairingState.RECTIFICATION,
    PairingState.CLOSED,
    PairingState.TERMINATED,
)


def schedule(session: Session, pairing: Pairing, agreement: Agreement) -> list[Report]:
    """The reports that follow from the term: every three months of one over six, and the account after the end."""
    days, months = [], EVERY_MONTHS
    if agreement.ends_on > months_later(agreement.starts_on, LONGER_THAN_MONTHS):
        while (day := months_later(agreement.starts_on, months)) < agreement.ends_on:
            days.append((ReportKind.PROGRESS, day))
            months += EVERY_MONTHS
    days.append((ReportKind.FINAL, months_later(agreement.ends_on, FINAL_WITHIN_MONTHS)))
    reports = [
        Report(pairing_id=pairing.id, pairing=pairing, number=number, kind=kind, due_on=day, state=ReportState.DUE)
        for number, (kind, day) in enumerate(days, start=1)
    ]
    session.add_all(reports)
    return reports


def hand_in_report(
    session: Session, actor: Actor, pairing: Pairing, report: Report, *, text: str, reached_count: int, spent_fen: int
) -> None:
    """Tell of the work and of the money so far.

    Raises: NotAllowed for all but the side that delivers; NotPossible when it is handed in; Invalid.
    """
    capacity = require_side(session, actor, pairing, Role.DELIVERER)
    require_state(pairing, *OPEN)
    if report.state is ReportState.HANDED_IN:
        raise NotPossible(Message("This report was handed in already."))
    found: dict[str, Message] = {}
    if not text.strip() or len(text) > LONGEST_TEXT:
        found["text"] = Message("At most {n} characters, and at least one.", {"n": LONGEST_TEXT})
    for name, value, most in (("reached_count", reached_count, LARGEST_COUNT), ("spent_fen", spent_fen, 10**13)):
        if not 0 <= value <= most:
            found[name] = Message("This number is out of bounds.")
    if found:
        raise Invalid(found)
    report.text, report.reached_count, report.spent_fen = text.strip(), reached_count, spent_fen
    report.state, report.handed_in_at, report.handed_in_by_id = ReportState.HANDED_IN, clock.now(), actor.person_id
    leave_trace(session, actor, pairing, "report_progress", capacity, details={"report": report.number})
    announce.report_handed_in(session, report)


def return_report(
    session: Session, actor: Actor, pairing: Pairing, report: Report, note: str, *, no_conflict: bool = False
) -> None:
    """Send a report back, with what is missing in it.

    Raises: NotAllowed; NotPossible when it was not handed in; Invalid without a reason.
    """
    capacity = require_follower(session, actor, pairing, no_conflict=no_conflict)
    require_state(pairing, *OPEN)
    if report.state is not ReportState.HANDED_IN:
        raise NotPossible(Message("There is nothing to send back."))
    if not note.strip() or len(note) > LONGEST_TEXT:
        raise Invalid({"note": Message("Say why, in at most {n} characters.", {"n": LONGEST_TEXT})})
    report.state, report.returned_note = ReportState.RETURNED, note.strip()
    action = "return_report" if pairing.track.is_public else "send_back_report"
    leave_trace(session, actor, pairing, action, capacity, note=note, details={"report": report.number})
    announce.report_returned(session, report)
