"""The deletion guard: a handful cleared is a handful cleared, a mass is asked about."""

from __future__ import annotations

HANDFUL = 5
"""So many items at once are taken as meant."""

FIFTH = 0.2


def emptied(gone: int, known: int) -> bool:
    """Whether what is gone from a calendar looks like an accident and not like the user.

    Args:
        gone: How many known items are gone in this run.
        known: How many were there before.
    """
    if gone >= known > 1:
        return True
    return gone > max(HANDFUL, known * FIFTH)


def lost(gone: int, known: int) -> bool:
    """Whether a source lost more of its contacts than one takes on trust: more than a fifth."""
    return gone > 1 and gone > known * FIFTH


def mass(gone: int, known: int) -> bool:
    """Whether we would delete in mass there."""
    return gone > max(HANDFUL, known * FIFTH * 2)
