"""The field in which the award criteria of a need are typed: so many rows of a name and points."""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from flask_babel import gettext
from wtforms import Field
from wtforms.utils import unset_value

from market.forms import narrow, tidy
from market.listings.award import MOST


class CriteriaField(Field):  # type: ignore[misc]  # WTForms ships no types
    """Sent as `<name>-name` and `<name>-weight`, once each for every row; `data` is what `award.read` takes."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.flags.optional = True
        self._typed: list[tuple[str, str]] | None = None

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read what was sent, row by row."""
        super().process(formdata, data, extra_filters)
        if formdata is None:
            return
        sent = (formdata.getlist(f"{self.name}-{part}") for part in ("name", "weight"))
        rows = ((tidy(name), narrow([weight])) for name, weight in zip_longest(*sent, fillvalue=""))
        self._typed = [row for row in rows if any(row)][: MOST * 2]
        self.data = [self._read(number, *row) for number, row in enumerate(self._typed, start=1)]

    def _read(self, number: int, name: str, weight: str) -> dict[str, Any]:
        digits = weight.removesuffix("%").rstrip()
        if digits and not (digits.isascii() and digits.isdecimal() and len(digits) <= 6):
            self.process_errors.append(gettext("Criterion %(number)s: enter a whole number.", number=number))
            digits = ""
        return {"name": name, "weight": int(digits) if digits else None}

    @property
    def rows(self) -> list[tuple[str, str]]:
        """(name, points) of every row to show, as typed: those that were left empty come last."""
        found = self._typed if self._typed is not None else [_shown(one) for one in self.data or ()]
        return [*found, *[("", "")] * (MOST - len(found))]


def _shown(one: Mapping[str, Any]) -> tuple[str, str]:
    return one["name"], "" if one["weight"] is None else str(one["weight"])
