"""What is masked before anything is learned from a text, and what is not."""

import pytest

from matching.tuning.masking import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请致电13812345678，找李工。", "请致电[phone]，找李工。"),
        ("电话：+86 138-1234-5678", "电话：[phone]"),
        ("座机0755-82345678或400-800-1234", "座机[phone]或[phone]"),
        ("身份证440304199003078515已核", "身份证[id]已核"),
        ("身份证44030419900307851X。", "身份证[id]。"),
        ("Write to li.ming+ngo@example.org.cn, please.", "Write to [email], please."),
        ("邮箱li@example.com联系", "邮箱[email]联系"),
    ],
)
def test_what_points_to_a_person_is_masked(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "服务120名老人，预算100000元，2026-03-11至2026-12-31。",
        "统一社会信用代码52440304MJL1234567",
        "91440300123456789X",  # a credit code, whose digits give no day of birth
        "项目编号2026-000123，第13812号",
        "",
    ],
)
def test_numbers_that_point_to_nobody_stay(text):
    assert mask(text) == text
