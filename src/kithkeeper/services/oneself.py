"""The contact that stands for the user: the only one that bears the profile's name."""

from __future__ import annotations

from kithkeeper.services.session import Session


def own_contact(session: Session) -> str | None:
    """The id of that contact; None without one, or with several of the name."""
    name = _plain(session.config.profile.name)
    if not name:
        return None
    rows = session.store.columns("contact", ["id", "name"], {"merged_into": None, "removed": 0})
    mine = [key for key, shown in rows if _plain(shown) == name]
    return str(mine[0]) if len(mine) == 1 else None


def is_oneself(session: Session, contact: str, name: str) -> bool:
    """Whether a contact of that name stands for the user."""
    alike = _plain(name) == _plain(session.config.profile.name) != ""
    return alike and own_contact(session) == contact


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
