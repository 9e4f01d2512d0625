"""Words for delivery: states of milestones, payments, reports; movements of money; entries of a record."""

from flask_babel import lazy_gettext as _l

from market.delivery.models import (
    BondState,
    CreditKind,
    MilestoneState,
    Movement,
    PaymentState,
    ReportKind,
    ReportState,
    Result,
)

MILESTONES = {
    MilestoneState.SCHEDULED: (_l("To come"), "grey"),
    MilestoneState.MET: (_l("Wholly met"), "green"),
    MilestoneState.PARTIALLY_MET: (_l("Partly met"), "yellow"),
    MilestoneState.NOT_MET: (_l("Not met"), "red"),
}
PAYMENTS = {
    PaymentState.REQUESTED: (_l("Asked for"), "blue"),
    PaymentState.PAID: (_l("Paid"), "green"),
    PaymentState.REFUSED: (_l("Refused"), "red"),
}
REPORTS = {
    ReportState.DUE: (_l("To come"), "grey"),
    ReportState.HANDED_IN: (_l("Handed in"), "green"),
    ReportState.RETURNED: (_l("Sent back"), "orange"),
}
REPORT_KINDS = {ReportKind.PROGRESS: _l("Progress report"), ReportKind.FINAL: _l("Final account")}
BONDS = {BondState.NONE: _l("not received yet"), BondState.HELD: _l("held"), BondState.RETURNED: _l("given back")}
MOVEMENTS = {
    Movement.COMMIT: _l("Committed"),
    Movement.ADD: _l("Added by a supplement"),
    Movement.REQUEST: _l("Asked for"),
    Movement.REFUSE: _l("Refused"),
    Movement.PAY: _l("Paid"),
    Movement.RELEASE: _l("Given back to the funder"),
    Movement.HOLD_BOND: _l("Bond received"),
    Movement.RETURN_BOND: _l("Bond given back"),
}
CREDIT = {
    CreditKind.ON_TIME: (_l("Delivered on time"), "green"),
    CreditKind.LATE: (_l("Delivered late"), "orange"),
    CreditKind.RECTIFIED: (_l("Had to be put right"), "yellow"),
    CreditKind.FAULT: (_l("Ended early by its fault"), "red"),
    CreditKind.OBJECTION: (_l("An objection was upheld"), "red"),
}
RESULTS = {
    Result.DELIVERED: _l("Delivered"),
    Result.PARTLY: _l("Partly delivered"),
    Result.NOT_DELIVERED: _l("Not delivered"),
}
RATINGS = {5: _l("Very good"), 4: _l("Good"), 3: _l("Fair"), 2: _l("Not good"), 1: _l("Poor")}
GROUNDS = {
    "budget_assured": _l("The budget is assured for the whole time"),
    "content_fixed": _l("What is bought stays the same"),
    "continuous": _l("It is needed without a break"),
    "price_stable": _l("The source of the money is stable and prices change little"),
}
