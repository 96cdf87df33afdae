"""What the engine asks of a source of contacts and of a calendar.

A plugin only moves items through these. The engine owns identity, merging, retries across runs,
deletions and the record of what was written, so a plugin keeps no memory of its own beyond the
cursor that it hands over and what it puts in its context's `state`.

Errors: raise `LoginNeeded`, `TryLater` or `PluginError` for the whole connection; anything that
concerns one item is answered as that item's `Outcome` or as a `Problem` on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from kithkeeper.errors import Problem

if TYPE_CHECKING:
    from kithkeeper.model import Card, Touchpoint


@dataclass(frozen=True, slots=True)
class Touch:
    """An interaction that a source knows of: a message, an invitation, a past meeting.

    Attributes:
        key: The source's own identity of it, for telling a repeated import.
        on: The day on which it happened; one that is still to come is passed over.
        people: One card for each other person, used only to find contacts that are known.
        channel: A `Channel` value.
        outgoing: Whether the user acted; None where the source can't say.
        everywhere: The key is the same whoever tells of it, as an iCalendar UID is: the meeting of
            a file and of a calendar is one.
        likeness: What a copy of it under another key shares with it, such as the instant and the
            guests of a meeting that each calendar gave a UID of its own; the same whoever tells
            of it. Empty where only the key tells.
    """

    key: str
    on: date
    people: tuple[Card, ...]
    channel: str
    depth: str | None = None
    note: str = ""
    outgoing: bool | None = None
    everywhere: bool = False
    likeness: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a source now says of one person.

    Attributes:
        key: The source's own stable identity of the item (a path, an href, a resource's id). Where a
            file gives none, a key that begins with `row:` and is made of what the record says:
            when that changes, the record under the new key takes the place of the old one.
        card: What it says, or None where the item is gone.
        version: The source's version of it (ETag, mtime), opaque; compared for equality only.
        raw: What was received, kept so that what is not modelled can be written back untouched.
        previous_keys: Keys by which the source called the same item before.
        line: First line of the record in its file, counted from 1, where there is one.
    """

    key: str
    card: Card | None
    version: str | None = None
    raw: str = ""
    previous_keys: tuple[str, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """How the columns of a table of no known service are understood, for the user to see.

    Attributes:
        file: Path or name of the table.
        meanings: What each column means that is read, in the order of the table.
        left_out: Columns that are not read.
        proposed: Nobody said so yet: it is guessed from the headers of this file.
    """

    file: str
    meanings: Mapping[str, str]
    left_out: Sequence[str] = ()
    proposed: bool = True


@dataclass(frozen=True, slots=True)
class Roster:
    """A group that a file keeps as a record of its own; its name is a tag of its members.

    Attributes:
        key: The group's own stable identity.
        name: What it is called, which is not empty.
        members: UIDs of the cards in it, which may stand anywhere in the import, or nowhere.
    """

    key: str
    name: str
    members: Sequence[str]


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a pull, committed together with its checkpoint.

    Attributes:
        changes: People that are new, changed or gone.
        touches: Interactions, if the source knows any.
        problems: Records that could not be read, each with file, line and reason.
        checkpoint: The cursor from which a later pull goes on after this page; None if the page
            can't be resumed from (then the cursor stays as it was).
        columns: How tables are understood, where that is a guess that the user may correct.
        rosters: Groups, from importers; a source gives their names as tags of its cards.
        present: Keys of items that are there, of which nothing new is told; best on the first page,
            so that a copy of one is not taken for its new place.
        complete: True on the last page of a pull that listed everything there is, and only then:
            what stands neither in `changes` nor in `present` is gone. An incremental pull leaves it
            False and reports removals.
    """

    changes: Sequence[Change] = ()
    touches: Sequence[Touch] = ()
    problems: Sequence[Problem] = ()
    checkpoint: str | None = None
    complete: bool = False
    columns: Sequence[Columns] = ()
    rosters: Sequence[Roster] = ()
    present: Sequence[str] = ()


class Result(StrEnum):
    """How one write ended."""

    OK = "ok"
    CONFLICT = "conflict"
    """The item changed there since `expected`, or exists where it should not; nothing written."""
    GONE = "gone"
    """The item is not there any more."""
    REFUSED = "refused"
    """The other side won't take this item, now or later; `reason` says why."""
    FAILED = "failed"
    """It may work another time; `reason` says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one write ended, and where the item stands now.

    Attributes:
        id: The item's id at the other side (an href); for a creation, the new one.
        version: Its version after the write; None where the other side did not say, and then
            the engine reads it back before it trusts its memory of the item.
        raw: The text that was written, if the plugin knows it.
        card: What a source says of the contact after the write, without what it has no place
            for; None where the plugin doesn't know, and then it says what was wanted.
    """

    result: Result
    id: str = ""
    version: str | None = None
    raw: str = ""
    reason: str = ""
    card: Card | None = None


@runtime_checkable
class Source(Protocol):
    """Where contacts come from."""

    def pull(self, cursor: str | None) -> Iterator[Page]:
        """Yield what changed since `cursor`; None asks for everything.

        A cursor that the other side no longer takes is the source's to notice: it then yields
        everything and ends with a `complete` page.
        """
        ...


@runtime_checkable
class WritableSource(Source, Protocol):
    """A source that takes contacts back."""

    def push(self, change: Change, base: Card | None, expected: str | None) -> Outcome:
        """Write one contact.

        Args:
            change: `card` is the whole wanted card, `raw` what was last received (empty for a new
                one), `key` its key or an empty string for a new one. A `card` of None deletes.
            base: The card as it was last received, so that only what differs is written.
            expected: The version that must still stand there; None for a new item.
        """
        ...


class ItemStatus(StrEnum):
    """What the other side says of an item's completion."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class CalendarItem:
    """A reminder, free of any calendar format. What is ours, and what the user may change.

    The engine compares items field by field; a calendar plugin turns one into its own format by
    patching what it last received, so that properties that are not listed here survive.

    Attributes:
        uid: Chosen before the first write, letters, digits and hyphens only, never used again
            for another item.
        network: Identity of the network that the item belongs to; empty on an item that the user
            made.
        touchpoint: Id of the touchpoint; empty on an item that the user made.
        kind: The touchpoint's kind.
        summary: Title, the person first. A tick mark that the user put before it is not part of
            it: the plugin reads it as `status` DONE.
        description: Our lines, above the line `— notes —`.
        notes: The user's lines, below it. Read, never rewritten.
        day: The day.
        time: The time of day in the profile's zone; None for an all-day item.
        minutes: Length of a timed item.
        repeats: It stands for a series. Only the user makes one.
        status: Open, done or cancelled.
        completed_on: The day on which it was completed, where the other side says.
        alarm: The instant (UTC) of our one reminder, or None.
    """

    uid: str
    summary: str
    day: date | None
    network: str = ""
    touchpoint: str = ""
    kind: str = "cadence"
    description: str = ""
    notes: str = ""
    time: time | None = None
    minutes: int = 30
    repeats: bool = False
    status: ItemStatus = ItemStatus.OPEN
    completed_on: date | None = None
    alarm: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """An item as it stands at the other side.

    Attributes:
        item: What it says; None where it could not be understood, `problem` then says why.
        raw: Its text as received, kept by the engine and given back with the next write.
    """

    id: str
    version: str | None
    item: CalendarItem | None
    raw: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """The other side answered that this item is not there (404 or 410), asked for it directly."""

    id: str


class Restored(StrEnum):
    """Whether the other side went back to a backup since it was last read."""

    NO = "no"
    MAYBE = "maybe"
    """It stands as it did before; the user may as well have taken back what was made since."""
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Delta:
    """A part of what changed in a calendar.

    Attributes:
        changed: Id and version (None if it was not told) of items that are new or changed.
        removed: Ids that were reported as removed. A hint: the engine asks for each directly.
        cursor: The cursor after this part; None if it can't be resumed from.
        complete: True on the last part of a full listing: what is not listed may be gone.
        restored: On a full listing, whether the other side says of itself that it went back to a
            backup: what it undid was not the user.
    """

    changed: Sequence[tuple[str, str | None]] = ()
    removed: Sequence[str] = ()
    cursor: str | None = None
    complete: bool = False
    restored: Restored = Restored.NO


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a calendar can do, found by asking it; a new flag is closed by default.

    Attributes:
        conditional: It honours `expected` on writes and deletes. Where it doesn't, the engine
            reads and compares before it writes.
        delta: `changes` can answer with less than everything.
        items: What it takes: `event`, `todo` or both.
    """

    conditional: bool = False
    delta: bool = False
    items: tuple[str, ...] = ("event",)
    notes: tuple[str, ...] = field(default=())


@runtime_checkable
class Calendar(Protocol):
    """Where touchpoints go and come back from."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do; may ask the other side once and remember it in the context's state."""
        ...

    def changes(self, cursor: str | None) -> Iterator[Delta]:
        """Yield what changed since `cursor`; None asks for a full listing.

        A cursor that the other side doesn't take is answered with a full listing.
        """
        ...

    def read(self, ids: Sequence[str]) -> Iterable[Seen | Gone]:
        """Read items, in as few requests as may be. An id that is in no answer is unknown, not
        gone.
        """
        ...

    def find(self, uid: str) -> Seen | None:
        """The item with this UID, wherever in the calendar it lies; None if there is none."""
        ...

    def put(self, item: CalendarItem, *, id: str, raw: str, expected: str | None) -> Outcome:
        """Write one item.

        Args:
            item: What it shall say.
            id: Where it stands; empty for a new item, whose place the plugin derives from `uid`
                in the same way each time, so that a repeated creation meets itself.
            raw: What was last received there; everything in it that is not ours is kept.
            expected: The version that must still stand there; None for a new item, which must
                not exist yet.
        """
        ...

    def delete(self, id: str, *, expected: str | None) -> Outcome:
        """Delete one item if it still has the version `expected`. `GONE` counts as done."""
        ...


@runtime_checkable
class Importer(Protocol):
    """Reads files of one format."""

    def read(self, path: str, data: Iterable[bytes]) -> Iterator[Page]:
        """Yield what a file holds.

        Args:
            path: The name to use in problems.
            data: The content in chunks; the reader must not need it all in memory at once.
        """
        ...


@runtime_checkable
class Exporter(Protocol):
    """Writes contacts in one format."""

    def write(self, contacts: Iterable[Card], touchpoints: Iterable[Touchpoint]) -> Iterator[bytes]:
        """Yield the file's content in chunks."""
        ...
