"""A whole number between two bounds, as an option takes it."""

from __future__ import annotations

import click


class Whole(click.IntRange):
    """As `click.IntRange`, with its bounds and its complaint in words."""

    name = "whole number"

    def _describe_range(self) -> str:
        return f"{self.min} or more" if self.max is None else f"{self.min} to {self.max}"
