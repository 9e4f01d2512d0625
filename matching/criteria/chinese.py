"""How unfair criteria are written in Chinese."""

import re

from matching.criteria.bars import Bar

PLACE = (
    r"(?:本区|本市|本地|当地|本街道|本社区|本辖区|辖区内?|本省|区内|市内|福田区?|深圳市?|广东省?"
    r"|[\u4e00-\u9fff]{2}(?<![社小园地校景城全各市])[区县市]|[\u4e00-\u9fff]{2}街道)"
)
SETTLED = (
    r"(?:注册|登记|设有|设立|分支机构|分公司|办事处|办公场所|办公地点|固定场所|固定办公|住所|总部|纳税|缴税|缴纳社保)"
)
ORGANIZATION = r"(?:企业|机构|公司|社会组织|供应商|投标人|申请人|服务商)(?!职工|员工|的?居民|的?工作人员)"
POINTS = (
    r"(?:加\s*\d*(?:\.\d+)?\s*分|得\s*\d+(?:\.\d+)?\s*分|计\s*\d+(?:\.\d+)?\s*分|记\s*\d+(?:\.\d+)?\s*分"
    r"|给予?\s*\d+\s*分|满分|\d+\s*分)"
)
BETTER = rf"(?:{POINTS}|优先)"
ONLY = r"(?:仅限|只限|限于|限定为|仅接受|只接受|仅面向|只面向|(?:必须|须|应当|应)(?:是|为|系)|不接受|谢绝)"
MUST = r"(?:仅限|只限|限于|仅接受|只接受|仅面向|只面向|必须|须|应当|应|要求|需|具有|具备)"
OUT = r"(?:不得参加|不得参与|不得投标|不得申报|除外|不予受理|不予接受)"
OWNED = (
    r"(?:国有(?!资产|土地|资金|资本金)|国企|央企|民营|民企|私营|外资|合资|内资|集体所有制|全民所有制)"
    r"(?:企业|机构|单位|控股|独资)?"
)
FORM = (
    r"(?:社会组织|社会团体|基金会|民办非企业单位|民非|社会服务机构|事业单位|有限责任公司|股份有限公司|企业法人"
    r"|个体工商户)"
)
SCOPE = rf"(?:{PLACE}|区级|市级|省级|街道级|本行业|本系统|系统内|行业协会|行业内)"
RECORD = r"(?:奖|荣誉|称号|表彰|业绩|同类项目|类似项目|项目经验|服务经验|承接)"
SIZE = (
    r"(?:注册资本|注册资金|开办资金|资产总额|总资产|净资产|营业收入|营业额|(?<!家庭)(?<!人均)年收入|(?<!项目)从业人员"
    r"|员工(?:人数|总数|规模)|职工(?:人数|总数)|利润(?:总额)?|纳税额|纳税总额|企业规模|机构规模)"
)
ABOVE = (
    r"(?:不低于|不少于|不小于|≥|>=|＞|>|(?<!不)超过|高于|大于|(?<!不)达到"
    rf"|[\d,.一二三四五六七八九十百千]+\s*(?:万|亿)?\s*(?:元|人|名)(?:及|或)?以上|{POINTS})"
)
LEVEL = r"(?:[1-5一二三四五]\s*[AaＡ]|A{2,5})\s*级?(?:（含）|\(含\))?"

DENIED = re.compile(
    r"不得[以将把因]|不[以将]|不设|不限|不要求|无须|无需|不需|不作为|不论|不因|不考虑|不计分|不得作为|不区分|均可|不问|一视同仁"
)
PATTERNS = tuple(
    (bar, re.compile(pattern), soft)
    for bar, pattern, soft in (
        (Bar.REGION, rf"{MUST}.{{0,12}}{PLACE}.{{0,8}}{SETTLED}", False),
        (Bar.REGION, rf"{PLACE}.{{0,10}}(?:{SETTLED}|{ORGANIZATION}).{{0,16}}?{BETTER}", False),
        (
            Bar.REGION,
            rf"{PLACE}内?(?:依法)?(?:注册|登记)(?!处|局|机关|在册|的?志愿者|的?居民|的.{{0,10}}(?:人|患者|老人|户))",
            False,
        ),
        (Bar.REGION, rf"{ONLY}.{{0,4}}{PLACE}.{{0,4}}{ORGANIZATION}", False),
        (Bar.REGION, rf"(?:注册地|登记地|所在地)(?:须|应|必须)?(?:为|在).{{0,4}}{PLACE}", False),
        (Bar.OWNERSHIP, rf"{OWNED}.{{0,12}}?(?:{BETTER}|{OUT})", False),
        (Bar.OWNERSHIP, rf"{ONLY}.{{0,8}}{OWNED}", False),
        (Bar.FORM, rf"{ONLY}.{{0,8}}{FORM}", False),
        (Bar.FORM, rf"{FORM}.{{0,6}}?(?:{POINTS}|{OUT})", False),
        (Bar.FORM, rf"{FORM}.{{0,4}}优先", True),
        (Bar.AWARD, rf"{SCOPE}.{{0,14}}{RECORD}.{{0,16}}?{BETTER}", False),
        (Bar.AWARD, rf"{MUST}.{{0,10}}{SCOPE}.{{0,10}}{RECORD}", False),
        (Bar.SIZE, rf"{SIZE}.{{0,10}}?{ABOVE}", False),
        (Bar.SIZE, rf"{SIZE}.{{0,6}}优先", False),
        (Bar.LEVEL, rf"(?:须|必须|应|要求|仅限|不低于|需).{{0,14}}{LEVEL}(?!.{{0,12}}优先)", False),
        (Bar.LEVEL, rf"{LEVEL}.{{0,10}}(?:方可|才能|才可)", False),
        (Bar.LEVEL, rf"{LEVEL}.{{0,16}}?{BETTER}", True),
    )
)
