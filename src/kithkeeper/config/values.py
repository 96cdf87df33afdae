"""The settings as values: what `load` returns and everything above reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from kithkeeper.model.circle import DEFAULT_CIRCLES, Circle
from kithkeeper.model.kinds import Temperament

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Settings = Mapping[str, object]
_NOTHING: Mapping[str, Settings] = MappingProxyType({})


class Profile(NamedTuple):
    """The user.

    Attributes:
        timezone: An IANA name; empty for the zone of the system. `zone` is the zone itself.
        region: Two letters for phone numbers without a country, upper case; may be empty.
        remind_at: The time of day of reminders.
        week_starts: 0 for Monday up to 6 for Sunday.
        working_days: The same numbers.
        max_per_day, max_per_week: Effort; None to go by the temperament.
        days_off: Spans, first and last day included, sorted.
        people_per_event … minutes_per_conversation: Numbers of the temperament; None for its own.
        pitch: The 30-second introduction.
        intentions: What the user wants from networking.
    """

    name: str = ""
    timezone: str = ""
    region: str = ""
    language: str = "en"
    remind_at: time = time(9)
    week_starts: int = 0
    temperament: Temperament = Temperament.AMBIVERT
    working_days: frozenset[int] = frozenset(range(5))
    max_per_day: int | None = None
    max_per_week: int | None = None
    people_per_event: int | None = None
    arrive_early_minutes: int | None = None
    minutes_between_breaks: int | None = None
    recovery_days: int | None = None
    one_to_one_share: int | None = None
    written_share: int | None = None
    introducing_weight: int | None = None
    listening_share: int | None = None
    minutes_per_conversation: int | None = None
    days_off: tuple[tuple[date, date], ...] = ()
    pitch: str = ""
    intentions: tuple[str, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The zone that dates are reckoned in."""
        from kithkeeper.config.zone import resolve

        return resolve(self.timezone)


class Config(NamedTuple):
    """Everything the user set, with defaults for what was not.

    Attributes:
        plan_weeks: The horizon of the plan.
        circles: The guide's three first, then further ones in the order of the file.
        connections: Each `[connections.X]` table as it stands, in the order of the file; `plugin`
            is a text in each. Their plugin checks the rest when the connection is used.
        disabled_plugins: Names that are never imported.
        plugins: Each `[plugins.NAME]` table as it stands.
    """

    profile: Profile = Profile()
    plan_weeks: int = 4
    circles: tuple[Circle, ...] = DEFAULT_CIRCLES
    connections: Mapping[str, Settings] = _NOTHING
    disabled_plugins: frozenset[str] = frozenset()
    plugins: Mapping[str, Settings] = _NOTHING

    def circle(self, name: str) -> Circle | None:
        """The circle of that name, upper or lower case; None if there is none."""
        wanted = name.casefold()
        return next((each for each in self.circles if each.name.casefold() == wanted), None)
