"""Words for pairings: their states, tracks, sides and steps, and what was done to them."""

from flask_babel import lazy_gettext as _l

from market.pairings.models import PairingState, PartyRole, Track

STATES = {
    PairingState.SUGGESTED: (_l("Suggested"), "grey"),
    PairingState.INTEREST: (_l("One side is interested"), "blue"),
    PairingState.MUTUAL: (_l("Both interested"), "blue"),
    PairingState.SUBMITTED: (_l("Submitted"), "purple"),
    PairingState.FORMAL_CHECK: (_l("Formal check"), "purple"),
    PairingState.APPROVAL: (_l("Waits for approval"), "purple"),
    PairingState.CONFIRMATION: (_l("Waits for confirmation"), "purple"),
    PairingState.APPROVED: (_l("Approved"), "green"),
    PairingState.CONFIRMED: (_l("Confirmed"), "green"),
    PairingState.RETURNED: (_l("Returned for correction"), "orange"),
    PairingState.REJECTED: (_l("Rejected"), "red"),
    PairingState.DECLINED: (_l("Declined"), "grey"),
    PairingState.LAPSED: (_l("Lapsed"), "grey"),
    PairingState.WITHDRAWN: (_l("Withdrawn"), "grey"),
}
# What each state means for those who wait.
WHAT_NOW = {
    PairingState.SUGGESTED: _l("Somebody may express interest."),
    PairingState.INTEREST: _l("One side has spoken. The others read it, change the terms if they want to, and agree."),
    PairingState.MUTUAL: _l("All sides are interested. They settle the terms, and one of them submits the pairing."),
    PairingState.SUBMITTED: _l("The district takes the file in."),
    PairingState.FORMAL_CHECK: _l("An official checks whether the file is complete and no rule stands against it."),
    PairingState.APPROVAL: _l("Public money: somebody who had no hand in the check approves it, or does not."),
    PairingState.CONFIRMATION: _l("Private money: somebody who had no hand in the check confirms that it complies."),
    PairingState.APPROVED: _l("The money is reserved. The sides sign their agreement."),
    PairingState.CONFIRMED: _l("The money is reserved. The sides sign their agreement."),
    PairingState.RETURNED: _l("The sides correct what the official asked for, and submit it again."),
    PairingState.REJECTED: _l("The pairing has ended. The reason stands in its history."),
    PairingState.DECLINED: _l("The pairing has ended. The reason stands in its history."),
    PairingState.LAPSED: _l("The time was over before anybody took the next step. The same two may be paired again."),
    PairingState.WITHDRAWN: _l("One side has withdrawn. The same two may be paired again."),
}
TRACKS = {
    Track.PURCHASE: (_l("A: government purchase"), _l("paid from the public budget")),
    Track.SPECIAL_FUND: (_l("B: special fund"), _l("paid from a public fund")),
    Track.GRANT: (_l("C: charitable grant"), _l("paid by private givers")),
    Track.ENTERPRISE: (_l("D: enterprise resources"), _l("given by enterprises")),
}
PUBLIC_OR_PRIVATE = {
    True: _l(
        "Public money is in it, so the district decides whether it is approved. "
        "The official who decides is never the one who checked it."
    ),
    False: _l(
        "Only private money is in it, so the district confirms that it keeps the rules, and no more: "
        "no official may bring such a pairing about, redirect it or rank it."
    ),
}
ROLES = {
    PartyRole.NEED: _l("asks"),
    PartyRole.DELIVERY: _l("delivers"),
    PartyRole.FUNDING: _l("funds"),
}
# What a button says, and what happens when it is pressed.
STEPS = {
    "express_interest": (_l("Express interest"), ""),
    "agree": (_l("Agree to these terms"), _l("You speak for your organization.")),
    "decline": (_l("Decline"), _l("Ends the pairing. Say why in the note.")),
    "withdraw": (_l("Withdraw"), _l("Ends the pairing for all sides.")),
    "submit": (_l("Submit to the district"), _l("The terms are fixed from then on.")),
    "take_in": (_l("Take in"), _l("You take over the formal check.")),
    "pass_check": (_l("Pass the check"), _l("It goes to somebody else for the decision.")),
    "send_back": (_l("Send back for correction"), _l("The sides have five working days. Say in the note what for.")),
    "return": (_l("Return for correction"), _l("The sides have five working days. Say in the note what for.")),
    "refuse": (_l("Reject"), _l("Ends the pairing. Say why in the note.")),
    "reject": (_l("Reject"), _l("Ends the pairing. Say why in the note.")),
    "approve": (_l("Approve"), _l("Reserves the money.")),
    "confirm": (_l("Confirm compliance"), _l("Reserves the money.")),
}
AGAINST = frozenset({"decline", "withdraw", "refuse", "reject"})
# What the history says was done.
ACTIONS = {
    "open": _l("Opened"),
    "express_interest": _l("Interest expressed"),
    "agree": _l("Agreed to the terms"),
    "meet": _l("All sides have agreed"),
    "decline": _l("Declined"),
    "withdraw": _l("Withdrawn"),
    "submit": _l("Submitted to the district"),
    "take_in": _l("Taken in"),
    "pass_check": _l("Formal check passed"),
    "send_back": _l("Sent back for correction"),
    "return": _l("Returned for correction"),
    "refuse": _l("Rejected at the check"),
    "reject": _l("Rejected"),
    "approve": _l("Approved"),
    "confirm": _l("Compliance confirmed"),
    "lapse": _l("Lapsed"),
    "change_terms": _l("Terms changed"),
    "add_share": _l("Funding added"),
    "remove_share": _l("Funding removed"),
    "record_outcome": _l("Outcome recorded"),
}
DONE = {
    "agree": _l("You have agreed."),
    "decline": _l("You have declined. The other side reads your reason."),
    "withdraw": _l("The pairing is withdrawn."),
    "submit": _l("Submitted. The district takes it in within three working days."),
    "take_in": _l("Taken in. You can check it now."),
    "pass_check": _l("The check is passed. Somebody else decides now."),
    "send_back": _l("Sent back. The sides read your note."),
    "return": _l("Returned. The sides read your note."),
    "refuse": _l("Rejected. The sides read your reason."),
    "reject": _l("Rejected. The sides read your reason."),
    "approve": _l("Approved. The money is reserved."),
    "confirm": _l("Confirmed. The money is reserved."),
}
