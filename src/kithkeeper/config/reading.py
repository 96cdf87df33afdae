"""Reading `config.toml`: every key checked, every mistake named by its full path."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kithkeeper.config.keys import IN_TABLE, TABLES, Key, near
from kithkeeper.config.kinds import Unfit
from kithkeeper.config.values import Config, Profile, Settings
from kithkeeper.errors import Invalid
from kithkeeper.model.circle import DEFAULT_CIRCLES, Circle
from kithkeeper.model.kinds import Depth
from kithkeeper.model.period import Period


def load(path: Path | None) -> Config:
    """Read the settings from a file; without one, or without a path, all defaults.

    Raises:
        Invalid: The file is no TOML (with its line), has an unknown key or a bad value; the
            field is the key's full path and the reason names the file.
    """
    if path is None:
        return Config()
    data = _bytes(path)
    return read(parse(data, str(path)), str(path), data.decode("utf-8-sig"))


def document(path: Path) -> dict[str, object]:
    """The file as TOML gives it; empty if it is not there.

    Raises:
        Invalid: The file can't be read, or is no TOML; the reason tells the line.
    """
    return parse(_bytes(path), str(path))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise Invalid(str(path), f"can't be read: {error.strerror}") from error


def parse(data: bytes, file: str) -> dict[str, object]:
    """The bytes of a TOML file as TOML gives them; `Invalid` tells the line of a mistake."""
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Invalid(file, f"line {line}: is not UTF-8 text") from error
    except RecursionError:
        raise Invalid(file, "is nested too deeply") from None
    except ValueError as error:
        what, _, where = str(error).partition(" (at ")
        place = where.rstrip(")") or "line ?"
        raise Invalid(file, f"{place}: {what[:1].lower()}{what[1:]}") from error


def read(tables: Mapping[str, object], file: str = "", text: str = "") -> Config:
    """Read the settings from tables as TOML gives them.

    Args:
        tables: The document.
        file: Where it came from, for messages.
        text: The document as it is written there, from which messages tell the line.

    Raises:
        Invalid: As `load` does.
    """
    try:
        return _read(tables)
    except Invalid as error:
        from kithkeeper.config.lines import line_of

        line = line_of(text, error.field)
        where = f"{file}, line {line}" if line else file
        raise Invalid(error.field, error.reason + (f" (in {where})" if where else "")) from None


def _read(tables: Mapping[str, object]) -> Config:
    for name in tables:
        if name not in TABLES:
            raise Invalid(name, f"is not a table that is known here{near(name, TABLES)}")
    profile = _values("profile", _table(tables, "profile"), IN_TABLE["profile"])
    plan = _values("plan", _table(tables, "plan"), IN_TABLE["plan"])
    disabled, plugins = _plugins(_table(tables, "plugins"))
    return Config(
        profile=Profile()._replace(**profile),
        plan_weeks=plan.get("weeks", Config().plan_weeks),
        circles=_circles(_table(tables, "circles")),
        connections=_connections(_table(tables, "connections")),
        disabled_plugins=disabled,
        plugins=plugins,
    )


def _table(tables: Mapping[str, object], name: str, path: str = "") -> Mapping[str, object]:
    table = tables.get(name, {})
    if not isinstance(table, Mapping):
        raise Invalid(path or name, f"must be a table; write [{path or name}] above its keys")
    return table


def _values(path: str, table: Mapping[str, object], known: Mapping[str, Key]) -> dict[str, Any]:
    """The values that a table sets, read; an unknown key or a bad value is `Invalid`."""
    found: dict[str, Any] = {}
    for name, value in table.items():
        key = known.get(name)
        if key is None:
            raise Invalid(f"{path}.{name}", f"is not a setting{near(name, tuple(known))}")
        try:
            found[name] = key.kind.read(value)
        except Unfit as error:
            raise Invalid(f"{path}.{name}", str(error)) from None
    return found


def _circles(tables: Mapping[str, object]) -> tuple[Circle, ...]:
    names = {each.name: each for each in DEFAULT_CIRCLES}
    for name in tables:
        _check_circle_name(name, tuple(tables))
        names.setdefault(name, _further(name))
    return tuple(
        _circle(base._replace(rank=rank), _table(tables, name, f"circles.{name}"))
        for rank, (name, base) in enumerate(names.items())
    )


def with_circle(
    circles: tuple[Circle, ...], name: str, settings: Mapping[str, object]
) -> tuple[Circle, ...]:
    """The circles with one more, or with that one set anew, as its table in the config says it.

    Raises:
        Invalid: There can be no circle of that name, or a setting is none.
    """
    there = {each.name: each for each in circles}
    _check_circle_name(name, tuple(there))
    base = next((each for each in DEFAULT_CIRCLES if each.name == name), _further(name))
    rank = there[name].rank if name in there else len(there)
    return tuple({**there, name: _circle(base._replace(rank=rank), settings)}.values())


def _check_circle_name(name: str, all_names: tuple[str, ...]) -> None:
    path = f"circles.{name}"
    plain = name.casefold()
    if not name.strip() or not name.isprintable() or "." in name or plain == "none":
        raise Invalid(path, "can't be the name of a circle")
    known = (*(each.name for each in DEFAULT_CIRCLES), *all_names)
    twin = next((each for each in known if each != name and each.casefold() == plain), None)
    if twin is not None:
        raise Invalid(path, f"differs from circle {twin!r} only in upper and lower case")


def _further(name: str) -> Circle:
    """A circle that the guide doesn't know, as it is before the user says anything of it."""
    return Circle(name, 0, 0, None, Period(3, "month"), None, Depth.LIGHT, ())


