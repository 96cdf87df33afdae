"""Contacts come in: each page with its checkpoint in one transaction, absence read at the end."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from contextlib import AbstractContextManager
from typing import Any

from kithkeeper.store import Condition, Document, Store, Work
from kithkeeper.sync import guard
from kithkeeper.sync.ingest import Ingest
from kithkeeper.sync.keeper import Cancelled
from kithkeeper.sync.ports import Change, Page, Source
from kithkeeper.sync.report import Held, SyncReport
from kithkeeper.sync.soundness import sound
from kithkeeper.sync.state import load_state, save_state
from kithkeeper.sync.touches import take_touches

Begin = Callable[[str], AbstractContextManager[Work]]


class Pull:
    """Takes in what one source says.

    Args:
        begin: Opens a transaction that is a part of the sync's history entry.
        memory: The plugin's own small state, written with the cursor.
        full: Ask for everything, whatever the cursor says.
        allow_deletions: Carry out a mass loss that the guard held back.
        settle: Called with each change before it is taken, to settle what both sides changed.
    """

    def __init__(
        self,
        store: Store,
        source: Source,
        ingest: Ingest,
        report: SyncReport,
        begin: Begin,
        memory: MutableMapping[str, Any],
        *,
        full: bool = False,
        allow_deletions: bool = False,
        cancelled: Cancelled = lambda: False,
        progress: Callable[[int, int | None], None] = lambda *_: None,
        settle: Callable[[Work, Change], None] = lambda *_: None,
    ) -> None:
        self._store = store
        self._source = source
        self._ingest = ingest
        self._report = report
        self._connection = report.connection
        self._begin = begin
        self._memory = memory
        self._full = full
        self._allow = allow_deletions
        self._cancelled = cancelled
        self._progress = progress
        self._settle = settle
        self._state: Document = load_state(store, self._connection)

    def run(self) -> None:
        """Pull, page by page.

        Raises:
            LoginNeeded, TryLater, PluginError: From the plugin; the pages before it are kept.
        """
        try:
            self._pages()
        finally:
            self._tally()

    def _pages(self) -> None:
        complete, nameless = False, False
        known = self._links()
        gone: set[str] = set(self._state.get("waiting", ()))
        for given in self._source.pull(None if self._full else self._state.get("cursor")):
            page, spoilt, unknown = sound(given, self._connection)
            nameless = nameless or unknown
            self._ingest.seen |= spoilt
            self._ingest.seen.update(page.present)
            gone.difference_update(page.present)
            gone |= {each.key for each in page.changes if each.card is None}
            self._take(page, gone)
            complete = complete or page.complete
            if self._cancelled():
                return
        if complete and not nameless:
            gone |= known.keys() - self._ingest.seen
        self._lose(gone & self._links().keys(), len(known))

    def _take(self, page: Page, gone: set[str]) -> None:
        """One page and its checkpoint, in one transaction; what is gone waits for the end."""
        with self._begin("pulled") as work:
            for change in page.changes:
                if change.card is None:
                    self._ingest.seen.add(change.key)
                    continue
                gone.discard(change.key)
                self._take_card(work, self._ingest.recognised(work, change))
            self._report.problems += page.problems
            self._report.touches += take_touches(self._store, work, page.touches, self._ingest)
            self._remember(work, page.checkpoint, gone)
        self._progress(self._ingest.tally.cards, None)

    def _take_card(self, work: Work, change: Change) -> None:
        self._settle(work, change)
        taken = self._ingest.take(work, change, self._connection)
        if taken.problem:
            self._report.problems.append(taken.problem)
        if taken.outcome != "unchanged" and change.card:
            self._report.detail(f"{change.card.display_name}: {taken.outcome}")

    def _remember(self, work: Work, checkpoint: str | None, gone: set[str]) -> None:
        state = {**self._state, "plugin": dict(self._memory), "waiting": sorted(gone)}
        if checkpoint is not None:
            state["cursor"] = checkpoint
        if state != self._state:
            save_state(work, self._connection, state)
            self._state = state

    def _lose(self, gone: set[str], known: int) -> None:
        """Remove what the source no longer has, unless it is more than one takes on trust."""
        if gone and guard.lost(len(gone), known) and not self._allow:
            names = self._links()
            reason = f"the source lost {len(gone)} of {known} at once"
            self._report.held += [
                Held(contact, self._name(contact), "theirs", reason, kind="contact")
                for contact in dict.fromkeys(names[key] for key in sorted(gone))
            ]
        else:
            with self._begin("gone from the source") as work:
                for key in sorted(gone):
                    taken = self._ingest.drop(work, key)
                    self._ingest.tally.count(taken.outcome)
                    if taken.contact:
                        self._ingest.touched[taken.contact] = "removed"
            gone = set()
        with self._begin("cursor") as work:
            self._remember(work, None, gone)

    def _links(self) -> dict[str, str]:
        where: dict[str, Condition] = {"connection": self._connection, "gone": 0}
        rows = self._store.columns("link", ["item", "contact"], where)
        return dict(rows)

    def _name(self, contact: str) -> str:
        return str((self._store.get("contact", contact) or {}).get("display", contact))

    def _tally(self) -> None:
        tally, pulled = self._ingest.tally, self._report.pulled
        pulled.added += tally.added + tally.merged
        pulled.updated += tally.updated
        pulled.removed += tally.removed
        pulled.unchanged += tally.unchanged
