"""Which field and subdistrict each of the 449 demo providers has, so that its listings agree with it."""

COUNT = 449
DIVISIONS = (
    "440304001", "440304002", "440304004", "440304005", "440304006",
    "440304007", "440304008", "440304009", "440304010", "440304011",
)  # fmt: skip
# Forty places: social service and education are the most frequent fields, every field occurs.
FIELDS = (
    "social_service", "education", "health", "social_service", "culture", "social_service", "environment", "law",
    "social_service", "education", "sports", "social_service", "health", "profession", "social_service", "education",
    "culture", "social_service", "commerce", "health", "social_service", "law", "education", "research",
    "social_service", "culture", "environment", "social_service", "health", "education", "agriculture",
    "social_service", "sports", "social_service", "international", "education", "health", "religion", "social_service",
    "other",
)  # fmt: skip


def key(number: int) -> str:
    """The key of provider `number`, 1 to COUNT."""
    return f"p-{number:04d}"


def primary_field(number: int) -> str:
    """The field that the provider works in most."""
    return FIELDS[(number - 1) % len(FIELDS)]


def second_field(number: int) -> str:
    """Another field that it works in; often the same."""
    return FIELDS[(number * 7 + 3) % len(FIELDS)]


def seat(number: int) -> str:
    """The subdistrict of its office."""
    return DIVISIONS[(number * 3 + number // 10) % len(DIVISIONS)]
