"""`kith doctor`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kithkeeper.cli.app import App
from kithkeeper.cli.command import command

if TYPE_CHECKING:
    from kithkeeper.services.health import CheckRow


@command("doctor")
def doctor_command(app: App) -> None:
    """Check store, config, clock, accounts and plugins, and say what to do."""
    from kithkeeper.config import Home
    from kithkeeper.services.health import examine

    rows = examine(Home.find(app.home, os.environ), os.environ, lambda: app.net.session)
    data = [
        {"check": row.check, "ok": row.ok, "detail": row.detail, "fix": row.fix} for row in rows
    ]
    app.answer(data, lambda: _print(app, rows))
    if any(not row.ok for row in rows):
        app.failed(6 if any(row.exit_code == 6 for row in rows) else 1)


def _print(app: App, rows: list[CheckRow]) -> None:
    for row in rows:
        app.say(f"{'ok ' if row.ok else 'BAD'}  {row.check}: {row.detail}")
        if row.fix:
            app.say(f"     → {row.fix}")
    bad = sum(not row.ok for row in rows)
    app.say("All is well." if not bad else f"{bad} of {len(rows)} want a look.")
