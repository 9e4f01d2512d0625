"""Planting organizations: registered, shown their papers, verified, as an official would."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from market import clock
from market.errors import Invalid, Message
from market.exchange.planting.files import Row
from market.exchange.planting.ground import Ground
from market.exchange.planting.moments import PAST_DAYS, Moments, fraction
from market.exchange.planting.timeline import Job
from market.organizations import service
from market.organizations.models import Qualification, QualificationKind, RelatedParty, Relation, Standing
from market.permissions import SYSTEM

ARRIVALS_DAYS = 20  # in which the planted organizations came
TEXTS = ("credit_code", "name", "name_en", "legal_representative", "registering_authority", "scope", "mission",
         "address")  # fmt: skip
COUNTS = ("full_time_staff", "licensed_social_workers")
LISTS = ("fields", "groups")
DAYS = ("registered_on", "assessment_valid_until", "charity_since")
OTHERS = ("key", "division", "assessment_level", "standing", "qualifications", "related_parties")
LEVELS = {None: None, "1A": 1, "2A": 2, "3A": 3, "4A": 4, "5A": 5}
UNREADABLE = Message("This cannot be read.")


def arrival(row: Row, moments: Moments) -> datetime:
    """When the organization came to the market: after it was registered and called a charity, else at its start."""
    known = [day for day in map(_day_or_none, (row.get("registered_on"), row.get("charity_since"))) if day]
    after = max(known, default=date.min) + timedelta(days=1)
    moment = moments.ago(PAST_DAYS - ARRIVALS_DAYS * fraction(f"arrival of {row.key}"), row.key)
    return min(moments.anchor, max(moment, datetime.combine(after, time(10), clock.CHINA)))


def verification(row: Row, arrivals: Mapping[str, datetime], moments: Moments) -> datetime:
    """When an official had seen its papers: days later, and after those whom it names had come too."""
    named = [arrivals.get(str(party.get("organization"))) for party in _objects(row, "related_parties")]
    last = max([arrivals[row.key], *(moment for moment in named if moment)])
    return moments.between(
        last + timedelta(hours=2), min(moments.anchor, last + timedelta(days=4)), f"verify {row.key}"
    )


def jobs(
    rows: list[Row], ground: Ground, arrivals: Mapping[str, datetime], verified_at: Mapping[str, datetime]
) -> Iterator[Job]:
    """What is left to do for each organization."""
    for row in rows:
        verify = Job(
            at=verified_at[row.key],
            key=row.key,
            row=row,
            what="organizations verified",
            do=partial(_verify, row=row, ground=ground),
        )
        if row.key not in ground.organizations:
            yield Job(
                at=arrivals[row.key],
                key=row.key,
                row=row,
                what="organizations",
                do=partial(_register, row=row, ground=ground, then=verify),
                steps=2,
            )
        elif row.key not in ground.verified:
            yield verify


def _register(session: Session, row: Row, ground: Ground, then: Job) -> Job:
    organization = service.register(session, SYSTEM, values_of(row))
    ground.organizations[row.key] = organization.id
    return then


def _verify(session: Session, row: Row, ground: Ground) -> None:
    organization = ground.organization(session, row.key, "key")
    parties = [_party(session, values, ground) for values in _objects(row, "related_parties")]
    papers = [_qualification(values) for values in _objects(row, "qualifications")]
    if parties or papers:
        service.put_evidence(session, SYSTEM, organization, papers, parties)
    service.verify(session, SYSTEM, organization)
    ground.verified.add(row.key)


def values_of(row: Row) -> dict[str, Any]:
    """A row as the registration form would give it. Raises: Invalid for what has the wrong type or name."""
    problems = {name: UNREADABLE for name in TEXTS if not isinstance(row.get(name), str | None)}
    problems |= {name: UNREADABLE for name in COUNTS if type(row.get(name)) not in (int, type(None))}
    problems |= {name: UNREADABLE for name in LISTS if not _is_list_of_texts(row.get(name))}
    problems |= {name: UNREADABLE for name in DAYS if row.get(name) and _day_or_none(row.get(name)) is None}
    known = {*TEXTS, *COUNTS, *LISTS, *DAYS, *OTHERS}
    problems |= {name: Message("There is no such entry here.") for name in row.values if name not in known}
    if row.get("assessment_level") not in LEVELS:
        problems["assessment_level"] = UNREADABLE
    if row.get("standing") not in (None, *Standing):
        problems["standing"] = UNREADABLE
    if problems:
        raise Invalid(problems)
    return {
        **{name: row.get(name) for name in (*TEXTS, *COUNTS)},
        **{name: _day_or_none(row.get(name)) for name in DAYS},
        **{name: row.get(name) or [] for name in LISTS},
        "division_code": row.get("division"),
        "assessment_level": LEVELS[row.get("assessment_level")],
        "standing": Standing(row.get("standing")) if row.get("standing") else None,
    }


def _party(session: Session, values: Mapping[str, Any], ground: Ground) -> RelatedParty:
    other = values.get("organization")
    try:
        relation = Relation(str(values.get("relation")))
    except ValueError:
        raise Invalid({"related_parties": UNREADABLE}) from None
    name = str(values.get("name") or "")
    other_id = ground.organization(session, other, "related_parties").id if other else None
    return RelatedParty(name=name, relation=relation, other_id=other_id)


def _qualification(values: Mapping[str, Any]) -> Qualification:
    issued, expires = _day_or_none(values.get("issued_on")), _day_or_none(values.get("expires_on"))
    try:
        kind = QualificationKind(str(values.get("kind")))
    except ValueError:
        raise Invalid({"qualifications": UNREADABLE}) from None
    if issued is None or (expires is not None and expires < issued):
        raise Invalid({"qualifications": Message("The last day cannot be before the first.")})
    return Qualification(
        kind=kind, certificate=str(values.get("certificate") or ""), issued_on=issued, expires_on=expires
    )


def _objects(row: Row, name: str) -> list[dict[str, Any]]:
    values = row.get(name) or []
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _is_list_of_texts(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(item, str) for item in value))


def _day_or_none(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
