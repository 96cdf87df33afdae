"""The quarterly look at the network: gathered from the store, decided on by you, resumable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from kithkeeper.errors import Invalid
from kithkeeper.identity.ids import new_id
from kithkeeper.model.kinds import Direction, Intent
from kithkeeper.model.practice import GoalPeriod
from kithkeeper.rules.circles import Evidence, capacity_findings
from kithkeeper.rules.facts import ContactFacts, Finding, View
from kithkeeper.rules.goals import period_of
from kithkeeper.rules.review import ReviewFacts, finding_key, remaining, review
from kithkeeper.services.circles import Circles
from kithkeeper.services.exchanges import Exchanges
from kithkeeper.services.goal_log import REVIEWED
from kithkeeper.services.goals import Goals
from kithkeeper.services.milestones import milestones
from kithkeeper.services.session import Session
from kithkeeper.services.showing import missing_of
from kithkeeper.services.standings import all_facts
from kithkeeper.store import Document

_YEAR = 365
DECISIONS = ("done", "left")


class Reviews:
    """Walks the network; what was decided in a quarter is not asked again in it."""

    def __init__(self, session: Session, goals: Goals) -> None:
        self._session = session
        self._goals = goals

    def findings(self, *, all_of_them: bool = False) -> tuple[Finding, ...]:
        """What the look finds, each with its reason and the command that does it.

        Args:
            all_of_them: Those too that were decided on in this quarter.
        """
        today = self._session.today
        people = [each for each in all_facts(self._session.store) if not each.archived]
        evidence = Circles(self._session).evidence(people)
        quarter = [each for each in self._goals.progress() if each.period is GoalPeriod.QUARTER]
        found = review(
            self._facts(people, evidence), today,
            placements=capacity_findings(self._session.circles, people, evidence),
            goals=quarter,
        )  # fmt: skip
        found = (
            *(each.finding for each in milestones(self._session)),
            *found,
            *self._of_plugins(people),
        )
        return found if all_of_them else remaining(found, self._settled())

    def settle(self, finding: Finding, decision: str = "done") -> None:
        """Note that a finding was decided on: `done`, or `left` as it is.

        Raises:
            Invalid: It is another decision.
        """
        if decision not in DECISIONS:
            raise Invalid("decision", f"{decision!r} is neither done nor left")
        key = f"review:{self._quarter()}:{finding_key(finding)}"
        with self._session.change(f"review: {finding.proposal}", subject=finding.contact) as work:
            work.put("dismissal", key, {
                "contact": finding.contact, "parent": self._quarter(), "state": decision,
                "date": self._session.today.isoformat(), "finding": finding_key(finding),
            })  # fmt: skip

    def finish(self) -> None:
        """Note that the review of this quarter is finished; it counts for the goal."""
        today = self._session.today.isoformat()
        with self._session.change("finished the review") as work:
            work.put("dismissal", f"{REVIEWED}:{new_id()}", {"state": REVIEWED, "date": today})

    def _facts(
        self, people: Sequence[ContactFacts], evidence: dict[str, Evidence]
    ) -> list[ReviewFacts]:
        today = self._session.today
        store = self._session.store
        rows = {row["id"]: row for row in store.find("contact", {"archived": 0, "merged_into": None})}  # fmt: skip
        standings = {row["id"]: row for row in store.find("standing")}
        ranks = {each.name: each.rank for each in self._session.circles}
        outermost = self._session.circles[-1].name
        exchanged = {key: len(ids) for key, ids in store.participants("exchange").items()}
        promised = Counter(
            row[0] for row in store.columns("commitment", ["contact"], {"state": "open"})
        )
        asks = self._asks(today)
        found = []
        for each in people:
            row, standing = rows.get(each.id, {}), standings.get(each.id, {})
            found.append(ReviewFacts(
                each, ranks.get(each.circle or ""), each.circle == outermost,
                standing.get("cadence_days") or 0, evidence.get(each.id, Evidence()),
                asks.get(each.id, 0), exchanged.get(each.id, 0), promised[each.id],
                tuple(missing_of(row, standing)), tuple(row.get("can_help_with", ())),
                tuple(row.get("interests", ())),
            ))  # fmt: skip
        return found

    def _asks(self, today: date) -> dict[str, int]:
        asks: Counter[str] = Counter()
        for act in Exchanges(self._session).acts():
            recent = 0 <= (today - act.on).days <= _YEAR
            if recent and act.kind is Intent.ASK and act.direction is Direction.GIVEN:
                asks.update(act.contacts)
        return asks

    def _of_plugins(self, people: Sequence[ContactFacts]) -> tuple[Finding, ...]:
        rules = self._session.host.rulebook(self._session.moment())
        if not len(rules):
            return ()
        view = View(self._session.today, self._session.circles, tuple(people))
        return tuple(rules.finds(view))

    def _settled(self) -> list[str]:
        rows: list[Document] = self._session.store.find("dismissal", {"parent": self._quarter()})
        return [row["finding"] for row in rows if "finding" in row]

    def _quarter(self) -> str:
        return period_of(GoalPeriod.QUARTER, self._session.today)[0].isoformat()
