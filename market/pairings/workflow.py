"""Who may take which step in a pairing, and the deadlines of its states: one table for each track.

The tables are the truth: buttons, checks and pictures are read from them. Private money (tracks C, D) is only confirmed
to comply (慈善法 32, 120): no step of an official precedes `take_in`, and none follows `confirm`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from market.pairings.duties import ACTS, SEPARATED, Duty, Role
from market.pairings.models.states import PairingState as State
from market.pairings.models.states import Track
from market.vocabularies.calendar import Unit
from market.workflow import Deadline, Step, Workflow

# Whoever takes these says why; and before these, that they have no conflict of interest.
NOTED = frozenset({
    "decline", "send_back", "return_budget", "return_file", "return", "refuse", "reject", "refuse_to_sign", "retract",
    "suspend", "terminate", "rectify", "uphold_objection", "dismiss_objection",
})  # fmt: skip
DECLARED = frozenset({
    "pass_check", "pass_to_experts", "pass_all_checks", "pass_budget", "pass_file", "approve", "confirm",
    "uphold_objection", "dismiss_objection", "accept",
})  # fmt: skip
DECISIONS = frozenset({"approve", "confirm", "reject", "refuse", "uphold_objection", "retract", "terminate", "accept"})
RETURNS = frozenset({"send_back", "return_budget", "return_file", "return"})  # for correction: 补正, 退回
# Side conditions of a step, what it brings with it, and the capability that takes it after checks of its own.
NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    dict.fromkeys(RETURNS, ("corrections_left",))
    | {
        "confirm": ("complete", "eligible", "no_hold"),
        "approve": ("complete", "eligible", "no_hold", "checks_hold"),
        "submit": ("complete", "eligible"),
        "pass_check": ("no_review",),
        "pass_all_checks": ("in_emergency",),
        "pass_to_experts": ("wants_review",),
    }
)
BRINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    dict.fromkeys(("approve", "confirm"), ("reserve", "decide"))
    | dict.fromkeys(("uphold_objection", "retract", "refuse_to_sign", "fall_through"), ("release", "end"))
    | dict.fromkeys(("accept", "terminate"), ("end",))
    | dict.fromkeys(RETURNS, ("count_correction",))
    | {"reject": ("decide", "end"), "refuse": ("decide", "end"), "submit": ("note_submission", "follow_emergency")}
    | {"pass_all_checks": ("note_fast_track",)}
    | {"dismiss_objection": ("resume_clock",)}
)
THROUGH: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("conclude_review", "seek_consensus", "settle"), "reviews")
    | dict.fromkeys(("object", "dismiss_objection", "uphold_objection", "clear"), "notices")
    | dict.fromkeys(("pass_file", "pass_all_checks", "confirm", "approve", "reject"), "packets")
    | dict.fromkeys(("sign", "suspend", "resume", "terminate", "request_acceptance", "rectify", "accept"), "delivery")
)
BY_BUTTON = frozenset({"", "packets"})  # taken on the pairing's page, or below the district's packet

S, R, D = State, Role, Duty
FRONT = {S.MUTUAL, S.CORRECTION}


def _step(name: str, sources: set[State], target: State, by: Role, duty: Duty) -> Step:
    return Step(
        name,
        frozenset(sources),
        target,
        frozenset({by}),
        duty,
        needs=NEEDS.get(name, ()),
        brings=BRINGS.get(name, ()),
        through=THROUGH.get(name, ""),
        needs_note=name in NOTED,
        declares=name in DECLARED and duty is not Duty.SIDE,  # sides have no office to keep apart from their interests
        keeps_clock=name == "take_in",
    )


def _talks(under_way: set[State]) -> tuple[Step, ...]:
    """What the sides do among themselves until they submit; `under_way`: the states from which they may withdraw."""
    lapsing = {S.SUGGESTED, S.INTEREST, *FRONT}
    return (
        #     step                from            to            by              duty
        _step("express_interest", {S.SUGGESTED},  S.INTEREST,   R.INITIATOR,    D.SIDE),
        _step("agree",            {S.INTEREST},   S.INTEREST,   R.PARTY,        D.SIDE),
        _step("meet",             {S.INTEREST},   S.MUTUAL,     R.SYSTEM,       D.SYSTEM),
        _step("decline",          {S.INTEREST},   S.DECLINED,   R.COUNTERPART,  D.SIDE),
        _step("withdraw",         {S.INTEREST},   S.WITHDRAWN,  R.INITIATOR,    D.SIDE),
        _step("agree",            {S.MUTUAL},     S.MUTUAL,     R.PARTY,        D.SIDE),
        _step("agree",            {S.CORRECTION}, S.CORRECTION, R.PARTY,        D.SIDE),
        _step("submit",           FRONT,          S.SUBMITTED,  R.PARTY,        D.SIDE),
        _step("withdraw",         FRONT | under_way, S.WITHDRAWN, R.PARTY,      D.SIDE),
        _step("lapse",            lapsing,        S.LAPSED,     R.SYSTEM,       D.SYSTEM),
        _step("take_in",          {S.SUBMITTED},  S.FORMAL_CHECK, R.INTAKE,     D.INTAKE),
    )  # fmt: skip


def _review(target: State) -> tuple[Step, ...]:
    """What comes of the experts' scores."""
    return (
        #     step               from               to            by         duty
        _step("conclude_review", {S.EXPERT_REVIEW}, target,       R.SYSTEM,  D.SYSTEM),
        _step("seek_consensus",  {S.EXPERT_REVIEW}, S.CONSENSUS,  R.SYSTEM,  D.SYSTEM),
        _step("settle",          {S.CONSENSUS},     target,       R.SYSTEM,  D.SYSTEM),
    )  # fmt: skip


