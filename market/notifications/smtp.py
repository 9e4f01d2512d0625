"""One connection to the mail server, which says of each mail whether it was taken, refused, or nobody knows."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

PATIENCE = 30.0  # seconds for each answer


@dataclass(frozen=True)
class Server:
    """Where mail is handed over."""

    host: str
    port: int = 25
    user: str = ""
    password: str = ""
    security: str = "none"  # none, starttls or tls
    patience: float = PATIENCE


class Unreachable(Exception):
    """There is no server, or it serves nobody, or not us: nothing was taken."""


class PutOff(Exception):
    """The server will not take this mail for the time being."""


class Refused(Exception):
    """The server will never take this mail."""


class Uncertain(Exception):
    """The connection ended after the mail was handed over and before the answer: it may have arrived."""


class Connection:
    """An open connection; used as a context, closed at its end."""

    def __init__(self, server: Server) -> None:
        """Raises: Unreachable."""
        try:
            self._smtp = _open(server)
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(_words(error)) from error

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_error: object) -> None:
        try:
            self._smtp.quit()
        except (smtplib.SMTPException, OSError):
            self._smtp.close()

    def hand_over(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """Hand over one mail to one recipient; returns once the server has taken it.

        Raises: Unreachable, PutOff, Refused, Uncertain; ValueError when an address is not ASCII. After PutOff, Refused
        and ValueError the connection takes another mail.
        """
        content, _checked = _content(message), (sender + recipient).encode("ascii")
        try:
            self._begin(sender, recipient)
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(_words(error)) from error
        try:  # from here on the server may have the whole mail whatever else is heard of it
            self._smtp.send(content)
            answer = self._smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._smtp.close()
            raise Uncertain(_words(error)) from error
        self._check(answer)

    def _begin(self, sender: str, recipient: str) -> None:
        code, words = self._smtp.mail(sender)
        if code >= 400:  # we are not welcome, which says nothing about the mail
            raise smtplib.SMTPSenderRefused(code, words, sender)
        self._check(self._smtp.rcpt(recipient))
        self._check(self._smtp.docmd("DATA"))

    def _check(self, answer: tuple[int, bytes]) -> None:
        code, words = answer
        if code < 400:
            return
        text = f"{code} {words.decode(errors='replace')}"
        self._reset()
        raise (Refused if code >= 500 else PutOff)(text)

    def _reset(self) -> None:
        try:
            self._smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._smtp.close()


def _open(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=server.patience, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=server.patience)
    try:
        if server.security == "starttls":
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _content(message: EmailMessage) -> bytes:
    """As it goes over the wire: lines end in CRLF, a dot at the start of one is doubled, a lone dot ends it."""
    lines = message.as_bytes(policy=SMTP)
    return re.sub(rb"(?m)^\.", b"..", lines).removesuffix(b"\r\n") + b"\r\n.\r\n"


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
