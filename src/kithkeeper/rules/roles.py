"""Roles: tags with a meaning that proposals use to say which circle someone belongs to."""

from __future__ import annotations

from collections.abc import Collection

PLACES = {
    "ally": 0, "mentor": 0, "sponsor": 0,
    "colleague": 1, "former teammate": 1,
    "acquaintance": 2, "conference contact": 2,
}  # fmt: skip
"""The place of the circle that suits a role, counted from the dearest."""


def role_of(tags: Collection[str]) -> str | None:
    """The role that speaks among someone's tags: the one that suits the dearest circle."""
    known = {tag.casefold() for tag in tags} & PLACES.keys()
    return min(known, key=lambda role: (PLACES[role], role), default=None)


def place_of(role: str, circles: int) -> int:
    """Which of so many circles suits a role, counted from the dearest."""
    return min(PLACES[role], circles - 1)
