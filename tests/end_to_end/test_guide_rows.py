"""docs/guide.md: every row's command and call exist, and every command of it was run."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import click
import pytest

from kithkeeper import Network
from kithkeeper.cli.group import kith as kith_group
from kithkeeper.cli.table import COMMANDS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "guide.md").read_text("utf-8")


def rows() -> list[list[str]]:
    table = PAGE.split("## The table", 1)[1]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.splitlines()
        if line.startswith("|")
    ]
    return cells[2:]


ROWS = rows()
LINES = sorted({row[3].strip("`") for row in ROWS})
CALLS = sorted({row[4].strip("`") for row in ROWS})

RUN = {
    "kith ask": ["Ada", "a letter", "--anyway"],
    "kith balance": [],
    "kith brief": ["Ada"],
    "kith card": [],
    "kith checklist linkedin-engagement": ["--tick", "post"],
    "kith checklist linkedin-profile": ["--tick", "headline"],
    "kith checklist virtual-after": [],
    "kith checklist virtual-before": [],
    "kith checklist virtual-during": [],
    "kith circle": ["Ben", "middle"],
    "kith circles": [],
    "kith circles set": ["inner", "--depth", "light"],
    "kith community add": ["Looms", "--platform", "discord"],
    "kith community list": [],
    "kith community log": ["Looms", "answer", "how to oil one"],
    "kith config set": ["profile.pitch", "I teach machines to weave."],
    "kith due": [],
    "kith edit": ["Ada", "--set", "interests=looms"],
    "kith event add": ["Fair", "--on", "today", "--expect", "Ada"],
    "kith event met": ["Fair", "Di Ray", "--said", "dyes"],
    "kith event prepare": ["Fair"],
    "kith event show": ["Fair"],
    "kith event wrap": ["Fair"],
    "kith give": ["Ada", "read her draft", "--as", "feedback"],
    "kith goals": [],
    "kith import": ["-"],
    "kith introduce": ["Ada", "Ben"],
    "kith meet": ["Ada", "--on", "+3d"],
    "kith openers": [],
    "kith path": ["Ben"],
    "kith plan": [],
    "kith promise": ["Ben", "send the deck", "--by", "+1w"],
    "kith received": ["Ben", "a tip"],
    "kith review": [],
    "kith script fill cold": ["--to-name", "Grace"],
    "kith script fill follow-up": ["--to", "Ada"],
    "kith script fill greeting": ["--circle", "inner"],
    "kith script fill introduction": ["--to", "Ada", "--set", "person=Ben"],
    "kith script fill news": ["--to", "Ada"],
    "kith script fill pitch": [],
    "kith show": ["Ada"],
    "kith today": [],
    "kith triage": [],
}
"""For each command of the table, what it was run with."""

ORDER = ("kith edit", "kith config set", "kith circle", "kith event add", "kith event prepare",
         "kith event met", "kith community add", "kith give")  # fmt: skip
"""What has to come first, in this order; the rest runs in the table's."""


@pytest.mark.parametrize("line", LINES)
def test_the_command_of_a_row_exists(line):
    """Its name is in the table of commands, its further words are a subcommand or a value."""
    _, name, *rest = line.split()
    assert name in COMMANDS
    context = click.Context(kith_group)
    found = kith_group.get_command(context, name)
    while rest and isinstance(found, click.Group):
        found = found.get_command(context, rest.pop(0))
        assert found is not None, line
    if rest and name in ("circles", "config"):
        values = next(each for each in found.params if isinstance(each, click.Argument)).type
        assert rest[0] in values.choices
        rest = []
    if rest:
        with Network.in_memory(today=date(2026, 11, 22)) as net:
            book = net.playbook.book
            assert (book.checklist if name == "checklist" else book.script)(rest[0])


@pytest.mark.parametrize("call", CALLS)
def test_the_call_of_a_row_exists(call):
    """Each step of `net.noun.verb` is there, and the last one can be called."""
    _, *steps = call.split(".")
    with Network.in_memory(today=date(2026, 11, 22)) as net:
        place: object = net
        for step in steps:
            place = getattr(place, step)
        assert callable(place)


def test_every_command_of_the_table_was_run(kith):
    """Each of them once, in one home; each answers in words and succeeds."""
    assert set(RUN) == set(LINES)
    kith.config('[profile]\nname = "Sam Hill"\n')
    kith("add", "Ada Lovelace", "--circle", "inner")
    kith("add", "Ben Bow")
    stdin = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Grace Hop\r\nEND:VCARD\r\n"
    for line in sorted(RUN, key=lambda each: ORDER.index(each) if each in ORDER else len(ORDER)):
        answer = kith(*line.split()[1:], *RUN[line], stdin=stdin)
        assert answer.out.strip(), line


def test_every_link_of_the_table_is_named_in_full():
    """No cell of a row is empty."""
    assert [row for row in ROWS if len(row) != 5 or not all(row)] == []
    assert all(re.fullmatch(r"`net(\.[a-z_]+){1,2}`", row[4]) for row in ROWS)
