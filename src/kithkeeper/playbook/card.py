"""One's own card to hand over: a small vCard, and its QR code where `segno` is installed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from kithkeeper.errors import Invalid
from kithkeeper.playbook.template import plain

MOST_BYTES = 1_200
"""What a QR code holds that a telephone still reads from a screen."""


_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


class OwnCard(NamedTuple):
    """What one tells of oneself."""

    name: str
    given: str = ""
    family: str = ""
    organization: str = ""
    title: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    note: str = ""


def card_text(card: OwnCard) -> str:
    """The card as vCard 3.0 (RFC 2426), which every telephone reads; lines end in CRLF.

    Raises:
        Invalid: It has no name.
    """
    if not card.name.strip():
        raise Invalid(
            "profile.name", "is empty, and a card needs it; `kith config set profile.name NAME`"
        )
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_escape(card.family)};{_escape(card.given)};;;"
        if card.given or card.family
        else f"N:;{_escape(card.name)};;;",
        f"FN:{_escape(card.name)}",
    ]
    optional = (("ORG", card.organization), ("TITLE", card.title), ("NOTE", card.note))
    lines += [f"{name}:{_escape(value)}" for name, value in optional if value]
    lines += [f"EMAIL;TYPE=INTERNET:{_escape(each)}" for each in card.emails]
    lines += [f"TEL;TYPE=VOICE:{_escape(each)}" for each in card.phones]
    lines += [f"URL:{_uri(each)}" for each in card.links]
    lines.append("END:VCARD")
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def can_draw_qr() -> bool:
    """Whether the library that draws QR codes is installed."""
    return find_spec("segno") is not None


def write_qr(text: str, path: Path) -> None:
    """Draw a QR code; the file's ending chooses the format (.png, .svg, .txt, …).

    Raises:
        Invalid: `segno` is not installed, the text is too long, or the ending is unknown.
    """
    if len(text.encode()) > MOST_BYTES:
        raise Invalid("card", f"is longer than the {MOST_BYTES} bytes that a QR code holds well")
    if not can_draw_qr():
        raise Invalid("qr", "needs the package segno: run `pip install segno`")
    import segno

    try:
        segno.make(text, error="m", micro=False).save(str(path), scale=6, border=4)
    except (ValueError, KeyError) as error:
        raise Invalid("qr", f"{path.name} can't be written: {error}") from error


def _escape(value: str) -> str:
    return plain(value).translate(_ESCAPES)


def _uri(value: str) -> str:
    return "".join(plain(value).split())


def _fold(line: str) -> str:
    """Fold after 75 octets, never inside a character."""
    folded, width = "", 0
    for each in line:
        size = len(each.encode())
        if width + size > 75:
            folded, width = f"{folded}\r\n ", 1
        folded, width = folded + each, width + size
    return folded
