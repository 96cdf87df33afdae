"""The playbook as a whole: the built-in one, what plugins add, and the user's own files on top."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from kithkeeper.errors import Invalid, NotFound, Problem
from kithkeeper.playbook.entries import Advice, Checklist, Entry, Item, Lines, Script
from kithkeeper.playbook.reading import MOST_BYTES, read_playbook
from kithkeeper.playbook.template import parse, placeholders, render

FOLDER = "playbook"
"""The folder in the home that holds the user's own files."""

BUILT_IN = ("scripts", "lines", "checklists", "advice")


class Filled(NamedTuple):
    """A script with its slots filled.

    Attributes:
        missing: Names of slots that could not be filled; in the text they stand as ‹name›.
    """

    text: str
    subject: str
    missing: tuple[str, ...]


class Playbook(NamedTuple):
    """Everything there is to say and to tick off, by kind and name."""

    scripts: Mapping[str, Script]
    lines: Mapping[str, Lines]
    checklists: Mapping[str, Checklist]
    advice: Mapping[str, Advice]
    problems: tuple[Problem, ...] = ()

    def script(self, name: str) -> Script:
        """The script of that name or alias, in any spelling of case and hyphens.

        Raises:
            NotFound: There is none, with those there are.
            Invalid: There would be one, but it can't be taken; with the reason.
        """
        for each in self.scripts.values():
            if _key(name) in map(_key, (each.name, *each.aliases)):
                return each
        self._refuse("scripts", name)
        raise NotFound("script", name, f"There are {', '.join(sorted(self.scripts))}.")

    def checklist(self, name: str) -> Checklist:
        """The checklist of that name.

        Raises:
            NotFound: There is none, with those there are.
            Invalid: There would be one, but it can't be taken; with the reason.
        """
        for each in self.checklists.values():
            if _key(name) == _key(each.name):
                return each
        self._refuse("checklists", name)
        raise NotFound("checklist", name, f"There are {', '.join(sorted(self.checklists))}.")

    def _refuse(self, kind: str, name: str) -> None:
        for each in self.problems:
            if _key(each.record) == _key(f"{kind}.{name}"):
                where = f"{each.file}, line {each.line}" if each.line else each.file
                raise Invalid(f"{kind}.{name}", f"{each.reason} (in {where})")

    def checklists_for(self, kind: str, when: str = "") -> tuple[Checklist, ...]:
        """The checklists of a kind of networking event (`NetworkingKind`), of one phase or all."""
        return tuple(
            each
            for each in self.checklists.values()
            if kind in each.kinds and (not when or each.when == when)
        )

    def say(self, name: str, facts: Mapping[str, str]) -> tuple[str, ...]:
        """The lines of a kind whose slots are all known, filled in.

        Raises:
            NotFound: There are no lines of that name.
        """
        if name not in self.lines:
            raise NotFound("kind of lines", name, f"There are {', '.join(sorted(self.lines))}.")
        filled = (render(parse(each), facts) for each in self.lines[name].items)
        return tuple(each.text for each in filled if not each.missing)

    def advise(self, name: str, numbers: Mapping[str, int]) -> tuple[str, ...]:
        """The advice of that name (a temperament), with numbers filled in; empty without any."""
        known = {key: str(number) for key, number in numbers.items()}
        items = self.advice[name].items if name in self.advice else ()
        return tuple(render(parse(each.text), known).text for each in items)


def fill(script: Script, facts: Mapping[str, str]) -> Filled:
    """Fill a script in; the subject is one line.

    Args:
        facts: Words by slot name; `name` is what the person is called in a greeting.
    """
    text = render(parse(script.text), facts)
    subject = render(parse(script.subject), facts)
    missing = (*text.missing, *subject.missing, *placeholders(script.text))
    return Filled(text.text, " ".join(subject.text.split()), tuple(dict.fromkeys(missing)))


@cache
def built_in() -> Playbook:
    """The playbook that comes with Kithkeeper: the guide's."""
    folder = files("kithkeeper.playbook") / "data"
    texts = [("built-in", (folder / f"{name}.toml").read_text("utf-8")) for name in BUILT_IN]
    return _with(Playbook({}, {}, {}, {}), texts)


def load(home: Path | None = None, plugins: Iterable[tuple[str, str]] = ()) -> Playbook:
    """The built-in playbook, overridden or extended by plugins and then by the user's own files.

    Args:
        home: The folder that holds `playbook/*.toml`; None or without it, there are no own files.
        plugins: Name and TOML text of each plugin's playbook.

    Returns:
        A playbook whose `problems` say what could not be taken; it is never an error.
    """
    book = _with(built_in(), plugins)
    folder = home / FOLDER if home is not None else None
    if folder is None or not folder.is_dir():
        return book
    for file in sorted(folder.glob("*.toml")):
        shown = f"{FOLDER}/{file.name}"
        try:
            with file.open("rb") as opened:
                text = opened.read(MOST_BYTES + 1).decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            problem = Problem(shown, None, "", f"can't be read: {error}")
            book = book._replace(problems=(*book.problems, problem))
            continue
        book = _with(book, [(shown, text)])
    return book


def _with(book: Playbook, texts: Iterable[tuple[str, str]]) -> Playbook:
    scripts, lines = dict(book.scripts), dict(book.lines)
    checklists, advice = dict(book.checklists), dict(book.advice)
    problems = list(book.problems)
    for source, text in texts:
        reading = read_playbook(text, source)
        problems += reading.problems
        for entry, extends in reading.found:
            match entry:
                case Script():
                    scripts[entry.name] = entry
                case Lines():
                    before = lines.get(entry.name) if extends else None
                    lines[entry.name] = _longer(before, entry)
                case Checklist():
                    listed = checklists.get(entry.name) if extends else None
                    checklists[entry.name] = (
                        listed._replace(items=_more(listed, entry), source=_both(listed, entry))
                        if listed
                        else entry
                    )
                case Advice():
                    advised = advice.get(entry.name) if extends else None
                    advice[entry.name] = (
                        advised._replace(items=_more(advised, entry), source=_both(advised, entry))
                        if advised
                        else entry
                    )
    return Playbook(scripts, lines, checklists, advice, tuple(problems))


def _longer(before: Lines | None, entry: Lines) -> Lines:
    if before is None:
        return entry
    items = tuple(dict.fromkeys((*before.items, *entry.items)))
    return before._replace(items=items, source=_both(before, entry))


def _both(before: Entry, entry: Entry) -> str:
    return f"{before.source}, {entry.source}"


def _more(before: Checklist | Advice, entry: Checklist | Advice) -> tuple[Item, ...]:
    """What was there with the new items after it; an item of the same id takes its place."""
    return tuple({each.id: each for each in (*before.items, *entry.items)}.values())


def _key(name: str) -> str:
    return "".join(each for each in name.casefold() if each.isalnum())
