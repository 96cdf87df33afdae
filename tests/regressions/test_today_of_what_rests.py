"""Promises of archived people and those put off to a later day stood in `kith today`."""


def test_a_promise_of_somebody_archived_rests(kith):
    """Archived: hidden, no reminders; brought back, the promise is there again."""
    kith("add", "Ada Lovelace")
    kith("promise", "ada", "the paper", "--by", "2026-03-03")
    kith("archive", "ada")
    assert (kith("today")["commitments"], kith("due")) == ([], [])
    kith("unarchive", "Ada Lovelace")
    assert [each["what"] for each in kith("today")["commitments"]] == ["the paper"]


def test_a_promise_that_was_put_off_waits_for_its_day(kith):
    """Due on 3 March and snoozed until 6 March: on 4 March neither list has it."""
    kith("add", "Ada Lovelace")
    kith("promise", "ada", "the paper", "--by", "2026-03-03")
    (item,) = kith("due")
    kith("snooze", item["id"], "--until", "2026-03-06")
    assert (kith("today")["commitments"], kith("due")) == ([], [])
    kith("promise", "ada", "their paper", "--by", "2026-03-03", "--theirs")
    assert [each["what"] for each in kith("today")["commitments"]] == ["their paper"]


def test_a_name_is_one_line(kith):
    """A line end in a name can't begin a line of its own in a list."""
    made = kith("add", "Eve\nEND:VCALENDAR", "--met", "at PyCon")
    assert made["name"] == "Eve END:VCALENDAR"
