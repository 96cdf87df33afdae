"""A weekday always meant the next one, so that nothing could be logged by it."""

from datetime import date

import pytest

from kithkeeper.cli.dates import parse_date
from kithkeeper.errors import Invalid

WEDNESDAY = date(2026, 3, 4)


def test_logging_on_friday_means_the_last_one(kith):
    """On Wednesday 4 March, `--on fri` is 27 February; a promise `--by fri` is for 6 March."""
    ada = kith("add", "Ada Lovelace")["id"]
    logged = kith("log", ada, "--on", "fri", "--promised", "a book", "--by", "fri")
    assert logged["touchpoint"]["date"] == "2026-02-27"
    assert logged["commitments"][0]["by"] == "2026-03-06"


@pytest.mark.parametrize(
    ("word", "before", "after"),
    [("tue", 3, 10), ("wed", 25, 11), ("Thursday", 26, 5), ("sund", 1, 8)],
)
def test_weekdays_before_and_after_today(word, before, after):
    """Today's own weekday is a week away either way."""
    assert parse_date(word, WEDNESDAY, past=True).day == before
    assert parse_date(word, WEDNESDAY).day == after


@pytest.mark.parametrize("word", ["friendship", "money", "fr"])
def test_words_that_begin_like_a_weekday_are_none(word):
    """Only a weekday or a beginning of it of three letters is one."""
    with pytest.raises(Invalid):
        parse_date(word, WEDNESDAY)