NOT_PASSED = (
    #     step              from               to                by            duty
    _step("send_back",      {S.FORMAL_CHECK},  S.CORRECTION,     R.INTAKE,     D.INTAKE),
    _step("refuse",         {S.FORMAL_CHECK},  S.REJECTED,       R.INTAKE,     D.INTAKE),
)  # fmt: skip
PUBLIC_CHECKS = (
    #     step              from               to                by            duty
    _step("pass_check",     {S.FORMAL_CHECK},  S.FINANCE_CHECK,  R.INTAKE,     D.INTAKE),
    _step("pass_all_checks", {S.FORMAL_CHECK}, S.APPROVAL,       R.INTAKE,     D.INTAKE),
    *NOT_PASSED,
    _step("pass_budget",    {S.FINANCE_CHECK}, S.EXPERT_REVIEW,  R.FINANCE,    D.FINANCE),
    _step("return_budget",  {S.FINANCE_CHECK}, S.CORRECTION,     R.FINANCE,    D.FINANCE),
    *_review(S.RECHECK),
    _step("pass_file",      {S.RECHECK},       S.APPROVAL,       R.RECHECK,    D.RECHECK),
    _step("return_file",    {S.RECHECK},       S.CORRECTION,     R.RECHECK,    D.RECHECK),
    _step("approve",        {S.APPROVAL},      S.PUBLIC_NOTICE,  R.APPROVER,   D.DECISION),
    _step("return",         {S.APPROVAL},      S.CORRECTION,     R.APPROVER,   D.DECISION),
    _step("reject",         {S.APPROVAL},      S.REJECTED,       R.APPROVER,   D.DECISION),
    _step("redo_checks",    {S.APPROVAL},      S.FORMAL_CHECK,   R.SYSTEM,     D.SYSTEM),  # the emergency is over
)  # fmt: skip
PUBLIC_NOTICE = (
    _step("object",         {S.PUBLIC_NOTICE}, S.OBJECTED,       R.SYSTEM,     D.SYSTEM),
    _step("dismiss_objection", {S.OBJECTED},   S.PUBLIC_NOTICE,  R.INVESTIGATOR, D.INVESTIGATION),
    _step("uphold_objection", {S.OBJECTED},    S.CANCELLED,      R.INVESTIGATOR, D.INVESTIGATION),
    _step("clear",          {S.PUBLIC_NOTICE}, S.CONTRACTING,    R.SYSTEM,     D.SYSTEM),
    _step("retract",        {S.PUBLIC_NOTICE, S.CONTRACTING}, S.RETRACTED, R.APPROVER, D.DECISION),
)  # fmt: skip


