"""The token file: authorized-user JSON as google-auth writes it, and the scopes that were granted."""

from __future__ import annotations

import json
import logging
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

log = logging.getLogger("kithkeeper.plugins.google")

_TEXTS = ("token", "refresh_token", "token_uri", "client_id", "client_secret")


class TokenUnreadable(Exception):
    """The token file is missing or is no authorized-user JSON; the message says which."""


def load(path: Path) -> dict[str, object]:
    """Read a token file; one that others may read is made the owner's alone.

    Raises:
        TokenUnreadable: It is not there, holds neither a token nor a refresh token, or something
            in their place that no request can carry.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise TokenUnreadable("there is no login yet") from None
    except (OSError, ValueError) as error:
        raise TokenUnreadable(f"{path} can't be read: {error}") from error
    if not isinstance(found, dict) or not (found.get("token") or found.get("refresh_token")):
        raise TokenUnreadable(f"{path} holds neither a token nor a refresh token")
    for key in _TEXTS:
        if not _is_word(found.get(key)):
            raise TokenUnreadable(f"{path}: {key} is no word of plain letters and signs")
    _close_to_others(path)
    return found


def _is_word(value: object) -> bool:
    """Whether it is not there, or can stand in a header as it is."""
    if value is None:
        return True
    return (
        isinstance(value, str) and value.isascii() and all(c > " " and c != "\x7f" for c in value)
    )


def _close_to_others(path: Path) -> None:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(0o600)
    except OSError as error:
        log.warning("%s can be read by others, and that can't be changed: %s", path, error)


def save(path: Path, values: Mapping[str, object]) -> None:
    """Replace the token file at once, readable by its owner only; a kill leaves the old or the new.

    A link stays a link: what it points to is replaced.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(values, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            fresh.unlink()
        raise
