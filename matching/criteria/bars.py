"""What criteria may not shut people out by."""

from enum import StrEnum


class Bar(StrEnum):
    """By what a passage limits or scores providers."""

    REGION = "region"  # where they are registered or have an office
    OWNERSHIP = "ownership"  # whose they are
    FORM = "form"  # how they are organized
    AWARD = "award"  # awards and records of one region or sector
    SIZE = "size"  # capital, income, staff
    LEVEL = "level"  # the assessment level: a priority, not silently a gate