def _contract() -> tuple[Step, ...]:
    """Signing, or not."""
    return (
        _step("sign",           {S.CONTRACTING}, S.ACTIVE,         R.SYSTEM, D.SYSTEM),
        _step("refuse_to_sign", {S.CONTRACTING}, S.FALLEN_THROUGH, R.PARTY,  D.SIDE),
        _step("fall_through",   {S.CONTRACTING}, S.FALLEN_THROUGH, R.SYSTEM, D.SYSTEM),
    )  # fmt: skip


def _delivery(follows: tuple[Role, Duty], judges: tuple[Role, Duty]) -> tuple[Step, ...]:
    """From the agreement to the end; `follows`: who suspends and terminates, `judges`: who accepts the result."""
    return (
        #     step                  from                             to               by         duty
        _step("suspend",            {S.ACTIVE},                      S.SUSPENDED,     *follows),
        _step("resume",             {S.SUSPENDED},                   S.ACTIVE,        *follows),
        _step("terminate",          {S.ACTIVE, S.SUSPENDED, S.RECTIFICATION}, S.TERMINATED, *follows),
        _step("request_acceptance", {S.ACTIVE, S.RECTIFICATION},     S.ACCEPTANCE,    R.DELIVERER, D.SIDE),
        _step("rectify",            {S.ACCEPTANCE},                  S.RECTIFICATION, *judges),
        _step("accept",             {S.ACCEPTANCE},                  S.CLOSED,        *judges),
    )  # fmt: skip


PRIVATE_CHECKS = (
    _step("pass_check",     {S.FORMAL_CHECK},  S.RECHECK,        R.INTAKE,     D.INTAKE),
    *NOT_PASSED,
    _step("confirm",        {S.RECHECK},       S.CONTRACTING,    R.RECHECK,    D.RECHECK),
    _step("return_file",    {S.RECHECK},       S.CORRECTION,     R.RECHECK,    D.RECHECK),
    _step("reject",         {S.RECHECK},       S.REJECTED,       R.RECHECK,    D.RECHECK),
)  # fmt: skip
EXPERTS_FOR_GRANTS = (
    _step("pass_to_experts", {S.FORMAL_CHECK}, S.EXPERT_REVIEW,  R.INTAKE,     D.INTAKE),
    *_review(S.RECHECK),
)  # fmt: skip
# Work under way and suspended has no clock here: its milestones have their own.
DEADLINES: dict[StrEnum, Deadline] = {
    # state           count  then, by the system (None: it stays, and shows as overdue)
    S.SUGGESTED:      Deadline(30, then="lapse", unit=Unit.DAY),
    S.INTEREST:       Deadline(10, then="lapse"),
    S.MUTUAL:         Deadline(20, then="lapse"),
    S.SUBMITTED:      Deadline(3),
    S.FORMAL_CHECK:   Deadline(3),
    S.CORRECTION:     Deadline(5, then="lapse"),
    S.FINANCE_CHECK:  Deadline(5),
    S.EXPERT_REVIEW:  Deadline(10),
    S.CONSENSUS:      Deadline(5),
    S.RECHECK:        Deadline(3),
    S.APPROVAL:       Deadline(3),
    S.PUBLIC_NOTICE:  Deadline(5, then="clear"),
    S.OBJECTED:       Deadline(7),
    S.CONTRACTING:    Deadline(30, then="fall_through", unit=Unit.DAY),  # 采购法 46
    S.ACCEPTANCE:     Deadline(15),
    S.RECTIFICATION:  Deadline(15),
}  # fmt: skip


def _workflow(*groups: tuple[Step, ...]) -> Workflow:
    steps = tuple(step for group in groups for step in group)
    states = {state for step in steps for state in (*step.sources, step.target)}
    deadlines = {state: deadline for state, deadline in DEADLINES.items() if state in states}
    return Workflow(steps, deadlines, frozenset(SEPARATED), ACTS)


