"""What an organization says of itself: which values it has, which are sensitive, and what is wrong with them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from market import clock
from market.errors import Message
from market.organizations import credit_code
from market.organizations.models import Organization, OrganizationTag, Standing
from market.vocabularies.models import Vocabulary
from market.vocabularies.queries import known_codes

# A change of these waits for an official once the organization is verified; the others may change at once.
SENSITIVE = (
    "name",
    "legal_representative",
    "registering_authority",
    "registered_on",
    "scope",
    "assessment_level",
    "assessment_valid_until",
    "charity_since",
    "standing",
)
DAYS = ("registered_on", "assessment_valid_until", "charity_since")
PLAIN = ("name_en", "mission", "division_code", "address", "full_time_staff", "licensed_social_workers")
TAGGED = {"fields": Vocabulary.FIELD, "groups": Vocabulary.GROUP}
LONGEST = {
    "name": 100, "name_en": 200, "legal_representative": 100, "registering_authority": 100, "scope": 2000,
    "mission": 2000, "address": 200,
}  # fmt: skip
REQUIRED = (
    "name", "legal_representative", "registering_authority", "registered_on", "scope", "mission", "division_code",
    "address",
)  # fmt: skip
MISSING = Message("Fill this in.")


def content(organization: Organization) -> dict[str, Any]:
    """All values as plain data: what a version keeps."""
    values = {name: plain(getattr(organization, name)) for name in (*SENSITIVE, *PLAIN)}
    tags = {name: organization.codes(vocabulary) for name, vocabulary in TAGGED.items()}
    return {"credit_code": organization.credit_code, "kind": organization.kind.value, **values, **tags}


def plain(value: Any) -> Any:
    """A value as a version keeps it."""
    if isinstance(value, Standing):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def from_plain(name: str, value: Any) -> Any:
    """A value as it was before it became plain data."""
    if value is None:
        return None
    if name in DAYS:
        return date.fromisoformat(value) if isinstance(value, str) else value
    return Standing(value) if name == "standing" else value


def typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they were before they became plain data, by the same names."""
    return {name: from_plain(name, value) for name, value in values.items()}


def code_problem(code: str) -> Message | None:
    """What is wrong with a normalized credit code; None when nothing is."""
    if len(code) != credit_code.LENGTH:
        return Message("A unified social credit code has 18 characters; this has {n}.", {"n": len(code)})
    if any(character not in credit_code.ALPHABET for character in code):
        return Message("A credit code has digits and capital letters only, without I, O, S, V and Z.")
    if not credit_code.is_valid(code):
        return Message("The last character does not belong to the others: one of them is mistyped.")
    return None


def problems(session: Session, values: Mapping[str, Any]) -> dict[str, Message]:
    """What is wrong with the given values, by their names; values that are not given are not looked at."""
    found: dict[str, Message] = {}
    for name in REQUIRED:
        if name in values and values[name] in (None, ""):
            found[name] = MISSING
    for name, most in LONGEST.items():
        if len(values.get(name) or "") > most:
            found[name] = Message("At most {n} characters.", {"n": most})
    found |= _date_problems(values)
    found |= _number_problems(values)
    return found | _code_problems(session, values)


def _date_problems(values: Mapping[str, Any]) -> dict[str, Message]:
    today, found = clock.today(), {}
    registered = values.get("registered_on")
    if registered and registered > today:
        found["registered_on"] = Message("This day is still to come.")
    charity = values.get("charity_since")
    if charity and charity > today:
        found["charity_since"] = Message("This day is still to come.")
    elif charity and registered and charity < registered:
        found["charity_since"] = Message("This is before the organization was registered.")
    level, until = values.get("assessment_level"), values.get("assessment_valid_until")
    if level and not until:
        found["assessment_valid_until"] = Message("Say until when the assessment level is valid.")
    if until and not level and "assessment_level" in values:
        found["assessment_level"] = Message("Say which level is valid until then.")
    return found


def _number_problems(values: Mapping[str, Any]) -> dict[str, Message]:
    staff, licensed = values.get("full_time_staff") or 0, values.get("licensed_social_workers") or 0
    found = {}
    if not 0 <= staff <= 100_000:
        found["full_time_staff"] = Message("Enter a number between 0 and 100,000.")
    if not 0 <= licensed <= 100_000:
        found["licensed_social_workers"] = Message("Enter a number between 0 and 100,000.")
    if values.get("assessment_level") not in (None, 1, 2, 3, 4, 5):
        found["assessment_level"] = Message("Choose one of the list.")
    return found


def _code_problems(session: Session, values: Mapping[str, Any]) -> dict[str, Message]:
    found = {}
    division = values.get("division_code")
    if division and division not in known_codes(session, Vocabulary.DIVISION):
        found["division_code"] = Message("Choose one of the list.")
    for name, vocabulary in TAGGED.items():
        if name in values and not set(values[name]) <= known_codes(session, vocabulary):
            found[name] = Message("Choose from the list.")
        elif name == "fields" and name in values and not values[name]:
            found[name] = Message("Choose at least one.")
    return found


def put(organization: Organization, values: Mapping[str, Any]) -> None:
    """Set the given values, plain or not, tags included."""
    for name in (*SENSITIVE, *PLAIN):
        if name in values:
            setattr(organization, name, from_plain(name, values[name]))
    for name, vocabulary in TAGGED.items():
        if name in values:
            kept = {tag.code: tag for tag in organization.tags if tag.vocabulary is vocabulary}
            others = [tag for tag in organization.tags if tag.vocabulary is not vocabulary]
            chosen = [
                kept.get(code) or OrganizationTag(vocabulary=vocabulary, code=code)
                for code in dict.fromkeys(values[name])
            ]
            organization.tags = others + chosen
