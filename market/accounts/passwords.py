"""Passwords: hashed with argon2id, and refused when they are too short or too common."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST, MOST = 10, 200
NONE = "!"  # kept for people who have no password: no password matches it
_hasher = PasswordHasher()
# Verified when nobody has the address, so that an unknown address takes as long as a wrong password.
_NOBODYS = _hasher.hash("nobody signs in with this")
_COMMON = frozenset({"1234567890", "0123456789", "password12", "qwertyuiop", "1q2w3e4r5t", "aaaaaaaaaa", "password123"})


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _hasher.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether a password is the one that was kept; takes as long when there is none."""
    is_kept = kept is not None and kept != NONE
    try:
        _hasher.verify(kept if kept and is_kept else _NOBODYS, password)
    except (VerificationError, InvalidHashError):
        return False
    return is_kept


def is_too_weak(password: str) -> bool:
    """Whether it would be guessed among the first: one of the most common, or one character over and over."""
    return password.lower() in _COMMON or len(set(password)) < 4