IN_CHECK = {S.SUBMITTED, S.FORMAL_CHECK, S.RECHECK}
PUBLIC = _workflow(
    _talks(IN_CHECK | {S.FINANCE_CHECK, S.EXPERT_REVIEW, S.CONSENSUS, S.APPROVAL}),
    PUBLIC_CHECKS,
    PUBLIC_NOTICE,
    _contract(),
    _delivery((R.PROJECT_OFFICER, D.SUPERVISION), (R.ACCEPTANCE, D.ACCEPTANCE)),
)
BY_SIDES = _delivery((R.PAYER, D.SIDE), (R.PAYER, D.SIDE))
GRANT = _workflow(
    _talks(IN_CHECK | {S.EXPERT_REVIEW, S.CONSENSUS}), PRIVATE_CHECKS, EXPERTS_FOR_GRANTS, _contract(), BY_SIDES
)
ENTERPRISE = _workflow(_talks(IN_CHECK), PRIVATE_CHECKS, _contract(), BY_SIDES)
WORKFLOWS = MappingProxyType(
    {Track.PURCHASE: PUBLIC, Track.SPECIAL_FUND: PUBLIC, Track.GRANT: GRANT, Track.ENTERPRISE: ENTERPRISE}
)

MOST_CORRECTIONS = 2
SIDES = frozenset(step.name for step in PUBLIC.steps if step.duty is Duty.SIDE) | ACTS[Duty.SIDE]
UNNAMED = frozenset({Duty.SIDE, Duty.SYSTEM, Duty.REVIEW})
BY_OFFICIALS = frozenset(
    [step.name for workflow in WORKFLOWS.values() for step in workflow.steps if step.duty not in UNNAMED]
    + [name for duty, names in ACTS.items() if duty not in UNNAMED for name in names]
)
CHANGEABLE = frozenset({S.INTEREST, *FRONT})  # in which terms may still change
PAUSES = frozenset({S.CORRECTION, S.OBJECTED, S.SUSPENDED})  # no office's clock runs meanwhile
# The decision was yes, and stands: what was promised is reserved.
AWARDED = frozenset(
    {S.PUBLIC_NOTICE, S.OBJECTED, S.CONTRACTING, S.ACTIVE, S.SUSPENDED, S.ACCEPTANCE, S.RECTIFICATION, S.CLOSED}
)
IN_DELIVERY = frozenset({S.ACTIVE, S.SUSPENDED, S.ACCEPTANCE, S.RECTIFICATION})
ENDED = frozenset(
    {S.CLOSED, S.REJECTED, S.DECLINED, S.LAPSED, S.WITHDRAWN, S.CANCELLED, S.RETRACTED, S.FALLEN_THROUGH, S.TERMINATED}
)
# An award that came to nothing: the next in rank may take its place.
FALLEN = frozenset({S.CANCELLED, S.RETRACTED, S.FALLEN_THROUGH})
# Who holds the file in each state that waits for the district; "": nobody of it.
HOLDERS: Mapping[State, Role] = MappingProxyType({
    S.SUBMITTED: R.INTAKE, S.FORMAL_CHECK: R.INTAKE, S.FINANCE_CHECK: R.FINANCE, S.EXPERT_REVIEW: R.EXPERT,
    S.CONSENSUS: R.EXPERT, S.RECHECK: R.RECHECK, S.APPROVAL: R.APPROVER, S.OBJECTED: R.INVESTIGATOR,
})  # fmt: skip
OFFICE_STATES = frozenset(HOLDERS)
KEPT_YEARS = {
    Track.PURCHASE: 15,
    Track.SPECIAL_FUND: 15,
    Track.GRANT: 10,
    Track.ENTERPRISE: 10,
}  # A: 采购法 42; else policy


def workflow_of(track: Track) -> Workflow:
    """The table that a pairing of this track moves by."""
    return WORKFLOWS[track]


def holder_of(track: Track, state: State) -> Role | None:
    """The role in the district that a pairing waits for; None while it waits for its sides or for nobody."""
    if state is State.ACCEPTANCE:
        return Role.ACCEPTANCE if track.is_public else None
    return HOLDERS.get(state)
