"""What is wrong with a descriptor that a plugin offers: what no host can use, and what a user meets."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from kithkeeper.errors import PluginError
from kithkeeper.hooks.descriptors import (
    CalendarSpec,
    CommandSpec,
    ExporterSpec,
    ImporterSpec,
    OccasionSpec,
    PlaybookSpec,
    RuleSpec,
    SourceSpec,
)

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def unusable(each: object) -> str:
    """Why a descriptor can't be taken at all, such as endings that are no texts; empty if it can."""
    name = getattr(each, "name", "")
    if not isinstance(name, str) or not name:
        return f"has the name {name!r}; it must be a text"
    match each:
        case ImporterSpec(endings=endings) | ExporterSpec(endings=endings):
            if not isinstance(endings, tuple) or not all(isinstance(one, str) for one in endings):
                return (
                    f"{name}: endings must be a tuple of texts such as ('.vcf',), not {endings!r}"
                )
        case PlaybookSpec(toml=toml) if not isinstance(toml, str):
            return f"{name}: toml must be a text, not {type(toml).__name__}"
        case CommandSpec(target=target) if not isinstance(target, str):
            return f"{name}: target must be a text such as 'package.module:command'"
    return ""


def faults(each: object, taken: Collection[str], resolve: Callable[[str], object]) -> Iterator[str]:
    """What a user would stumble over in a descriptor that can be taken.

    Args:
        each: The descriptor.
        taken: Names of commands that `kith` has itself.
        resolve: Gives what the target of a command leads to.
    """
    name = str(getattr(each, "name", ""))
    if not _NAME.fullmatch(name):
        yield f"{name!r} must be made of small letters, digits and single hyphens"
    for part in _parts(each):
        if not callable(getattr(each, part)):
            yield f"{name}: {part} must be a function"
    match each:
        case RuleSpec(blocks=None, weighs=None, finds=None):
            yield f"{name} offers none of blocks, weighs and finds, so it does nothing"
        case PlaybookSpec(toml=toml):
            yield from _of_playbook(name, toml)
        case CommandSpec(target=target):
            if name in taken:
                yield f"{name} is a command of kith itself and can't be replaced"
            yield from _of_command(name, lambda: resolve(target))
        case ImporterSpec() | ExporterSpec():
            odd = [one for one in each.endings if not one.startswith(".") or one != one.casefold()]
            yield from (
                f"{name}: {one!r} must be in lower case and begin with a dot" for one in odd
            )


def _parts(each: object) -> tuple[str, ...]:
    """Which attributes of a descriptor are functions."""
    match each:
        case RuleSpec():
            return tuple(one for one in ("blocks", "weighs", "finds") if getattr(each, one) is not None)  # fmt: skip
        case ImporterSpec():
            return ("recognises", "open")
        case OccasionSpec():
            return ("country", "days")
        case SourceSpec() | CalendarSpec() | ExporterSpec():
            return ("open",)
    return ()


def _of_playbook(name: str, toml: str) -> Iterator[str]:
    from kithkeeper.playbook.reading import read_playbook

    for problem in read_playbook(toml, name).problems:
        place = f"line {problem.line}: " if problem.line else ""
        yield f"{name}: {place}{problem.record} {problem.reason}".replace("  ", " ")


def _of_command(name: str, resolve: Callable[[], object]) -> Iterator[str]:
    import click

    try:
        found = resolve()
    except PluginError as error:
        yield f"{name}: {error.reason}"
        return
    if not isinstance(found, click.Command):
        yield f"{name} must lead to a click command, not to {type(found).__name__}"
