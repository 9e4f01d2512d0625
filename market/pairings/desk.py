"""What pairings put on people's desks: what the sides answer, what officials do with files, requests for recusal."""

from collections.abc import Iterable, Sequence

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from market.desk import Kind, Task
from market.pairings import labels, queries
from market.pairings.models import Pairing, PairingState
from market.pairings.permissions import CASE_OFFICES, ROLE_OF, Past
from market.pairings.queue import is_up_to
from market.pairings.service import open_steps
from market.pairings.waiting import next_holder
from market.pairings.workflow import CHANGEABLE, ENDED, HOLDERS
from market.permissions import Actor, Office

# What the office that holds a file does with it; experts and investigators have pages of their own.
AT_OFFICE = {
    PairingState.SUBMITTED: _l("Take the file in"),
    PairingState.FORMAL_CHECK: _l("Check the file"),
    PairingState.FINANCE_CHECK: _l("Check the budget"),
    PairingState.RECHECK: _l("Look through the whole file"),
    PairingState.APPROVAL: _l("Approve it, or not"),
}
AT_WORK = frozenset({PairingState.ACTIVE, PairingState.SUSPENDED})  # nobody waits for a step


def at_my_office(session: Session, actor: Actor) -> Sequence[Pairing]:
    """The files that lie with somebody's offices, by deadline; one may still keep out of some."""
    roles = {ROLE_OF[office] for office in actor.offices & CASE_OFFICES}
    states = [state for state in AT_OFFICE if HOLDERS[state] in roles]
    return queries.queue(session, states) if states else []


def tasks_at_office(actor: Actor, files: Iterable[Pairing], past: Past) -> list[Task]:
    """One task for each file in which somebody may take a step for the district."""
    return [
        _task(Kind.CASE, str(AT_OFFICE[file.state]), "packets.decision", file)
        for file in files
        if is_up_to(actor, file, past)
    ]


def tasks_of_sides(actor: Actor, mine: Iterable[Pairing], past: Past) -> list[Task]:
    """What the sides have to settle before anybody else can do something."""
    found = [(pairing, _to_settle(actor, pairing, past)) for pairing in mine if pairing.state in CHANGEABLE]
    return [_task(Kind.TALKS, todo, "pairings.show", pairing) for pairing, todo in found if todo]


def _to_settle(actor: Actor, pairing: Pairing, past: Past) -> str:
    """What the reader's side does next; "" while others have to speak first."""
    open_now = {step.name for step in open_steps(actor, pairing, past)}
    if "agree" in open_now:
        return _to_answer(pairing)
    if "submit" in open_now:
        return str(gettext("Submit it to the district"))
    everybody = all(party.agreed_terms == pairing.terms_number for party in pairing.parties)
    return str(gettext("Complete what is missing, and submit it")) if everybody else ""


def _to_answer(pairing: Pairing) -> str:
    if pairing.state is PairingState.INTEREST:
        return str(gettext("Answer: agree, change the terms, or decline"))
    if pairing.state is PairingState.CORRECTION:
        return str(gettext("Correct what the official asked for, and agree"))
    return str(gettext("Agree to the terms, or change them"))


def waits_of_sides(mine: Iterable[Pairing], tasks: Iterable[Task]) -> list[Task]:
    """The pairings of somebody's organizations in which others have the next step."""
    busy = {task.case_id for task in tasks}
    return [
        _task(Kind.TALKS, str(labels.STATES[pairing.state][0]), "pairings.show", pairing, mine=False)
        for pairing in mine
        if pairing.id not in busy and pairing.state not in ENDED | AT_WORK
    ]


def recusals(session: Session, actor: Actor) -> list[Task]:
    """Requests that a superior rules on."""
    return [
        Task(
            Kind.OVERSIGHT,
            gettext("Rule on the request that %(name)s keeps out", name=one.person.name),
            url_for("pairings.ruling", recusal_id=one.id),
            case_id=one.pairing_id,
            since=one.asked_at,
        )
        for one in (queries.open_recusals(session) if actor.holds(Office.SUPERIOR) else [])
    ]


def _task(kind: Kind, todo: str, endpoint: str, pairing: Pairing, *, mine: bool = True) -> Task:
    return Task(
        kind,
        todo,
        url_for(endpoint, pairing_id=pairing.id),
        case_id=pairing.id,
        since=pairing.state_since,
        due=pairing.due_at,
        mine=mine,
        holder="" if mine else next_holder(pairing),
    )
