"""Agreements and supplements that wait for a side's hand."""

from collections.abc import Collection

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from market.delivery.models import Agreement
from market.delivery.queries import waiting
from market.desk import Kind, Task
from market.pairings.models import Pairing, PairingState
from market.permissions import Actor


def tasks(session: Session, actor: Actor, mine: Collection[Pairing]) -> list[Task]:
    """What is to be written, planned or signed for a side."""
    return [*_agreements(session, actor, mine), *_supplements(session, actor, mine)]


def _agreements(session: Session, actor: Actor, mine: Collection[Pairing]) -> list[Task]:
    found = [one for one in mine if one.state is PairingState.CONTRACTING]
    if not found:
        return []
    ids = {one.id for one in found}
    written, planned = waiting.agreements_of(session, ids), waiting.with_milestones(session, ids)
    doing = [(one, _next(actor, one, written.get(one.id), one.id in planned)) for one in found]
    return [
        Task(
            Kind.AGREEMENT,
            step[0],
            url_for(step[1], pairing_id=one.id),
            case_id=one.id,
            since=one.state_since,
            due=one.due_at,
        )
        for one, step in doing
        if step
    ]


def _next(actor: Actor, pairing: Pairing, written: Agreement | None, planned: bool) -> tuple[str, str] | None:
    """What comes next, and its page; None once the reader's sides have signed."""
    if written is None:
        return gettext("Write the agreement"), "delivery.agreement"
    if not planned:
        return gettext("Plan the milestones"), "delivery.plan"
    if _signs(actor, pairing, written, 0):
        return gettext("Sign the agreement"), "delivery.sign"
    return None


def _signs(actor: Actor, pairing: Pairing, agreement: Agreement, supplement: int) -> bool:
    """Whether a side of the reader's has not signed, and they have not signed for another."""
    under = [one for one in agreement.signatures if one.supplement == supplement]
    signed = {one.organization_id for one in under}
    own = {party.organization_id for party in pairing.parties if actor.acts_for(party.organization_id)}
    return bool(own - signed) and actor.person_id not in {one.person_id for one in under}


def _supplements(session: Session, actor: Actor, mine: Collection[Pairing]) -> list[Task]:
    active = {one.id: one for one in mine if one.state is PairingState.ACTIVE}
    rows = waiting.open_supplements(session, active) if active else []
    return [
        Task(
            Kind.AGREEMENT,
            gettext("Sign supplement %(number)s", number=one.number),
            url_for("delivery.sign", pairing_id=one.agreement.pairing_id, number=one.number),
            case_id=one.agreement.pairing_id,
            since=one.proposed_at,
        )
        for one in rows
        if _signs(actor, active[one.agreement.pairing_id], one.agreement, one.number)
    ]
