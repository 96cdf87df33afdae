"""Goals took a newcomer's leaving for a loss, and saw no silence before the day of placing."""

from __future__ import annotations

from datetime import date

from kithkeeper import Network

MARCH = date(2026, 3, 4)


def progress(net, goal):
    return next(each for each in net.goals.progress() if each.goal == goal)


def test_who_came_and_left_the_inner_circle_within_the_quarter_counts_for_nothing():
    """Ada is added to it and moved on, Ben joins: one more than when the quarter began."""
    with Network.in_memory(today=MARCH) as net:
        ada = net.contacts.add("Ada Lovelace", circle="inner")
        ben = net.contacts.add("Ben Ray", circle="middle")
        net.contacts.place(ada, "middle")
        net.contacts.place(ben, "inner")
        inner = progress(net, "inner")
        assert (inner.done, [each.ref for each in inner.counted]) == (1, [ben.id])


def test_a_silence_may_be_older_than_the_day_of_placing():
    """Placed today, last spoken to in January 2024: today's message wakes her."""
    with Network.in_memory(today=MARCH) as net:
        ada = net.contacts.add("Ada Lovelace", circle="inner")
        net.touchpoints.log(ada, on=date(2024, 1, 5), channel="call")
        woken = net.touchpoints.log(ada, channel="message")
        dormant = progress(net, "dormant")
        assert [(each.ref, each.what) for each in dormant.counted] == [
            (woken.touchpoint.id, "Ada Lovelace, silent since 5 Jan 2024")
        ]
