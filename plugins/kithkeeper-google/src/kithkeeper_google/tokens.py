"""The token file: authorized-user JSON as google-auth writes it, and the scopes that were granted."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex


class TokenUnreadable(Exception):
    """The token file is missing or is no authorized-user JSON; the message says which."""


def load(path: Path) -> dict[str, object]:
    """Read a token file.

    Raises:
        TokenUnreadable: It is not there, or holds neither a token nor a refresh token.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TokenUnreadable("there is no login yet") from None
    except (OSError, ValueError) as error:
        raise TokenUnreadable(f"{path} can't be read: {error}") from error
    if not isinstance(found, dict) or not (found.get("token") or found.get("refresh_token")):
        raise TokenUnreadable(f"{path} holds neither a token nor a refresh token")
    return found


def save(path: Path, values: Mapping[str, object]) -> None:
    """Replace the token file at once, readable by its owner only; a kill leaves the old or the new."""
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
