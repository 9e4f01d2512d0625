"""The site under gunicorn on a free port of this machine, for as long as a measurement or a picture needs it."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
_TRIES, _PAUSE = 300, 0.1


@contextmanager
def served(environment: Mapping[str, str], *options: str) -> Iterator[int]:
    """Yields the port, once it listens; `options` are gunicorn's. Raises: RuntimeError when it does not come up."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "wsgi:app", "-b", f"127.0.0.1:{port}", "-k", "gthread"]
    server = subprocess.Popen([*command, "--no-control-socket", *options], cwd=ROOT, env=environment)
    try:
        if not any(_listens(server, port) for _ in range(_TRIES)):
            raise RuntimeError("The site did not come up")
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


def _listens(server: "subprocess.Popen[bytes]", port: int) -> bool:
    with socket.socket() as probe:
        if server.poll() is None and probe.connect_ex(("127.0.0.1", port)) == 0:
            return True
    time.sleep(_PAUSE)
    return False
