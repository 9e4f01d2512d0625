"""Criteria that shut providers out by where, what or how large they are, and plain ones that do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.criteria import Bar, lint

BAD = [
    ("在本区注册的机构加5分。", Bar.REGION),
    ("本区注册", Bar.REGION),
    ("申请机构须在福田区登记注册", Bar.REGION),
    ("本地企业加分", Bar.REGION),
    ("本地企业加10分", Bar.REGION),
    ("须在福田设有分支机构", Bar.REGION),
    ("在深圳市设有固定办公场所的,得3分", Bar.REGION),
    ("仅限本市社会组织报名", Bar.REGION),
    ("注册地须为龙岗区", Bar.REGION),
    ("同等条件下本地供应商优先", Bar.REGION),
    ("必须在本街道有办事处", Bar.REGION),
    ("国有企业加3分", Bar.OWNERSHIP),
    ("国有企业优先", Bar.OWNERSHIP),
    ("不接受外资企业", Bar.OWNERSHIP),
    ("民营企业不得参加", Bar.OWNERSHIP),
    ("投标人必须为民营企业", Bar.OWNERSHIP),
    ("仅限社会组织", Bar.FORM),
    ("只接受事业单位申报", Bar.FORM),
    ("申请人须为有限责任公司", Bar.FORM),
    ("基金会不得参与", Bar.FORM),
    ("获得福田区级奖项加5分", Bar.AWARD),
    ("获得深圳市优秀社工项目奖的得2分", Bar.AWARD),
    ("承接过福田区同类项目的，每个得2分", Bar.AWARD),
    ("具有本系统内表彰的优先", Bar.AWARD),
    ("须具有福田区同类项目业绩", Bar.AWARD),
    ("注册资本不低于100万元", Bar.SIZE),
    ("注册资本500万元以上得5分", Bar.SIZE),
    ("上年度营业收入超过1000万元的得3分", Bar.SIZE),
    ("从业人员不少于50人", Bar.SIZE),
    ("员工人数达到100人", Bar.SIZE),
    ("净资产高于200万元", Bar.SIZE),
    ("须为3A以上社会组织", Bar.LEVEL),
    ("评估等级不低于4A级", Bar.LEVEL),
    ("获评3A级以上方可报名", Bar.LEVEL),
    ("不限注册资本，但本区注册的企业加5分", Bar.REGION),
    ("Applicants must be registered in Futian.", Bar.REGION),
    ("Local organizations get 5 bonus points.", Bar.REGION),
    ("Preference is given to local providers.", Bar.REGION),
    ("Bidders must have a branch in the district.", Bar.REGION),
    ("State-owned enterprises are preferred.", Bar.OWNERSHIP),
    ("Foreign-funded companies are excluded.", Bar.OWNERSHIP),
    ("Only social organizations may apply.", Bar.FORM),
    ("The applicant must be a limited liability company.", Bar.FORM),
    ("5 points for a district award.", Bar.AWARD),
    ("Shenzhen awards bring 3 points.", Bar.AWARD),
    ("Registered capital of at least 1 million yuan.", Bar.SIZE),
    ("Annual turnover above 5 million: 3 points.", Bar.SIZE),
    ("Applicants must hold level 3A.", Bar.LEVEL),
]
SOFT = [
    ("3A 以上优先", Bar.LEVEL),
    ("评估等级3A及以上的，同等条件下优先", Bar.LEVEL),
    ("社会组织优先", Bar.FORM),
    ("Level 3A or above preferred.", Bar.LEVEL),
    ("Social organizations are preferred.", Bar.FORM),
]
GOOD = [
    "有为老服务经验。",
    "两名持证社工。",
    "须在福田区开展服务。",
    "服务地点为福田区各社区。",
    "服务对象为本市户籍的空巢老人",
    "本区户籍老年人优先享受服务",
    "辖区内企业职工优先参加活动",
    "近三年有同类项目经验的得5分",
    "项目团队不少于5名社工",
    "项目从业人员不少于5人，均须持证",
    "预算编制合理，得20分",
    "遵守国有资产管理规定",
    "与民营企业合作开展就业帮扶",
    "不限注册地",
    "注册地不限，注册资本不限",
    "不得以本地注册作为加分条件",
    "不设注册资本要求",
    "不要求在本区设有分支机构",
    "社会组织、企业、事业单位均可报名",
    "具有独立承担民事责任的能力，依法缴纳税收和社会保障资金",
    "近三年无重大违法记录",
    "家庭年收入低于当地标准的居民可以申请",
    "人均年收入不超过两万元的家庭优先",
    "提供上年度审计报告和营业收入明细",
    "服务方案满分25分",
    "熟悉社区情况，能听懂粤语",
    "三个月内完成入户走访",
    "每年服务不少于1000人次",
    "每次活动不少于两名工作人员",
    "由区民政局组织验收",
    "辖区登记在册的独居老人每周上门一次",
    "区内登记的罕见病患者不足九十人",
    "响应时间不超过24小时",
    "Experience with older people.",
    "Two certified social workers.",
    "The service is delivered in Futian.",
    "Visits take place in the district's communities.",
    "Regardless of where the applicant is registered in the district or elsewhere.",
    "No minimum registered capital is required.",
    "The method is convincing: 25 points.",
    "At least two visits a week.",
    "Residents with a low household annual income have priority.",
    "State-owned assets are managed by the rules.",
    "Works with local schools and clinics.",
]  # fmt: skip


@pytest.mark.parametrize(("text", "bar"), BAD)
def test_a_criterion_that_shuts_providers_out_is_found(text, bar) -> None:
    assert bar in {finding.bar for finding in lint(text) if not finding.soft}


@pytest.mark.parametrize(("text", "bar"), SOFT)
def test_a_priority_is_only_pointed_out(text, bar) -> None:
    assert [(finding.bar, finding.soft) for finding in lint(text)] == [(bar, True)]


@pytest.mark.parametrize("text", GOOD)
def test_a_plain_criterion_raises_no_alarm(text) -> None:
    assert lint(text) == []


def test_each_passage_is_told_with_its_place_in_the_text() -> None:
    text = "有为老服务经验。\n本区注册的机构加5分；注册资本不低于100万元。"
    assert [(finding.bar, text[finding.start : finding.end] == finding.passage) for finding in lint(text)] == [
        (Bar.REGION, True),
        (Bar.SIZE, True),
    ]


@given(st.lists(st.sampled_from([text for text, _bar in BAD] + GOOD), max_size=6))
def test_sentences_are_judged_one_by_one(sentences) -> None:
    alone = [finding.bar for text in sentences for finding in lint(text)]
    assert sorted(finding.bar for finding in lint("\n".join(sentences))) == sorted(alone)
