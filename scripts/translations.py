"""Brings the message catalogue up to date with the code; with --check, fails when something is missing.

English messages stand in the code itself; market/translations holds what is shown to Chinese readers.
"""

import re
import sys
import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALE = "zh_Hans_CN"
CATALOGUE = ROOT / "market" / "translations" / LOCALE / "LC_MESSAGES" / "messages.po"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None, "gettext": None, "_l": None, "lazy_gettext": None, "ngettext": (1, 2), "Message": None,
}  # fmt: skip
SKIPPED = {"styleguide.html"}  # sample texts
PERMISSION = re.compile(r'\bPermission\[[^"\n]*\]\(\s*"([^"]+)"')


def extracted() -> Catalog:
    """Every message of the code and the templates, in one order."""
    catalogue = Catalog(project="social-exchange", charset="utf-8")
    found = []
    for folder in ("market", "templates"):
        for name, line, message, comments, context in extract_from_dir(
            ROOT / folder, method_map=[("**.py", "python"), ("**.html", "jinja2")],
            options_map={"**.html": {"trimmed": "true", "silent": "false"}}, keywords=KEYWORDS,
            directory_filter=lambda _path: True,  # by itself Babel leaves templates/_macros out
        ):  # fmt: skip
            if Path(name).name not in SKIPPED:
                found.append((f"{folder}/{name}", line, message, comments, context))
    for name, _line, message, comments, context in sorted(found, key=lambda row: (row[0], row[1])):
        catalogue.add(message, None, [(name, 1)], auto_comments=comments, context=context)
    for name, message in permission_names():
        catalogue.add(message, None, [(name, 1)])
    return catalogue


def permission_names() -> Iterator[tuple[str, str]]:
    """(file, name) of each permission; Babel does not see the call behind the brackets of `Permission[Kind]("…")`."""
    for path in sorted((ROOT / "market").rglob("*.py")):
        for match in PERMISSION.finditer(path.read_text(encoding="utf-8")):
            yield str(path.relative_to(ROOT)), match[1]


def updated() -> Catalog:
    """The catalogue with the messages of today."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale=LOCALE)
    catalogue.update(extracted(), no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    return catalogue


def text_of(catalogue: Catalog) -> bytes:
    """A catalogue as it is kept: without places and dates, which would change with every edit."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=120, no_location=True)
    lines = buffer.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith((b'"POT-Creation-Date', b'"PO-Revision-Date')))


def untranslated(catalogue: Catalog) -> list[str]:
    """The messages that have no Chinese text."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and not all(message.string if isinstance(message.string, tuple) else [message.string])
    ]


def main() -> int:
    """Write the catalogue, or compare it."""
    warnings.simplefilter("ignore")
    catalogue = updated()
    text, missing = text_of(catalogue), untranslated(catalogue)
    checks = "--check" in sys.argv
    stale = checks and text != CATALOGUE.read_bytes()
    if stale:
        print("The catalogue does not have the messages of the code: run `make translations`.")
    if not checks:
        CATALOGUE.write_bytes(text)
    if missing:
        print(f"{len(missing)} messages have no Chinese text:", *missing[:20], sep="\n  ")
    return 1 if checks and (stale or missing) else 0


if __name__ == "__main__":
    sys.exit(main())
