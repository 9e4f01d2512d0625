"""The parts of a listing's file: which fields are filled in together, in which order."""

from dataclasses import dataclass

from matching.records import Kind


@dataclass(frozen=True)
class Section:
    """One page of the file; `name` stands in its address."""

    name: str
    fields: tuple[str, ...]


_PEOPLE = ("groups", "beneficiaries_count", "fields", "sdgs")
_PERIOD = ("places", "starts_on", "ends_on")

SECTIONS: dict[Kind, tuple[Section, ...]] = {
    Kind.NEED: (
        Section("about", ("title", "summary", "outcome")),
        Section("people", _PEOPLE),
        Section("place_and_time", (*_PERIOD, "closes_on")),
        Section("money", ("budget_fen", "funding_source")),
        Section("conditions", ("conditions", "admits", "least_level", "criteria")),
    ),
    Kind.PROJECT: (
        Section("about", ("title", "summary", "method", "stage")),
        Section("people", _PEOPLE),
        Section("place_and_time", _PERIOD),
        Section("money", ("budget_fen", "raised_fen", "least_fen")),
        Section("results", ("indicators", "evidence")),
    ),
    Kind.SERVICE: (
        Section("about", ("title", "summary", "experience", "since_year")),
        Section("people", ("groups", "fields", "sdgs")),
        Section("place_and_time", _PERIOD),
        Section("capacity", ("capacity", "unit_cost_fen", "unit_note")),
    ),
    Kind.PROGRAMME: (
        Section("about", ("title", "summary", "exclusions")),
        Section("people", ("fields", "groups", "sdgs")),
        Section("place_and_time", ("places", "opens_on", "closes_on", "starts_on", "ends_on")),
        Section("money", ("budget_fen", "grant_least_fen", "grant_most_fen", "admin_cap_percent", "max_pairings")),
        Section("conditions", ("admits", "least_level", "procedure")),
    ),
    Kind.RESOURCE: (
        Section("about", ("title", "summary", "resource_kind")),
        Section("quantity", ("amount_fen", "quantity", "unit")),
        Section("place_and_time", ("places", "opens_on", "closes_on")),
        Section("people", ("fields", "groups", "sdgs")),
        Section("conditions", ("conditions",)),
    ),
}


def section_named(kind: Kind, name: str) -> Section | None:
    """The section of that name, None if this kind has no such one."""
    return next((section for section in SECTIONS[kind] if section.name == name), None)


def section_of(kind: Kind, field: str) -> Section | None:
    """The section in which a field is filled in."""
    return next((section for section in SECTIONS[kind] if field in section.fields), None)
