"""What every command is given: the network, and a way to answer in words or in JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import date, datetime, time
from enum import Enum
from functools import cached_property
from shutil import get_terminal_size
from typing import Any

import click

from kithkeeper.cli.dates import parse_date
from kithkeeper.cli.text import clean, cut, escaped, one_line, padded, width_of
from kithkeeper.cli.whole import Whole
from kithkeeper.errors import Ambiguous, Candidate, NotFound
from kithkeeper.network import Network

NOBODY_YET = "Nobody yet. Begin with `kith import FILE` or `kith add NAME`."

_GAP = "  "


class App:
    """One run of a command.

    Attributes:
        json: Whether to answer in one JSON document on standard output.
        worst: The exit code so far.
    """

    def __init__(self, home: str | None, today: str | None, *, as_json: bool) -> None:
        self.home = home
        self.json = as_json
        self.worst = 0
        self._out = sys.stdout
        given = today or os.environ.get("KITHKEEPER_TODAY") or ""
        self._today = parse_date(given, date.today()) if given else None

    @cached_property
    def net(self) -> Network:
        """The network of the home."""
        return Network.open(home=self.home, clock=self._today)

    @property
    def today(self) -> date:
        """The clock's date."""
        return self._today or self.net.session.today

    @property
    def interactive(self) -> bool:
        """Whether a person sits at the terminal and can be asked."""
        return not self.json and sys.stdin.isatty() and sys.stdout.isatty()

    def who(self, text: str) -> str:
        """The id of the contact that is meant; a person at a terminal may choose among several.

        Raises:
            NotFound, Ambiguous: It fits nobody, or several.
        """
        from kithkeeper.services.finding import find_contact, near_name

        try:
            return find_contact(self.net.session.store, text)
        except NotFound as error:
            close = near_name(self.net.session.store, text)
            if not close:
                raise
            raise NotFound("contact", text, f"Did you mean {one_line(close)!r}?") from error
        except Ambiguous as error:
            if not self.interactive:
                raise
            return self.pick(text, error.candidates)

    def pick(self, text: str, candidates: Sequence[Candidate]) -> str:
        """Ask which of several is meant."""
        self.say(f"{text!r} could be:")
        for number, each in enumerate(candidates, 1):
            self.say(f"  {number}  {one_line(each.name)}  {one_line(each.detail)}")
        chosen = click.prompt("Which one", type=Whole(1, len(candidates)))
        return candidates[chosen - 1].id

    def day(self, text: str | None) -> date | None:
        """A date as it may be typed, or None."""
        return None if text is None else parse_date(text, self.today)

    def past_day(self, text: str | None) -> date | None:
        """A date on which something happened: a weekday is the last one."""
        return None if text is None else parse_date(text, self.today, past=True)

    def answer(self, data: Any, words: Callable[[], object]) -> None:
        """Print the JSON document, or say it in words."""
        if self.json:
            self._out.write(as_json(data) + "\n")
        else:
            words()

    def say(self, text: str = "") -> None:
        """A line on standard output."""
        sys.stdout.write(clean(text) + "\n")

    def say_all(self, lines: Iterable[str]) -> None:
        """Several lines on standard output."""
        for line in lines:
            self.say(line)

    def note(self, text: str) -> None:
        """A line on standard error: progress, warnings, what to do next."""
        sys.stderr.write(clean(text) + "\n")

    def failed(self, code: int = 1) -> None:
        """Remember that something in the work failed."""
        self.worst = max(self.worst, code)

    def nothing(self, text: str) -> None:
        """Say that there is nothing to show, and in a network of nobody how to begin."""
        self.say(text if self.net.session.store.count("contact") else NOBODY_YET)

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bool:
        """A table that fits the window: the widest columns give way; whether one had to."""
        cells = [[_cell(each) for each in row] for row in rows]
        widths = [
            max([width_of(head), *(width_of(row[n]) for row in cells)])
            for n, head in enumerate(heads)
        ]
        wanted, widths = widths, _fitted(widths, _window(), len(_GAP))
        self._row([_bold(padded(head, widths[n])) for n, head in enumerate(heads)])
        for row in cells:
            self._row([padded(cut(cell, widths[n]), widths[n]) for n, cell in enumerate(row)])
        return widths != wanted

    def reasons(self, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A table whose last column is why; where it had to be cut, where the rest is."""
        if self.table(heads, rows):
            self.note("`kith why CONTACT` says the whole of a reason; `--json` says all.")

    def _row(self, cells: Sequence[str]) -> None:
        sys.stdout.write(_GAP.join(cells).rstrip() + "\n")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep standard output for the JSON document, whatever a plugin prints meanwhile."""
        if not self.json:
            yield
            return
        with redirect_stdout(sys.stderr):
            yield

    def tell_failures(self) -> None:
        """Name the plugins that failed while the command did its work, a line each."""
        if "net" not in vars(self) or "host" not in vars(self.net):
            return
        first = {each.plugin: each for each in reversed(self.net.host.failures)}
        for name in sorted(first):
            failure = first[name]
            self.note(
                f"kith: plugin {name} failed at {failure.hook}: {failure.error}; the rest was done "
                f"without it. `kith plugins check {name}` looks into it."
            )

    def remind(self) -> None:
        """At a terminal, tell of deletions that wait for a word, until it is given."""
        if self.json or self.worst or not sys.stderr.isatty() or "net" not in vars(self):
            return
        if "session" not in vars(self.net):
            return
        from kithkeeper.services.reading import held_back

        if count := held_back(self.net.session):
            self.note(
                f"{count} deletions are held back: `kith sync --dry-run` shows them, "
                "`kith sync --allow-deletions` carries them out, "
                "`kith sync --recreate-deleted` makes reminders anew."
            )

    def reopen(self) -> None:
        """Open the network anew, after its settings were changed."""
        self.close()
        vars(self).pop("net", None)

    def close(self) -> None:
        """Let go of the network."""
        if "net" in vars(self):
            self.net.close()


def as_json(data: Any) -> str:
    """The JSON document of an answer; what could steer a terminal is written as an escape."""
    return escaped(json.dumps(plain(data), ensure_ascii=False))


def plain(value: Any) -> Any:
    """A value as JSON: named tuples and models become objects, dates ISO texts."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if hasattr(value, "_asdict"):
        return {name: plain(each) for name, each in value._asdict().items()}
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return value


def coloured() -> bool:
    """Whether the terminal takes bold and colours."""
    if "NO_COLOR" in os.environ or os.environ.get("TERM", "dumb") == "dumb":
        return False
    return sys.stdout.isatty()


def _bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m" if coloured() else text


def _cell(value: object) -> str:
    return "" if value is None else one_line(str(value))


def _window() -> int:
    return get_terminal_size().columns if sys.stdout.isatty() else 10_000


def _fitted(widths: list[int], window: int, gap: int) -> list[int]:
    fitted = list(widths)
    while sum(fitted) + gap * (len(fitted) - 1) > window and max(fitted) > 8:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted
