"""Which steps are open to somebody now, and why no other is."""

from collections.abc import Sequence
from dataclasses import dataclass

from market.errors import Message
from market.pairings.conflicts import Conflict
from market.pairings.duties import Duty
from market.pairings.models import Pairing
from market.pairings.permissions import Past, capacities_of, is_party, roles_of
from market.pairings.service.take_step import open_in
from market.pairings.workflow import ENDED, RETURNS, SIDES, holder_of
from market.permissions import Actor
from market.workflow import Step

WHY_OUT = {
    Conflict.MEMBER: Message(
        "You belonged to one of the sides within the last three years, so others handle this file."
    ),
    Conflict.RELATED: Message("You are tied to an organization behind one of the sides, so others handle this file."),
    Conflict.INTEREST: Message("You have registered an interest in one of the sides, so others handle this file."),
    Conflict.DECLARED: Message("You have declared a conflict of interest, so others handle this file."),
    Conflict.RECUSED: Message("You were recused from this file."),
    Conflict.ASKED: Message(
        "A side has asked that you keep out of this file; until that is ruled on, others handle it."
    ),
}


def open_steps(actor: Actor, pairing: Pairing, past: Past) -> list[Step]:
    """The steps that this person may take now by a button, in the order of the table."""
    return list(open_in(actor, pairing, capacities_of(actor, pairing, past)))


def office_steps(actor: Actor, pairing: Pairing, past: Past) -> list[Step]:
    """Those of them that are taken for the district, not for a side."""
    return [step for step in open_steps(actor, pairing, past) if step.duty not in {Duty.SIDE, Duty.SYSTEM}]


@dataclass(frozen=True)
class Preselected:
    """The steps that single keys of the queue preselect in one file; "" for none."""

    onwards: str = ""  # what moves it on, or the only step there is
    back: str = ""  # what sends it back to its sides


def preselected(steps: Sequence[Step]) -> Preselected:
    """Of the steps that are open to an official: the first that moves the file on, and the one that sends it back."""
    back = next((step.name for step in steps if step.name in RETURNS), "")
    onwards = next((step.name for step in steps if step.name not in RETURNS and step.target not in ENDED), "")
    return Preselected(onwards or (steps[0].name if len(steps) == 1 else ""), back)


def why_none(actor: Actor, pairing: Pairing, past: Past) -> Message:
    """Why an official may take no step now."""
    holder = holder_of(pairing.track, pairing.state)
    if holder is None:
        return Message("Nothing waits for the district now.")
    if is_party(actor, pairing):
        return Message("You belong to one of the sides, so others handle this file.")
    conflicts = past.conflicts_in(actor.person_id, pairing.id)
    if conflicts:
        return next(words for conflict, words in WHY_OUT.items() if conflict in conflicts)
    if past.taken_in(actor.person_id, pairing.id) & SIDES:
        return Message("You acted for one of the sides, so others handle this file.")
    if holder in roles_of(actor, pairing, past):
        return Message("You had a hand in this file before, so somebody else has to take this step.")
    return Message("The next step is for another office.")
