"""Physical lines to CSV records: where each begins, and what to do with a broken one."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kithkeeper_csv.lines import Line

LONGEST_RECORD = 1 << 18
"""Characters of one record, over all its lines; an unclosed quote ends here at the latest."""

_SHOWN = 80
_SECOND_LOOKS = 50
"""How often a broken record's later lines are read again as records of their own, a file."""


class Record(NamedTuple):
    """One record of a CSV file.

    Attributes:
        line: Its first physical line, counted from 1.
        cells: The values as they stand, quotes resolved.
        damage: Why it can't be used; empty where it can.
        start: How a record that could not be cut into cells begins.
    """

    line: int
    cells: list[str]
    damage: str = ""
    start: str = ""


class _TooLongError(Exception):
    """A record goes on for too long."""


class _Feed:
    """Hands lines to the csv module, and remembers those of the current record.

    Attributes:
        current: The lines of the current record.
        ran_dry: Whether the record asked for a line after the last: it ended within quotes.
    """

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._again: deque[Line] = deque()
        self.current: list[Line] = []
        self.ran_dry = False
        self._size = 0

    def begin(self) -> None:
        self.current = []
        self.ran_dry = False
        self._size = 0

    def look_again(self) -> None:
        """Read all but the first line of the current record once more."""
        self._again.extendleft(reversed(self.current[1:]))

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines, None)
        if line is None:
            self.ran_dry = True
            raise StopIteration
        self.current.append(line)
        self._size += len(line.text)
        if self._size > LONGEST_RECORD:
            raise _TooLongError
        return line.text


def records(lines: Iterable[Line], delimiter: str) -> Iterator[Record]:
    """Read CSV as RFC 4180 and its looser relatives have it, one record at a time.

    Lines may end within quotes. A record that can't be read is handed over with its damage, and
    reading goes on with its second line; so an unclosed quote costs one record, not the file.
    A letter after a closing quote shows that a quote of an earlier line was never closed; within
    one line it is taken as it stands.
    Time is linear in the size: second looks are counted, and each is bounded by `LONGEST_RECORD`.
    """
    feed = _Feed(iter(lines))
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    looks = _SECOND_LOOKS
    while True:
        feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _TooLongError:
            damage = f"the record is longer than {LONGEST_RECORD:,} characters (an unclosed quote?)"
        except csv.Error as error:
            if (loose := _loosely(feed, delimiter)) is not None:
                yield Record(feed.current[0].number, loose, _first_damage(feed.current))
                reader = csv.reader(feed, delimiter=delimiter, strict=True)
                continue
            damage = _reason(error, feed)
        else:
            if not feed.ran_dry:
                yield Record(feed.current[0].number, cells, _first_damage(feed.current))
                continue
            damage = "a quote is opened and never closed"
        first = feed.current[0]
        yield Record(first.number, [], damage, first.text[:_SHOWN])
        if looks and len(feed.current) > 1:
            looks -= 1
            feed.look_again()
        reader = csv.reader(feed, delimiter=delimiter, strict=True)


def _loosely(feed: _Feed, delimiter: str) -> list[str] | None:
    """The cells of a record of one line, quotes as they happen to stand; None where that fails."""
    if len(feed.current) != 1 or feed.ran_dry:
        return None
    try:
        return next(csv.reader([feed.current[0].text], delimiter=delimiter), [])
    except csv.Error:
        return None


def _reason(error: csv.Error, feed: _Feed) -> str:
    if feed.ran_dry or "expected after" in str(error):
        return "a quote is opened and never closed"
    return f"the record is no CSV: {error}"


def _first_damage(lines: list[Line]) -> str:
    return next((line.damage for line in lines if line.damage), "")
