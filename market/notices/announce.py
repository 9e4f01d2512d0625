"""Who has to be told what about notices and objections, in one place."""

from sqlalchemy.orm import Session

from market.notices.models import Notice, Objection
from market.notifications.kinds import Kind
from market.pairings.announce import officials, sides, tell
from market.permissions import Office


def notice_published(session: Session, notice: Notice) -> None:
    """Tell all sides that the approval is on public notice, and until when."""
    pairing = notice.pairing
    told, page = sides(session, pairing), f"/notices/{notice.id}"
    tell(session, pairing, told, Kind.NOTICE_PUBLISHED, page=page, until=pairing.due_at, key=f"notice {notice.id}")


def objection_filed(session: Session, objection: Objection) -> None:
    """Tell the investigators that an objection waits, and the sides that the clock stands still."""
    pairing = objection.notice.pairing
    investigators = officials(session, Office.INVESTIGATOR, pairing)
    tell(session, pairing, investigators, Kind.OBJECTION_FILED, page="/objections", until=objection.due_at)
    tell(session, pairing, sides(session, pairing), Kind.OBJECTION_FILED, page=_page(objection))


def objection_taken(session: Session, objection: Objection) -> None:
    """Tell each side what is objected, without who objects, and until when it may answer."""
    pairing = objection.notice.pairing
    tell(session, pairing, sides(session, pairing), Kind.STEP_WAITS, page=_page(objection), note=objection.statement)


def objection_decided(session: Session, objection: Objection) -> None:
    """Tell the sides, and an objector who has an account, the reasons; the page says how to complain."""
    pairing = objection.notice.pairing
    told = sides(session, pairing) | ({objection.person_id} if objection.person_id else set())
    page = f"/notices/{objection.notice_id}"
    tell(session, pairing, told, Kind.OBJECTION_ANSWERED, page=page, note=objection.reasons)


def notice_ended(session: Session, notice: Notice) -> None:
    """Tell all sides that the notice is over and they may sign."""
    pairing = notice.pairing
    page = f"/pairings/{pairing.id}/delivery"
    tell(session, pairing, sides(session, pairing), Kind.AGREEMENT_TO_SIGN, page=page, until=pairing.due_at)


def _page(objection: Objection) -> str:
    return f"/pairings/{objection.notice.pairing_id}/notice"
