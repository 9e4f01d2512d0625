"""What stands against submitting or deciding a pairing: its terms, and the hard conditions of its listings."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.errors import Message, NotPossible
from market.listings.models import Listing, Project, Service
from market.pairings.models import Pairing
from market.pairings.service.consent import versions_moved
from market.pairings.service.money import brought_fen, is_in_kind, missing_fen, most_own, share_problem
from market.rules import queries as rules
from market.suggestions import service as suggestions
from matching.records import Check, Verdict

# What was asked when the two sides found each other and need not hold until the decision: a listing is left off the
# market while it is talked about, and its window closes meanwhile. What is left of the money is counted by itself.
ASKED_ONCE = frozenset({"open", "window"})
# A service is funded through the need that it serves; that these two kinds do not look for each other is no hindrance.
NOT_OF_SERVICES = frozenset({"kinds"})


@dataclass(frozen=True)
class Condition:
    """One hard condition of two listings of a pairing."""

    one: Listing
    other: Listing
    check: Check


def conditions(session: Session, pairing: Pairing) -> list[Condition]:
    """The hard conditions between need and offer, and between the offer and each share, as they are today."""
    confirmed = rules.confirmed(session)
    return [
        Condition(one, other, check)
        for one, other, without in pairs_of(pairing)
        for check in suggestions.checks(session, one, other, confirmed=confirmed)
        if check.rule not in without
    ]


def pairs_of(pairing: Pairing) -> list[tuple[Listing, Listing, frozenset[str]]]:
    """The pairs of listings that have to fit, and which rules are not asked of each."""
    left_out = ASKED_ONCE | (NOT_OF_SERVICES if isinstance(pairing.offer, Service) else frozenset())
    pairs = [(pairing.need, pairing.offer, ASKED_ONCE)] if pairing.need is not None else []
    return pairs + [(pairing.offer, share.listing, left_out) for share in pairing.shares]


def require_eligible(session: Session, pairing: Pairing) -> None:
    """Raises: NotPossible when a hard condition fails."""
    refuse([condition.check for condition in conditions(session, pairing)])


def require_no_hold(session: Session, pairing: Pairing) -> None:
    """Raises: NotPossible while an organization is on the list of abnormal operation, unless that rule only warns."""
    confirmed = rules.confirmed(session)
    for condition in conditions(session, pairing):
        check = condition.check
        if "standing_cleared" in check.missing and f"{check.rule}@{check.version}" in confirmed:
            raise NotPossible(
                Message(
                    "One of the organizations is on the list of abnormal operation: "
                    "nothing is decided until it is taken off."
                )
            )


def refuse(checks: list[Check]) -> None:
    """Raises: NotPossible with the first of the conditions that fails."""
    failed = [check for check in checks if check.verdict is Verdict.FAIL]
    if failed:
        reason = suggestions.describe_check(failed[0])
        raise NotPossible(Message("This pairing is ruled out: {reason}", {"reason": reason}))


def require_complete(pairing: Pairing) -> None:
    """Raises: NotPossible with the first problem."""
    found = problems(pairing)
    if found:
        raise NotPossible(found[0])


def problems(pairing: Pairing) -> list[Message]:
    """What stands against submitting the pairing, in words; empty when nothing does."""
    found = _problems_of_money(pairing)
    for share in pairing.shares:
        if not share.listing.is_published:
            found.append(Message("“{title}” is not on the market now.", {"title": share.listing.title}))
        elif problem := share_problem(share.listing, share.amount_fen, share.quantity):
            found.append(problem)
    if versions_moved(pairing):
        found.append(Message("A listing was changed since the terms were made: read it, and agree again."))
    waiting = tuple(party.organization.name for party in pairing.parties if party.agreed_terms != pairing.terms_number)
    if waiting:
        found.append(Message("Not everybody has agreed to the present terms: {names}.", {"names": waiting}))
    return found


def _problems_of_money(pairing: Pairing) -> list[Message]:
    found = []
    if pairing.budget_fen <= 0 and not is_in_kind(pairing):
        found.append(Message("The budget is not set."))
    gap, own = missing_fen(pairing), most_own(pairing)
    if gap > 0:
        found.append(Message("{yuan} yuan are still missing from the budget.", {"yuan": yuan(gap)}))
    if gap < 0:
        found.append(Message("The shares exceed the budget by {yuan} yuan.", {"yuan": yuan(-gap)}))
    if pairing.own_fen > own:
        found.append(Message("No more than {yuan} yuan of own money is there.", {"yuan": yuan(own)}))
    lacks = pairing.offer.gap_fen if isinstance(pairing.offer, Project) and pairing.need is None else None
    if lacks is not None and brought_fen(pairing) > lacks:
        found.append(Message("The project lacks only {yuan} yuan now.", {"yuan": yuan(lacks)}))
    return found


def yuan(fen: int) -> str:
    """An amount for a sentence, without its unit."""
    return f"{fen / 100:,.2f}".removesuffix(".00")