def _circle(base: Circle, table: Mapping[str, object]) -> Circle:
    path = f"circles.{base.name}"
    values = _values(path, table, IN_TABLE["circles.*"])
    if "most" in values:
        values["most"] = values["most"] or None
    circle = base._replace(**values)
    if circle.most is not None and circle.most < circle.least:
        key = "most" if "most" in values else "least"
        raise Invalid(f"{path}.{key}", f"least {circle.least} is over most {circle.most}")
    if circle.at_most and circle.at_most.nominal_days < circle.cadence.nominal_days:
        raise Invalid(f"{path}.at_most", f"is shorter than the cadence, {circle.cadence}")
    return circle


def _connections(tables: Mapping[str, object]) -> Mapping[str, Settings]:
    for name in tables:
        path = f"connections.{name}"
        table = _table(tables, name, path)
        if not name.strip() or not name.isprintable() or "." in name or "/" in name:
            raise Invalid(path, "can't be the name of a connection; use letters and digits")
        plugin = table.get("plugin")
        if plugin is None:
            hint = next((near(each, ("plugin",)) for each in table if near(each, ("plugin",))), "")
            raise Invalid(f"{path}.plugin", f"is missing; name the plugin, such as 'caldav'{hint}")
        if not isinstance(plugin, str) or not plugin.strip():
            raise Invalid(f"{path}.plugin", "must be the name of a plugin, in quotes")
    return _frozen(tables)


def _plugins(tables: Mapping[str, object]) -> tuple[frozenset[str], Mapping[str, Settings]]:
    known = IN_TABLE["plugins"]
    own = {name: table for name, table in tables.items() if name not in known}
    for name, value in own.items():
        if not isinstance(value, Mapping):
            hint = near(name, tuple(known))
            raise Invalid(
                f"plugins.{name}", f"is not a setting{hint or f'; write [plugins.{name}]'}"
            )
    values = _values("plugins", {k: v for k, v in tables.items() if k in known}, known)
    return frozenset(values.get("disabled", ())), _frozen(own)


def _frozen(tables: Mapping[str, object]) -> Mapping[str, Settings]:
    """The tables, so that nobody changes the settings by accident."""
    frozen = {
        name: MappingProxyType(dict(table))
        for name, table in tables.items()
        if isinstance(table, Mapping)
    }
    return MappingProxyType(frozen)
