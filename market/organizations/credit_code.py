"""The unified social credit code 统一社会信用代码 (GB 32100-2015): its check digit, and the kind it tells."""

from enum import StrEnum

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
LENGTH = 18
FICTITIOUS_DIVISION = "449999"  # no division of GB/T 2260 has this code: every demo organization is under it


class OrganizationKind(StrEnum):
    """The legal form of an organization, as its credit code tells it."""

    ASSOCIATION = "association"
    SERVICE_INSTITUTION = "service_institution"
    FOUNDATION = "foundation"
    ENTERPRISE = "enterprise"
    DEPARTMENT = "department"
    PUBLIC_INSTITUTION = "public_institution"
    MASS_ORGANIZATION = "mass_organization"
    OVERSEAS_OFFICE = "overseas_office"
    COLLECTIVE = "collective"
    OTHER = "other"


KIND_BY_PREFIX = {
    "51": OrganizationKind.ASSOCIATION,
    "52": OrganizationKind.SERVICE_INSTITUTION,
    "53": OrganizationKind.FOUNDATION,
    "91": OrganizationKind.ENTERPRISE,
    "92": OrganizationKind.ENTERPRISE,
    "11": OrganizationKind.DEPARTMENT,
    "12": OrganizationKind.PUBLIC_INSTITUTION,
    "13": OrganizationKind.MASS_ORGANIZATION,
    "G1": OrganizationKind.OVERSEAS_OFFICE,
    "N1": OrganizationKind.COLLECTIVE,
    "N2": OrganizationKind.COLLECTIVE,
    "N3": OrganizationKind.COLLECTIVE,
}


def normalize(code: str) -> str:
    """The code as it is stored: upper case, full-width characters narrowed, spaces and hyphens gone."""
    narrowed = code.translate({wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)})
    return "".join(narrowed.split()).replace("-", "").upper()


def check_character(body: str) -> str:
    """The last character that belongs to the first 17.

    Raises: ValueError when `body` is not 17 characters of the code's alphabet.
    Source: GB 32100-2015, section 5.4 (weights 3^(i-1) mod 31).
    """
    if len(body) != LENGTH - 1 or any(character not in ALPHABET for character in body):
        raise ValueError("a credit code has 17 characters of its alphabet before the check character")
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(body, WEIGHTS, strict=True))
    return ALPHABET[-total % len(ALPHABET)]


def is_valid(code: str) -> bool:
    """Whether a normalized code has the right length, alphabet and check character."""
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        return False
    return check_character(code[:-1]) == code[-1]


def kind_of(code: str) -> OrganizationKind:
    """The legal form told by the first two characters of a valid code."""
    return KIND_BY_PREFIX.get(code[:2], OrganizationKind.OTHER)


def is_fictitious(code: str) -> bool:
    """Whether the registering authority's division does not exist, as in every demo organization."""
    return code[2:8] == FICTITIOUS_DIVISION
