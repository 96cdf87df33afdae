"""From a content line to text: parameters, folding, and what vCard 2.1 does differently."""

from __future__ import annotations

import quopri
import re

from kithkeeper_vcard.compose import Line

_WIDTH = 75
_LISTS = frozenset({"CATEGORIES", "NICKNAME"})
"""Properties whose commas part their values, so that one inside a value stays escaped."""
_ESCAPED = re.compile(r"\\([\\,;n])")


def line_text(line: Line, version: str, end: str) -> str:
    """One content line as it stands in a card.

    Args:
        line: What to write.
        version: `2.1`, `3.0` or `4.0`.
        end: The line end of the card, CR LF or LF.
    """
    value, params = line.value, list(line.params)
    if version == "2.1":
        value, params = _old_style(line.name, value, params)
    head = f"{line.group}.{line.name}" if line.group else line.name
    for name, text in params:
        quoted = f'"{text}"' if any(char in text for char in ",;:") else text
        head += f";{name}={quoted}"
    whole = f"{head}:{value}"
    if "QUOTED-PRINTABLE" in head:
        return whole.replace("\n", end) + end
    return folded(whole, end)


def _old_style(
    name: str, value: str, params: list[tuple[str, str]]
) -> tuple[str, list[tuple[str, str]]]:
    """VCard 2.1 escapes semicolons only; line breaks and non-ASCII go as quoted-printable."""
    kept = "\\;," if name in _LISTS else "\\;"
    plain = _ESCAPED.sub(lambda found: _less_escaped(found, kept), value)
    if plain.isascii() and "\n" not in plain:
        return plain, params
    data = plain.replace("\n", "\r\n").encode()
    coded = quopri.encodestring(data.replace(b"\r\n", b"\0"), quotetabs=True)
    coded = coded.replace(b"=00", b"=0D=0A")
    coded = coded.replace(b":", b"=3A")  # no continued line may look like END:VCARD
    labels = [("CHARSET", "UTF-8"), ("ENCODING", "QUOTED-PRINTABLE")]
    return coded.decode("ascii"), [*params, *labels]


def _less_escaped(found: re.Match[str], kept: str) -> str:
    char = found[1]
    if char in kept:
        return found[0]
    return "\n" if char == "n" else char


def folded(line: str, end: str) -> str:
    """Fold at 75 octets, never inside a character."""
    if len(line) <= _WIDTH and line.isascii():
        return line + end
    pieces: list[str] = []
    start, size = 0, 0
    for position, char in enumerate(line):
        width = len(char.encode())
        if size + width > _WIDTH:
            pieces.append(line[start:position])
            start, size = position, 1
        size += width
    pieces.append(line[start:])
    return f"{end} ".join(pieces) + end
