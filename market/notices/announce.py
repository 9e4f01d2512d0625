"""Who has to be told what about notices and objections, in one place."""

from sqlalchemy.orm import Session

from market.notices.models import Notice, Objection


def notice_published(session: Session, notice: Notice) -> None:
    """Tell all sides that the approval is on public notice, and until when."""


def objection_filed(session: Session, objection: Objection) -> None:
    """Tell the investigators that an objection waits, and the sides that the clock stands still."""


def objection_taken(session: Session, objection: Objection) -> None:
    """Tell each side what is objected, without who objects, and until when it may answer."""


def objection_decided(session: Session, objection: Objection) -> None:
    """Tell the sides, and an objector who has an account, the findings, the reasons and the way to complain."""


def notice_ended(session: Session, notice: Notice) -> None:
    """Tell all sides that the notice is over and they may sign."""
