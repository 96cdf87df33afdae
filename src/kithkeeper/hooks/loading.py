"""Importing one plugin, checking what came, and calling a hook of it through pluggy."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import ModuleType
from typing import NamedTuple

import pluggy

from kithkeeper.errors import PluginError
from kithkeeper.hooks.memory import Known
from kithkeeper.hooks.plugin import API, HOOKS, Plugin
from kithkeeper.hooks.state import Found


class Loaded(NamedTuple):
    """A plugin that was imported.

    Attributes:
        manager: A pluggy manager with this one plugin, so that a result or an error is its.
        files: The files that its class and the classes it builds on stand in.
    """

    plugin: Plugin
    manager: pluggy.PluginManager
    known: Known
    files: list[str]

    def call(self, hook: str, arguments: Mapping[str, object]) -> object:
        """What its implementation of a hook returns; None where it has none."""
        results = getattr(self.manager.hook, hook)(**arguments)
        return results[0] if results else None


class _Manager(pluggy.PluginManager):
    """Takes overridden methods for implementations, so that authors need no decorator."""

    def parse_hookimpl_opts(self, plugin: object, name: str) -> pluggy.HookimplOpts | None:
        """Options of an overridden hook; None for any other attribute."""
        if name not in overridden(type(plugin)):
            return None
        return {
            "wrapper": False,
            "hookwrapper": False,
            "optionalhook": False,
            "tryfirst": False,
            "trylast": False,
            "specname": None,
        }


def overridden(kind: type) -> tuple[str, ...]:
    """Names of the hooks that a class implements."""
    return tuple(name for name in HOOKS if getattr(kind, name, None) is not getattr(Plugin, name))


def load(found: Found) -> Loaded:
    """Import a plugin.

    Raises:
        PluginError: What is there is no plugin.
        BaseException: Whatever the plugin's own code raises.
    """
    if found.distribution:
        from importlib import import_module

        module_name, _, attribute = found.target.partition(":")
        target: object = import_module(module_name)
        for part in attribute.split(".") if attribute else ():
            target = getattr(target, part)
    else:
        target = _only_plugin(_module(found))
    return prepare(found.name, target)


def prepare(name: str, target: object) -> Loaded:
    """Make a plugin ready for calls.

    Args:
        name: Its name.
        target: The class, or an instance.

    Raises:
        PluginError: It is no subclass of `Plugin`, or an implementation has wrong arguments.
    """
    if not (
        isinstance(target, Plugin) or (isinstance(target, type) and issubclass(target, Plugin))
    ):
        what = target.__name__ if isinstance(target, ModuleType | type) else type(target).__name__
        raise PluginError(f"{what} is no subclass of kithkeeper.hooks.Plugin")
    plugin = target() if isinstance(target, type) else target
    kind = type(plugin)
    manager = _Manager("kithkeeper")
    manager.add_hookspecs(Plugin)
    reason = incompatible(kind.api)
    if not reason:
        try:
            manager.register(plugin, name)
        except pluggy.PluginValidationError as error:
            raise PluginError(_argument_mistake(kind)) from error
    files = {getattr(sys.modules.get(each.__module__), "__file__", None) for each in kind.__mro__}
    files.discard(sys.modules[Plugin.__module__].__file__)
    return Loaded(
        plugin, manager, Known(overridden(kind), reason, hint(kind)), sorted(filter(None, files))
    )


def incompatible(api: object) -> str:
    """Why a plugin written for this version of the hooks is not loaded; empty where it is."""
    pair = isinstance(api, tuple) and len(api) == 2 and all(type(each) is int for each in api)
    if not pair or not isinstance(api, tuple):
        return f"its `api` is {api!r}; it must be a pair of numbers such as (1, 0)"
    wanted, ours = f"{api[0]}.{api[1]}", f"{API[0]}.{API[1]}"
    if api[0] < API[0]:
        return f"is written for hooks {wanted}, this is {ours}; look for a newer version of it"
    if api > API:
        return f"is written for hooks {wanted}, this is {ours}; upgrade kithkeeper"
    return ""


def hint(kind: type) -> str:
    """What looks as if the author meant something else: a hook misspelt, or none at all."""
    from difflib import get_close_matches

    for name in vars(kind):
        if name.startswith("_") or name in HOOKS or not callable(getattr(kind, name)):
            continue
        close = get_close_matches(name, HOOKS, n=1, cutoff=0.8)
        if close:
            return f"has a method {name!r}, which is no hook; did you mean {close[0]!r}?"
    return "" if overridden(kind) else "implements no hook, so it does nothing"


def _argument_mistake(kind: type) -> str:
    from inspect import signature

    for name in overridden(kind):
        try:
            parameters = list(signature(getattr(kind, name)).parameters)
        except (TypeError, ValueError):
            parameters = []
        if parameters != ["self", "ctx"]:
            return f"{name}({', '.join(parameters)}) must be {name}(self, ctx)"
    return "has a hook that can't be called"


def _module(found: Found) -> ModuleType:
    """The module of a one-file plugin, made afresh."""
    from importlib.util import module_from_spec, spec_from_file_location

    name = f"kithkeeper_one_file_plugin_{found.name}"
    spec = spec_from_file_location(name, found.target)
    if spec is None or spec.loader is None:
        raise PluginError(f"{found.target} can't be read as a Python file")
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _only_plugin(module: ModuleType) -> type[Plugin]:
    """The one plugin class that a file defines."""
    kinds = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Plugin)
        and value.__module__ == module.__name__
    ]  # fmt: skip
    leaves = [each for each in kinds if not any(each in other.__mro__[1:] for other in kinds)]
    if len(leaves) != 1:
        listed = ", ".join(each.__name__ for each in leaves) or "none"
        raise PluginError(f"the file must define one subclass of Plugin; it defines {listed}")
    return leaves[0]
