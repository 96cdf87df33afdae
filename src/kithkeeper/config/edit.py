"""Changing `config.toml`: comments and order kept, checked before it is written, replaced at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kithkeeper.config.keys import IN_TABLE, TABLES, find, near
from kithkeeper.config.reading import document, parse, read
from kithkeeper.errors import Invalid

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Table

_FREE = ("connections", "plugins")


def get(path: Path, key: str) -> object:
    """What a dotted key is set to, as TOML gives it; its default where it is not set.

    None stands for a default that depends on another setting. A table is returned whole.

    Raises:
        Invalid: There is no such key, or the file can't be read.
    """
    value: object = document(path)
    parts = _parts(key)
    for part in parts:
        value = value.get(part, _MISSING) if isinstance(value, Mapping) else _MISSING
    if value is not _MISSING:
        return value
    row = find(key)
    if row is not None:
        return _circle_default(parts) if parts[0] == "circles" else row.default
    if key in TABLES:
        return {}
    raise _unknown(key)


def set_text(path: Path, key: str, text: str) -> object:
    """Set a key from a text of the command line, read by the key's kind; returns what was set.

    For a plugin's own keys `true`, `false` and what is written as a TOML list, table or quoted
    text is read as TOML, everything else is taken as text.

    Raises:
        Invalid: There is no such key, or the value doesn't fit; the file stays as it was.
    """
    row = find(key)
    value = row.kind.from_text(text) if row is not None else _as_toml(text, key)
    set_value(path, key, value)
    return value


def set_value(path: Path, key: str, value: object) -> None:
    """Set a key to a value as TOML knows them (text, number, list, mapping…); see `set_text`."""
    parts = _parts(key)
    if find(key) is None and (len(parts) < 3 or parts[0] not in _FREE):
        raise _unknown(key)
    with _alone(path):
        _change(
            path, lambda tables: _put(tables, parts, value), lambda doc: _put(doc, parts, value)
        )


def unset(path: Path, key: str) -> bool:
    """Take a key or a whole table out; False if it was not set.

    Raises:
        Invalid: What is left would not be valid; the file stays as it was.
    """
    parts = _parts(key)
    with _alone(path):
        holder: object = document(path)
        for part in parts[:-1]:
            holder = holder.get(part) if isinstance(holder, Mapping) else None
        if not isinstance(holder, Mapping) or parts[-1] not in holder:
            return False
        _change(path, lambda tables: _take(tables, parts), lambda doc: _take(doc, parts))
    return True


def add_table(path: Path, key: str, values: Mapping[str, object]) -> None:
    """Add a table such as `connections.home` with its values.

    Raises:
        Invalid: It is there already, or would not be valid; the file stays as it was.
    """
    parts = _parts(key)
    plain = dict(values)
    with _alone(path):
        present: object = document(path)
        for part in parts:
            present = present.get(part) if isinstance(present, Mapping) else None
        if present is not None:
            raise Invalid(key, f"is there already (in {path})")
        _change(
            path,
            lambda tables: _put(tables, parts, plain),
            lambda doc: _put(doc, parts, _written(plain)),
        )


_MISSING = object()
_PART = re.compile(r'(?:^|\.)(?:"([^"]*)"|([^."]*))')
_KEY = re.compile(r'(?:"[^"]+"|[^."]+)(?:\.(?:"[^"]+"|[^."]+))*')
"""A key as TOML writes it: parts with dots between, in quotes where a part holds a dot."""


def _parts(key: str) -> list[str]:
    parts = [quoted or bare for quoted, bare in _PART.findall(key)]
    if not all(parts) or not _KEY.fullmatch(key):
        raise Invalid(key, "is no key; write one like profile.name")
    return parts


def _unknown(key: str) -> Invalid:
    if key in TABLES:
        return Invalid(key, f"is a table; name one of its keys, {key}.NAME")
    table, _, name = key.rpartition(".")
    rows = IN_TABLE.get("circles.*" if table.startswith("circles.") else table)
    known, wrong = (tuple(rows), name) if rows else (TABLES, key.partition(".")[0])
    return Invalid(key, f"is not a setting{near(wrong, known)}")


def _circle_default(parts: list[str]) -> object:
    """What a circle of this name has by itself, as TOML would give it."""
    circle = next(
        each for each in read({"circles": {parts[1]: {}}}).circles if each.name == parts[1]
    )
    value = getattr(circle, parts[2])
    if isinstance(value, tuple) and parts[2] == "activities":
        return list(value)
    if value is None:
        return 0 if parts[2] == "most" else ""
    return value if isinstance(value, int) else str(value)


def _as_toml(text: str, key: str) -> object:
    stripped = text.strip()
    if stripped in ("true", "false") or stripped[:1] in ("[", "{", '"'):
        return parse(f"value = {stripped}".encode(), key)["value"]
    return text


def _put(tables: object, parts: list[str], value: object) -> None:
    """Set a value in nested tables, plain or of tomlkit, making the tables on the way."""
    holder = cast("dict[str, object]", tables)
    for depth, part in enumerate(parts[:-1]):
        if part not in holder:
            only_tables = depth < len(parts) - 2 or isinstance(value, Mapping)
            holder[part] = _new_table(holder, only_tables=only_tables)
        inner = holder[part]
        if not isinstance(inner, Mapping):
            raise Invalid(".".join(parts[: depth + 1]), "must be a table")
        holder = cast("dict[str, object]", inner)
    holder[parts[-1]] = value


def _new_table(holder: object, *, only_tables: bool) -> object:
    if type(holder) is dict:
        return {}
    import tomlkit
    from tomlkit.items import InlineTable

    if isinstance(holder, InlineTable):
        return tomlkit.inline_table()
    return tomlkit.table(is_super_table=only_tables)


def _written(values: Mapping[str, object]) -> Table:
    """A table of the document, with the tables in it each in one line."""
    import tomlkit

    table = tomlkit.table()
    for name, value in values.items():
        if isinstance(value, Mapping):
            inline = tomlkit.inline_table()
            inline.update(value)
            table.add(name, inline)
        else:
            table.add(name, tomlkit.item(value))
    return table


def _take(tables: object, parts: list[str]) -> None:
    holder = cast("dict[str, object]", tables)
    for part in parts[:-1]:
        holder = cast("dict[str, object]", holder[part])
    del holder[parts[-1]]


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let no other process change the file between reading and writing it.

    What is locked is its folder, or the nearest that is there: a lock on the file itself would end
    when the file is replaced.
    """
    folder = Path(os.path.realpath(path)).parent
    while not folder.exists():
        folder = folder.parent
    try:
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):  # no such locks here, or a folder that the write will speak of
        yield
        return
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _change(
    path: Path,
    plainly: Callable[[dict[str, object]], None],
    in_document: Callable[[TOMLDocument], None],
) -> None:
    """Change the file both as plain tables and as a document; write if the two agree."""
    import tomlkit

    wanted = deepcopy(document(path))
    plainly(wanted)
    read(wanted, str(path))
    text = path.read_bytes().decode("utf-8-sig") if path.exists() else ""
    doc = tomlkit.parse(text if not text or text.endswith("\n") else text + "\n")
    try:
        in_document(doc)
        data = _set_apart(tomlkit.dumps(doc), known=text).encode()
    except ValueError:
        data = b""
    if not data or _said(parse(data, str(path))) != _said(wanted):
        raise Invalid(
            str(path), "is written in a way that can't be changed safely; edit it by hand"
        )
    write(path, data)


def _said(tables: Mapping[str, object]) -> dict[str, object]:
    """The tables less those of the top that say nothing, which may come and go."""
    return {name: table for name, table in tables.items() if table != {}}


def _set_apart(text: str, known: str) -> str:
    """The text with one empty line around each table that was not there before."""
    old = set(known.splitlines())
    lines: list[str] = []
    after_new = False
    for line in text.splitlines(keepends=True):
        if line.startswith("["):
            is_new = line.rstrip() not in old
            if is_new or after_new:
                while lines and not lines[-1].strip():
                    lines.pop()
                lines += ["\n"] if lines else []
            after_new = is_new
        lines.append(line)
    return "".join(lines)


def write(path: Path, data: bytes) -> None:
    """Replace a file at once, readable by its owner only; a link keeps pointing at it."""
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
