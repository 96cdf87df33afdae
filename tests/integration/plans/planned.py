"""Whom a plan is made for, and what is read from it."""

from __future__ import annotations

from datetime import date

MONDAY = date(2026, 3, 2)


def d(text: str) -> date:
    return date.fromisoformat(text)


def circle_of(net, count, circle="inner", last="2026-02-10", prefix="Person"):
    people = net.contacts.add_many(
        {"name": f"{prefix} {n:02}", "circle": circle} for n in range(count)
    )
    net.touchpoints.log_many({"who": [each], "on": d(last), "channel": "call"} for each in people)
    return people


def days_of(view):
    return {row.id: row.date for row in view.touchpoints}


def open_items(net, who, kind="cadence"):
    return [each for each in net.touchpoints.of(who) if each.kind == kind and each.state.is_open]


def row_of(net, touchpoint):
    return net.session.store.get("touchpoint", touchpoint)
