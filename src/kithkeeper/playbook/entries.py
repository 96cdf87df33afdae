"""What a playbook holds: scripts, lines to say, checklists and advice."""

from __future__ import annotations

from typing import NamedTuple

from kithkeeper.model.period import Period


class Script(NamedTuple):
    """A message to be filled in.

    Attributes:
        name: What it is called by; `aliases` are further names.
        channel: The channel that it suits, a `Channel` value; empty for any.
        guide: The guide's section that it is from; empty where it isn't.
        source: Who brought it: "built-in", a plugin's name, or the file.
    """

    name: str
    title: str
    text: str
    subject: str = ""
    channel: str = ""
    aliases: tuple[str, ...] = ()
    guide: str = ""
    source: str = "built-in"


class Lines(NamedTuple):
    """Sentences of one kind to choose from; each may have slots."""

    name: str
    title: str
    items: tuple[str, ...]
    guide: str = ""
    source: str = "built-in"


class Item(NamedTuple):
    """One item of a checklist or of advice.

    Attributes:
        every: How often it comes back; None for once.
    """

    id: str
    text: str
    every: Period | None = None


class Checklist(NamedTuple):
    """Things to do, in order.

    Attributes:
        when: The phase it belongs to: before, during, after, or empty for any time.
        kinds: Kinds of networking events it belongs to (`NetworkingKind` values).
    """

    name: str
    title: str
    items: tuple[Item, ...]
    when: str = ""
    kinds: tuple[str, ...] = ()
    guide: str = ""
    source: str = "built-in"


class Advice(NamedTuple):
    """Advice of a name, such as a temperament's; the items' texts may have slots."""

    name: str
    title: str
    items: tuple[Item, ...]
    guide: str = ""
    source: str = "built-in"


Entry = Script | Lines | Checklist | Advice
