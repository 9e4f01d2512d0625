"""What can be done with rules: confirming a version, and withdrawing that again."""

from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Message, NotPossible
from market.permissions import Actor
from market.rules import queries
from market.rules.models import RuleConfirmation
from market.rules.permissions import CONFIRM_RULES
from matching.eligibility.catalogue import CATALOGUE, Catalogue


def confirm(
    session: Session, actor: Actor, code: str, version: int, note: str = "", *, catalogue: Catalogue = CATALOGUE
) -> RuleConfirmation:
    """Answer for a version of a rule: whoever fails it is ruled out from now on.

    Raises:
        NotAllowed: the actor is no approver.
        NotFound: there is no such version.
        NotPossible: it blocks anyway, or is confirmed already.
    """
    CONFIRM_RULES.require(actor, None)
    rule = queries.get_rule(code, version, catalogue)
    if not rule.warns_until_confirmed:
        raise NotPossible(Message("This rule blocks by itself: there is nothing to confirm."))
    audit.hold(session)  # of two who confirm at the same moment, the second sees the first
    if queries.confirmation_of(session, rule) is not None:
        raise NotPossible(Message("This rule is confirmed already."))
    row = RuleConfirmation(
        rule_code=code,
        rule_version=version,
        confirmed_at=clock.now(),
        confirmed_by_id=actor.person_id,
        note=note.strip(),
    )
    session.add(row)
    audit.record(session, actor, "confirm_rule", row, note=row.note, details={"rule": rule.key})
    return row


def withdraw(session: Session, actor: Actor, code: str, version: int, note: str) -> RuleConfirmation:
    """Take a confirmation back: the rule only warns from now on. Why, stands in the trail.

    Raises: NotAllowed; NotFound; NotPossible when it is not confirmed.
    """
    CONFIRM_RULES.require(actor, None)
    rule = queries.get_rule(code, version)
    audit.hold(session)
    row = queries.confirmation_of(session, rule)
    if row is None:
        raise NotPossible(Message("This rule is not confirmed."))
    row.withdrawn_at, row.withdrawn_by_id = clock.now(), actor.person_id
    audit.record(session, actor, "withdraw_rule", row, note=note.strip(), details={"rule": rule.key})
    return row
