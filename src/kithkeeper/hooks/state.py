"""What is known of a plugin: where it was found, how it stands, what went wrong."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class PluginState(StrEnum):
    """How a plugin stands."""

    FOUND = "found"
    """It is there and was not looked at yet."""
    DISABLED = "disabled"
    """The user turned it off; it is never imported."""
    INCOMPATIBLE = "incompatible"
    """It was written for another version of the hooks."""
    BROKEN = "broken"
    """It can't be loaded."""
    ACTIVE = "active"
    """It loads."""
    FAILING = "failing"
    """It loads, and a hook of it raised an error the last time that it was called."""


class Found(NamedTuple):
    """A plugin that is there, before anything of it is imported.

    Attributes:
        name: Its name in the config.
        target: `package.module:Class`, or the path of a one-file plugin.
        distribution: The distribution that brings it; empty for a one-file plugin.
        version: The distribution's version, or an empty string.
    """

    name: str
    target: str
    distribution: str = ""
    version: str = ""

    @property
    def source(self) -> str:
        """Where it comes from, for people: "kithkeeper-vcard 0.1.0", or a path."""
        return f"{self.distribution} {self.version}" if self.distribution else self.target


class Failure(NamedTuple):
    """A hook of a plugin that raised an error."""

    plugin: str
    hook: str
    error: str


class PluginInfo(NamedTuple):
    """How one plugin stands, as `kith plugins list` shows it.

    Attributes:
        offers: Names of the hooks that it implements.
        error: Why it is broken, incompatible or failing; for an active one a hint where it looks
            as if something was meant differently. Empty where all is well.
        source: Where it comes from, for people.
    """

    name: str
    version: str
    state: PluginState
    offers: tuple[str, ...] = ()
    error: str = ""
    source: str = ""


_PYDANTIC_LINK = "For further information visit"
"""Begins the last line of a validation error, which says nothing of what is wrong."""


def last_line(error: BaseException) -> str:
    """What an error says, in one printable line of at most 300 characters."""
    from kithkeeper.errors import KithError

    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith(_PYDANTIC_LINK)] or lines
    said = lines[0] if isinstance(error, KithError) and lines else (lines or [""])[-1]
    if not isinstance(error, KithError):
        said = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return "".join(each if each.isprintable() else " " for each in said)[:300]
