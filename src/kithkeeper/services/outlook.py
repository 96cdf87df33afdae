"""Looking ahead: why someone is due, what the circles ask for, and a way out of a backlog."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from kithkeeper.errors import Invalid
from kithkeeper.model.kinds import Kind, State
from kithkeeper.model.period import Period
from kithkeeper.planning import Forecast, forecast
from kithkeeper.rules.activities import activity
from kithkeeper.rules.phrases import count, day, listed
from kithkeeper.services.birthdays import birthday_items
from kithkeeper.services.due import OWED, DueRow, due
from kithkeeper.services.exchanges import Exchanges
from kithkeeper.services.finding import contact_row
from kithkeeper.services.planner import Planner, effort_of
from kithkeeper.services.session import Session
from kithkeeper.services.standings import all_facts
from kithkeeper.store import Document, Not

if TYPE_CHECKING:
    from kithkeeper.services.finding import Who
    from kithkeeper.services.planview import PlanRow

MOST_WEEKS = 260
_MOST_PLANNED = 60
_ROOM = 0.8
"""The share of a week's capacity that a backlog may take while it is spread."""


class Option(NamedTuple):
    """One way out of a backlog.

    Attributes:
        option: `now`, `spread` or `longer`.
        commands: What carries it out, a command line each.
        contacts: Ids of whom it is about.
    """

    option: str
    what: str
    because: str
    commands: tuple[str, ...]
    contacts: tuple[str, ...]


class CatchUp(NamedTuple):
    """How much waits, and what can be done about it; no options where nothing waits."""

    overdue: int
    effort: int
    options: tuple[Option, ...]


def why(session: Session, who: Who) -> tuple[str, ...]:
    """Why this one, this day, this activity: a line each, from stored facts.

    Raises:
        NotFound: There is no such contact.
    """
    row = contact_row(session.store, who)
    standing = session.store.get("standing", row["id"]) or {}
    lines = [standing.get("because") or "Not in a circle yet, so there is no cadence"]
    if next_due := standing.get("next_due"):
        lines.append(f"Due on {day(date.fromisoformat(next_due))}")
        lines += _planned(session, row, date.fromisoformat(next_due))
    if row.get("archived"):
        lines.append("Archived, so nothing is planned")
    for promise in session.store.find("commitment", {"contact": row["id"], "state": "open"}):
        whose = "They promised" if promise.get("theirs") else "You promised"
        by = f", by {day(date.fromisoformat(promise['by']))}" if promise.get("by") else ""
        lines.append(f"{whose}: {promise['what']}{by}")
    lines.append(f"Between you: {_ledger(session, row['id'])}")
    return tuple(lines)


