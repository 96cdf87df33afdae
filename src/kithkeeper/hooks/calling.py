"""Running what a plugin offers: what it prints is kept apart, and what it raises names it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from typing import TypeVar

from kithkeeper.errors import KithError, PluginError
from kithkeeper.hooks.state import last_line

_T = TypeVar("_T")
STRICT = "KITHKEEPER_STRICT_PLUGINS"
"""Set to 1, errors of plugins are raised as they are, for those who write plugins."""


@contextmanager
def named(plugin: str, environ: Mapping[str, str]) -> Iterator[None]:
    """Run a plugin's code; what it prints goes to standard error, where it breaks no document.

    Raises:
        KithError: As the plugin raised it.
        PluginError: It raised anything else, `SystemExit` included; the message names the plugin.
    """
    try:
        with redirect_stdout(sys.stderr):
            yield
    except (KithError, KeyboardInterrupt):
        raise
    except BaseException as error:
        if environ.get(STRICT) == "1":
            raise
        raise PluginError(last_line(error), plugin=plugin) from error


def steps(
    plugin: str, environ: Mapping[str, str], call: Callable[[], Iterable[_T]], kind: type[_T]
) -> Iterator[_T]:
    """What a plugin yields, one after the other, each step run as `named` does.

    Args:
        plugin: Its name.
        environ: The environment variables.
        call: Begins it.
        kind: What it must yield.

    Raises:
        PluginError: It yields something else, too.
    """
    with named(plugin, environ):
        given = iter(call())
    while True:
        with named(plugin, environ):
            try:
                each = next(given)
            except StopIteration:
                return
            if not isinstance(each, kind):
                what = type(each).__name__
                raise PluginError(f"must yield {kind.__name__}, not {what}", plugin=plugin)
        yield each
