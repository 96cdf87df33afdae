"""A warning that a library meant for programmers stood, with its path, among a command's lines."""

import os
import subprocess
import sys
from pathlib import Path

MEETING = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\n"
    "DTSTART;TZID=/mozilla.org/20070129_1/America/New_York:20260302T120000\r\nSUMMARY:Lunch\r\n"
    "ATTENDEE:mailto:ada@low.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_a_calendar_with_an_old_zone_name_is_read_in_silence(tmp_path):
    """Standard error holds what the command says, and no source line of a package."""
    file = tmp_path / "past.ics"
    file.write_text(MEETING, newline="")
    environ = {"PATH": os.defpath, "TZ": "UTC", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    environ |= {"KITHKEEPER_HOME": str(tmp_path / "home"), "KITHKEEPER_TODAY": "2026-03-04"}
    done = subprocess.run(
        [str(Path(sys.executable).parent / "kith"), "import", str(file)],
        capture_output=True, text=True, check=False, timeout=60, env=environ,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
