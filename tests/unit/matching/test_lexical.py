"""Words are found in whatever form they are typed."""

import pytest

from matching.lexical import LexicalIndex
from matching.tokens import tokenize

TEXTS = {
    "meals": "为独居老人上门助餐",
    "ngo": "NGO 能力建设与 AI 培训",
    "legal": "为务工者提供法律援助 legal aid",
}


@pytest.fixture(scope="module")
def found():
    index = LexicalIndex()
    index.change({id: tokenize(text) for id, text in TEXTS.items()})
    return index.snapshot()


@pytest.mark.parametrize(
    ("question", "id"),
    [
        ("助餐", "meals"),
        ("法律", "legal"),
        ("餐", "meals"),
        ("ＮＧＯ", "ngo"),
        ("ngo培训", "ngo"),
        ("AI能力", "ngo"),
        ("ＬＥＧＡＬ援助", "legal"),
    ],
    ids=["two characters", "two others", "one", "full width", "mixed, no blank", "mixed", "mixed full width"],
)
def test_a_text_is_found_by_its_words(found, question, id):
    assert found.search(tokenize(question), 1)[0][0] == id
