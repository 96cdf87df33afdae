"""The plugins that are there: how each stands, loading it when needed, and calls that can't hurt."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import redirect_stdout
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from kithkeeper.config import Config, Home
from kithkeeper.errors import NotFound, PluginError
from kithkeeper.errors.concealing import redacted
from kithkeeper.hooks.memory import Known, Memory
from kithkeeper.hooks.state import Failure, Found, PluginInfo, PluginState, last_line

if TYPE_CHECKING:
    import logging

    from kithkeeper.hooks.loading import Loaded
    from kithkeeper.hooks.plugin import Plugin

_T = TypeVar("_T")
_USABLE = (PluginState.ACTIVE, PluginState.FAILING)
TRACE = "KITHKEEPER_TRACE_PLUGINS"


class Registry:
    """The plugins of one network; the arguments are those of `Host`.

    Attributes:
        failures: What hooks raised, in order.
    """

    def __init__(
        self,
        home: Home | None,
        config: Config,
        extra: Sequence[Plugin | type[Plugin]],
        environ: Mapping[str, str],
        *,
        discover: bool,
    ) -> None:
        self.failures: list[Failure] = []
        self._home = home if discover else None
        self._disabled = config.disabled_plugins
        self._discover = discover
        self._environ = environ
        self._extra = [(name_of(each), each) for each in extra]
        self._memory_: Memory | None = None
        self._found: list[Found] | None = None
        self._loaded: dict[Found, Loaded | PluginInfo] = {}
        self._implementers: dict[str, list[tuple[Found, Loaded]]] = {}
        self._failing: set[tuple[str, str]] = set()

    def infos(self) -> list[PluginInfo]:
        """How each plugin stands; one that is not known yet is imported, unless disabled."""
        infos = [self._info(found) for found in self.all()]
        self._memory.save()
        return infos

    def info(self, name: str) -> PluginInfo:
        """How one plugin stands; `NotFound` if none goes by that name."""
        info = self._info(self.first(name))
        self._memory.save()
        return info

    def all(self) -> list[Found]:
        """Everything that is there, nothing imported: first what the program brought."""
        if self._found is None:
            self._found = [Found(name, f"#{index}") for index, (name, _) in enumerate(self._extra)]
            if self._discover:
                from kithkeeper.hooks.discovery import find

                self._found += find(self._home.plugins if self._home else None, self._memory)
                self._memory.save()
        return self._found

    def first(self, name: str) -> Found:
        """The plugin of this name; `NotFound` if there is none."""
        for found in self.all():
            if found.name == name:
                return found
        from kithkeeper.config.keys import near

        names = tuple(dict.fromkeys(each.name for each in self.all()))
        raise NotFound("plugin", name, near(name, names).removeprefix("; ").capitalize())

    @property
    def _memory(self) -> Memory:
        if self._memory_ is None:
            self._memory_ = Memory(self._home.cache if self._home else None)
        return self._memory_

    def _info(self, found: Found) -> PluginInfo:
        given = self._given(found) is not None
        source = "the embedding program" if given else found.source
        base = PluginInfo(found.name, found.version, PluginState.FOUND, source=source)
        if found.name in self._disabled:
            return base._replace(state=PluginState.DISABLED)
        first = self.first(found.name)
        if first != found:
            other = "the embedding program" if self._given(first) else first.source
            error = f"{other} has a plugin of this name already; rename or remove one of the two"
            return base._replace(state=PluginState.BROKEN, error=error)
        known = self._known(found)
        if isinstance(known, PluginInfo):
            return known
        base = base._replace(offers=known.hooks)
        if known.incompatible:
            return base._replace(state=PluginState.INCOMPATIBLE, error=known.incompatible)
        if known.failed:
            error = f"{known.failed_hook}: {known.failed}"
            return base._replace(state=PluginState.FAILING, error=error)
        return base._replace(state=PluginState.ACTIVE, error=known.hint)

    def _given(self, found: Found) -> Plugin | type[Plugin] | None:
        is_given = found.target.startswith("#") and not found.distribution
        return self._extra[int(found.target[1:])][1] if is_given else None

    def _known(self, found: Found) -> Known | PluginInfo:
        """What a plugin implements, remembered or found by loading it; why it can't be loaded."""
        if found in self._loaded or self._given(found) is not None:
            loaded = self.load(found)
            if isinstance(loaded, PluginInfo):
                return loaded
            return self._memory.known(found) or loaded.known
        remembered = self._memory.known(found)
        if remembered is not None:
            return remembered
        loaded = self.load(found)
        return loaded if isinstance(loaded, PluginInfo) else loaded.known

    def load(self, found: Found) -> Loaded | PluginInfo:
        """The imported plugin, or how it stands where it can't be imported."""
        if found not in self._loaded:
            self._loaded[found] = self._import(found)
        return self._loaded[found]

    def _import(self, found: Found) -> Loaded | PluginInfo:
        started = perf_counter()
        given = self._given(found)
        try:
            with redirect_stdout(sys.stderr):
                from kithkeeper.hooks.loading import load, prepare

                loaded = load(found) if given is None else prepare(found.name, given)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin may do anything; the house stands
            self.log(found.name).debug("can't be loaded", exc_info=True)
            state, said = PluginState.BROKEN, last_line(error)
            return PluginInfo(found.name, found.version, state, (), said, found.source)
        self._trace(f"{found.name}: loaded", started)
        before = self._memory.known(found) if given is None else None
        if before is not None and before.failed:
            self._failing.add((found.name, before.failed_hook.partition(" ")[0]))
            known = loaded.known._replace(failed_hook=before.failed_hook, failed=before.failed)
            loaded = loaded._replace(known=known)
        self._memory.learn(found, loaded.known, loaded.files)
        return loaded

    def mark(self, hooks: Collection[str]) -> str | None:
        """What is equal for as long as the plugins that implement any of these hooks are the same.

        None where the embedding program brings one of them: what it goes by is not to be known.
        """
        said: list[str] = []
        for found in self.all():
            info = self._info(found)
            if info.state is PluginState.DISABLED or set(hooks).isdisjoint(info.offers):
                continue
            if self._given(found) is not None:
                return None
            said.append(f"{'|'.join(found)} {info.state} {self._memory.stamps(found)}")
        return "\n".join(said)

    def usable(self, name: str) -> tuple[Found, Loaded]:
        """The plugin of this name, loaded.

        Raises:
            NotFound: None goes by that name.
            PluginError: It is disabled, incompatible or broken; the message says what to do.
        """
        found = self.first(name)
        info = self._info(found)
        if info.state is PluginState.DISABLED:
            raise PluginError(f"is disabled; `kith plugins enable {name}`", plugin=name)
        loaded = self.load(found) if info.state in _USABLE else info
        self._memory.save()
        if isinstance(loaded, PluginInfo):
            raise PluginError(f"is {loaded.state}: {loaded.error}", plugin=name)
        return found, loaded

    def implementing(self, hook: str) -> list[tuple[Found, Loaded]]:
        """The plugins that implement a hook, loaded, in their order."""
        if hook not in self._implementers:
            chosen: list[tuple[Found, Loaded]] = []
            for found in self.all():
                info = self._info(found)
                if hook in info.offers and info.state in _USABLE:
                    loaded = self.load(found)
                    if not isinstance(loaded, PluginInfo):
                        chosen.append((found, loaded))
            self._implementers[hook] = chosen
            self._memory.save()
        return self._implementers[hook]

    def guarded(self, plugin: str, hook: str, call: Callable[[], _T]) -> _T | None:
        """The result of a call into a plugin; None where it raised, which is recorded.

        What it prints goes to standard error, where it can't break a JSON document.
        """
        started = perf_counter()
        try:
            with redirect_stdout(sys.stderr):
                result = call()
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin's sys.exit() must not end the host
            self.failed(Failure(plugin, hook, last_line(error)), error)
            return None
        finally:
            self._trace(f"{plugin}: {hook}", started)
        if (plugin, hook) in self._failing:
            self._failing.discard((plugin, hook))
            self._remember(plugin, "", "")
        return result

    def failed(self, failure: Failure, error: BaseException) -> None:
        """Record an error of a hook; raise it where the developer asked for that."""
        from kithkeeper.hooks.calling import STRICT

        clean = failure._replace(error=redacted(failure.error))
        self.failures.append(clean)
        self.log(clean.plugin).debug("%s failed: %s", clean.hook, clean.error)
        self._failing.add((clean.plugin, clean.hook.partition(" ")[0]))
        self._remember(clean.plugin, clean.hook, clean.error)
        if self._environ.get(STRICT) == "1":
            raise error

    def _remember(self, plugin: str, hook: str, error: str) -> None:
        found = self.first(plugin)
        known = self._memory.known(found)
        if known is not None:
            self._memory.learn(found, known._replace(failed_hook=hook, failed=error))
            self._memory.save()

    def _trace(self, what: str, started: float) -> None:
        if self._environ.get(TRACE) == "1":
            took = (perf_counter() - started) * 1000
            print(f"kithkeeper plugin {what}, {took:.1f} ms", file=sys.stderr)

    def log(self, plugin: str) -> logging.Logger:
        """The logger of a plugin."""
        from kithkeeper.hooks.secrets import logger

        return logger(plugin)


def name_of(plugin: Plugin | type[Plugin]) -> str:
    """The name of a plugin that a program brings: its `name`, else its class's with hyphens."""
    kind = plugin if isinstance(plugin, type) else type(plugin)
    own = getattr(plugin, "name", "")
    if isinstance(own, str) and own:
        return own
    spaced = "".join(f"-{each.lower()}" if each.isupper() else each for each in kind.__name__)
    return spaced.strip("-_").replace("_", "-")
