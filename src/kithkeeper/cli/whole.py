"""A whole number between two bounds, as an option takes it."""

from __future__ import annotations

from typing import Any

import click

_GREATEST = (1 << 63) - 1


class Whole(click.IntRange):
    """As `click.IntRange`, with its bounds and its complaint in words."""

    name = "whole number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; one that no store can hold is as good as the greatest that it can."""
        return min(int(super().convert(value, param, ctx)), _GREATEST)

    def _describe_range(self) -> str:
        return f"{self.min} or more" if self.max is None else f"{self.min} to {self.max}"