def look_ahead(session: Session, *, weeks: int = 52) -> Forecast:
    """Whether the circles can be kept in the weeks ahead with the profile's capacity.

    Raises:
        Invalid: The weeks are not between 1 and `MOST_WEEKS`.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise Invalid("weeks", f"{weeks} is not between 1 and {MOST_WEEKS}")
    planner = Planner(session)
    return forecast(
        session.circles, all_facts(session.store), today=session.today,
        capacity=planner.room_on, week_capacity=planner.capacity().max_per_week,
        weeks=weeks, temperament=session.config.profile.temperament,
        fixed=_fixed(session, session.today + timedelta(days=7 * weeks - 1)),
    )  # fmt: skip


def _fixed(session: Session, end: date) -> dict[date, int]:
    """The effort, by day, of what has a day of its own, and of the birthdays until the end."""
    taken: dict[date, int] = {}
    items = session.store.find(
        "touchpoint", {"state": [State.PLANNED.value, State.SNOOZED.value], "date": Not(None)}
    )
    others = [item for item in items if item["kind"] not in (Kind.CADENCE, Kind.BIRTHDAY)]
    for item in (*others, *_birthdays(session, end)):
        on = date.fromisoformat(item["date"])
        if item["kind"] in OWED:
            on = max(on, session.today)
        if on >= session.today:
            taken[on] = taken.get(on, 0) + effort_of(item)
    return taken


def _birthdays(session: Session, end: date) -> Iterator[Document]:
    """The birthday of each year until the end, of those whose circle keeps them."""
    for item in birthday_items(session, end).values():
        first = on = date.fromisoformat(item["date"])
        years = 0
        while on <= end:
            yield {**item, "date": on.isoformat()}
            years += 1
            on = Period(years, "year").after(first)


def catch_up(session: Session) -> CatchUp:
    """A way out of a backlog: the most pressing now, the rest spread, or a longer cadence."""
    rows = due(session)
    waiting = [row for row in rows if row.kind == Kind.CADENCE and row.days_late > 0]
    if not waiting:
        return CatchUp(0, 0, ())
    effort = sum(map(_effort, waiting))
    options = (
        _now(session, rows, waiting),
        _spread(session, waiting, effort),
        *_longer(session, waiting),
    )
    return CatchUp(len(waiting), effort, options)


def spread(session: Session, weeks: int) -> int:
    """Give what waits a fresh start in the plan, over so many weeks; how many were placed."""
    waiting = {row.contact for row in due(session) if row.kind == Kind.CADENCE and row.days_late > 0}  # fmt: skip
    with session.change(f"spread a backlog over {weeks} weeks") as work:
        open_items = {"kind": Kind.CADENCE.value, "state": State.PLANNED.value}
        for item in session.store.find("touchpoint", open_items):
            if item["contacts"][0] in waiting and item.get("moves"):
                fresh = {name: value for name, value in item.items() if name not in ("moves", "date")}  # fmt: skip
                work.put("touchpoint", item["id"], fresh)
        view = Planner(session).plan(weeks=weeks)
    return sum(row.contact in waiting for row in view.touchpoints if row.kind == Kind.CADENCE)


def _planned(session: Session, row: Document, due_on: date) -> list[str]:
    """The day and the activity, as the plan has them or would have them."""
    today = session.today
    ahead = max(due_on, today) - today
    weeks = min(_MOST_PLANNED, max(session.config.plan_weeks, math.ceil((ahead.days + 1) / 7)))
    view = Planner(session).plan(weeks=weeks, dry_run=True)
    found = next((each for each in view.touchpoints if each.contact == row["id"] and each.kind == Kind.CADENCE), None)  # fmt: skip
    if found is None:
        left = next((each for each in view.unplaced if each.contact == row["id"]), None)
        return [f"No day in {weeks} weeks: {left.because}"] if left else []
    return [_day_words(session, found), *_activity_words(row, found)]


def _day_words(session: Session, found: PlanRow) -> str:
    item = session.store.get("touchpoint", found.id) or {}
    if item.get("state") == State.SNOOZED or item.get("pinned"):
        return f"On {day(found.date)}: you fixed that day"
    apart = (found.date - found.ideal).days if found.ideal else 0
    if apart == 0:
        return f"On {day(found.date)}: the very day it is due"
    side = f"{count(abs(apart), 'day')} {'after' if apart > 0 else 'before'} it is due"
    return f"On {day(found.date)}: {side}, the nearest day with room for it"


def _activity_words(row: Document, found: PlanRow) -> list[str]:
    if not found.activity:
        return []
    chosen = activity(found.activity)
    turn = (
        f"its turn among what suits the {found.circle} circle" if found.circle else "it comes next"
    )
    suits = found.called_for or turn
    meant = f", meant as {found.intent}" if found.intent else ""
    how = f" by {found.channel}" if found.channel else ""
    help_with = next(iter(row.get("can_help_with", ())), "")
    more = f"; you could help with {help_with}" if help_with and found.intent == "help" else ""
    return [f"{chosen.id}{how}: {chosen.wording}{meant}; {suits}{more}"]


def _ledger(session: Session, contact: str) -> str:
    read = Exchanges(session).balance(contact, days=365)
    return read.because[0][:1].lower() + read.because[0][1:]


def _effort(row: DueRow) -> int:
    return effort_of({"channel": row.channel})


def _now(session: Session, rows: Sequence[DueRow], waiting: list[DueRow]) -> Option:
    """The most pressing, as many as a week holds; `rows` is all of `kith due`, promises too."""
    _, per_week = Planner(session).capacity()
    chosen: list[DueRow] = []
    used = 0
    for row in waiting:
        used += _effort(row)
        if chosen and used > per_week:
            break
        chosen.append(row)
    more = [f"{len(chosen) - 3} more"] if len(chosen) > 3 else []
    names = listed([*(row.name for row in chosen[:3]), *more])
    return Option(
        "now", f"Reach {names} this week",
        f"they are the most pressing of {count(len(waiting), 'person', 'people')}, and a week holds {per_week} effort",
        (f"kith due --limit {rows.index(chosen[-1]) + 1}",), tuple(row.contact for row in chosen),
    )  # fmt: skip


def _spread(session: Session, waiting: list[DueRow], effort: int) -> Option:
    _, per_week = Planner(session).capacity()
    weeks = min(_MOST_PLANNED, max(2, math.ceil(effort / (per_week * _ROOM))))
    until = session.today + timedelta(days=7 * weeks - 1)
    return Option(
        "spread", f"Spread all of them over {weeks} weeks, until {day(until)}",
        f"together they take {effort} effort, and a week holds {per_week}",
        (f"kith catchup --apply spread --weeks {weeks}",), tuple(row.contact for row in waiting),
    )  # fmt: skip


def _longer(session: Session, waiting: list[DueRow]) -> list[Option]:
    """For each circle of which a third is overdue, a cadence that would be kept."""
    size: dict[str, int] = {}
    for each in all_facts(session.store):
        if each.circle and not each.archived:
            size[each.circle] = size.get(each.circle, 0) + 1
    found = []
    for circle in session.circles:
        late = [row for row in waiting if row.circle == circle.name]
        if not late or len(late) * 3 < size.get(circle.name, 0):
            continue
        longer = _doubled(circle.cadence)
        found.append(Option(
            "longer", f"Give the {circle.name} circle {longer} instead of {circle.cadence}",
            f"{len(late)} of {count(size[circle.name], 'person', 'people')} in it are overdue",
            (f"kith circles set {circle.name} --cadence '{longer}'",),
            tuple(row.contact for row in late),
        ))  # fmt: skip
    return found


def _doubled(period: Period) -> Period:
    return Period(period.count * 2, period.unit)
