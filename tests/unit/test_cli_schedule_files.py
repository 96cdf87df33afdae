"""What runs the sync by itself: units, agents and crontab lines as text."""

from __future__ import annotations

import plistlib
import shlex

import pytest

from kithkeeper.errors import Invalid
from kithkeeper.services import schedule_files as files
from kithkeeper.services.schedule_files import Job

JOB = Job("kithkeeper-sync-1", ("/opt/my kith/kith", "--home", "/h/100%", "sync", "--quiet"), "/usr/bin:/bin", 3600)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "seconds"), [("30m", 1800), ("1h", 3600), ("2 hours", 7200), ("1d", 86_400), ("5min", 300)]
)  # fmt: skip
def test_intervals_are_typed_with_a_unit(text, seconds):
    """Minutes, hours and days."""
    assert files.parse_every(text) == seconds


@pytest.mark.parametrize("text", ["", "1", "4m", "8d", "hourly", "-1h", "1h30m"])
def test_other_intervals_are_refused(text):
    """From five minutes to a week, in one unit."""
    with pytest.raises(Invalid, match="30m"):
        files.parse_every(text)


def test_a_unit_quotes_blanks_and_percent_signs():
    """systemd.service(5): specifiers are doubled, words are in quotes."""
    line = 'ExecStart="/opt/my kith/kith" "--home" "/h/100%%" "sync" "--quiet"\n'
    assert line in files.systemd_service(JOB)


def test_a_timer_says_its_interval_and_is_read_back():
    """What was rendered tells the interval again."""
    assert files.every_of_timer(files.systemd_timer(JOB)) == 3600
    assert files.every_of_timer("[Timer]\nOnCalendar=daily\n") is None


def test_an_agent_is_a_property_list():
    """launchd.plist(5): label, arguments, interval in seconds."""
    data = files.launchd_agent(JOB)
    found = plistlib.loads(data)
    assert found["ProgramArguments"] == list(JOB.command)
    assert files.every_of_agent(data) == 3600
    assert files.every_of_agent(b"nonsense") is None


def test_a_crontab_keeps_its_other_lines():
    """One line of ours, in place of the older one; taken out it is as it was."""
    before = "MAILTO=ada\n5 4 * * * backup"
    once = files.with_cron(before, JOB)
    twice = files.with_cron(once, JOB._replace(every=7200))
    assert files.every_of_cron(once, JOB.name) == 3600
    assert files.every_of_cron(twice, JOB.name) == 7200
    assert files.without_cron(twice, JOB.name) == before + "\n"
    assert files.without_cron(once, "kithkeeper-sync-2") == once


def test_a_crontab_line_escapes_percent_signs_and_quotes_words():
    """crontab(5): a bare % ends the command."""
    line = files.with_cron("", JOB).splitlines()[1]
    words = shlex.split(line.replace("\\%", "%").removeprefix("0 * * * * "))
    assert "\\%" in line
    assert words[: len(JOB.command) + 1] == ["PATH=/usr/bin:/bin", *JOB.command]


@pytest.mark.parametrize(("wish", "got"), [(2700, 1800), (3600, 3600), (18_000, 14_400), (604_800, 86_400)])  # fmt: skip
def test_a_crontab_takes_the_next_shorter_interval_that_it_can_say(wish, got):
    """45 minutes become 30, five hours four, a week a day."""
    assert files.cron_every(wish) == got
