"""Codes that admit one opinion each: handed to those who were served, so that nobody can be heard many times over."""

import hashlib
import secrets
import unicodedata

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from market.delivery import queries
from market.delivery.models import Acceptance, OpinionCode
from market.delivery.service.authority import leave_trace, require_judge, require_state
from market.errors import Invalid, Message
from market.pairings.models import Pairing, PairingState
from market.permissions import Actor

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is taken for another one when it is read from paper
LENGTH = 10  # letters: more than 10^14 codes
MOST_AT_ONCE = 100
MOST_CODES = 1000  # of one round of acceptance


def make_codes(session: Session, actor: Actor, pairing: Pairing, count: int) -> list[str]:
    """Make codes for a round of acceptance; they can be read now only, as nothing but their hashes is kept.

    Whoever judges the result makes them, never the side that delivers.

    Returns: so many codes, such as "K7Q2M-9XHBT".
    Raises: NotAllowed; NotPossible while nothing is to be accepted; Invalid for a number out of range.
    """
    acceptance = queries.get_acceptance(session, pairing.id)
    capacity = require_judge(session, actor, pairing)
    require_state(pairing, PairingState.ACCEPTANCE)
    made, _used = queries.codes_of(session, acceptance.id)
    most = min(MOST_AT_ONCE, MOST_CODES - made)
    if not 1 <= count <= most:
        raise Invalid({"count": Message("Enter a number from {least} to {most}.", {"least": 1, "most": most})})
    found: set[str] = set()
    while len(found) < count:
        found.add("".join(secrets.choice(LETTERS) for _ in range(LENGTH)))
    session.add_all(
        OpinionCode(acceptance_id=acceptance.id, sha256=_digest(acceptance, code), is_used=False) for code in found
    )
    action = "make_opinion_codes" if pairing.track.is_public else "side_opinion_codes"
    leave_trace(session, actor, pairing, action, capacity, details={"count": count})
    return [f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}" for code in found]


def spend(session: Session, acceptance: Acceptance, code: str) -> None:
    """Use a code up; of two at once, one is refused. Which opinion it admitted is not kept.

    Raises: Invalid when the code is not one of this round, or was used.
    """
    this = (OpinionCode.acceptance_id == acceptance.id, OpinionCode.sha256 == _digest(acceptance, code))
    unused = update(OpinionCode).where(*this, OpinionCode.is_used.is_(False)).values(is_used=True)
    if session.scalar(unused.returning(OpinionCode.id)) is not None:
        return
    if session.scalar(select(func.count()).select_from(OpinionCode).where(*this)):
        raise Invalid({"code": Message("This code was used already. Each one counts once.")})
    raise Invalid({"code": Message("This code is not known here. Compare it with what you were given.")})


def _digest(acceptance: Acceptance, code: str) -> str:
    """SHA-256 in hex over the round and the letters of a code, however they are typed."""
    letters = "".join(letter for letter in unicodedata.normalize("NFKC", code).upper() if letter.isalnum())
    return hashlib.sha256(f"{acceptance.id}:{letters}".encode()).hexdigest()
