"""What a server's refusal of a write is called, and what the user is told to do about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kithkeeper.errors import PluginError
from kithkeeper.sync.ports import CalendarItem, Result
from kithkeeper_caldav.connect import check_calendar, open_calendar

ADA = CalendarItem(
    uid="kith-ada",
    summary="Ada Lovelace – coffee",
    day=date(2026, 11, 25),
    network="net1",
    touchpoint="t1",
    description="Inner circle, monthly; last spoke 4 Mar 2026 over coffee",
)
LATER = replace(ADA, day=date(2026, 11, 27))
TO_A_NEW_ITEM = (
    " to a new item, though the calendar is there. See whether another program can do it, or give "
    "`kith connect` another calendar"
)


@pytest.fixture
def probed(wayward, context):
    """A calendar whose probe is done, so that the fault hits the write."""
    wayward.add_calendar("Touchpoints")
    state = {}
    list(check_calendar(context(wayward.url, state=state)))
    return open_calendar(context(wayward.url, state=state))


def always(wayward, status):
    """Answer each attempt of one write with this status."""
    wayward.faults += [("PUT", status)] * 2


def new(calendar):
    return calendar.put(ADA, id="", raw="", expected=None)


@pytest.mark.parametrize(
    ("status", "result", "reason"),
    [
        ("404", Result.REFUSED, "the server answers 404" + TO_A_NEW_ITEM),
        ("409", Result.CONFLICT, "the server answers 409" + TO_A_NEW_ITEM),
        ("412", Result.CONFLICT, "the server answers 412" + TO_A_NEW_ITEM),
        (
            "403",
            Result.REFUSED,
            "the server answers 403. See that the account may write to this calendar, and what "
            "kinds of item it takes",
        ),
        (
            "413",
            Result.REFUSED,
            "the server answers 413. It is too long for this server; shorten its notes",
        ),
        (
            "423",
            Result.FAILED,
            "the server answers 423. It is locked there, as by another program. The next sync "
            "tries again",
        ),
        (
            "502",
            Result.FAILED,
            "the server answers 502, and it does not stand there. The next sync tries again",
        ),
        (
            "html",
            Result.FAILED,
            "a web page came in place of an answer, and it does not stand there. The next sync "
            "tries again",
        ),
    ],
)
def test_caldav_a_new_item_that_is_refused_says_why(wayward, probed, status, result, reason):
    """The answer is named as it came, with what to do."""
    always(wayward, status)
    outcome = new(probed)
    assert (outcome.result, outcome.reason) == (result, reason)


@pytest.mark.parametrize(
    ("status", "result", "reason"),
    [
        ("404", Result.REFUSED, "the server answers 404. The next sync tries again"),
        (
            "412",
            Result.CONFLICT,
            "the server answers 412, as if it had changed there. The next sync tries again",
        ),
        (
            "500",
            Result.CONFLICT,
            "the server answers 500; it stands there as it was before. The next sync tries again",
        ),
    ],
)
def test_caldav_a_change_that_is_refused_says_why(wayward, probed, status, result, reason):
    """So it is with an item that stands there."""
    made = new(probed)
    always(wayward, status)
    outcome = probed.put(LATER, id=made.id, raw=made.raw, expected=made.version)
    assert (outcome.result, outcome.reason) == (result, reason)


def test_caldav_a_deletion_that_fails_says_what_the_server_answered(wayward, probed):
    """It still stands there, and the next sync tries again."""
    made = new(probed)
    wayward.faults += [("DELETE", "500")] * 2
    outcome = probed.delete(made.id, expected=made.version)
    assert (outcome.result, outcome.reason) == (
        Result.FAILED, "the server answers 500; it still stands there. The next sync tries again",
    )  # fmt: skip


def test_caldav_a_full_disk_says_what_to_do(wayward, probed):
    """It is the whole calendar's matter."""
    always(wayward, "507")
    with pytest.raises(PluginError, match=r"no space left \(507\); make room there, then run"):
        new(probed)
