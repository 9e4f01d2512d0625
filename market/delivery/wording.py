"""How delivery is shown: facts of agreements, milestones, payments and reports, in the reader's words."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext

from market import clock, web
from market.delivery import labels
from market.delivery.models import (
    Acceptance,
    Agreement,
    Commitment,
    LedgerEntry,
    Milestone,
    Payment,
    Report,
    ReportState,
)
from market.errors import MarketError
from market.forms import say
from market.listings.wording import paragraphs
from market.pairings.models import Pairing
from market.vocabularies import calendar

Rows = list[tuple[Any, Any]]
ANNOUNCE_WORKING_DAYS, FILE_WORKING_DAYS = 2, 7  # 条例 50; 采购法 47


def period(agreement: Agreement) -> str:
    """From when to when."""
    days = {"start": web.day(agreement.starts_on), "end": web.day(agreement.ends_on)}
    return gettext("%(start)s to %(end)s", **days)


def heard(acceptance: Acceptance) -> str:
    """How many of those who were served were heard, with and without a code."""
    coded = len(acceptance.counted)
    others = len(acceptance.opinions) - coded
    return gettext("%(coded)s with a code, %(others)s without", coded=coded, others=others)


def mean(acceptance: Acceptance) -> str:
    """The mean of the marks that count, to one decimal place."""
    return "–" if acceptance.mean is None else f"{acceptance.mean:.1f}"


def agreement_facts(agreement: Agreement) -> Rows:
    """The terms, for the macro `facts`."""
    bond = web.yuan(agreement.bond_fen) if agreement.bond_fen else gettext("None")
    rows: Rows = [
        (gettext("What is delivered"), paragraphs(agreement.subject)),
        (gettext("Price"), web.yuan(agreement.price_fen)),
        (gettext("Period"), period(agreement)),
        (gettext("Payment"), paragraphs(agreement.payment)),
        (gettext("Performance bond"), bond),
        (gettext("If somebody does not keep to it"), paragraphs(agreement.breach)),
        (gettext("Where disputes are settled"), paragraphs(agreement.dispute)),
    ]
    if agreement.grounds:
        joint = "；" if web.language() == "zh" else "; "
        rows.append(
            (gettext("Longer than a year because"), joint.join(str(labels.GROUNDS[g]) for g in agreement.grounds))
        )
    if agreement.added_fen:
        rows.append((gettext("Added by supplements"), web.yuan(agreement.added_fen)))
    return rows


def legal_days(pairing: Pairing, agreement: Agreement) -> Rows:
    """Until when it has to be announced and filed, and when it was; only for public money."""
    if agreement.signed_at is None or not pairing.track.is_public:
        return []
    return [
        _legal_day(gettext("Announced"), agreement, ANNOUNCE_WORKING_DAYS, agreement.announced_on),
        _legal_day(gettext("Filed"), agreement, FILE_WORKING_DAYS, agreement.filed_on),
    ]


def _legal_day(label: str, agreement: Agreement, working_days: int, done: Any) -> tuple[str, str]:
    if done is not None:
        return label, web.day(done)
    try:
        due = calendar.after(agreement.signed_at or clock.now(), working_days)
    except MarketError as error:  # nobody knows that year's holidays yet
        return label, say(error.message)
    day = web.day(due.astimezone(clock.CHINA).date())
    if due < clock.now():
        return label, gettext("overdue since %(day)s", day=day)
    return label, gettext("due by %(day)s", day=day)


def signatures(pairing: Pairing, agreement: Agreement | None, supplement: int = 0) -> list[tuple[str, str, bool]]:
    """(side, who signed and when, whether it has) for each side."""
    under = [one for one in agreement.signatures if one.supplement == supplement] if agreement else []
    signed = {one.organization_id: one for one in under}
    rows = []
    for party in pairing.parties:
        one = signed.get(party.organization_id)
        words = gettext("has not signed yet")
        if one is not None:
            words = gettext(
                "%(name)s, %(title)s, on %(when)s", name=one.name, title=one.title, when=web.moment(one.signed_at)
            )
        rows.append((party.organization.name, words, one is not None))
    return rows


def milestone_facts(milestone: Milestone) -> Rows:
    """One milestone, for the macro `facts`."""
    rows: Rows = [
        (gettext("What is reached"), milestone.title),
        (gettext("By"), web.day(milestone.due_on)),
        (gettext("How everybody sees it"), paragraphs(milestone.indicator)),
        (gettext("Then paid"), web.yuan(milestone.amount_fen)),
        (gettext("It is"), labels.MILESTONES[milestone.state][0]),
    ]
    if milestone.note:
        rows.append((gettext("Because"), paragraphs(milestone.note)))
    if milestone.requested_fen:
        rows.append((gettext("Asked for"), web.yuan(milestone.requested_fen)))
        rows.append((gettext("Paid"), web.yuan(milestone.paid_fen)))
    return rows


def due_words(day: Any, *, done: bool) -> str:
    """A day, and whether it is over while nothing was done."""
    overdue = not done and day < clock.today()
    return gettext("%(day)s, overdue", day=web.day(day)) if overdue else web.day(day)


def files(pairing_id: UUID, milestone: Milestone) -> list[dict[str, Any]]:
    """The files of a milestone, in the order in which they came."""
    return [
        {
            "name": one.name,
            "href": url_for("delivery.evidence", pairing_id=pairing_id, evidence_id=one.id),
            "size": _size(one.size),
            "when": web.moment(one.handed_in_at),
            "sha256": one.sha256[:16],
        }
        for one in milestone.evidence
    ]


def _size(count: int) -> str:
    return f"{count / 1024 / 1024:.1f} MB" if count >= 1024 * 1024 else f"{max(1, count // 1024)} KB"


def left_of(commitments: Iterable[Commitment]) -> Rows:
    """What is left of each funder's share."""
    return [
        (gettext("Left of what %(name)s brings", name=one.organization.name), web.yuan(one.free_fen))
        for one in commitments
        if one.committed_fen
    ]


