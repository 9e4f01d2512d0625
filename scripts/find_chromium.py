"""Finds a Chromium for the browser tests and says so; says loudly when there is none."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NONE_FOUND = (
    "No Chromium was found: the BROWSER TESTS WILL BE SKIPPED. Install the package `chromium`, or set CHROMIUM."
)


def find() -> Path | None:
    """The program that CHROMIUM names, else the first of the usual ones; None when there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named) if Path(named).exists() else None
    return next((Path(path) for name in NAMES if (path := shutil.which(name))), None)


if __name__ == "__main__":
    found = find()
    print(f"Browser tests use {found}" if found else f"\n*** {NONE_FOUND} ***\n")
