"""Makes a PDF of a page in a process of its own: `python -m market.packets.pdf STYLE < page.html > page.pdf`.

The library and its fonts take some 100 MB and seconds to start; the site's own process is spared them. Nothing is
fetched, whatever the page says: not from the network, and not from this machine.
"""

import io
import os
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import NoReturn

from market.config import ROOT
from market.errors import Message, NotPossible

STYLE = ROOT / "static" / "sheet.css"
SECONDS = 90  # until a process is given up
AT_ONCE = 2
MISSING = 3  # what the process ends with where the library, or one that it needs, is not installed
_running = BoundedSemaphore(AT_ONCE)


def make(page: str) -> bytes:
    """The PDF of a page.

    Raises: NotPossible, in words, where the library is missing, too many are made at once, or it takes too long.
    """
    if not _running.acquire(timeout=SECONDS):
        raise NotPossible(Message("Too many PDFs are being made. Please try again in a minute."))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "market.packets.pdf", str(STYLE)],
            input=page.encode(),
            capture_output=True,
            timeout=SECONDS,
            cwd=ROOT,
            env={name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotPossible(Message("The PDF took too long. The page and the Word file hold the same.")) from None
    finally:
        _running.release()
    if done.returncode == MISSING:
        raise NotPossible(
            Message(
                "PDFs cannot be made on this server: a library is missing. The page and the Word file hold the same."
            )
        )
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise NotPossible(Message("The PDF could not be made. The page and the Word file hold the same."))
    return done.stdout


def _refuse(url: str, *_more: object, **_others: object) -> NoReturn:
    raise ValueError(f"nothing is fetched: {url}")


def _render(page: str, style: Path) -> bytes:
    """Raises: ImportError, OSError where the library, or one that it needs, is missing."""
    from weasyprint import CSS, HTML

    buffer = io.BytesIO()
    sheet = CSS(string=style.read_text(encoding="utf-8"), url_fetcher=_refuse)
    HTML(string=page, url_fetcher=_refuse, base_url="about:blank").write_pdf(buffer, stylesheets=[sheet])
    return buffer.getvalue()


def main() -> int:
    """Read a page, write a PDF."""
    try:
        made = _render(sys.stdin.buffer.read().decode(), Path(sys.argv[1]))
    except (ImportError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201  # of the process of its own
        return MISSING
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
