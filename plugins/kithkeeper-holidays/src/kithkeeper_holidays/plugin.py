"""The plugin: public holidays as occasions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kithkeeper.hooks import OccasionSpec, Plugin, PluginContext
from kithkeeper_holidays.calendar import country_code, days


class HolidaysPlugin(Plugin):
    """Public holidays by country, from the `holidays` package."""

    api: ClassVar[tuple[int, int]] = (1, 1)

    def occasions(self, ctx: PluginContext) -> Sequence[OccasionSpec]:
        """The public holidays of every country that the package knows."""
        return [OccasionSpec("public-holidays", "Public holidays by country", country_code, days)]
