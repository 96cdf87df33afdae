"""A whole plugin in one file: no outreach on Fridays.

Drop it into the `plugins` folder of your home; `kith plugins list` then shows it, and no cadence
touchpoint is planned on a Friday any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kithkeeper.hooks import Plugin, PluginContext, RuleSpec
from kithkeeper.rules.facts import ContactFacts

FRIDAY = 4


class NoFridays(Plugin):
    """Keeps Fridays free."""

    def rules(self, ctx: PluginContext) -> Sequence[RuleSpec]:
        """One rule: it blocks a day for everyone."""
        return [RuleSpec("no-fridays", "No outreach on Fridays", blocks=keep_free)]


def keep_free(facts: ContactFacts, day: date) -> str | None:
    """A reason why nobody is planned on this day, or None."""
    return "Fridays are kept free" if day.weekday() == FRIDAY else None
