"""`kith plugins check`: whether a plugin keeps what the hooks promise to its users."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import redirect_stdout
from functools import partial
from inspect import signature
from typing import TYPE_CHECKING, NamedTuple

from kithkeeper.hooks.contexts import DESCRIPTORS, descriptors_of
from kithkeeper.hooks.plugin import HOOKS, Plugin
from kithkeeper.hooks.settings import fields
from kithkeeper.hooks.soundness import faults
from kithkeeper.hooks.state import PluginState, last_line

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kithkeeper.hooks.host import Host
    from kithkeeper.hooks.loading import Loaded

_HEAVY = frozenset((
    "caldav", "niquests", "requests", "httpx", "urllib3", "aiohttp", "vobject", "icalendar", "lxml",
    "bs4", "googleapiclient", "google_auth_oauthlib", "sqlalchemy", "psycopg", "numpy", "pandas",
    "jinja2", "rich", "openpyxl", "PIL",
))  # fmt: skip
"""Packages that a plugin needs for its work, and nobody for finding out what it offers."""


class Check(NamedTuple):
    """One promise, and whether it is kept.

    Attributes:
        detail: What was found, or what to change.
    """

    check: str
    ok: bool
    detail: str


def check(host: Host, name: str, taken: Collection[str] = ()) -> list[Check]:
    """Look at one plugin from all sides; the first line that fails may end it.

    Args:
        host: The plugins.
        name: Which.
        taken: Names of commands that `kith` has itself.

    Raises:
        NotFound: No plugin goes by that name.
    """
    info = host.plugin(name)
    usable = info.state in (PluginState.ACTIVE, PluginState.FAILING)
    detail = info.source if usable else f"is {info.state}: {info.error}"
    loads = Check("loads", usable, detail)
    if not usable:
        return [loads]
    loaded = host.loaded(name)
    kind = type(loaded.plugin)
    return [
        loads,
        Check("hooks", not loaded.known.hint, loaded.known.hint or ", ".join(loaded.known.hooks)),
        *_signatures(kind),
        *_contributions(host, name, loaded, taken),
        *_light(kind),
    ]


def _signatures(kind: type[Plugin]) -> Iterator[Check]:
    for hook in HOOKS:
        own = getattr(kind, hook)
        if own is not getattr(Plugin, hook):
            ours = list(signature(getattr(Plugin, hook)).parameters)
            theirs = list(signature(own).parameters)
            detail = f"{hook}({', '.join(theirs)})"
            fits = theirs == ours
            wanted = detail if fits else f"{detail} must be {hook}({', '.join(ours)})"
            yield Check("signature", fits, wanted)


def _contributions(
    host: Host, name: str, loaded: Loaded, taken: Collection[str]
) -> Iterator[Check]:
    models = [("settings", loaded.plugin.settings)] if loaded.plugin.settings else []
    resolve = partial(host.resolve, name)
    for hook in (each for each in DESCRIPTORS if each in loaded.known.hooks):
        try:
            context = host.context(name)
            with redirect_stdout(sys.stderr):
                offered = descriptors_of(hook, loaded.call(hook, {"ctx": context}))
                wrong = [each for one in offered for each in faults(one, taken, resolve)]
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it raises is the finding
            yield Check(hook, False, last_line(error))
            continue
        names = [str(getattr(each, "name", "")) for each in offered]
        if not all(getattr(each, "help", "") for each in offered):
            wrong.append("each needs a name and a help")
        if hook == "exporters":
            wrong += _preceded(host, name, names)
        wrong += [f"{each} is there twice" for each in sorted(set(names)) if names.count(each) > 1]
        yield Check(hook, not wrong, "; ".join(wrong) or ", ".join(names))
        models += [(f"settings of {each.name}", each.settings) for each in offered
                   if hasattr(each, "settings") and hasattr(each, "name")]  # fmt: skip
    for what, model in models:
        yield _settings(what, model)


def _preceded(host: Host, name: str, formats: Sequence[str]) -> list[str]:
    """Formats that another plugin writes, which is asked first."""
    first: dict[str, str] = {}
    for plugin, spec in host.exporters():
        first.setdefault(spec.name, plugin)
    return [
        f"{each} is written by the plugin {first[each]}, which is asked first: choose another name"
        for each in formats
        if first.get(each, name) != name
    ]


def _settings(what: str, model: type[BaseModel]) -> Check:
    """Whether a model can be asked for field by field, and keeps its secrets apart."""
    mute = [each.name for each in fields(model) if not each.description]
    bare = [each.name for each in fields(model) if each.secret and each.required]
    taken = sorted({each.name for each in fields(model)} & {"plugin", "kind"})
    faults = [
        *(f"{each} needs a description" for each in mute),
        *(
            f"{each} is a secret and needs a default: its value comes by ctx.secret"
            for each in bare
        ),
        *(f"{each} is a key of the core" for each in taken),
    ]
    return Check(what, not faults, "; ".join(faults) or f"{len(fields(model))} explained")


def _light(kind: type[Plugin]) -> Iterator[Check]:
    """Whether importing it leaves alone what is only needed for its work."""
    module = sys.modules.get(kind.__module__)
    file = getattr(module, "__file__", None)
    if file is None or kind.__module__ == "__main__":
        return
    by_name = f"importlib.import_module({kind.__module__!r})"
    is_one_file = kind.__module__.startswith("kithkeeper_one_file_plugin_")
    done = subprocess.run(
        [sys.executable, "-c", _ALONE, f"runpy.run_path({file!r})" if is_one_file else by_name],
        input="\n".join(sys.path), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    heavy = sorted(set(done.stdout.split()) & _HEAVY)
    if done.returncode != 0:
        detail = f"can't be imported alone: {done.stderr.strip()[-200:]}"
    else:
        detail = f"imports {', '.join(heavy)}; do so on use" if heavy else "imports nothing heavy"
    yield Check("light", not heavy and done.returncode == 0, detail)


_ALONE = """
import contextlib, importlib, runpy, sys
sys.path[:] = sys.stdin.read().split("\\n")
import kithkeeper.hooks.loading, pydantic
before = set(sys.modules)
with contextlib.redirect_stdout(sys.stderr):
    eval(sys.argv[1])
print(*sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
"""
