"""`kith COMMAND --help` says of every option what it is for, and bounds in words."""

import click
import pytest
from click.testing import CliRunner

from kithkeeper.cli.group import kith
from kithkeeper.cli.table import COMMANDS


def _leaves(command: click.Command, path: str):
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from _leaves(below, f"{path} {name}")
    else:
        yield path, command


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_is_for(name):
    """No option stands in a help with its name alone."""
    top = kith.get_command(click.Context(kith), name)
    silent = [
        f"{path} {option.opts[0]}"
        for path, command in _leaves(top, name)
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("plan", "--weeks", "0"), "0 is not in the range 1 to 60."),
        (("plan", "--weeks", "soon"), "'soon' is not a valid whole number."),
        (("list", "--limit", "0"), "0 is not in the range 1 or more."),
    ],
)
def test_a_number_out_of_bounds_is_refused_in_words(words, said):
    """The bounds are told as a person would."""
    done = CliRunner().invoke(kith, list(words))
    assert done.exit_code == 2
    assert said in done.output
