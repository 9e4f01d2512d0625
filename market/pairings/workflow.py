"""Who may take which step in a pairing, and the deadlines of its states: one table for public money, one for private.

The tables are the truth: buttons, checks and pictures are read from them. DOMAIN: private money (tracks C, D) is only
confirmed to comply; no official can create, redirect or rank such a pairing: no step of theirs precedes `take_in`.
"""

from enum import StrEnum

from market.pairings.models import PairingState as State
from market.pairings.models import Track
from market.workflow import Deadline, Step, Workflow


class Role(StrEnum):
    """What somebody is to a pairing."""

    INITIATOR = "initiator"  # the side that spoke first
    COUNTERPART = "counterpart"  # any other side
    PARTY = "party"  # any side
    INTAKE = "intake"
    APPROVER = "approver"
    SYSTEM = "system"


SIDES = frozenset({"open", "express_interest", "agree", "change_terms", "add_share", "remove_share", "submit"})
CHECKS = frozenset({"take_in", "pass_check", "send_back", "refuse"})
EARLIER = SIDES | CHECKS
RETURNS = frozenset({"send_back", "return"})  # for correction: 补正 after the check, 退回 by whoever decides
NOTED = frozenset({"decline", "refuse", "reject"}) | RETURNS  # whoever takes these has to say why
DECLARED = frozenset({"pass_check", "approve", "confirm"})  # and for these, that they have no conflict of interest


def _step(name: str, sources: set[State], target: State, by: Role, never: frozenset[str] = frozenset()) -> Step:
    return Step(name, frozenset(sources), target, frozenset({by}), never, needs_note=name in NOTED)


def _workflow(decision: State, yes: str, decided: State) -> Workflow:
    """The table of a track whose decision is an approval or a confirmation."""
    under_way = {State.MUTUAL, State.RETURNED, State.SUBMITTED, State.FORMAL_CHECK, decision}
    may_lapse = {State.SUGGESTED, State.INTEREST, State.MUTUAL, State.RETURNED}
    return Workflow(
        steps=(
            #     step                from                            to                  by                never these
            _step("express_interest", {State.SUGGESTED},              State.INTEREST,     Role.INITIATOR),
            _step("agree",            {State.INTEREST},               State.INTEREST,     Role.PARTY),
            _step("meet",             {State.INTEREST},               State.MUTUAL,       Role.SYSTEM),
            _step("decline",          {State.INTEREST},               State.DECLINED,     Role.COUNTERPART),
            _step("withdraw",         {State.INTEREST},               State.WITHDRAWN,    Role.INITIATOR),
            _step("agree",            {State.MUTUAL},                 State.MUTUAL,       Role.PARTY),
            _step("agree",            {State.RETURNED},               State.RETURNED,     Role.PARTY),
            _step("submit",           {State.MUTUAL, State.RETURNED}, State.SUBMITTED,    Role.PARTY),
            _step("take_in",          {State.SUBMITTED},              State.FORMAL_CHECK, Role.INTAKE,      SIDES),
            _step("pass_check",       {State.FORMAL_CHECK},           decision,           Role.INTAKE,      SIDES),
            _step("send_back",        {State.FORMAL_CHECK},           State.RETURNED,     Role.INTAKE,      SIDES),
            _step("refuse",           {State.FORMAL_CHECK},           State.REJECTED,     Role.INTAKE,      SIDES),
            _step(yes,                {decision},                     decided,            Role.APPROVER,    EARLIER),
            _step("return",           {decision},                     State.RETURNED,     Role.APPROVER,    EARLIER),
            _step("reject",           {decision},                     State.REJECTED,     Role.APPROVER,    EARLIER),
            _step("withdraw",         under_way,                      State.WITHDRAWN,    Role.PARTY),
            _step("lapse",            may_lapse,                      State.LAPSED,       Role.SYSTEM),
        ),
        deadlines={
            # state               working days  then, by the system (None: it stays, and shows as overdue)
            State.SUGGESTED:      Deadline(20, then="lapse"),
            State.INTEREST:       Deadline(10, then="lapse"),
            State.MUTUAL:         Deadline(20, then="lapse"),
            State.SUBMITTED:      Deadline(3),
            State.FORMAL_CHECK:   Deadline(3),
            State.RETURNED:       Deadline(5, then="lapse"),
            decision:             Deadline(3),
        },
    )  # fmt: skip


PUBLIC = _workflow(State.APPROVAL, "approve", State.APPROVED)
PRIVATE = _workflow(State.CONFIRMATION, "confirm", State.CONFIRMED)
MOST_CORRECTIONS = 2
OFFICE_STATES = frozenset({State.SUBMITTED, State.FORMAL_CHECK, State.APPROVAL, State.CONFIRMATION})
CHANGEABLE = frozenset({State.INTEREST, State.MUTUAL, State.RETURNED})  # in which terms may still change
DECIDED = frozenset({State.APPROVED, State.CONFIRMED})
ENDED = frozenset({State.APPROVED, State.CONFIRMED, State.REJECTED, State.DECLINED, State.LAPSED, State.WITHDRAWN})


def workflow_of(track: Track) -> Workflow:
    """The table that a pairing of this track moves by."""
    return PUBLIC if track.is_public else PRIVATE
