"""Rules for templates and static files: nothing that the security policy would refuse, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

from market.config import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OWN = [ROOT / "static" / "script.js", ROOT / "static" / "style.css"]
BANNED = {
    r"\son[a-z]+\s*=\s*[\"']": "an inline handler",
    r"\sstyle\s*=\s*[\"']": "an inline style",
    r"<script(?![^>]*\bsrc=)[^>]*>": "an inline script",
    r"<style": "an inline style sheet",
    r"hx-on": "hx-on needs eval",
    r"=\s*[\"']js:": "a js: value needs eval",
    r"\|\s*safe\b": "unescaped output",
    r"autoescape\s+false": "unescaped output",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_nothing_that_the_policy_refuses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [what for pattern, what in BANNED.items() if re.search(pattern, text)] == []


@pytest.mark.parametrize("path", [*TEMPLATES, *OWN], ids=lambda path: path.name)
def test_nothing_is_loaded_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//", text)
