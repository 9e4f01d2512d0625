"""lint(text): which passages of a criterion or a condition the law does not allow, or allows only as a priority."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matching.criteria import chinese, english
from matching.criteria.bars import Bar

SENTENCE = re.compile(r"[^。；;！!？?\n]+")
COMMAS = "，,、："


@dataclass(frozen=True)
class Finding:
    """One passage: `start` and `end` count characters of the text; `soft`: allowed as a priority, but worth a look."""

    bar: Bar
    passage: str
    start: int
    end: int
    soft: bool = False


def lint(text: str) -> list[Finding]:
    """What in a text shuts providers out or scores them by where, what or how large they are, in order.

    Of passages that overlap under one bar the first is kept. Words that deny a bar ("不限注册地") are no finding.

    Source: 政府采购法实施条例 第20条(四)、(七); 政府采购货物和服务招标投标管理办法(财政部令87) 第17条 for size.
    """
    found: list[Finding] = []
    for sentence in SENTENCE.finditer(text):
        for finding in _in_sentence(sentence[0], sentence.start()):
            if not any(one.bar is finding.bar and one.end > finding.start for one in found):
                found.append(finding)
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.bar))


def _in_sentence(sentence: str, offset: int) -> Iterator[Finding]:
    for language in (chinese, english):
        for bar, pattern, soft in language.PATTERNS:
            for match in pattern.finditer(sentence):
                if not language.DENIED.search(_around(sentence, match.start(), match.end())):
                    yield Finding(bar, match[0].strip(), offset + match.start(), offset + match.end(), soft)


def _around(sentence: str, start: int, end: int) -> str:
    """The parts between commas that a passage touches."""
    first = max(sentence.rfind(comma, 0, start) for comma in COMMAS) + 1
    ends = [position for comma in COMMAS if (position := sentence.find(comma, end)) >= 0]
    return sentence[first : min(ends, default=len(sentence))]
