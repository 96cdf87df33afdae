"""Whose words stand in an item, and what the user's lines in it become."""

from __future__ import annotations

from datetime import date

import pytest

from kithkeeper.model.kinds import Kind, State
from kithkeeper.sync.ports import ItemStatus


def test_sync_stories_notes_become_ledger_promises_and_participants_once(home):
    """Lines that mean something are carried out once, however often the notes are edited."""
    ada, bob = home.people("Ada Lovelace", "Bob Frost")
    home.sync()
    item = home.item()
    lines = "gave: an introduction to Carl\nasked: for a reference\ngot: a book\npromised: the slides by 2026-03-20\nwith: Bob Frost"
    home.calendar.edit(item, notes=lines)
    home.sync()
    home.calendar.edit(item, notes=f"nice talk\n{lines}\nmore")
    home.sync()
    with home.open() as net:
        acts = sorted(
            (each["kind"], each.get("direction", "given"), each["what"])
            for each in net.session.store.find("exchange")
        )
        (promise,) = net.exchanges.commitments(ada)
    assert acts == [
        ("ask", "given", "for a reference"),
        ("help", "given", "an introduction to Carl"),
        ("help", "received", "a book"),
    ]
    assert (promise.what, promise.by) == ("the slides", date(2026, 3, 20))
    (planned,) = [
        each for each in home.touchpoints(ada, State.PLANNED) if each.kind is Kind.CADENCE
    ]
    assert set(planned.contacts) == {ada, bob}
    assert planned.note == f"nice talk\n{lines}\nmore"
    assert home.calendar.items[item].notes == planned.note
    assert [each.kind for each in home.calendar.items.values()].count("promise") == 1


def test_sync_stories_a_line_that_is_worded_anew_replaces_what_it_had_become(well):
    """A correction while typing is no second gift, and no second promise."""
    (ada,) = well.people("Ada Lovelace")
    well.sync()
    item = well.item()
    well.calendar.edit(item, notes="gave: a bo\npromised: the slides by 2026-03-20")
    well.sync()
    well.calendar.edit(item, notes="gave: a book\npromised: the slides by 2026-03-27")
    well.sync()
    with well.open() as net:
        assert [each["what"] for each in net.session.store.find("exchange")] == ["a book"]
        (promise,) = net.exchanges.commitments(ada)
    assert promise.by == date(2026, 3, 27)
    (day,) = [each.day for each in well.calendar.items.values() if each.kind == "promise"]
    assert day == date(2026, 3, 27)


def test_sync_stories_what_was_noted_here_stays_beside_the_users_lines(well):
    """`kith done --note` and notes in the calendar are both kept."""
    (ada,) = well.people("Ada Lovelace")
    well.sync()
    item = well.item()
    with well.open() as net:
        net.touchpoints.done(ada, note="talked about chess")
    well.sync()
    well.calendar.edit(item, notes="her brother is ill")
    well.sync()
    (done,) = [each for each in well.touchpoints(ada, State.DONE) if each.kind is Kind.CADENCE]
    assert done.note == "talked about chess\nher brother is ill"


def test_sync_stories_lines_and_alarms_of_other_programs_survive_our_writes(well):
    """What stands there is patched, never made anew."""
    (ada,) = well.people("Ada Lovelace")
    well.sync()
    item = well.item()
    well.calendar.add_foreign(item, "X-OTHER:1", "BEGIN:VALARM")
    with well.open() as net:
        net.touchpoints.snooze(ada, date(2026, 3, 30))
    report = well.sync()
    assert report.pushed.updated == 1
    assert well.calendar.items[item].day == date(2026, 3, 30)
    assert well.calendar.foreign(item) == ("X-OTHER:1", "BEGIN:VALARM")


def test_sync_stories_the_users_change_of_our_wording_is_undone_and_ours_wins(home):
    """In the wording we win."""
    home.people("Ada Lovelace")
    home.sync()
    item = home.item()
    ours = home.calendar.items[item].summary
    home.calendar.edit(item, summary="Ada Lovelace: call her about the money")
    home.sync()
    home.sync()
    assert home.calendar.items[item].summary == ours


@pytest.mark.parametrize("place", [0, 1, 2])
def test_sync_stories_the_order_of_the_lines_means_nothing_to_the_ledger(well, place):
    """What was given and promised is between the user and the reminder's own person, wherever the
    line stands that says who else was there.
    """
    ada, bob = well.people("Ada Lovelace", "Bob Frost")
    well.sync()
    lines = ["gave: a book", "promised: the slides by 2026-03-20"]
    lines.insert(place, "with: Bob Frost")
    item = well.item()
    well.calendar.edit(item, notes="\n".join(lines))
    assert well.sync().problems == []
    well.calendar.edit(item, notes="\n".join([*lines, "got: a tip"]))
    well.sync()
    with well.open() as net:
        acts = net.session.store.find("exchange")
        assert sorted((each["what"], *each["contacts"]) for each in acts) == [
            ("a book", ada), ("a tip", ada),
        ]  # fmt: skip
        assert [each.what for each in net.exchanges.commitments(ada)] == ["the slides"]
        assert net.exchanges.commitments(bob) == []
    (planned,) = [
        each for each in well.touchpoints(ada, State.PLANNED) if each.kind is Kind.CADENCE
    ]
    assert planned.contacts == (ada, bob)


def test_sync_stories_a_line_that_names_nobody_for_sure_is_said_with_what_to_do(well):
    """Unknown and ambiguous names change nothing and are told once; the rest is carried out, and
    the line is taken as soon as it is worded better.
    """
    ada, _, _ = well.people("Ada Lovelace", "Bob Frost", "Bob Birch")
    well.sync()
    item = well.item()
    well.calendar.edit(item, notes="with: Nobody Known\nwith: Bob\ngave: a book")
    unknown, ambiguous = well.sync().problems
    assert (unknown.file, unknown.record, ambiguous.record) == (
        "home", "Ada Lovelace", "Ada Lovelace",
    )  # fmt: skip
    assert unknown.reason == (
        "the line `with: Nobody Known` names no contact: write the full name or the e-mail "
        "address of one there, or add them first (`kith add`)"
    )
    assert ambiguous.reason.startswith(
        "the line `with: Bob` names several contacts: 'Bob' could be Bob "
    )
    assert well.sync().problems == []
    with well.open() as net:
        assert [each["contacts"] for each in net.session.store.find("exchange")] == [[ada]]
        mia = net.contacts.add("Mia Nord").id
    well.calendar.edit(item, notes="with: Mia Nord\nwith: Bob Birch\ngave: a book")
    assert well.sync().problems == []
    (planned,) = [
        each for each in well.touchpoints(ada, State.PLANNED) if each.kind is Kind.CADENCE
    ]
    assert len(planned.contacts) == 3
    assert planned.contacts[:2] == (ada, mia)


def test_sync_stories_who_was_named_by_mistake_was_not_there(well):
    """A line `with:` that is corrected names one instead of the other: the touch counts for those
    who were there.
    """
    ada, bob, carl = well.people("Ada Lovelace", "Bob Frost", "Carl Holm")
    well.sync()
    item = well.item()
    well.calendar.edit(item, notes="with: Bob Frost")
    well.sync()
    well.calendar.edit(
        item, status=ItemStatus.DONE, completed_on=well.today, notes="with: Carl Holm"
    )
    well.sync()
    touched = [well.contact_row(each)["last_touch"] for each in (ada, bob, carl)]
    assert touched == ["2026-03-02", "2026-02-10", "2026-03-02"]
