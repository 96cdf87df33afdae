"""Which addresses a password may go to, when two mean the same item, and how long to wait."""

from __future__ import annotations

import pytest

from kithkeeper_caldav.hrefs import is_loopback, item_id, may_follow, may_use, sendable
from kithkeeper_caldav.retry_after import seconds_to_wait


@pytest.mark.parametrize(
    ("here", "there", "follow", "use"),
    [
        ("https://a.example.org/x", "https://a.example.org:443/y", True, True),
        ("http://a.example.org/", "https://a.example.org/", True, True),
        ("https://a.example.org/", "http://a.example.org/", False, False),
        ("https://a.example.org/", "https://a.example.org:8443/", False, False),
        ("https://caldav.icloud.com/", "https://p34-caldav.icloud.com/", False, True),
        ("https://dav.example.org/", "https://evil.org/", False, False),
        ("https://dav.example.org/", "https://dav.example.org.evil.org/", False, False),
        ("https://example.co.uk/", "https://evil.co.uk/", False, False),
        ("https://example.org/", "https://dav.example.org/", False, True),
        ("http://127.0.0.1:1/", "http://127.0.0.1:2/", False, False),
    ],
)
def test_caldav_addresses_that_may_get_the_password(here, there, follow, use):
    """A redirect stays on its origin; a named collection stays on its domain, over https."""
    assert may_follow(here, there) is follow
    assert may_use(here, there) is use


@pytest.mark.parametrize(
    ("url", "inside"),
    [("http://127.0.0.1:5232/", True), ("http://[::1]/", True), ("http://localhost/", True),
     ("http://127.0.0.1.evil.org/", False), ("http://10.0.0.1/", False),
     ("http://localhost.evil.org/", False)],
)  # fmt: skip
def test_caldav_addresses_on_this_machine(url, inside):
    """Plain http is for these alone."""
    assert is_loopback(url) is inside


@pytest.mark.parametrize(
    ("href", "id"),
    [
        ("/dav/alice%40x/cal/a.ics", "/dav/alice@x/cal/a.ics"),
        ("https://h.example/dav/alice@x/cal/a%20b.ics", "/dav/alice@x/cal/a%20b.ics"),
        ("/dav/alice@x/cal/a b:c.ics", "/dav/alice@x/cal/a b:c.ics"),
        ("/dav/alice@x/cal/a%2Db%2eics", "/dav/alice@x/cal/a-b.ics"),
        ("/dav/alice@x/cal/a%2fb%c3%a4.ics", "/dav/alice@x/cal/a%2Fb%C3%A4.ics"),
        ("a.ics", "/dav/alice@x/cal/a.ics"),
        ("/dav/alice@x/cal/", None),
        ("/dav/alice@x/cal/inner/", None),
        ("/dav/alice@x/other/a.ics", None),
        ("https://evil.example/dav/alice@x/cal/a.ics", None),
    ],
)
def test_caldav_addresses_the_id_is_the_name_as_given_in_the_calendars_own_path(href, id):
    """What is encoded without need is not; else the last part stays, and the path is ours."""
    assert item_id(href, "https://h.example/dav/alice@x/cal/") == id


def test_caldav_addresses_are_sent_with_only_the_illegal_escaped():
    """What a server escaped stays, what it forgot is added."""
    assert sendable("http://h/a b%20c@d/ä") == "http://h/a%20b%20c@d/%C3%A4"


@pytest.mark.parametrize(
    ("told", "date", "wait"),
    [
        ("120", "", 120.0),
        ("99999999999999", "", 86400.0),
        ("Sun, 22 Nov 2026 10:01:00 GMT", "Sun, 22 Nov 2026 10:00:00 GMT", 60.0),
        ("Sun, 22 Nov 2026 09:00:00 GMT", "Sun, 22 Nov 2026 10:00:00 GMT", 0.0),
        ("Sun, 22 Nov 2026 09:00:00 GMT", "", None),
        ("soon", "", None),
        ("", "", None),
        ("-5", "", None),
    ],
)
def test_caldav_addresses_and_how_long_they_ask_us_to_wait(told, date, wait):
    """Retry-After in seconds or as a date, bounded by a day."""
    assert seconds_to_wait(told, date) == wait
