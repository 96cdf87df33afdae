"""What every connection may set, whichever plugin it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, cast

from kithkeeper.config.keys import near
from kithkeeper.errors import Invalid
from kithkeeper.model.kinds import Kind

PRIVACY = ("names", "initials", "full")
OTHERS = ("refuse", "share", "adopt")
SHARED = {
    "plugin": "The plugin that the account belongs to",
    "kind": "Which of the kinds of account that the plugin offers; its first if not set",
    "takes": "Kinds of touchpoints that a calendar takes, of cadence, followup, promise, birthday, "
    "meeting; all if not set",
    "privacy": "How much the reminders tell: names, initials or full",
    "write": "Whether changes are written back to a source of contacts",
    "other_network": "What to do about reminders of another network: refuse, share or adopt",
    "groups": "Labels of the source that place people in circles, such as { Mentors = 'inner' }",
}
"""Keys of `[connections.X]` that the core reads, each with what it does."""
LISTS = frozenset({"takes"})
"""Those of them that have several values."""


class Shared(NamedTuple):
    """The shared settings of one connection.

    Attributes:
        kind: Which kind of account of the plugin; empty for its first.
        takes: Kinds of touchpoints that go to this calendar.
        privacy: "names", "initials" or "full".
        write: Whether a source is written back to.
        groups: Circle by label of the source.
        other_network: "refuse", "share" or "adopt": what to do in a calendar that holds reminders
            of another network.
    """

    kind: str
    takes: frozenset[Kind]
    privacy: str
    write: bool
    groups: Mapping[str, str]
    other_network: str = "refuse"


def shared(name: str, table: Mapping[str, object]) -> Shared:
    """Read the shared settings from the table of connection `name`.

    Raises:
        Invalid: A value is wrong; the field is its path, such as `connections.home.takes`.
    """
    path = f"connections.{name}"
    kind, write = table.get("kind", ""), table.get("write", False)
    if not isinstance(kind, str):
        raise Invalid(f"{path}.kind", "must be a text in quotes")
    if not isinstance(write, bool):
        raise Invalid(f"{path}.write", "must be true or false")
    return Shared(
        kind=kind,
        takes=_takes(f"{path}.takes", table.get("takes", list(Kind))),
        privacy=_one_of(f"{path}.privacy", table.get("privacy", PRIVACY[0]), PRIVACY),
        write=write,
        groups=_groups(f"{path}.groups", table.get("groups", {})),
        other_network=_one_of(
            f"{path}.other_network", table.get("other_network", "refuse"), OTHERS
        ),
    )


def _takes(path: str, value: object) -> frozenset[Kind]:
    known = tuple(Kind)
    if not isinstance(value, list):
        raise Invalid(path, f"must be a list of {', '.join(known)}")
    for each in value:
        if each not in known:
            raise Invalid(path, f"{each!r} is none of {', '.join(known)}{near(str(each), known)}")
    return frozenset(Kind(each) for each in value)


def _one_of(path: str, value: object, allowed: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise Invalid(path, f"{value!r} is none of {', '.join(allowed)}")
    return value


def _groups(path: str, value: object) -> Mapping[str, str]:
    if not isinstance(value, Mapping) or not all(isinstance(each, str) for each in value.values()):
        raise Invalid(path, "must be a table of labels and circles, { Mentors = 'inner' }")
    return MappingProxyType(dict(cast("Mapping[str, str]", value)))
