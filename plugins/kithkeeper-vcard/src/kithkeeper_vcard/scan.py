"""The head of a content line, `group.NAME;PARAM=value`, read by a linear scanner."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kithkeeper_vcard.decode import known_codec

MAX_HEAD = 2_048
"""Characters after which a head without a colon is no head."""

_CARETS = {"^n": "\n", "^'": '"', "^^": "^"}
_CARET = re.compile(r"\^[n'^]")
_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"})
_NOT_A_LABEL = frozenset({"internet", "pref", "voice", "x400", "pgp", "uri", "text/x-moz-url"})
_WORDS = {"cell": "mobile", "business": "work", "personal": "home"}


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """What stands before the colon.

    Attributes:
        name: The property, in upper case.
        group: The group in lower case, or ''.
        params: Values by the parameter's name in upper case; a bare word of vCard 2.1 is a TYPE.
        types: All TYPE values in lower case, in their order, each once.
        label: What the types say of the item, in words ("work fax"), or ''.
        preferred: Whether it is marked as the preferred one.
        encoding: `QUOTED-PRINTABLE`, `BASE64` or ''.
        charset: Python's name of the charset that it names, or ''.
    """

    name: str
    group: str
    params: dict[str, list[str]]
    types: tuple[str, ...]
    label: str
    preferred: bool
    encoding: str
    charset: str

    def param(self, name: str) -> str:
        """The first value of a parameter, or ''."""
        return next(iter(self.params.get(name, ())), "")


def split_line(line: str) -> tuple[Head, str] | None:
    """Read one logical line into head and value; None where it has no head.

    Time is linear in the length of the line, whatever it holds.
    """
    text, colon, value = line.partition(":")
    if '"' in text and text.count('"') % 2:
        text, colon, value = _partition_quoted(line)
    if not colon or not text or len(text) > MAX_HEAD:
        return None
    head = read_head(text)
    return (head, value) if head.name else None


def _partition_quoted(line: str) -> tuple[str, str, str]:
    """Part a line at its first colon outside of quotes; at its first one where they never close."""
    position = 0
    while True:
        colon = line.find(":", position, MAX_HEAD)
        if colon < 0:
            return line.partition(":")
        if line.count('"', 0, colon) % 2 == 0:
            return line[:colon], ":", line[colon + 1 :]
        quote = line.find('"', colon, MAX_HEAD)
        if quote < 0:
            return line.partition(":")
        position = quote


def read_head(text: str) -> Head:
    """Read what stands before the colon; the name is '' where that is not a property."""
    first, *rest = _split_outside_quotes(text, ";")
    group, dot, name = first.strip().rpartition(".")
    params = _params(rest)
    types = _types(params)
    encoding = next(iter(params.get("ENCODING", ())), "").upper()
    return Head(
        name=name.upper() if _is_name(name) else "",
        group=group.lower() if dot else "",
        params=params,
        types=types,
        label=_label(types),
        preferred="pref" in types or params.get("PREF", [""])[0] == "1",
        encoding="BASE64" if encoding == "B" else encoding,
        charset=known_codec(params["CHARSET"][0]) if params.get("CHARSET") else "",
    )


def nesting(line: str) -> int:
    """1 where a line opens a card, also as the value of an AGENT; -1 where it ends one; else 0."""
    head, colon, value = line.replace(" ", "").replace("\t", "").upper().partition(":")
    if head == "END" and value.startswith("VCARD"):
        return -1
    is_agent = head.partition(";")[0].rpartition(".")[2] == "AGENT"
    opens = value == "BEGIN:VCARD" if is_agent else head == "BEGIN" and value == "VCARD"
    return int(bool(colon) and opens)


def _is_name(name: str) -> bool:
    return 0 < len(name) <= 100 and name[0].isalpha() and name.isprintable()


def _split_outside_quotes(text: str, separator: str) -> list[str]:
    if '"' not in text:
        return text.split(separator)
    parts: list[str] = []
    kept = ""
    for part in text.split(separator):
        kept = f"{kept}{separator}{part}" if kept else part
        if kept.count('"') % 2 == 0:
            parts.append(kept)
            kept = ""
    return [*parts, kept] if kept else parts


def _params(texts: list[str]) -> dict[str, list[str]]:
    params: dict[str, list[str]] = {}
    for text in texts:
        name, equals, value = text.strip().partition("=")
        if not name:
            continue
        if not equals:
            name, value = ("ENCODING" if name.upper() in _ENCODINGS else "TYPE"), name
        params.setdefault(name.strip().upper(), []).append(_unquoted(value))
    return params


def _unquoted(value: str) -> str:
    """A parameter's value without quotes and with the escapes of RFC 6868 undone."""
    value = value.strip().strip('"').replace('\\"', '"')
    return _CARET.sub(lambda found: _CARETS[found[0]], value) if "^" in value else value


def _types(params: dict[str, list[str]]) -> tuple[str, ...]:
    words = (word.strip().lower() for text in params.get("TYPE", ()) for word in text.split(","))
    return tuple(dict.fromkeys(word for word in words if word and word.isprintable()))


def _label(types: tuple[str, ...]) -> str:
    words = (
        _WORDS.get(word, word).removeprefix("x-") for word in types if word not in _NOT_A_LABEL
    )
    return " ".join(dict.fromkeys(words))
