"""How long a server asks us to wait (RFC 9110 section 10.2.3)."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

LONGEST = 24 * 3600.0


def seconds_to_wait(retry_after: str, date: str) -> float | None:
    """Seconds from a Retry-After in either form, a day at most; None where it says nothing.

    Args:
        date: The answer's own Date, against which a date is measured, so that no clock of ours
            comes in.
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST)
    try:
        wait = (parsedate_to_datetime(text) - parsedate_to_datetime(date)).total_seconds()
    except (ValueError, TypeError, IndexError):
        return None
    return min(max(wait, 0.0), LONGEST)
