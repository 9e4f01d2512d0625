"""What a notification says beside its sentence, as plain data: messages, days and amounts are put into words late."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from market.errors import Message

NEEDED = frozenset({"number", "title"})
TAKEN = NEEDED | {
    "state",  # a Message: where the case stands now
    "until",  # a date or a moment: by when something is to be done
    "amount_fen",
    "note",  # what somebody wrote
}


def pack(values: Mapping[str, object]) -> dict[str, Any]:
    """Values as JSON can keep them.

    Raises: ValueError when `number` or `title` is missing, a name is unknown or a value cannot be kept.
    """
    if not NEEDED <= values.keys() <= TAKEN:
        raise ValueError(f"a notification takes {sorted(TAKEN)} and needs {sorted(NEEDED)}, not {sorted(values)}")
    return {name: _pack(value) for name, value in values.items() if value is not None}


def _pack(value: object) -> Any:
    match value:
        case str() | bool() | int():
            return str(value) if isinstance(value, str) else value
        case Message():
            return {"message": str(value.template), "values": {name: _pack(one) for name, one in value.values.items()}}
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case tuple():
            return [_pack(one) for one in value]
    raise ValueError(f"a notification cannot keep {value!r}")


def unpack(value: Any) -> Any:
    """A kept value as it was given."""
    match value:
        case {"message": template, "values": values}:
            return Message(template, {name: unpack(one) for name, one in values.items()})
        case {"moment": text}:
            return datetime.fromisoformat(text)
        case {"day": text}:
            return date.fromisoformat(text)
        case list():
            return tuple(unpack(one) for one in value)
    return value
