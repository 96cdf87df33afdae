"""A progress bar on long work, at a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kithkeeper.cli.app import App

Progress = Callable[[int, int | None], None]


@contextmanager
def progress_bar(app: App, label: str) -> Iterator[Progress]:
    """A function that is told how much of how much is done; it shows a bar where a person looks."""
    if app.json or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
