"""One run of the sender: hands over every mail whose time has come, over one connection."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from market import clock, web
from market.config import Settings
from market.notifications import letters, outbox, queries, smtp
from market.notifications.models import Mail, MailState

Outcome = Literal["sent", "put_off", "failed", "dropped", "uncertain"]
BROKEN = (smtp.Unreachable, smtp.Uncertain)


@dataclass
class Report:
    """What came of a run: how many mails of each outcome, and what went wrong, for the operator."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)
    unreachable: str = ""  # why the run ended early


def send_due(settings: Settings) -> Report:
    """Hand over what is due. Each mail has transactions of its own, so that a failure undoes no other."""
    report = Report()
    sender = letters.Sender(settings.mail_from, settings.site_url)
    connection: smtp.Connection | None = None
    try:
        while not report.unreachable and (claim := _claim_next(sender)):
            if claim.mail.state is MailState.DROPPED:
                report.outcomes["dropped"] += 1
                continue
            try:
                connection = connection or smtp.Connection(server_of(settings))
                _send(connection, claim, sender, report)
            except BROKEN as error:
                _note_broken(claim, error, report)
                _close(connection)
                connection = None
    finally:
        _close(connection)
    return report


def server_of(settings: Settings) -> smtp.Server:
    """The mail server of the settings."""
    return smtp.Server(
        settings.smtp_host, settings.smtp_port, settings.smtp_user, settings.smtp_password, settings.smtp_security
    )


def _claim_next(sender: letters.Sender) -> outbox.Claim | None:
    while True:
        with web.database().reader() as session:
            mail_id = queries.due(session, clock.now())
        if mail_id is None:
            return None
        with web.transaction() as session:
            if claim := outbox.claim(session, mail_id, sender.domain):
                _load(claim.mail)
                session.flush()
                session.expunge_all()
                return claim


def _load(mail: Mail) -> None:
    """Read what the letter needs while there is a session."""
    _needed = mail.person.email, [row.kind for row in mail.notifications]


def _send(connection: smtp.Connection, claim: outbox.Claim, sender: letters.Sender, report: Report) -> None:
    try:
        connection.hand_over(letters.compose(claim.mail, sender), sender.address, claim.mail.person.email)
    except smtp.PutOff as error:
        with web.transaction() as session:
            again = outbox.note_put_off(session, claim, str(error))
        report.outcomes["put_off" if again else "failed"] += 1
        if not again:
            report.troubles.append(f"{claim.mail.id}: given up: {error}")
    except (smtp.Refused, ValueError) as error:  # ValueError: no header or envelope can carry the address
        with web.transaction() as session:
            outbox.note_failed(session, claim, str(error))
        report.outcomes["failed"] += 1
        report.troubles.append(f"{claim.mail.id}: {error}")
    else:
        with web.transaction() as session:
            outbox.note_sent(session, claim)
        report.outcomes["sent"] += 1


def _note_broken(claim: outbox.Claim, error: Exception, report: Report) -> None:
    with web.transaction() as session:
        if isinstance(error, smtp.Uncertain):
            outbox.note_uncertain(session, claim, str(error))
            report.outcomes["uncertain"] += 1
        else:
            outbox.note_unreachable(session, claim, str(error))
            report.unreachable = str(error)


def _close(connection: smtp.Connection | None) -> None:
    if connection is not None:
        connection.__exit__()
