"""Goals: the guide's and your own, with progress computed from what was logged."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kithkeeper.errors import Invalid, NotFound
from kithkeeper.model.practice import GoalPeriod
from kithkeeper.rules.goals import (
    DEFAULT_GOALS,
    WEEKDAYS,
    GoalFacts,
    Progress,
    may_tick,
    progress,
    standing_goals,
)
from kithkeeper.rules.measures import MANUAL, MEASURES
from kithkeeper.services.checking import checked, day_so_far
from kithkeeper.services.goal_log import goal_log
from kithkeeper.services.session import Session

if TYPE_CHECKING:
    from kithkeeper.model import Goal, GoalTick


class Goals:
    """Targets of a week, a month or a quarter. Each call is one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def progress(self, on: date | None = None) -> list[Progress]:
        """How far each goal is in the period that holds the day, today if not given."""
        day = on or self._session.today
        starts = WEEKDAYS[self._session.config.profile.week_starts]
        log = goal_log(self._session, day)
        return [progress(each, log, day, starts) for each in self._standing(day)]

    def set(
        self, what: str, target: int, *, period: str | None = None, measure: str | None = None
    ) -> Goal:
        """Set a goal: change the target of a known one, or add one of your own.

        Args:
            what: Id of a goal (`coffee`, `introductions`…), or what it is about.
            target: How many; at least one.
            period: week, month or quarter; a week for a new one.
            measure: What is counted, a name of `rules.measures.MEASURES`; for a new one "manual".

        Raises:
            Invalid: A value can't be taken.
        """
        from kithkeeper.identity.ids import new_id
        from kithkeeper.model import Goal

        if target < 1:
            raise Invalid("target", f"{target} is no goal; it takes one at least, or `drop` it")
        if period is not None and period not in tuple(GoalPeriod):
            raise Invalid("period", f"{period!r} is none of {', '.join(GoalPeriod)}")
        if measure is not None and measure not in MEASURES:
            raise Invalid("measure", f"{measure!r} is none of {', '.join(MEASURES)}")
        known = self._known(what)
        made = checked(Goal, {
            "id": known.id if known else new_id(), "what": known.what if known else what,
            "period": period or (known.period if known else GoalPeriod.WEEK), "target": target,
            "measure": measure or (known.measure if known else MANUAL),
            "since": self._since(known),
        })  # fmt: skip
        self._write(made, f"set the goal {made.what}: {target} a {made.period}")
        return made

    def drop(self, goal: str) -> Goal:
        """A goal is none from today on; what was counted before stays in the history.

        Raises:
            NotFound: There is no such goal.
        """
        from kithkeeper.model import Goal

        known = self.find(goal)
        made = Goal(
            id=known.id, what=known.what, period=known.period, target=known.target,
            measure=known.measure, since=self._since(known), until=self._session.today,
        )  # fmt: skip
        self._write(made, f"dropped the goal {made.what}")
        return made

    def tick(self, goal: str, *, note: str = "", on: date | None = None) -> GoalTick:
        """Tick one step of a goal that the log can't know.

        Raises:
            NotFound: There is no such goal.
            Invalid: It is counted from the log, or the day is in the future.
        """
        from kithkeeper.identity.ids import new_id
        from kithkeeper.model import GoalTick

        known = self.find(goal)
        day = day_so_far(self._session, on)
        if reason := may_tick(known.measure):
            raise Invalid("goal", reason)
        made = checked(GoalTick, {"id": new_id(), "goal": known.id, "on": day, "note": note})
        row = made.model_dump(mode="json", exclude_defaults=True)
        with self._session.change(f"ticked the goal {known.what}") as work:
            work.put("goal_tick", made.id, {**row, "parent": known.id, "date": row["on"]})
        return made

    def find(self, text: str) -> GoalFacts:
        """The goal that is meant, by id or by what it is about.

        Raises:
            NotFound: There is no such goal.
        """
        if found := self._known(text):
            return found
        ids = ", ".join(each.id for each in self._standing(self._session.today))
        raise NotFound("goal", text, f"There are {ids}.")

    def _known(self, text: str) -> GoalFacts | None:
        wanted = text.strip().casefold()
        goals = {each.id: each for each in DEFAULT_GOALS}
        goals |= {each.id: each for each in self._own()}
        exact = [each for each in goals.values() if wanted in (each.id, each.what.casefold())]
        begun = [each for each in goals.values() if len(wanted) >= 6 and each.id.startswith(wanted)]
        return next(iter(exact or begun), None)

    def _since(self, known: GoalFacts | None) -> date:
        """The day from which it is a goal: the known one's own, else today."""
        return known.since if known and known.since > date.min else self._session.today

    def _standing(self, on: date) -> list[GoalFacts]:
        own = self._own()
        return standing_goals(own, [each.id for each in own if each.until is not None], on)

    def _own(self) -> list[GoalFacts]:
        return [
            GoalFacts(
                row["id"], row["what"], GoalPeriod(row["period"]), row["target"],
                row.get("measure", MANUAL), date.fromisoformat(row["since"]),
                date.fromisoformat(row["until"]) if row.get("until") else None,
            )
            for row in self._session.store.find("goal")
        ]  # fmt: skip

    def _write(self, made: Goal, what: str) -> None:
        with self._session.change(what) as work:
            work.put("goal", made.id, made.model_dump(mode="json", exclude_defaults=True))
