"""Reading a source and changing its other side, as the suites of sources do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from kithkeeper.model import Card
from kithkeeper.model.card import Email, Names
from kithkeeper.sync.ports import Change, Page, Source
from kithkeeper.testing.shapes import pages_of

ADA = Card(
    name="Ada Lovelace",
    names=Names(given="Ada", family="Lovelace"),
    emails=(Email(value="ada@example.org"),),
)
BOB = Card(
    name="Bob Frost",
    names=Names(given="Bob", family="Frost"),
    emails=(Email(value="bob@example.org"),),
)
ZOE = Card(
    name="Zoë Ångström李",
    names=Names(given="Zoë", family="Ångström李"),
    emails=(Email(value="zoe@example.org"),),
)


class There(Protocol):
    """The other side, as another program changes it."""

    def add(self, card: Card) -> str:
        """Someone adds a card; its key here, which may not be the source's."""
        ...

    def change(self, key: str, card: Card) -> None:
        """Someone changes a card."""
        ...

    def remove(self, key: str) -> None:
        """Someone deletes a card."""
        ...

    def add_unknown(self, key: str) -> None:
        """Someone adds what is not modelled."""
        ...

    def has_unknown(self, key: str) -> bool:
        """Whether that is still there."""
        ...

    def add_broken(self) -> None:
        """Someone leaves a record there that nobody can make sense of."""
        ...


def pulled(source: Source, cursor: str | None) -> tuple[dict[str, Change], str | None, bool]:
    """Changes by key, the cursor after them, and whether that was everything."""
    found: dict[str, Change] = {}
    complete = False
    for page in pages_of(source, cursor):
        assert not page.problems, (
            f"the pull tells of problems, and every record is sound: {list(page.problems)}"
        )
        found.update((change.key, change) for change in page.changes)
        cursor = page.checkpoint or cursor
        complete = complete or page.complete
    return found, cursor, complete


def keys_in(pages: Iterable[Page]) -> set[str]:
    """Keys of all that pages tell of, as changed, gone or only present."""
    pages = list(pages)
    told = {change.key for page in pages for change in page.changes}
    return told.union(*(page.present for page in pages))


def the_only(changes: dict[str, Change]) -> Change:
    """The one change of a pull of an account with one person."""
    assert len(changes) == 1, (
        f"one person is there, and the pull told of {len(changes)} under the keys {list(changes)}."
    )
    return next(iter(changes.values()))


def name_of(change: Change) -> str:
    """The name on a change; empty where someone is gone."""
    return change.card.display_name if change.card else ""


def names_of(changes: dict[str, Change]) -> list[str]:
    """The names in a pull, sorted."""
    return sorted(map(name_of, changes.values()))
