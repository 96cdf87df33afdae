"""The circumstances of a call (whose, when, where) and the contexts that are made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, cast

from kithkeeper.hooks.context import NoticeContext, PluginContext, _never, _nothing

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from kithkeeper.config import Profile
    from kithkeeper.errors import Problem
    from kithkeeper.hooks.context import ReadOnlyNetwork


class Moment(NamedTuple):
    """The circumstances of a call; the attributes are those of `PluginContext`."""

    today: date
    now: datetime
    timezone: ZoneInfo
    owner: str = "me"
    locale: str = "en"
    region: str = ""
    dry_run: bool = False
    problem: Callable[[Problem], None] = _nothing
    progress: Callable[[int, int | None], None] = _nothing
    cancelled: Callable[[], bool] = _never
    network: ReadOnlyNetwork | None = None
    columns: Mapping[str, str] = MappingProxyType({})

    @classmethod
    def of(cls, profile: Profile, now: datetime | None = None) -> Moment:
        """The circumstances of a user at an instant; without one, of the system's clock."""
        instant = now or datetime.now(UTC)
        zone = profile.zone
        return cls(
            today=instant.astimezone(zone).date(),
            now=instant.astimezone(UTC),
            timezone=zone,
            locale=profile.language,
            region=profile.region,
        )


class Folder:
    """An attribute that is a folder, made when it is first asked for."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._key = f"_{name}"

    def __get__(self, instance: object, owner: type | None = None) -> Path:
        make = cast("Callable[[], Path]", vars(instance).get(self._key, Path))
        path = make()
        if path != Path():
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    def __set__(self, instance: object, value: Path | Callable[[], Path]) -> None:
        vars(instance)[self._key] = (lambda: value) if isinstance(value, Path) else value


class _Hosted:
    """What a context has that is made by a host: folders on first use, and no secrets in repr."""

    def __repr__(self) -> str:
        context = cast("PluginContext", self)
        return f"<{type(self).__name__} of {context.plugin} {context.connection}>"


class HostedContext(_Hosted, PluginContext):
    """A context whose folders come into being when they are used."""

    data_dir = Folder()
    cache_dir = Folder()


class HostedNoticeContext(_Hosted, NoticeContext):
    """The same for notifications."""

    data_dir = Folder()
    cache_dir = Folder()
