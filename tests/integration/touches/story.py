"""A network whose day the test sets."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from kithkeeper import Network


def d(text: str) -> date:
    return date.fromisoformat(text)


class Story:
    """A network whose day the test sets."""

    def __init__(self, path):
        self.day = d("2026-03-04")
        self.path = path
        self.net = Network.open(
            path / "kith.db", home=path, discover=False, environ={},
            clock=lambda: datetime.combine(self.day, time(9), UTC),
        )  # fmt: skip

    def on(self, day):
        self.day = d(day)
        return self.net

    def standing(self, who):
        return self.net.session.store.get("standing", who.id) or {}

    def next_due(self, who):
        return self.standing(who).get("next_due")

    def open_items(self, who, kind="cadence"):
        return [
            each
            for each in self.net.touchpoints.of(who)
            if each.kind == kind and each.state.is_open
        ]
