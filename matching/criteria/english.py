"""How unfair criteria are written in English."""

import re

from matching.criteria.bars import Bar

PLACE = r"(?:(?:the|this|our)\s+(?:\w+\s+)?(?:district|city|subdistrict|province|county)|futian|shenzhen|guangdong)"
WHO = (
    r"(?:organi[sz]ations?|compan(?:y|ies)|providers?|enterprises?|firms?|bidders?|suppliers?|applicants?"
    r"|charit(?:y|ies))"
)
BETTER = r"(?:points?|bonus|preferred|preference|priority|favou?red|extra credit)"
ONLY = r"(?:only|must be|limited to|restricted to|reserved for|solely)"
OWNED = (
    r"(?:(?:state|privately|foreign|collectively)[- ](?:owned|funded|invested)(?!\s+(?:assets?|land|funds?))"
    r"|wholly foreign)"
)
FORM = (
    r"(?:social organi[sz]ations?|foundations?|associations?|limited(?: liability)? compan(?:y|ies)|non-?profits?"
    r"|companies|a company|public institutions?)"
)
RECORD = r"(?:awards?|prizes?|honou?rs?|titles?|commendations?|track record|contracts|projects)"
SIZE = (
    r"(?:registered capital|(?<!household )(?:annual|yearly) (?:revenue|turnover|income)|\bturnover|\bassets of"
    r"|total assets|net assets|number of (?:employees|staff)|headcount|tax(?:es)? paid|\bprofits?)"
)
ABOVE = r"(?:at least|(?:no|not) less than|not below|\bover\b|above|exceed\w*|more than|minimum|≥|>=?|points?)"
LEVEL = r"\b[1-5]A\b"

DENIED = re.compile(
    r"\bregardless|irrespective|wherever|whether or not|does not matter|do not matter"
    r"|not (?:required|scored|counted|asked)|need not|without (?:regard|distinction)"
    r"|\bno\b[^,]{0,40}\b(?:required|requirement|limits?|bonus|points|preference)",
    re.IGNORECASE,
)
PATTERNS = tuple(
    (bar, re.compile(pattern, re.IGNORECASE), soft)
    for bar, pattern, soft in (
        (Bar.REGION, rf"(?:registered|headquartered|incorporated|based)\s+(?:in|within)\s+{PLACE}", False),
        (Bar.REGION, rf"\b(?:offices?|branch(?:es)?)\s+(?:in|within)\s+{PLACE}.{{0,40}}?{BETTER}", False),
        (
            Bar.REGION,
            rf"must\s+(?:have|keep|open|maintain).{{0,20}}(?:office|branch)\w*\s+(?:in|within)\s+{PLACE}",
            False,
        ),
        (Bar.REGION, rf"\blocal(?:ly registered)?\s+{WHO}.{{0,40}}?(?:{BETTER}|\bonly\b)", False),
        (Bar.REGION, rf"(?:{ONLY}|{BETTER}).{{0,30}}\blocal(?:ly registered)?\s+{WHO}", False),
        (
            Bar.OWNERSHIP,
            rf"{OWNED}.{{0,40}}?(?:{BETTER}|\bonly\b|excluded|not (?:accepted|admitted|eligible)|may not)",
            False,
        ),
        (Bar.OWNERSHIP, rf"(?:{ONLY}|\bno|not open to).{{0,20}}{OWNED}", False),
        (Bar.FORM, rf"{ONLY}\s+(?:an?\s+)?(?:registered\s+)?{FORM}", False),
        (Bar.FORM, rf"{FORM}\s+only\b", False),
        (Bar.FORM, rf"{FORM}\s+(?:are|will be|get|have)\s+(?:preferred|priority|preference)", True),
        (
            Bar.AWARD,
            rf"(?:district|city|municipal|provincial|futian|shenzhen|industry)\b.{{0,20}}\b{RECORD}.{{0,40}}?{BETTER}",
            False,
        ),
        (
            Bar.AWARD,
            rf"points?\s+for.{{0,25}}(?:district|city|municipal|provincial|futian|shenzhen|industry)\b.{{0,20}}{RECORD}",
            False,
        ),
        (Bar.SIZE, rf"{SIZE}.{{0,25}}?{ABOVE}", False),
        (Bar.SIZE, rf"(?:minimum|at least|points? for).{{0,30}}{SIZE}", False),
        (
            Bar.LEVEL,
            rf"(?:must|required|at least|only|minimum).{{0,30}}{LEVEL}(?!.{{0,25}}(?:preferred|priority))",
            False,
        ),
        (Bar.LEVEL, rf"{LEVEL}.{{0,35}}?{BETTER}", True),
    )
)
