"""iCalendar text as a tree of raw content lines (RFC 5545 section 3.1), so that one can be changed
and every other stays exactly as it was received.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

DEEPEST = 8
"""Components inside components; real calendars stop at three."""
_FOLD = re.compile(r"\r?\n[ \t]")
_BREAK = re.compile(r"\r\n|\n|\r")
_NAME = re.compile(r"[A-Za-z0-9-]+")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_ESCAPED = re.compile(r"\\([nN\\;,])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Unreadable(ValueError):
    """The text is no iCalendar object; the message says where it breaks off."""


@dataclass(frozen=True, slots=True)
class Line:
    """One unfolded content line.

    Attributes:
        name: In capitals.
        params: Parameter names in capitals with their values, quotes removed.
        value: As written, escapes untouched.
        text: The whole line as received.
    """

    name: str
    params: dict[str, str]
    value: str
    text: str

    @property
    def plain(self) -> str:
        """The value as text, escapes resolved."""
        return _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], self.value)


@dataclass(slots=True)
class Component:
    """A BEGIN…END block: its lines and components in the order received."""

    name: str
    entries: list[Line | Component] = field(default_factory=list)

    def lines(self, name: str) -> Iterator[Line]:
        """Its own lines of that name."""
        return (each for each in self.entries if isinstance(each, Line) and each.name == name)

    def first(self, name: str) -> Line | None:
        """The first of its own lines of that name."""
        return next(self.lines(name), None)

    def text(self, name: str) -> str:
        """The text of the first such line, or an empty string."""
        line = self.first(name)
        return line.plain if line else ""

    def components(self, *names: str) -> Iterator[Component]:
        """Its direct components of these names."""
        return (each for each in self.entries if isinstance(each, Component) and each.name in names)

    def set(self, name: str, value: str | None, *, params: str = "") -> None:
        """Put one line where the first of that name stands, else before the first component.

        Args:
            value: Escaped already; None removes every line of that name.
            params: With its leading semicolon.
        """
        places = [i for i, each in enumerate(self.entries) if each.name == name and _is_line(each)]
        if value is None:
            for place in reversed(places):
                del self.entries[place]
            return
        line = parse_line(f"{name}{params}:{value}")
        if places:
            self.entries[places[0]] = line
            return
        inner = (i for i, each in enumerate(self.entries) if isinstance(each, Component))
        self.entries.insert(next(inner, len(self.entries)), line)


def _is_line(entry: Line | Component) -> bool:
    return isinstance(entry, Line)


def parse_line(text: str) -> Line:
    """Take one unfolded line apart.

    Raises:
        Unreadable: It has no name or no colon.
    """
    name = _NAME.match(text)
    if not name:
        raise Unreadable(f"no property name in {text[:40]!r}")
    place, params = name.end(), {}
    while found := _PARAMETER.match(text, place):
        params[found[1].upper()] = found[2].replace('"', "")
        place = found.end()
    if text[place : place + 1] == ":":
        return Line(name[0].upper(), params, text[place + 1 :], text)
    colon = text.find(":")
    if colon < 0:
        raise Unreadable(f"no colon in {text[:40]!r}")
    return Line(name[0].upper(), params, text[colon + 1 :], text)


def parse(text: str) -> Component:
    """Read one VCALENDAR.

    A line that can't be read inside a component is kept as it is and means nothing.

    Raises:
        Unreadable: There is no VCALENDAR, or its blocks don't close.
    """
    open_blocks: list[Component] = []
    for raw in _BREAK.split(_FOLD.sub("", text.lstrip("\ufeff"))):
        if not raw.strip():
            continue
        try:
            line = parse_line(raw)
        except Unreadable:
            line = Line("", {}, "", raw)
        match line.name:
            case "BEGIN":
                block = Component(line.value.strip().upper())
                if not open_blocks and block.name != "VCALENDAR":
                    raise Unreadable(f"it begins with {block.name[:20]}, not with VCALENDAR")
                if len(open_blocks) >= DEEPEST:
                    raise Unreadable(f"its components lie more than {DEEPEST} deep")
                if open_blocks:
                    open_blocks[-1].entries.append(block)
                open_blocks.append(block)
            case "END":
                if not open_blocks or open_blocks[-1].name != line.value.strip().upper():
                    raise Unreadable(f"END:{line.value[:20]} closes nothing")
                block = open_blocks.pop()
                if not open_blocks:
                    return block
            case _ if open_blocks:
                open_blocks[-1].entries.append(line)
            case _:
                raise Unreadable("it does not begin with BEGIN:VCALENDAR")
    raise Unreadable("it ends before END:VCALENDAR" if open_blocks else "it is empty")


def write(component: Component) -> str:
    """The text of a component, folded at 75 octets, with CRLF."""
    return "".join(fold(line) + "\r\n" for line in _flat(component))


def _flat(component: Component) -> Iterator[str]:
    yield f"BEGIN:{component.name}"
    for each in component.entries:
        if isinstance(each, Line):
            yield each.text
        else:
            yield from _flat(each)
    yield f"END:{component.name}"


def fold(line: str) -> str:
    """Break a long line so that no part is over 75 octets and no character is torn."""
    if len(line) <= 18 or len(line.encode()) <= 75:
        return line
    parts, size, start = [], 0, 0
    for place, character in enumerate(line):
        width = len(character.encode())
        if size + width > 75:
            parts.append(line[start:place])
            start, size = place, 1
        size += width
    return "\r\n ".join([*parts, line[start:]])


def escape(text: str) -> str:
    """A TEXT value (RFC 5545 section 3.3.11), control characters dropped."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def decode(body: bytes) -> str:
    """Bytes as text, unfolded first, so that a character torn by folding comes together."""
    return re.sub(rb"\r?\n[ \t]", b"", body).decode("utf-8", errors="replace")
