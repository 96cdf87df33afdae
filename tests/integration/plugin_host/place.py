"""A home, a folder of installed distributions, and plugins to put there."""

from datetime import UTC, date, datetime
from pathlib import Path

from kithkeeper.config import Home, read
from kithkeeper.hooks import (
    Host,
    PluginState,
    TouchpointLogged,
)

NOON = datetime(2026, 3, 6, 11, tzinfo=UTC)


LOGGED = TouchpointLogged("t1", ("c1",), date(2026, 3, 6), "call")


FRIDAYS = """
from kithkeeper.hooks import Plugin, RuleSpec

class NoFridays(Plugin):
    def rules(self, ctx):
        return [RuleSpec("no-fridays", "No outreach on Fridays", blocks=on_friday)]

def on_friday(facts, day):
    return "Fridays are kept free" if day.weekday() == 4 else None
"""


COUNTER = """
from kithkeeper.hooks import Plugin

class Counter(Plugin):
    def touchpoint_logged(self, ctx):
        ctx.state["count"] = ctx.state.get("count", 0) + 1
        (ctx.data_dir / "last").write_text(ctx.event.touchpoint)
"""


class Place:
    """A home, and a folder of installed distributions."""

    def __init__(self, folder: Path) -> None:
        self.home = Home.at(folder / "home")
        self.site = folder / "site"
        self.site.mkdir()
        self.home.plugins.mkdir(parents=True)

    def drop(self, name: str, code: str) -> Path:
        path = self.home.plugins / f"{name}.py"
        path.write_text(code)
        return path

    def install(self, name: str, code: str, version: str = "1.0", target: str = "") -> None:
        info = self.site / f"acme_{name}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: acme-{name}\nVersion: {version}\n"
        )
        (info / "entry_points.txt").write_text(
            f"[kithkeeper]\n{name} = {target or f'acme_{name}:It'}\n"
        )
        (self.site / f"acme_{name}.py").write_text(code)

    def host(self, config: dict | None = None, **options) -> Host:
        options.setdefault("environ", {})
        return Host(self.home, read(config or {}), clock=lambda: NOON, **options)


def state_of(host: Host, name: str) -> tuple[PluginState, str]:
    info = host.plugin(name)
    return info.state, info.error
