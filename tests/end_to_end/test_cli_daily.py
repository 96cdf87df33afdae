"""Every day: log, due, today, meet, done, skip, snooze, pause, away, plan, undo."""

from __future__ import annotations


def test_a_log_counts_at_once(kith, ada):
    """Coffee on 20 November with the inner circle makes 20 December the next date."""
    logged = kith.json(
        "log", ada, "--on", "2026-11-20", "--channel", "coffee", "--note", "looms",
        "--gave", "help", "--what", "introduced her", "--promised", "the paper", "--by", "+1w",
    )  # fmt: skip
    assert logged["next_due"] == {ada: "2026-12-20"}
    assert logged["touchpoint"]["depth"] == "deep"
    assert [each["what"] for each in logged["exchanges"]] == ["introduced her"]
    assert [each["by"] for each in logged["commitments"]] == ["2026-11-29"]
    [row] = kith.json("list")
    assert (row["last_touch"], row["next_due"]) == ("2026-11-20", "2026-12-20")
    assert row["warmth"] is not None


def test_an_older_log_never_moves_the_last_touch_back(kith, ada):
    """A touch of 1 November after one of the 20th changes neither date."""
    kith("log", ada, "--on", "2026-11-20", "--channel", "call")
    kith("log", ada, "--on", "2026-11-01", "--channel", "call")
    assert kith.json("show", ada)["last_touch"] == "2026-11-20"


def test_a_touch_in_the_future_is_refused_with_what_to_do(kith, ada):
    """Exit code 2; `kith meet` plans."""
    assert "kith meet" in kith.json("log", ada, "--on", "+3d", code=2)["error"]["message"]


def test_dates_are_typed_in_many_ways(kith, ada):
    """today, yesterday, a weekday ahead and offsets; anything else names the ways."""
    for typed, meant in (("today", "2026-11-22"), ("fri", "2026-11-27"), ("+2w", "2026-12-06")):
        assert kith.json("meet", ada, "--on", typed)["date"] == meant
    for typed, meant in (("yesterday", "2026-11-21"), ("-3d", "2026-11-19")):
        assert kith.json("log", ada, "--on", typed)["touchpoint"]["date"] == meant
    assert "+2w" in kith.json("meet", ada, "--on", "someday", code=2)["error"]["message"]


def test_who_is_due_comes_with_a_reason(kith, ada):
    """Two months after a monthly touch somebody is a month late."""
    kith("log", ada, "--on", "2026-09-20", "--channel", "call")
    [row] = kith.json("due")
    assert (row["contact"], row["due"], row["days_late"]) == (ada, "2026-10-20", 33)
    assert "monthly" in row["because"]
    assert kith("due", "--count").out == "1\n"
    assert "Ada Lovelace" in kith("due").out


def test_nobody_due_says_what_to_do_next(kith, ada):
    """With everybody placed the plan is named, with somebody waiting triage."""
    assert "kith plan" in kith("due").out
    kith("add", "Bob")
    assert "kith triage" in kith("due").err


def test_today_holds_meetings_promises_and_birthdays(kith, ada):
    """Everything of one day in one document, and in words."""
    kith("edit", ada, "--set", "birthday=1985-11-22")
    kith("meet", ada, "--on", "today", "--at", "14:30")
    kith("log", ada, "--on", "yesterday", "--promised", "the paper", "--by", "today")
    found = kith.json("today")
    assert [each["at"][:5] for each in found["meetings"]] == ["14:30"]
    assert [each["what"] for each in found["commitments"]] == ["the paper"]
    assert [each["name"] for each in found["dates"]] == ["Ada Lovelace"]
    words = kith("today").out
    assert "Sunday, 22 November 2026" in words
    assert "  14:30 Ada Lovelace\n      Ada Lovelace: " in words
    assert "Ada Lovelace: the paper (by 22 Nov 2026)" in words
    assert kith("today", "--format", "ics").out.startswith("BEGIN:VCALENDAR")


def test_a_page_of_today_shows_text_from_outside_as_text(kith, ada):
    """Markup is escaped and escape sequences are gone, in the page and in the calendar file."""
    kith("log", ada, "--on", "yesterday", "--promised", "<b>\x1b[31mred</b>", "--by", "today")
    kith("meet", ada, "--on", "today")

    page = kith("today", "--format", "html").out
    file = kith("today", "--format", "ics").out

    assert "&lt;b&gt;[31mred&lt;/b&gt;" in page
    assert "<li>You promised: &lt;b&gt;" in page
    assert "\x1b" not in page + file


def test_an_empty_day_says_what_to_do_next(kith):
    """Nobody yet: how to begin. Nothing today: the plan shows what comes."""
    assert "kith import" in kith("today").out
    kith("add", "Ada Lovelace", "--circle", "outer")
    assert "kith plan" in kith("today").out


def test_a_meeting_is_done_by_its_id(kith, ada):
    """What `meet` answers can be ticked off, and then it is closed."""
    made = kith.json("meet", ada, "--on", "today")
    assert kith.json("done", made["id"])["state"] == "done"
    kith("done", made["id"], code=2)


def test_snooze_and_skip_mean_the_cadence_touchpoint_of_a_contact(kith, ada):
    """Snoozed it is pinned to its new day; skipped the next is due a month after today."""
    kith("log", ada, "--on", "2026-09-20", "--channel", "call")
    kith("plan")
    snoozed = kith.json("snooze", ada, "--until", "+2w")
    assert (snoozed["state"], snoozed["date"], snoozed["pinned"]) == ("snoozed", "2026-12-06", True)
    skipped = kith.json("skip", ada, "--why", "ill")
    assert (skipped["state"], skipped["id"]) == ("skipped", snoozed["id"])
    assert kith.json("show", ada)["next_due"] == "2026-12-22"


def test_pause_and_resume(kith, ada):
    """A paused contact has no next date; --all means everybody."""
    kith("log", ada, "--on", "2026-09-20", "--channel", "call")
    assert kith.json("pause", ada, "--until", "+4w")["contact"] == ada
    assert kith.json("due") == []
    kith.json("resume", "--all")
    assert len(kith.json("due")) == 1
    kith("pause", code=2)


def test_days_off_are_kept(kith):
    """`away` answers with all days off."""
    found = kith.json("away", "2026-12-24", "2027-01-02")
    assert found == {"days_off": ["2026-12-24/2027-01-02"]}


def test_a_plan_says_why_and_leaves_sundays_out(kith, ada):
    """Each planned touchpoint has its reason; days of the load are working days."""
    kith("log", ada, "--on", "2026-10-20", "--channel", "call")
    kith("edit", ada, "--set", "cadence=2 weeks")
    plan = kith.json("plan", "--weeks", "2")
    [row] = plan["touchpoints"]
    assert row["contact"] == ada
    assert row["because"]
    assert len(plan["load"]) == 10
    assert kith.json("plan", "--weeks", "2")["moved"] == 0


def test_an_empty_plan_says_what_to_do_next(kith):
    """Nobody placed: triage."""
    kith("add", "Bob")
    assert "kith triage" in kith("plan").out


def test_history_and_undo(kith, ada):
    """One command is one entry; undo takes the newest back, and can be undone itself."""
    kith("log", ada, "--channel", "call")
    entries = kith.json("history")
    assert [each["what"] for each in entries] == [
        "logged call with Ada Lovelace",
        "added Ada Lovelace",
    ]
    assert [each["id"] for each in kith.json("undo")] == [entries[0]["id"]]
    assert kith.json("show", ada)["last_touch"] is None
    assert len(kith.json("history", ada)) >= 1
    kith.json("undo", "h99", code=3)
