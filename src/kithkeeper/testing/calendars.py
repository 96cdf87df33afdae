"""Writing to a calendar and reading it, as the suites of calendars do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from datetime import UTC, date, datetime

from kithkeeper.sync.ports import Calendar, CalendarItem, Gone, Outcome, Result, Seen
from kithkeeper.testing.shapes import answers_of, deltas_of, look_at_seen, no_error, outcome_of

ADA = CalendarItem(
    uid="kith-contract-1",
    summary="Ada Lovelace – coffee",
    day=date(2026, 3, 9),
    network="net1",
    touchpoint="touch1",
    description="Inner circle, monthly; last spoke 4 Feb 2026 over coffee\ntel:+4930123456",
    alarm=datetime(2026, 3, 9, 8, 0, tzinfo=UTC),
)
Again = Callable[[], Calendar]


def put(
    calendar: Calendar,
    item: CalendarItem,
    *,
    id: str = "",
    raw: str = "",
    expected: str | None = None,
) -> Outcome:
    """Write an item; the outcome, looked at."""
    return outcome_of(lambda: calendar.put(item, id=id, raw=raw, expected=expected), "put()")


def put_new(calendar: Calendar, item: CalendarItem = ADA) -> Outcome:
    """Put a new item, which must go well."""
    outcome = put(calendar, item)
    assert outcome.result is Result.OK, (
        f"a new item was answered {outcome.result.value} ({outcome.reason}): the calendar was to "
        "be empty, so make the item, and answer OK."
    )
    assert outcome.id, "put() of a new item told no id: answer with the one it stands under."
    return outcome


def put_many(calendar: Calendar, count: int) -> set[str]:
    """Put so many new items; their ids."""
    items = (replace(ADA, uid=f"kith-c-{n}") for n in range(count))
    return {put_new(calendar, item).id for item in items}


def change(calendar: Calendar, seen: Seen, item: CalendarItem) -> Seen:
    """Write over what was seen, and read it again."""
    outcome = put(calendar, item, id=seen.id, raw=seen.raw, expected=seen.version)
    assert outcome.result is Result.OK, (
        f"writing to the version that was just read ({seen.version!r}) was answered "
        f"{outcome.result.value} ({outcome.reason}): write it."
    )
    assert outcome.id in ("", seen.id), (
        f"the item stood under {seen.id!r}, and a write told {outcome.id!r}: an item keeps its "
        "place; take the id that is given, and build none from the UID."
    )
    return read_one(calendar, seen.id)


def delete(calendar: Calendar, id: str, expected: str | None) -> Outcome:
    """Delete an item; the outcome, looked at."""
    return outcome_of(lambda: calendar.delete(id, expected=expected), "delete()")


def deleted(calendar: Calendar, id: str) -> Seen:
    """Delete what stands there now, which must go well; what stood there."""
    seen = read_one(calendar, id)
    outcome = delete(calendar, id, seen.version)
    assert outcome.result is Result.OK, (
        f"deleting the version that was just read ({seen.version!r}) was answered "
        f"{outcome.result.value} ({outcome.reason}): delete it."
    )
    return seen


def read_one(calendar: Calendar, id: str) -> Seen:
    """The item with this id."""
    found = only_seen(answers_of(calendar, [id]))
    assert len(found) == 1, (
        f"an item stands under {id!r}, and reading it found nothing: answer read([{id!r}]) with "
        "its Seen."
    )
    return found[0]


def find(calendar: Calendar, uid: str) -> Seen | None:
    """The item with this UID, looked at."""
    with no_error("find()", "answer with None where there is none"):
        found = calendar.find(uid)
    assert found is None or isinstance(found, Seen), (
        f"find() answered {found!r:.80}: answer with a Seen, or with None where there is none."
    )
    if found is not None:
        look_at_seen(found)
    return found


def only_seen(answers: Iterable[Seen | Gone]) -> list[Seen]:
    """Those that are there."""
    return [each for each in answers if isinstance(each, Seen)]


def listing(calendar: Calendar) -> dict[str, str | None]:
    """Version by id of everything there."""
    return {key: version for delta in deltas_of(calendar, None) for key, version in delta.changed}


def last_cursor(calendar: Calendar) -> str | None:
    """The cursor after a full listing."""
    deltas = deltas_of(calendar, None)
    assert deltas, "changes(None) yielded nothing: yield one Delta with complete=True at least."
    return deltas[-1].cursor


def differing(told: CalendarItem | None, meant: CalendarItem) -> str:
    """Fields that were read back otherwise than they were written, in words; empty for none."""
    if told is None:
        return "it could not be understood"
    wrong = [
        f"{name} was written as {getattr(meant, name)!r} and read back as {getattr(told, name)!r}"
        for name in (each.name for each in fields(CalendarItem))
        if getattr(told, name) != getattr(meant, name)
    ]
    return "; ".join(wrong)
