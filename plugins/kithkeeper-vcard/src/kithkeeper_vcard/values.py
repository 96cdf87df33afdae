"""What stands after the colon: encodings undone, escapes undone, parts split, text made safe."""

from __future__ import annotations

import base64
import binascii
import re

from kithkeeper_vcard.decode import text_of
from kithkeeper_vcard.scan import Head

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PIECES = {
    separator: re.compile(rf"(?:[^\\{separator}]|\\.|\\$)*", re.DOTALL) for separator in ";,"
}
_BREAKS = re.compile(r"[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_CONTROLS_IN_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]+")


def decoded(head: Head, value: str, charset: str) -> str:
    """Undo quoted-printable or base64; what can't be decoded stays as it was written.

    Args:
        head: Says which encoding and which charset.
        value: The value as written, soft breaks joined.
        charset: The charset that the rest of the card names, or ''.
    """
    if head.encoding == "QUOTED-PRINTABLE":
        data = binascii.a2b_qp(value.encode())
        return text_of(data, head.charset, charset)
    if head.encoding == "BASE64":
        try:
            return text_of(base64.b64decode(value, validate=True), head.charset, charset)
        except (binascii.Error, ValueError):
            return value
    return value


def unescaped(text: str) -> str:
    r"""Undo `\n`, `\,`, `\;`, `\\` and the `\:` that Apple and Google write."""
    return _ESCAPE.sub(_unescape, text) if "\\" in text else text


def _unescape(found: re.Match[str]) -> str:
    char = found[1]
    return "\n" if char in "nN" else char


def parts_of(text: str, separator: str) -> list[str]:
    """Split at separators that are not escaped, and undo the escapes of each part."""
    if "\\" not in text:
        return text.split(separator)
    pattern, parts, position = _PIECES[separator], [], 0
    while True:
        found = pattern.match(text, position)
        end = found.end() if found else len(text)
        parts.append(unescaped(text[position:end]))
        if end >= len(text):
            return parts
        position = end + 1


def one_line(text: str) -> str:
    """The text on one line, without control characters and blanks around it."""
    if text.isprintable():
        return text.strip()
    return _CONTROLS.sub("", _BREAKS.sub(" ", text)).strip()


def many_lines(text: str) -> str:
    """The text with its line breaks, tabs kept, without other control characters."""
    if text.isprintable():
        return text.strip()
    return _CONTROLS_IN_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def clean(value: str) -> str:
    """A value on one line, its escapes undone."""
    if "\\" in value:
        value = _ESCAPE.sub(_unescape, value)
    return value.strip() if value.isprintable() else one_line(value)


def clean_text(value: str) -> str:
    """A value of many lines, its escapes undone."""
    if "\\" in value:
        value = _ESCAPE.sub(_unescape, value)
    return value.strip() if value.isprintable() else many_lines(value)
