"""A meeting that each calendar keeps under a UID of its own was a touch for each copy."""

EVENT = (
    "BEGIN:VEVENT\r\nUID:{uid}\r\n{start}\r\nSUMMARY:Coffee\r\n"
    "ATTENDEE;CN=Ada Lovelace:mailto:ada@example.org\r\nEND:VEVENT\r\n"
)
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n"


def test_meeting_in_two_calendars(kith, tmp_path):
    """The copies of one meeting are one touch; undoing the import forgets it, and it can come again."""
    kith("add", "Ada Lovelace", "--email", "ada@example.org")
    mine = EVENT.format(uid="a", start="DTSTART:20260301T090000Z")
    work = EVENT.format(uid="b@work", start="DTSTART;TZID=Europe/Berlin:20260301T100000")
    (tmp_path / "mine.ics").write_text(CALENDAR.format(mine), newline="")
    (tmp_path / "both.ics").write_text(CALENDAR.format(work + mine), newline="")
    assert kith("import", f"{tmp_path}/mine.ics")["touches"] == 1
    assert kith("import", f"{tmp_path}/both.ics")["touches"] == 0
    kith("undo")
    assert kith("import", f"{tmp_path}/both.ics")["touches"] == 1
    (touch,) = kith("show", "Ada Lovelace")["touchpoints"]
    assert (touch["date"], touch["channel"], touch["depth"]) == ("2026-03-01", "coffee", "deep")
