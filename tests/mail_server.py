"""A real SMTP server on this machine for tests, which answers as a test tells it to."""

import socket
import socketserver
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

DIE = "die"  # as an answer: the connection ends without one


@dataclass
class Script:
    """What the server is to answer to RCPT and after the data, one after another; then all is taken."""

    rcpt: deque[str] = field(default_factory=deque)
    data: deque[str] = field(default_factory=deque)
    slow_seconds: float = 0.0


class _Handler(socketserver.StreamRequestHandler):
    server: "MailServer"

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        self.say("220 localhost ready")
        recipient = ""
        while line := self.rfile.readline().decode().strip():
            command = line.upper()
            if command.startswith("RCPT"):
                recipient = line.partition("<")[2].rstrip(">")
                self.say(self.server.next_of("rcpt") or "250 ok")
            elif command == "DATA":
                self.say("354 go on")
                if not self.take(recipient):
                    return
            elif command == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self, recipient: str) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        time.sleep(self.server.script.slow_seconds)
        answer = self.server.next_of("data")
        if answer in (None, DIE):
            self.server.taken.append((recipient, b"".join(lines)))
        if answer == DIE:
            return False
        self.say(answer or "250 taken")
        return True


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a free port; `taken` holds (recipient, the bytes of the mail) in the order of arrival."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = Script()
        self.taken: list[tuple[str, bytes]] = []
        self._lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def next_of(self, stage: str) -> str | None:
        with self._lock:
            answers: deque[str] = getattr(self.script, stage)
            return answers.popleft() if answers else None

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipient, _content in self.taken]

    @property
    def messages(self) -> list[EmailMessage]:
        parsed = [message_from_bytes(content, policy=policy.default) for _recipient, content in self.taken]
        return [message for message in parsed if isinstance(message, EmailMessage)]


@contextmanager
def running() -> Iterator[MailServer]:
    """A server that runs until the end of the block."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
