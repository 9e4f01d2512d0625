"""What is wrong with a condition or a criterion that shuts providers out, in words, by what the linter calls it."""

from collections.abc import Mapping
from types import MappingProxyType

from market.errors import Message
from matching.criteria import Bar, Finding

BARS: Mapping[Bar, Message] = MappingProxyType({
    Bar.REGION: Message(
        "Where a provider is registered or has its office may neither shut it out nor bring it points "
        "(政府采购法实施条例 20). Say where the service takes place instead."
    ),
    Bar.OWNERSHIP: Message("Whose a provider is may neither shut it out nor bring it points (政府采购法实施条例 20)."),
    Bar.FORM: Message(
        "One form of organization may not be asked for, unless the law asks for it (政府采购法实施条例 20). "
        "Which kinds you admit is chosen under “Kinds of organization that may answer”."
    ),
    Bar.AWARD: Message(
        "Awards and records of one region or sector may not bring points (政府采购法实施条例 20). "
        "Ask for experience with such work, wherever it was gathered."
    ),
    Bar.SIZE: Message(
        "Capital, income, profit, tax or staff may neither shut a provider out nor bring it points "
        "(财政部令87号 17). Ask for what the work itself needs."
    ),
    Bar.LEVEL: Message("The assessment level may be a priority; as a bar it shuts out whoever was never assessed."),
})  # fmt: skip
SOFT = Message("Allowed as a priority among equals; it may not shut anybody out.")


def wrong_with(finding: Finding) -> Message:
    """What is wrong with a passage."""
    return SOFT if finding.soft else BARS[finding.bar]
