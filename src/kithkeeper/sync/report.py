"""What a sync of one connection did."""

from __future__ import annotations

from dataclasses import dataclass, field

from kithkeeper.errors import KithError, Problem
from kithkeeper.errors.concealing import redacted


@dataclass
class Pulled:
    """Counts of what came in: people from a source, items from a calendar."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0


@dataclass
class Pushed:
    """Counts of what went out."""

    created: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A deletion that waits for the user's word.

    Attributes:
        id: Of the touchpoint or contact.
        direction: "theirs" for one that happened there, "ours" for one that we would do there.
        kind: `reminder` or `contact`.
    """

    id: str
    name: str
    direction: str
    reason: str
    kind: str = "reminder"

    @property
    def can_be_remade(self) -> bool:
        """Whether it is a reminder that is gone there, which can be made anew."""
        return self.kind == "reminder" and self.direction == "theirs"


@dataclass
class SyncReport:
    """What a sync of one connection did, and what stopped it.

    Attributes:
        conflicts: What both sides changed, in words.
        held: Deletions that wait for the user's word.
        requests: How many requests went out: as the plugin counts them, or through its contexts.
        touches: How many touches with known people the source told of that were new.
        error: What ended it before its end; what was done until then is kept.
        details: One line an item with its reason, for `-v`.
    """

    connection: str
    pulled: Pulled = field(default_factory=Pulled)
    pushed: Pushed = field(default_factory=Pushed)
    conflicts: list[str] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    requests: int = 0
    touches: int = 0
    error: KithError | None = None
    details: list[str] = field(default_factory=list)
    dry_run: bool = False

    @property
    def ok(self) -> bool:
        """Whether everything went through and nothing waits."""
        return self.error is None and not self.problems and not self.held

    @property
    def changes(self) -> int:
        """How many people and items were changed here or there."""
        pulled, pushed = self.pulled, self.pushed
        there = pushed.created + pushed.updated + pushed.deleted
        return pulled.added + pulled.updated + pulled.removed + there

    def problem(self, where: str, reason: str) -> None:
        """Note an item that could not be taken or written."""
        self.problems.append(Problem(self.connection, None, where, redacted(reason)))

    def detail(self, line: str) -> None:
        """Note what happened to one item."""
        self.details.append(line)


def summary(report: SyncReport) -> str:
    """What a sync did, in one line."""
    pulled, pushed = report.pulled, report.pushed
    parts = [
        f"{count} {word}"
        for count, word in (
            (pulled.added, "in"), (pulled.updated, "changed there"), (pulled.removed, "gone there"),
            (pushed.created, "created"), (pushed.updated, "updated"), (pushed.deleted, "withdrawn"),
            (len(report.conflicts), "in conflict"), (len(report.held), "held back"),
            (len(report.problems), "with a problem"),
        )
        if count
    ]  # fmt: skip
    return ", ".join(parts) or "nothing changed"
