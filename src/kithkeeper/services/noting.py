"""What the user's lines under a reminder become: ledger entries, promises and participants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from kithkeeper.errors import Ambiguous, NotFound
from kithkeeper.identity.ids import derived_id
from kithkeeper.model.kinds import Direction, Intent
from kithkeeper.services.exchanges import Exchanges
from kithkeeper.services.finding import find_contact
from kithkeeper.services.notes import NoteLine, dropped_lines, fresh_lines, merged, note_lines
from kithkeeper.services.session import Session
from kithkeeper.store import Document, Work

_ACTS = {
    "gave": (Intent.HELP, Direction.GIVEN),
    "asked": (Intent.ASK, Direction.GIVEN),
    "got": (Intent.HELP, Direction.RECEIVED),
}
"""What the verbs of the notes are in the ledger."""


class Noting:
    """Carries out the lines, and takes back what a line had become that is worded anew."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take(
        self, work: Work, row: Document, before: str, now: str
    ) -> tuple[Document, tuple[str, ...]]:
        """Copy the user's lines to a touchpoint, and carry out those that mean something.

        What was given, asked and promised is between the user and those whom the reminder is for;
        who joins them by a line `with:` does so in whatever order the lines stand.

        Args:
            before: The lines as they were known.

        Returns:
            The touchpoint, not yet written, and why some of the lines could not be carried out.
        """
        note = row.get("note", "")
        joined, _ = self._named(note_lines(note))
        own = [each for each in row["contacts"] if each not in joined] or list(row["contacts"])
        for line in dropped_lines(before, now):
            self._take_back(work, row, line)
        fresh = fresh_lines(note, now)
        for line in fresh:
            self._carry_out(row, own, line)
        joined, _ = self._named(note_lines(now))
        people = list(dict.fromkeys([*own, *joined]))
        _, unknown = self._named(fresh)
        return {**row, "contacts": people, "note": merged(note, before, now)}, unknown

    def _carry_out(self, row: Document, people: Sequence[str], line: NoteLine) -> None:
        exchanges = Exchanges(self._session)
        if line.verb == "promised":
            what, by = line.promise(self._session.today)
            for contact in people:
                # A second computer reads the same line, and must mean the same promise by it.
                key = derived_id("promised", row["id"], contact, line.text, line.by)
                exchanges.promise(contact, what, by=by, touchpoint=row["id"], key=key)
        elif line.verb in _ACTS:
            intent, direction = _ACTS[line.verb]
            day = min(date.fromisoformat(row["date"]), self._session.today)
            exchanges.record(
                people, intent, line.text, on=day, touchpoint=row["id"], direction=direction
            )

    def _take_back(self, work: Work, row: Document, line: NoteLine) -> None:
        """Remove what a line had become, unless it has been changed since."""
        if line.verb == "promised":
            what, _ = line.promise(self._session.today)
            for each in self._session.store.find("commitment", {"contact": row["contacts"]}):
                mine = (each.get("touchpoint"), each["what"]) == (row["id"], what)
                if mine and each.get("state", "open") == "open":
                    work.delete("commitment", each["id"])
                    work.delete("touchpoint", f"{each['id']}p")
        elif line.verb in _ACTS:
            intent, direction = _ACTS[line.verb]
            for each in self._session.store.find("exchange", {"touchpoint": row["id"]}):
                said = (each["kind"], each.get("direction", Direction.GIVEN), each.get("what", ""))
                if said == (intent, direction, line.text):
                    work.delete("exchange", each["id"])

    def _named(self, lines: Iterable[NoteLine]) -> tuple[list[str], tuple[str, ...]]:
        """Ids of those whom the lines `with:` surely name, and what is wrong with the others."""
        found, wrong = [], []
        for line in lines:
            if line.verb != "with":
                continue
            try:
                found.append(find_contact(self._session.store, line.text))
            except NotFound:
                wrong.append(
                    f"the line `with: {line.text}` names no contact: write the full name or the "
                    f"e-mail address of one there, or add them first (`kith add`)"
                )
            except Ambiguous as error:
                wrong.append(
                    f"the line `with: {line.text}` names several contacts: {error.message}"
                )
        return found, tuple(wrong)
