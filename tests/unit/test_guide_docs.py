"""docs/guide.md: every line of the guide's lists has its row, and what it states is what holds."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from kithkeeper.model.kinds import DEFAULT_DEPTH, EFFORT, Channel, Temperament
from kithkeeper.playbook import fill, load
from kithkeeper.rules.capacity import DEFAULTS
from kithkeeper.rules.goals import DEFAULT_GOALS
from kithkeeper.rules.temperament import NUMBERS, Numbers

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "guide.md").read_text("utf-8")
GUIDE = ROOT.parent / "shared" / "guide.md"

LINES = {
    "Your Networking Goals": 3,
    "The Three Circles of Networking": 12,
    "Networking Personality Types": 10,
    "Before the Event": 8,
    "Your 30-Second Introduction": 0,
    "Conversation Starters": 8,
    "The Art of Mingling": 4,
    "After the Event": 8,
    "LinkedIn Optimization": 11,
    "Online Community Building": 10,
    "Virtual Meeting Networking": 12,
    "The Touch Point System": 12,
    "Value-First Networking": 8,
    "Networking CRM": 7,
    "Your Networking Action Plan": 12,
    "Networking Scripts": 0,
    "Key Takeaway": 0,
}
"""The guide's sections and how many lines their lists have."""

COMMANDS = {
    "ask", "balance", "brief", "card", "checklist", "circle", "circles", "community", "config",
    "due", "edit", "event", "give", "goals", "import", "introduce", "meet", "openers", "path",
    "plan", "promise", "received", "review", "script", "show", "today", "triage",
}  # fmt: skip


def rows():
    table = PAGE.split("## The table", 1)[1]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.splitlines()
        if line.startswith("|")
    ]
    return cells[2:]


def tables_of(heading):
    part = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [
        [cell.strip(" `") for cell in line.strip("|").split("|")]
        for line in part.splitlines()
        if line.startswith("|")
    ][2:]


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row[0]}: {row[1]}")
def test_each_row_names_a_section_a_command_and_a_call(row):
    """Five cells, none empty; a section of the guide, a command of `kith`, a call on `net`."""
    section, line, feature, command, call = row
    assert section in LINES
    assert line
    assert feature
    assert re.fullmatch(r"`kith [a-z -]+[a-z]`", command)
    assert command.strip("`").split()[1] in COMMANDS
    assert re.fullmatch(r"`net(\.[a-z_]+){1,2}`", call)


def test_each_line_of_the_guides_lists_has_its_row():
    """As many rows a section as its lists have lines, or more; no line twice."""
    counted = Counter(row[0] for row in rows())
    assert {section for section in LINES if counted[section] < max(1, LINES[section])} == set()
    lines = [(row[0], row[1]) for row in rows()]
    assert len(set(lines)) == len(lines)


def test_the_sections_are_the_guides():
    """Where the guide lies beside the project, its headings and lists are the ones named here."""
    if not GUIDE.is_file():
        pytest.skip("the guide is not beside the project")
    counted = Counter()
    section = ""
    for line in GUIDE.read_text("utf-8").splitlines():
        if line.startswith("#"):
            section = line.lstrip("# ")
            counted[section] += 0
        elif re.match(r"- |\d+\. ", line):
            counted[section] += 1
    assert {section: counted.get(section) for section in LINES} == LINES
    assert sum(counted.values()) == sum(LINES.values())


def test_the_table_of_numbers_is_the_one_that_holds():
    """Each number of each temperament, in the order of the fields."""
    documented = tables_of("Temperament")
    assert [row[0] for row in documented] == list(Numbers._fields)
    for name, *numbers in documented:
        assert [int(each) for each in numbers] == [
            getattr(NUMBERS[temperament], name) for temperament in Temperament
        ]


def test_the_tables_of_the_plan_are_the_ones_that_hold():
    """Effort and depth of each channel, and what a day and a week hold by temperament."""
    documented = tables_of("The plan")
    assert documented[: len(Channel)] == [
        [channel.value, str(EFFORT[channel]), DEFAULT_DEPTH[channel].value] for channel in Channel
    ]
    days, weeks = documented[-2:]
    assert days == ["max_per_day", *(str(DEFAULTS[each].max_per_day) for each in Temperament)]
    assert weeks == ["max_per_week", *(str(DEFAULTS[each].max_per_week) for each in Temperament)]


def test_every_default_goal_has_its_row():
    """The goals of the action plan are named by their ids, but for the review, a command itself."""
    named = set(re.findall(r"Goal `([a-z-]+)`", PAGE))
    assert named == {goal.id for goal in DEFAULT_GOALS} - {"review"}


def test_the_rule_names_its_source():
    """The origin, and the other rule of the same name."""
    for name in ("Mike Sansone", "Jason Kiesau", "lifehack.org", "Marla Gottschalk"):
        assert name in PAGE


def test_the_example_of_a_playbook_works(tmp_path):
    """What the page shows is read without a problem and does what it says."""
    example = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)[1]
    (tmp_path / "playbook").mkdir()
    (tmp_path / "playbook" / "mine.toml").write_text(example, "utf-8")
    book = load(tmp_path)
    assert book.problems == ()
    tea = fill(book.script("tea"), {"name": "Ada"})
    assert tea == ("Dear Ada, would you come to tea one of these days?", "Tea?", ())
    assert len(book.checklist("virtual-before").items) == 5
