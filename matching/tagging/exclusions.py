"""What a text says that it is not about: its clauses of exclusion, which must not bring a word."""

import re

_CLAUSES = re.compile(r"[^，。！？!?；;,\n]+[，。！？!?；;,\n]*")
# Of Chinese only verbs of taking in or paying: "没有人照顾的老人" excludes nobody.
_EXCLUDES = re.compile(
    r"(?:不予?|暂不|概不|恕不|不得|不再|非|不能)"
    r"(?:资助|支持|包括|包含|含|接受|受理|适用|涉及|面向|提供|做|收(?!费|钱)|接|付|用于|负责|承接|开展|代办|考虑)"
    r"|除外|以外|之外"
    r"|^\W*(?:no|not|never|excluding|except)\b"
    r"|\b(?:excluding|except(?: for)?|other than|rather than|instead of)\b"
    r"|\b(?:do|does|will|can|may|must) ?not (?:fund|cover|include|provide|offer|accept|support|serve|pay|take|run|do)\b"
    r"|\bcannot (?:fund|cover|include|provide|offer|accept|support|serve|pay|take)\b"
    r"|\bnot (?:for|eligible|included|covered|accepted|open to)\b",
    re.IGNORECASE,
)


def without_exclusions(text: str) -> str:
    """The text without the clauses that exclude something."""
    return "".join(clause for clause in _CLAUSES.findall(text) if not _EXCLUDES.search(clause))
