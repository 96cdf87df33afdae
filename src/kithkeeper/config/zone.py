"""The time zone that days are reckoned in: the one named, else the one of the system."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

from kithkeeper.model.zone import named

_LOCALTIME = Path("/etc/localtime")


def resolve(key: str) -> ZoneInfo:
    """The zone of that name; for an empty name the system's, and UTC where that is unknown."""
    wanted = (key or os.environ.get("TZ", "")).lstrip(":")
    zone = named(wanted) if wanted else None
    return zone or _of_system() or ZoneInfo("UTC")


def _of_system() -> ZoneInfo | None:
    """The zone that `/etc/localtime` points at, or that it holds."""
    _, found, key = os.path.realpath(_LOCALTIME).rpartition("zoneinfo/")
    zone = named(key) if found else None
    if zone is not None or not _LOCALTIME.is_file():
        return zone
    try:
        with _LOCALTIME.open("rb") as file:
            return ZoneInfo.from_file(file, key="localtime")
    except (ValueError, OSError):
        return None
