"""docs/cli.md and docs/json: every command, every option, every form of an answer."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path

import click
import jsonschema
import pytest

from kithkeeper.cli.group import kith
from kithkeeper.cli.table import COMMANDS

DOCS = Path(__file__).resolve().parents[2] / "docs"
COMMON = {"--json", "--home", "--today", "--help"}


def section(name: str) -> str:
    """The part of docs/cli.md about one command."""
    found = re.search(rf"^### `kith {name}`\n(.*?)(?=^##|\Z)", (DOCS / "cli.md").read_text(), re.MULTILINE | re.DOTALL)  # fmt: skip
    assert found, f"docs/cli.md says nothing of `kith {name}`"
    return found[1]


def command(name: str) -> click.Command:
    module = importlib.import_module(f"kithkeeper.cli.commands.{COMMANDS[name][0]}")
    found = getattr(module, f"{name}_command")
    assert isinstance(found, click.Command)
    return found


def options(made: click.Command) -> set[str]:
    """The long options of a command and of what is below it, but for those that all have."""
    found = {
        option.opts[-1]
        for option in made.params
        if isinstance(option, click.Option) and not option.hidden
    }
    if isinstance(made, click.Group):
        for each in made.commands.values():
            found |= options(each)
    return {each for each in found if each.startswith("--")} - COMMON


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example_and_all_its_options(name):
    """Nothing can be added to a command without being told of."""
    text = section(name)
    assert f"```sh\nkith {name}" in text or f"$(kith {name}" in text
    missing = [each for each in options(command(name)) if not re.search(rf"{each}\b", text)]
    assert missing == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_form_of_its_answer(name):
    """docs/json has a schema of each, or one for each of its subcommands."""
    made = command(name)
    below = [f"{name}-{each}" for each in made.commands] if isinstance(made, click.Group) else []
    there = (DOCS / "json" / f"{name}.json").exists()
    assert there or (below and all((DOCS / "json" / f"{each}.json").exists() for each in below))


@pytest.mark.parametrize("file", sorted((DOCS / "json").glob("*.json")), ids=lambda each: each.stem)
def test_every_form_is_a_schema_of_a_command(file):
    """No schema is left over, and each is valid itself."""
    jsonschema.Draft202012Validator.check_schema(json.loads(file.read_text()))
    assert file.stem == "error" or file.stem.partition("-")[0] in COMMANDS


def test_the_examples_are_commands_that_there_are():
    """Each line of an example begins with a command of the table, its options known to it."""
    text = (DOCS / "cli.md").read_text()
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            name = re.search(r"kith (\w+)", line)[1]
            used = set(re.findall(r" (--[a-z-]+)", line)) - COMMON
            assert used <= options(command(name)), line


def test_help_names_every_command():
    """`kith --help` and the table agree."""
    shown = kith.get_help(click.Context(kith, info_name="kith"))
    assert all(re.search(rf"^  {name}\b", shown, re.MULTILINE) for name in COMMANDS)
