"""Serves the site with gunicorn, and beside it the worker that embeds listings and the sender of mails; ends all.

What a time table does elsewhere (drawing panels, …) runs every few minutes.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from scripts.setup import DEMO

ROOT = Path(__file__).parents[1]
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = int(os.environ.get("PORT", "8000"))
ADDRESS = f"http://{HOST}:{PORT}/"
SCHEDULED = (  # commands of flask, one after the other
    ["reviews", "draw"],
    ["notices", "clear"],
    ["pairings", "keep-deadlines"],
    ["delivery", "keep-deadlines"],
    ["delivery", "note-objections"],
)
REST_SECONDS = 300  # between two runs of them


def port_is_free() -> bool:
    """Whether the site can listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError:
            return False
    return True


def wait_until_it_answers(web: "subprocess.Popen[bytes]") -> bool:
    """Whether the site answered within a minute."""
    for _ in range(300):
        if web.poll() is not None:
            return False
        try:
            with urllib.request.urlopen(f"{ADDRESS}health", timeout=2):
                return True
        except OSError:
            time.sleep(0.2)
    return False


def run_scheduled(environment: Mapping[str, str]) -> None:
    """Run what is due from time to time; a failure is shown, and the next run tries again."""
    for arguments in SCHEDULED:
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
            cwd=ROOT,
            env=environment,
            check=False,
            stdout=subprocess.DEVNULL,
        )


def main() -> int:
    """Start all, say where the site is, wait, and end all when one ends or somebody interrupts."""
    if not port_is_free():
        print(f"Port {PORT} is taken, perhaps by this site running already. Choose another: make run PORT=8001")
        return 1
    environment = DEMO | os.environ | {"PYTHONUNBUFFERED": "1"}
    commands = {
        "site": [sys.executable, "-m", "gunicorn", "wsgi:app", "-b", f"{HOST}:{PORT}", "-k", "gthread",
                 "--workers", "4", "--threads", "2", "--log-level", "warning", "--graceful-timeout", "5",
                 "--no-control-socket"],
        "worker": [sys.executable, "-m", "flask", "--app", "wsgi", "suggestions", "work"],
    }  # fmt: skip
    if environment.get("SMTP_HOST"):
        commands["sender"] = [sys.executable, "-m", "flask", "--app", "wsgi", "notifications", "work"]
    running = {name: subprocess.Popen(command, cwd=ROOT, env=environment) for name, command in commands.items()}

    def stop(_number: int, _frame: FrameType | None) -> None:
        for process in running.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if wait_until_it_answers(running["site"]):
        print(f"\n  The site is at {ADDRESS}   (Ctrl+C ends it)\n", flush=True)
        subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", "plant", "accounts"], cwd=ROOT, check=False)
    last = time.monotonic()
    while all(process.poll() is None for process in running.values()):
        time.sleep(0.5)
        if time.monotonic() - last >= REST_SECONDS:
            run_scheduled(environment)
            last = time.monotonic()
    ended = next(name for name, process in running.items() if process.poll() is not None)
    code = running[ended].returncode
    stop(signal.SIGTERM, None)
    for process in running.values():
        process.wait(timeout=20)
    if code not in (0, -signal.SIGTERM, -signal.SIGINT):
        print(f"The {ended} ended with an error; the messages above say why.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
