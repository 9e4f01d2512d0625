"""Writes requirements.txt and requirements-dev.txt: exact versions of all that pyproject.toml's lists pull in."""

import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
HEAD = "# Written by `make lock` from pyproject.toml and what is installed; install with scripts/setup.py.\n"


def closure(requirements: list[str]) -> dict[str, str]:
    """Name and version of each requirement and of everything that it needs here."""
    found: dict[str, str] = {}
    waiting = [Requirement(text) for text in requirements]
    while waiting:
        wanted = waiting.pop()
        extras = wanted.extras or {""}
        if wanted.marker and not any(wanted.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        name = canonicalize_name(wanted.name)
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # an optional one of another platform
        if name in found and not wanted.extras:
            continue
        found[name] = package.version.split("+")[0]
        for text in package.requires or ():
            needed = Requirement(text)
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
                needed.marker = None
                waiting.append(needed)
    return found


def main() -> None:
    """Write both files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime = closure(project["dependencies"])
    tests = closure(project["optional-dependencies"]["dev"])
    lists = {"requirements.txt": runtime, "requirements-dev.txt": {n: v for n, v in tests.items() if n not in runtime}}
    for file, packages in lists.items():
        lines = [f"{name}=={version}\n" for name, version in sorted(packages.items())]
        (ROOT / file).write_text(HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
