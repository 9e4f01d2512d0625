"""A small demo market: three organizations, their listings, people, and one pairing with an outcome."""

import json
from pathlib import Path
from typing import Any

from scripts.compose.files import credit_code

Row = dict[str, Any]


def organization(key: str, prefix: str, number: int, **values: Any) -> Row:
    return {
        "key": key,
        "credit_code": credit_code(prefix, number),
        "name": f"演示机构{number}",
        "name_en": None,
        "registered_on": "2016-05-03",
        "registering_authority": "区民政局",
        "scope": "社会服务。",
        "mission": "把事做实。",
        "division": "440304001",
        "address": "南园街道榕荫路1号",
        "fields": ["social_service"],
        "groups": ["elderly"],
        "assessment_level": None,
        "assessment_valid_until": None,
        "standing": "normal",
        "full_time_staff": 5,
        "licensed_social_workers": 2,
        "legal_representative": "周知行",
        "charity_since": None,
        "qualifications": [],
        "related_parties": [],
    } | values


def listing(key: str, owner: str, **values: Any) -> Row:
    return {
        "key": key,
        "owner": owner,
        "title": f"独居老人探访 {key}",
        "language": "zh",
        "summary": "每周上门一次，记录身体和情绪。",
        "fields": ["social_service"],
        "groups": ["elderly"],
        "sdgs": ["3"],
        "divisions": ["440304001"],
        "by": "hand",
        "starts_in_days": 30,
        "ends_in_days": 210,
    } | values


def need(key: str = "need-0001", owner: str = "d-001", **values: Any) -> Row:
    row = {
        "outcome": "无人漏访。", "conditions": "", "budget_yuan": 80000, "funding_source": "fiscal",
        "organization_kinds": ["service_institution"], "minimum_level": None, "beneficiaries_count": 60,
        "closes_in_days": 20,
    }  # fmt: skip
    return listing(key, owner, **row | values)


def service(key: str = "service-0001", owner: str = "p-0001", **values: Any) -> Row:
    row = {"experience": "三年。", "capacity": 3, "since_year": 2018, "unit_cost_yuan": None, "unit_note": ""}
    return listing(key, owner, **row | {"starts_in_days": None, "ends_in_days": None} | values)


def person(key: str, organization_key: str | None = None, *offices: str, shown: bool = False) -> Row:
    return {
        "key": key,
        "email": f"{key}@people.demo.example",
        "name": "何静怡",
        "organization": organization_key,
        "role": "manager",
        "offices": list(offices),
        "shown": shown,
    }


ROUND = {"key": "renewal-0001", "listing": "need-0001", "earlier_by_days": 230, "renewed_days_ago": 9}
AGREEMENT = {"payment": "分两次付。", "breach": "限期整改。", "dispute": "协商。"}
PAIRING: Row = {
    "key": "pairing-0001",
    "asker": "need-0001",
    "candidate": "service-0001",
    "message": "想请你们来看看。",
    "events": [
        {"step": "open", "days_ago": 240},
        {"step": "agree", "by": "service-0001", "days_ago": 236},
        {"step": "submit", "by": "service-0001", "days_ago": 230},
        {"step": "take_in", "by": "person-intake", "days_ago": 229},
        {"step": "pass_check", "by": "person-intake", "days_ago": 228},
        {"step": "pass_budget", "by": "person-finance", "days_ago": 228},
        {"step": "review", "days_ago": 227, "points": [0.8, 0.9], "words": "人手和经验都够，预算对应得上。"},
        {"step": "pass_file", "by": "person-recheck", "days_ago": 227},
        {"step": "approve", "by": "person-approver", "days_ago": 226, "note": "同意。"},
        {"step": "clear"},
        {"step": "sign", "days_ago": 211, "agreement": AGREEMENT, "milestones": ["中期", "结项"], "title": "理事长"},
        {"step": "milestone", "days_ago": 120, "words": "资料齐全。"},
        {"step": "milestone", "days_ago": 20, "words": "资料齐全。", "reached_count": 61},
        {"step": "request_acceptance", "days_ago": 18, "opinions": [[5, "准时。"], [4, ""], [5, ""]]},
        {"step": "accept", "days_ago": 15},
        {"step": "outcome", "by": "need-0001", "days_ago": 12, "result": "delivered", "rating": 5,
         "reached_count": 61, "completed_days_before": 5, "note": "都做到了。"},
    ],
}  # fmt: skip
INTEREST: Row = {
    "key": "pairing-0002",
    "asker": "service-0001",
    "candidate": "need-0002",
    "message": "",
    "events": [{"step": "open", "working_days_ago": 2}],
}


OFFICIALS = [
    person("person-administrator", None, "administrator", shown=True),
    *(
        person(f"person-{office.replace('_', '-')}", None, office)
        for office in ("intake", "approver", "finance", "recheck", "project_officer", "acceptance")
    ),
    *(person(f"expert-{number}", None, "expert") for number in range(1, 4)),
]


def write(folder: Path, **changes: list[Row]) -> Path:
    """The files of the small market, those named replaced by other rows."""
    files = {
        "organizations": [organization("p-0001", "52", 1, related_parties=[
            {"name": "周知行", "relation": "founder", "organization": "f-001"}
        ]), organization("d-001", "11", 200001), organization("f-001", "53", 100001)],
        "people": [*OFFICIALS, person("person-1", "p-0001"), person("person-2", "d-001")],
        "needs": [need(), need("need-0002")],
        "services": [service()],
        "renewals": [ROUND],
        "pairings": [PAIRING, INTEREST],
    }  # fmt: skip
    for name, rows in (files | changes).items():
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder
