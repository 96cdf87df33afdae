"""A filled script as a draft that a mail program opens: a `mailto:` address or an `.eml` file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

from kithkeeper.errors import Invalid
from kithkeeper.playbook.template import plain

_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@[^\s@<>\"(),:;\\\[\]]{1,253}")


def mailto(to: Sequence[str], subject: str, body: str) -> str:
    """An address that opens a draft (RFC 6068); line breaks are CRLF, everything is quoted.

    Raises:
        Invalid: One of the addresses is none.
    """
    people = ",".join(quote(_address(each), safe="@") for each in to)
    parts = {"subject": header_text(subject), "body": "\r\n".join(_body(body).split("\n"))}
    query = "&".join(f"{key}={quote(value, safe='')}" for key, value in parts.items() if value)
    return f"mailto:{people}" + (f"?{query}" if query else "")


def eml(
    to: Sequence[tuple[str, str]],
    subject: str,
    body: str,
    *,
    written: datetime,
    sender: tuple[str, str] = ("", ""),
) -> bytes:
    """A message file (RFC 5322) that mail programs open as a draft to be sent.

    What a name or a subject brings along stays within its own header: line breaks and control
    characters are taken out first.

    Args:
        to: Name and address of each; the name may be empty.
        written: When, with its time zone; the program that sends it puts its own in place.
        sender: Your own name and address, as far as they are known. Without an address, From is a
            group of nobody (RFC 6854), for a message must have one.

    Raises:
        Invalid: One of the addresses is none.
    """
    message = EmailMessage(policy=SMTP)
    message["Date"] = written
    name, address = sender
    message["From"] = _mailbox(name, address) if address else Group(header_text(name) or "Me", ())
    if to:
        message["To"] = tuple(_mailbox(*each) for each in to)
    message["Subject"] = header_text(subject)
    message["X-Unsent"] = "1"
    message.set_content(_body(body), charset="utf-8")
    return message.as_bytes()


def header_text(value: str) -> str:
    """Words fit for a header: one line, no control characters."""
    return " ".join(plain(value).split())


def _body(text: str) -> str:
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(_line(line) for line in kept.split("\n"))


def _line(line: str) -> str:
    return "".join(each for each in line if each == "\t" or each.isprintable())


def _mailbox(name: str, address: str) -> Address:
    return Address(display_name=header_text(name), addr_spec=_ascii(_address(address)))


def _address(address: str) -> str:
    bare = address.strip()
    if not _ADDRESS.fullmatch(bare) or not bare.isprintable():
        raise Invalid("to", f"{address!r} is no e-mail address")
    return bare


def _ascii(address: str) -> str:
    """The address with its domain in ASCII, as headers without SMTPUTF8 need it."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise Invalid("to", f"{address!r} can't be written in a header") from error