def payment_facts(payment: Payment) -> Rows:
    """One request, for the macro `facts`."""
    return [
        (gettext("Amount"), web.yuan(payment.amount_fen)),
        (gettext("For what"), payment.milestone.title),
        (gettext("From whom"), payment.commitment.organization.name),
        (gettext("Asked for"), web.moment(payment.requested_at)),
        (gettext("It is"), labels.PAYMENTS[payment.state][0]),
        (gettext("Note"), paragraphs(payment.note) if payment.note else "–"),
    ]


def report_facts(report: Report, *, whole: bool = False) -> Rows:
    """When it is due and, if wanted, all that it tells."""
    done = report.state is ReportState.HANDED_IN
    rows: Rows = [
        (gettext("By"), due_words(report.due_on, done=done)),
        (gettext("It is"), labels.REPORTS[report.state][0]),
    ]
    if report.returned_note and not done:
        rows.append((gettext("Sent back because"), paragraphs(report.returned_note)))
    if whole:
        rows += [
            (gettext("What was done"), paragraphs(report.text) if report.text else "–"),
            (gettext("People reached so far"), web.number(report.reached_count)),
            (gettext("Spent so far"), web.yuan(report.spent_fen)),
        ]
    return rows


def funder_parts(one: Commitment) -> list[tuple[str, int]]:
    """What became of a funder's share, for the macro `money_bar`."""
    parts = [
        (gettext("Paid"), one.paid_fen),
        (gettext("Asked for"), one.payable_fen),
        (gettext("Given back"), one.released_fen),
        (gettext("Not asked for yet"), one.free_fen),
    ]
    return [(label, amount) for label, amount in parts if amount]


def ledger_rows(entries: Sequence[LedgerEntry]) -> list[list[str]]:
    """The ledger, for the macro `table`."""
    return [
        [str(one.seq), web.moment(one.at), str(labels.MOVEMENTS[one.movement]), web.yuan(one.amount_fen)]
        for one in entries
    ]


def last_day_of_evaluation(pairing: Pairing, days: int) -> str:
    """Until when the sides may evaluate each other."""
    if pairing.closed_at is None:
        return ""
    return web.day(pairing.closed_at.astimezone(clock.CHINA).date() + timedelta(days=days))
