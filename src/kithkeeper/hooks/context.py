"""What a hook is given: one frozen object, so that a new fact never breaks a signature."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kithkeeper.errors import Problem
    from kithkeeper.hooks.http import Http
    from kithkeeper.hooks.notices import Notice


class ReadOnlyNetwork(Protocol):
    """What a plugin may look up in the network; it changes nothing."""

    def contacts(self) -> list[dict[str, Any]]:
        """All contacts that are not archived, with the keys of `kith list --json`."""
        ...

    def contact(self, contact_id: str) -> dict[str, Any]:
        """Everything about one contact, with the keys of `kith show --json`."""
        ...

    def due(self, within: int = 0) -> list[dict[str, Any]]:
        """Who to reach now, with the keys of `kith due --json`."""
        ...


def _nothing(*_: object) -> None:
    """Take anything and do nothing."""


def _never() -> bool:
    return False


def _no_secret(name: str) -> str:
    raise KeyError(name)


def _no_http() -> Http:
    raise RuntimeError("this context has no network access")


@dataclass(frozen=True, kw_only=True)
class PluginContext:
    """What every hook and every factory is given.

    Attributes:
        api: Version of the hooks that the host speaks.
        plugin: The plugin's name.
        owner: Whose network it is.
        today: The clock's date in the profile's zone.
        now: The clock's instant, UTC.
        timezone: The profile's zone.
        locale: The profile's language, such as "en".
        region: Two letters for reading phone numbers without a country, such as "DE".
        settings: The validated settings: of the connection where there is one, else of the
            plugin; None where the plugin has no model.
        connection: Name of the connection, or an empty string.
        columns: What the user says that columns of a table mean, for an importer.
        dry_run: Nothing may be changed anywhere.
        log: A logger under `kithkeeper.plugins.NAME`; no personal data above DEBUG.
        problem: Reports one record that could not be taken.
        progress: Tells how much of how much is done; total may be None.
        cancelled: Whether the user wants to stop; asked between items.
        state: A small memory of the connection (JSON values), committed with the cursor.
        secret: The value of a secret setting by its field name; KeyError where it is not set.
        data_dir, cache_dir: Folders of the plugin's own, made on first use.
        http: Makes an HTTP client with timeouts, size bounds and no credentials across hosts.
        network: The network, for reading.
    """

    api: tuple[int, int]
    plugin: str
    owner: str
    today: date
    now: datetime
    timezone: ZoneInfo
    locale: str = "en"
    region: str = ""
    settings: BaseModel | None = None
    connection: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False
    log: logging.Logger = field(default_factory=lambda: logging.getLogger("kithkeeper.plugins"))
    problem: Callable[[Problem], None] = _nothing
    progress: Callable[[int, int | None], None] = _nothing
    cancelled: Callable[[], bool] = _never
    state: MutableMapping[str, Any] = field(default_factory=dict)
    secret: Callable[[str], str] = _no_secret
    data_dir: Path = Path()
    cache_dir: Path = Path()
    http: Callable[[], Http] = _no_http
    network: ReadOnlyNetwork | None = None


@dataclass(frozen=True, kw_only=True)
class NoticeContext(PluginContext):
    """What a notification is given besides: the event that it tells of."""

    event: Notice
