"""A whole quarter lived day by day through the services, every number worked out by hand.

People, placed on 30 September 2026: Ada (inner, monthly, 30 days), last called on 25 September;
Ben (middle, quarterly, 91), written to on 2 March and 2 June; Cy (outer, yearly, 365), called on
1 December 2024.

    1 Oct   Ada receives feedback (help 1). Looms Fair is added.
    5 Oct   the fair is prepared.
    6 Oct   Di is met, says "dyes", is promised a paper; Ed is met, nothing more; wrapped up.
    7 Oct   the paper goes to Di (help 2), Ed gets connected and noted.
    12 Oct  you ask Ada: allowed (ask 1).
    20 Oct  you ask Di: refused.
    26 Oct  who is due?
    27 Oct  coffee with Ada; the fair's second list is ticked.
    2 Nov   Ada and Ben are introduced (help 3, one act for two).
    3 Nov   a post (insight 1).
    9 Nov   coffee with Ben.
    10-25 Nov  an insight for Ben each day (insight 2 to 17).
    16 Nov  you hear how the introduction went.
    26 Nov  you ask Di: allowed (ask 2); you ask Ed: refused.
    1 Dec   Ben is proposed for the inner circle, and moves.
    31 Dec  the balance, the goals, the review.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kithkeeper import Network
from kithkeeper.errors import Refused

START, END = date(2026, 9, 30), date(2026, 12, 31)


class Quarter:
    """Lives each day in a network opened on that day; a method named after a day is its story."""

    def __init__(self, path) -> None:
        self.path = path
        self.ids: dict[str, str] = {}

    def live(self) -> int:
        lived = 0
        day = START
        while day <= END:
            with Network.open(self.path, clock=day, discover=False, environ={}) as net:
                story = getattr(self, f"on_{day:%m_%d}", None)
                if story:
                    story(net)
                elif date(2026, 11, 10) <= day <= date(2026, 11, 25):
                    self.insight(net)
                self.always(net)
            lived += 1
            day += timedelta(days=1)
        return lived

    def always(self, net) -> None:
        """No day of the plan holds more than 6 effort of an ambivert's cadence, no week over 20."""
        view = net.plan(weeks=2)
        cadence: dict[date, int] = {}
        for row in view.touchpoints:
            if row.kind == "cadence":
                cadence[row.date] = cadence.get(row.date, 0) + row.effort
        assert all(effort <= 6 for effort in cadence.values())
        kinds = [row.kind in ("followup", "promise") for row in net.due() if row.days_late >= 0]
        assert kinds == sorted(kinds, reverse=True), "overdue follow-ups outrank cadence"

    def insight(self, net) -> None:
        net.exchanges.give(self.ids["Ben"], "an article", kind="insight")

    def on_09_30(self, net) -> None:
        for name, circle in (("Ada", "inner"), ("Ben", "middle"), ("Cy", "outer")):
            self.ids[name] = net.contacts.add(f"{name} Low", circle=circle).id
        net.touchpoints.log(self.ids["Ada"], on=date(2026, 9, 25), channel="call")
        for on in (date(2026, 3, 2), date(2026, 6, 2)):
            net.touchpoints.log(self.ids["Ben"], on=on, channel="message")
        net.touchpoints.log(self.ids["Cy"], on=date(2024, 12, 1), channel="call")

    def on_10_01(self, net) -> None:
        net.exchanges.give(self.ids["Ada"], "read her draft", sort="feedback")
        net.events.add("Looms Fair", date(2026, 10, 6), place="Hall 3", topics=["looms"])

    def on_10_05(self, net) -> None:
        ready = net.events.prepare("Looms Fair")
        assert (len(ready.questions), ready.state) == (3, "planned")

    def on_10_06(self, net) -> None:
        net.events.met("Looms Fair", "Di Ray", said="dyes", promised="send her the paper")
        net.events.met("Looms Fair", "Ed Poe")
        wrapped = net.events.wrap("Looms Fair")
        self.ids |= {each.name.split()[0]: each.contact for each in wrapped.encounters}
        items = [
            (row.due, row.kind) for row in net.due(within=10) if row.kind in ("followup", "promise")
        ]
        assert sorted(items) == [
            (date(2026, 10, 7), "followup"), (date(2026, 10, 7), "promise"),
            (date(2026, 10, 13), "followup"),
        ]  # fmt: skip

    def on_10_07(self, net) -> None:
        [paper] = [row for row in net.due() if row.kind == "promise"]
        net.touchpoints.done(paper.id)
        net.exchanges.give(self.ids["Di"], "the paper", sort="resource")
        net.contacts.edit(
            self.ids["Ed"], links="https://www.linkedin.com/in/ed", notes="weaves at night"
        )
        assert net.exchanges.commitments() == []

    def on_10_12(self, net) -> None:
        """One ask among three acts: 1 <= max(1, 0)."""
        net.exchanges.ask(self.ids["Ada"], "a letter")

    def on_10_13(self, net) -> None:
        """Of seven follow-ups the paper and Ed's two were kept, all on the 7th: 3/7 is 43 %."""
        score = net.events.get("Looms Fair").score
        assert (score.called_for, score.kept, score.in_time, score.share) == (7, 3, 3, 43)

    def on_10_20(self, net) -> None:
        """2 help and 1 ask; a second ask would be the 2nd of 4. Two take 20 acts: 16 gives more."""
        with pytest.raises(Refused, match="16 times"):
            net.exchanges.ask(self.ids["Di"], "a tour")
        assert net.exchanges.balance().gives_before_next_ask == 16

    def on_10_26(self, net) -> None:
        """Both lists of the fair are late, then cadence by days late over its length:
        Cy since 1 Dec 2025, 329/365; Ben since 2 Sep, 54/91; Ada since 25 Oct, 1/30.
        """
        rows = net.due()
        assert [row.kind for row in rows] == [
            "followup",
            "followup",
            "cadence",
            "cadence",
            "cadence",
        ]
        assert [(row.name, row.days_late) for row in rows[2:]] == [
            ("Cy Low", 329), ("Ben Low", 54), ("Ada Low", 1),
        ]  # fmt: skip

    def on_10_27(self, net) -> None:
        logged = net.touchpoints.log(self.ids["Ada"], channel="coffee")
        assert logged.next_due == {self.ids["Ada"]: date(2026, 11, 27)}
        week = [row for row in net.due() if row.kind == "followup" and row.due.day == 13]
        net.touchpoints.done(week[0].id)
        score = net.events.get("Looms Fair").score
        assert (score.kept, score.in_time) == (4, 3), "the coffee with Di came late"

    def on_11_02(self, net) -> None:
        made = net.introductions.add(self.ids["Ada"], self.ids["Ben"], why="looms")
        with pytest.raises(Refused, match="Ada Low and Ben Low did not agree"):
            net.introductions.make(made.id)
        for name in ("Ada", "Ben"):
            net.introductions.agree(made.id, self.ids[name])
        net.introductions.make(made.id)
        assert net.exchanges.balance().help == 3, "one act in the network"
        assert net.exchanges.balance(self.ids["Ben"]).help == 1, "and one for each"

    def on_11_03(self, net) -> None:
        net.exchanges.give([], "a post on looms", kind="insight")

    def on_11_09(self, net) -> None:
        """160 days since 2 June are under 182: Ben was not dormant; the coffee is the week's."""
        net.touchpoints.log(self.ids["Ben"], channel="coffee")
        done = {each.goal: each.done for each in net.goals.progress()}
        assert [done[each] for each in ("profile", "dormant", "community", "coffee")] == [0, 0, 0, 1]  # fmt: skip

    def on_11_16(self, net) -> None:
        self.insight(net)
        [made] = net.introductions.all()
        step = net.introductions.next_step(made)
        assert step is not None
        assert step.by == date(2026, 11, 16)
        net.introductions.heard(made.id, "they build one together")
        assert net.introductions.all() == []

    def on_11_26(self, net) -> None:
        """3 help, 17 insight, 1 ask are 21; the ask is the 22nd act and the 2nd ask: floor(2.2)."""
        net.exchanges.ask(self.ids["Di"], "a tour")
        with pytest.raises(Refused, match="never received"):
            net.exchanges.ask(self.ids["Ed"], "his yarn")

    def on_11_30(self, net) -> None:
        """November: no event, one introduction, the post and 16 insights shared, no article."""
        done = {each.goal: each.done for each in net.goals.progress()}
        assert [done[each] for each in ("event", "introductions", "resources", "article")] == [0, 1, 17, 0]  # fmt: skip

    def on_12_01(self, net) -> None:
        """The inner circle holds one of at least five; Ben is the strongest of the middle one."""
        proposed = [each for row in net.circles.all() for each in row.proposals]
        ben = next(each for each in proposed if each.contact == self.ids["Ben"])
        assert (ben.circle, ben.to) == ("middle", "inner")
        assert "4 touches in a year" in ben.because
        net.contacts.place(self.ids["Ben"], "inner")
        assert {row.due for row in net.due(within=60) if row.contact == self.ids["Ben"]} == {
            date(2026, 12, 16)
        }, "a month after the word of 16 November"

    def on_12_31(self, net) -> None:
        self.balance(net)
        self.goals(net)
        self.review(net)

    def balance(self, net) -> None:
        """90 days reach back to 3 October, so the feedback is out: 2 help, 17 insight, 2 asks of 21.

        9.5, 81.0 and 9.5 per cent. A third ask takes 30 acts: 30 less the 22 with it are 8 gives.
        """
        read = net.exchanges.balance()
        assert (read.help, read.insight, read.ask) == (2, 17, 2)
        assert read.shares == {"help": 9.5, "insight": 81.0, "ask": 9.5}
        assert (read.may_ask, read.gives_before_next_ask) == (False, 8)

    def goals(self, net) -> None:
        """Inner: Ben joined. Deepened: Ada, Di and Ben by first gifts. Given first: the feedback,
        the paper and 16 insights; not the introduction, since Ada had been asked, nor the post.
        """
        net.reviews.finish()
        done = {each.goal: each.done for each in net.goals.progress()}
        assert [done[each] for each in ("inner", "deepen", "give-first", "review")] == [1, 3, 18, 1]

    def review(self, net) -> None:
        """Cy: silent 760 days, nothing exchanged: let go. Ben: 17 gifts, none back. Ada and Ben,
        inner, have facts missing. Di and Ed, touched this year, are called into the empty middle.
        """
        found = {(each.contact, each.proposal.partition(":")[0]) for each in net.review()}
        ids = self.ids
        assert found == {
            (ids["Cy"], "archive"), (ids["Ben"], "ask or rest"),
            (ids["Ada"], "find out"), (ids["Ben"], "find out"),
            (ids["Di"], "move from outer to middle"), (ids["Ed"], "move from outer to middle"),
            ("", "fill the inner circle"), ("", "fill the middle circle"),
            ("", "fill the outer circle"), ("", "goal"),
        }  # fmt: skip
        for each in net.review():
            net.reviews.settle(each, "left")
        assert net.review() == ()
        assert len(net.reviews.findings(all_of_them=True)) >= len(found)


def test_a_quarter_lived_day_by_day(tmp_path):
    """30 September to 31 December: 93 days, each with its plan, the stories on theirs."""
    assert Quarter(tmp_path / "kith.db").live() == 93
