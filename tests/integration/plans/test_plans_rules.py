"""What rules of plugins say in a plan."""

from __future__ import annotations

from plans.planned import circle_of, d

from kithkeeper.hooks.descriptors import RuleSpec
from kithkeeper.hooks.plugin import Plugin


class Fridays(Plugin):
    """No outreach on Fridays."""

    def rules(self, ctx):
        return [RuleSpec("no-fridays", "Fridays are kept free", blocks=on_friday)]


class Faulty(Plugin):
    """Breaks whenever it is asked."""

    def rules(self, ctx):
        return [RuleSpec("faulty", "Breaks", blocks=lambda facts, day: 1 // 0)]


def on_friday(facts, day):
    return "Fridays are kept free" if day.weekday() == 4 else None


def test_a_rule_of_a_plugin_blocks_days_and_a_faulty_one_blocks_none(make):
    """Due on a Friday, planned beside it with the rule's words; an error of another hurts nobody."""
    net = make(plugins=[Fridays, Faulty])
    circle_of(net, 6, last="2026-02-13")
    view = net.plan()
    assert len(view.touchpoints) == 6
    assert {row.ideal for row in view.touchpoints} == {d("2026-03-13")}
    assert 4 not in {row.date.weekday() for row in view.touchpoints}
    assert any("Fridays are kept free" in row.because for row in view.touchpoints)


class Elders(Plugin):
    """Whoever is tagged an elder goes first among equals."""

    def rules(self, ctx):
        return [RuleSpec("elders", "Elders first", weighs=self.weigh)]

    def weigh(self, candidate):
        return (5.0, "elders first") if candidate.name == "Zoe Elder" else (0.0, "")


def test_a_rule_of_a_plugin_weighs_among_equals_and_is_quoted(make):
    """Ann and Zoe are due on the same day, which holds one call; Zoe gets it, with the rule's words."""
    net = make("[profile]\nmax_per_day = 1\n", plugins=[Elders])
    for name in ("Ann Low", "Zoe Elder"):
        who = net.contacts.add(name, circle="outer")
        net.touchpoints.log(who, on=d("2025-03-10"), channel="message")
    rows = {row.name: row for row in net.plan().touchpoints}
    assert rows["Zoe Elder"].date == d("2026-03-10")
    assert rows["Zoe Elder"].because.endswith("elders first (elders)")
    assert rows["Ann Low"].date != d("2026-03-10")
    assert "elders" not in rows["Ann Low"].because
