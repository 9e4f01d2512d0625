"""Who acts, and what lets them: named permissions with the rules that grant them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

from market.errors import Message, NotAllowed

Subject = TypeVar("Subject")


class Office(StrEnum):
    """A public office that a person holds for a time."""

    INTAKE = "intake"  # 受理
    FINANCE = "finance"  # 财务预算审核
    EXPERT = "expert"  # 评审专家
    RECHECK = "recheck"  # 复核
    APPROVER = "approver"  # 审批
    INVESTIGATOR = "investigator"  # 异议调查
    PROJECT_OFFICER = "project_officer"  # 项目跟进
    ACCEPTANCE = "acceptance"  # 验收
    SUPERIOR = "superior"  # 分管领导: whom overdue files go to, and who rules on recusal
    DUTY = "duty"  # 值班: may declare an emergency
    VERIFIER = "verifier"  # 机构核验
    AUDITOR = "auditor"  # 监督
    ADMINISTRATOR = "administrator"  # 系统管理


@dataclass(frozen=True)
class Actor:
    """Somebody who acts: the person, the organizations they act for today, the offices they hold today.

    `offices` are all of them; `delegated` tells, of those held by delegation alone, in whose name.
    """

    person_id: UUID | None
    name: str
    organization_ids: frozenset[UUID] = frozenset()
    managed_ids: frozenset[UUID] = frozenset()  # of these organizations they also keep the people
    offices: frozenset[Office] = frozenset()
    delegated: Mapping[Office, UUID] = field(default_factory=dict)
    is_system: bool = False

    @property
    def is_known(self) -> bool:
        """A signed-in person or the system, not a visitor."""
        return self.person_id is not None or self.is_system

    def acts_for(self, organization_id: UUID | None) -> bool:
        """Whether they are a member of the organization today."""
        return organization_id in self.organization_ids

    def holds(self, office: Office) -> bool:
        """Whether they hold the office today."""
        return office in self.offices


SYSTEM = Actor(person_id=None, name="system", is_system=True)
VISITOR = Actor(person_id=None, name="visitor")


@dataclass(frozen=True)
class Permission(Generic[Subject]):
    """Something that may be done to a subject, granted by any one of its rules."""

    name: str
    granted_by: tuple[Callable[[Actor, Subject], bool], ...] = field(default=())

    def allows(self, actor: Actor, subject: Subject) -> bool:
        """Whether a rule grants it; for templates and lists."""
        return any(rule(actor, subject) for rule in self.granted_by)

    def require(self, actor: Actor, subject: Subject) -> None:
        """Raises: NotAllowed when no rule grants it."""
        if not self.allows(actor, subject):
            raise NotAllowed(Message("You may not do this: {permission}.", {"permission": Message(self.name)}))


def is_known(actor: Actor, subject: object) -> bool:
    """Granted to everybody who is signed in."""
    return actor.is_known


def is_system(actor: Actor, subject: object) -> bool:
    """Granted to scheduled work and to planting."""
    return actor.is_system


def holds(office: Office) -> Callable[[Actor, object], bool]:
    """A rule that grants to the holders of an office."""

    def rule(actor: Actor, subject: object) -> bool:
        return actor.holds(office)

    return rule
