"""Text that a program keeps as HTML, such as web calendars and Exchange, as plain lines."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"(<[/!]?[A-Za-z-][^<>]*>)")
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_LINES = frozenset({"body", "br", "div", "h1", "h2", "h3", "h4", "html", "li", "ol", "p", "table", "tr", "ul"})  # fmt: skip
_UNSEEN = frozenset({"head", "script", "style", "title"})


def plain_text(text: str) -> str:
    """The text as it is; of HTML what is seen of it, a line for each paragraph, without empty ones.

    It is HTML when a tag in it begins a line.
    """
    parts = _TAG.split(text)
    if not any(_name(tag) in _LINES for tag in parts[1::2]):
        return text
    seen, unseen = [], ""
    for at, part in enumerate(parts):
        if at % 2 == 0:
            seen.append("" if unseen else html.unescape(part))
            continue
        name = _name(part)
        if unseen:
            unseen = "" if name == unseen and part.startswith("</") else unseen
        elif name in _UNSEEN and not part.startswith("</"):
            unseen = name
        elif name in _LINES:
            seen.append("\n")
    lines = (" ".join(line.split()) for line in "".join(seen).split("\n"))
    return "\n".join(line for line in lines if line)


def _name(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1].lower() if found else ""
