"""A round of triage: placing people one after the other, or all that a table names at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from kithkeeper.errors import Ambiguous, Candidate, Invalid, KithError, NotFound, Problem
from kithkeeper.services.circles import Circles, Triage
from kithkeeper.services.contacts import Contacts
from kithkeeper.services.exchanges import Exchanges
from kithkeeper.services.finding import find_contact
from kithkeeper.services.session import Session
from kithkeeper.services.touchpoints import Touchpoints
from kithkeeper.store import Document, Group

_WHO = ("contact", "id", "email", "e-mail", "name", "full name")
"""Columns that may say who is meant; the first that has a value decides."""
_WHERE = ("circle",)
_SPOKE = ("last_spoke", "last spoke", "last_touch", "last touch")

_Rows = dict[tuple[str, str], tuple[Document | None, Document | None]]


class Applied(NamedTuple):
    """What became of one row of a table.

    Attributes:
        line: Its first line in the file, from 1.
        contact: Id of who was meant; None where nobody was found.
        circle: Where they were placed; `none` and `archive` as they were written.
        reason: Why the row was rejected; empty where it was taken.
    """

    line: int
    contact: str | None
    name: str
    circle: str
    reason: str = ""


class Round:
    """One round of triage. Each decision is committed at once; all are one history entry."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._group = Group("user", "a round of triage")
        self._contacts = Contacts(session)
        self._circles = Circles(session)
        self._touchpoints = Touchpoints(session, Exchanges(session))
        self._decided: list[tuple[str, _Rows]] = []

    def waiting(self) -> list[Triage]:
        """Everyone who waits to be placed, those with most evidence first."""
        return self._circles.triage()

    def place(self, contact: str, circle: str) -> None:
        """Put someone in a circle; `NotFound` if there is none of this name."""
        with self._decision(contact):
            self._contacts.place(contact, circle)

    def leave(self, contact: str) -> None:
        """Let someone be without a circle; triage doesn't ask again."""
        with self._decision(contact):
            self._circles.leave_unplaced(contact)

    def archive(self, contact: str) -> None:
        """Hide someone."""
        with self._decision(contact):
            self._contacts.archive(contact)

    def spoke(self, contact: str, on: date) -> None:
        """Log that the user last spoke with someone on that day; `Invalid` in the future."""
        with self._session.change("", parent=self._group):
            self._touchpoints.log(contact, on=on)

    def back(self, contact: str) -> None:
        """Take the last decision back if it was about this person; who was skipped has none."""
        if not self._decided or self._decided[-1][0] != contact:
            return
        _, rows = self._decided.pop()
        with self._session.change("went back", subject=contact, parent=self._group) as work:
            for (table, key), (before, _) in rows.items():
                if before is None:
                    work.delete(table, key)
                else:
                    work.put(table, key, before)

    @contextmanager
    def _decision(self, contact: str) -> Iterator[None]:
        with self._session.change("", subject=contact, parent=self._group) as work:
            yield
            rows = {key: change for key, change in work.changed.items() if key[0] != "standing"}
        self._decided.append((contact, rows))

    def apply(self, rows: Iterable[tuple[int, Mapping[str, str]]]) -> list[Applied]:
        """Carry out the rows of a table in one transaction; one that can't be is left out.

        Args:
            rows: Line and cells of each, as `read_table` gives them.
        """
        find = _finder(self._session)
        done: list[Applied] = []
        with self._session.change("a round of triage") as work:
            for line, cells in rows:
                done.append(self._apply(line, cells, find))
            taken = sum(not each.reason for each in done)
            work.describe(f"a round of triage: {taken} people")
        return done

    def _apply(
        self, line: int, cells: Mapping[str, str], find: Callable[[str], tuple[str, str]]
    ) -> Applied:
        wanted, circle, spoke = _cell(cells, _WHO), _cell(cells, _WHERE), _cell(cells, _SPOKE)
        row = Applied(line, None, wanted, circle)
        try:
            if not wanted:
                raise Invalid("", "names nobody")
            key, name = find(wanted)
            row = row._replace(contact=key, name=name)
            with self._session.change(""):
                if spoke:
                    self._touchpoints.log(key, on=_day(spoke))
                self._decide(key, circle)
        except KithError as error:
            return row._replace(reason=error.message)
        return row

    def _decide(self, contact: str, circle: str) -> None:
        match circle.casefold():
            case "":
                return
            case "none":
                self._circles.leave_unplaced(contact)
            case "archive":
                self._contacts.archive(contact)
            case _:
                self._contacts.place(contact, circle)


def read_table(data: bytes, file: str) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with a head, each with its first line; keys in lower case.

    Comma, semicolon and tab are told apart by the head; UTF-8, else Windows-1252.

    Raises:
        Invalid: There is no column `circle`, or none that says who is meant.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    rows: list[tuple[int, dict[str, str]]] = []
    names: list[str] = []
    begins = 1
    try:
        for cells in reader:
            if not names:
                names = _checked_head([each.strip().casefold() for each in cells], file)
            elif any(each.strip() for each in cells):
                rows.append(
                    (begins, dict(zip(names, (each.strip() for each in cells), strict=False)))
                )
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Invalid(file, f"line {begins}: {error}") from error
    if not names:
        raise Invalid(file, "is empty; it needs a line of column names")
    return rows


def problems_of(applied: Iterable[Applied], file: str) -> list[Problem]:
    """The rows that were rejected."""
    return [Problem(file, each.line, each.name, each.reason) for each in applied if each.reason]


def _checked_head(names: list[str], file: str) -> list[str]:
    if not set(names) & set(_WHERE):
        raise Invalid(file, f"has no column 'circle'; it has {', '.join(names) or 'none'}")
    if not set(names) & set(_WHO):
        raise Invalid(file, "has no column that says who: contact, id, name or email")
    return names


def _cell(cells: Mapping[str, str], names: Iterable[str]) -> str:
    return next((cells[name] for name in names if cells.get(name)), "")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("last_spoke", f"{text!r} is no date; write 2026-03-04") from None


def _finder(session: Session) -> Callable[[str], tuple[str, str]]:
    """Finds people by id, e-mail or full name at once, in any other way one by one."""
    columns = ("id", "name", "emails", "organization")
    people = session.store.columns("contact", columns, {"merged_into": None, "removed": 0})
    names = {row[0]: str(row[1]) for row in people}
    known: dict[str, list[tuple[str, ...]]] = {}
    for row in people:
        for word in dict.fromkeys((row[0], row[1].casefold(), *_addresses(row[2]))):
            known.setdefault(word, []).append(row)

    def find(text: str) -> tuple[str, str]:
        found = known.get(text) or known.get(text.casefold()) or ()
        if len(found) > 1:
            raise Ambiguous(text, tuple(Candidate(row[0], row[1], row[3] or "") for row in found))
        key = found[0][0] if found else find_contact(session.store, text)
        if key not in names:
            raise NotFound("contact", text)
        return key, names[key]

    return find


def _addresses(emails: str) -> list[str]:
    import json

    return [each.casefold() for each in json.loads(emails)]
