"""Reading what is planted: one JSON object a line, each row remembering where it stands."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from market.errors import Invalid, Message
from market.exchange.planting.report import Report

_NAMESPACE = UUID("6f1b6a52-0d55-5a0c-9a3e-6d0f5f1d7c44")


@dataclass(frozen=True)
class Row:
    """One line of a file."""

    file: str
    line: int
    values: Mapping[str, Any]

    @property
    def key(self) -> str:
        """What other rows call it."""
        return str(self.values.get("key", ""))

    def get(self, name: str) -> Any:
        """A value; None where there is none."""
        return self.values.get(name)

    def number(self, name: str) -> int:
        """A whole number; 0 where there is none."""
        value = self.values.get(name)
        return value if type(value) is int else 0


def identity(kind: str, key: str) -> UUID:
    """The identity of what a row becomes, the same each time it is planted."""
    return uuid5(_NAMESPACE, f"{kind}:{key}")


def read(folder: Path, pattern: str, report: Report) -> list[Row]:
    """The rows of all files of that pattern, by name of file and line; what is no row is reported."""
    return [row for path in sorted(folder.glob(pattern)) for row in _rows(path, report)]


def _rows(path: Path, report: Report) -> Iterator[Row]:
    seen: set[str] = set()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            values = _object(line)
            if values["key"] in seen:
                raise Invalid({"key": Message("An earlier line has this key.")})
        except Invalid as error:
            report.refuse(path.name, number, error)
            continue
        seen.add(values["key"])
        yield Row(path.name, number, values)


def _object(line: str) -> dict[str, Any]:
    try:
        values = json.loads(line)
    except json.JSONDecodeError as error:
        raise Invalid({"": Message("This is not JSON: {reason}.", {"reason": error.msg})}) from None
    if not isinstance(values, dict) or not isinstance(values.get("key"), str) or not values["key"]:
        raise Invalid({"key": Message("A row is an object with a key.")})
    return values
