"""The library as it is promised: opening, transactions, notices, the feed, bulk calls and errors."""

from __future__ import annotations

import inspect
import logging
import subprocess
import sys
import textwrap
import threading
import time as clock
from contextlib import suppress
from datetime import date

import pytest

from kithkeeper import Network, errors
from kithkeeper.errors import Invalid, KithError, NotFound, Refused
from kithkeeper.hooks.notices import CircleChanged, ContactChanged, Notice, TouchpointLogged

TODAY = date(2026, 3, 4)


@pytest.fixture
def net():
    with Network.in_memory(today=TODAY) as made:
        yield made


class Broken(Exception):
    """What goes wrong in the middle."""


def fresh(code: str) -> str:
    """What a new process prints."""
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    return ran.stdout.strip()


def test_importing_pulls_in_nothing_heavy():
    """`import kithkeeper`, and even naming `Network`, needs no pydantic, pluggy, click or rich."""
    heavy = {"pydantic", "pluggy", "click", "rich", "tomlkit", "phonenumbers", "sqlite3"}
    code = "import sys, kithkeeper{}; print(' '.join({{m.partition('.')[0] for m in sys.modules}}))"
    assert heavy.isdisjoint(fresh(code.format("")).split())
    assert heavy.isdisjoint(fresh(code.format("; kithkeeper.Network")).split())


def test_reading_needs_no_model(tmp_path):
    """Opening a store and asking who is due, for a list, for the history and for the day, with a
    community in it, imports no pydantic; nor does it import what only a slip of the user's needs.
    """
    with Network.open(tmp_path / "kith.db", home=tmp_path, clock=TODAY) as net:
        net.contacts.add("Ada", circle="inner")
        net.communities.add("Weavers", joined_on=date(2026, 1, 1))
    said = fresh(f"""
        import sys
        from datetime import date
        from kithkeeper import Network
        from kithkeeper.services.presence import community_rows
        with Network.open({str(tmp_path / "kith.db")!r}, home={str(tmp_path)!r}, clock=date(2026, 5, 1)) as net:
            print(len(net.due()), len(net.contacts.all()), len(net.history.all()), end=" ")
            print(len(net.today().communities), len(community_rows(net.session)), end=" ")
            print(len(net.conflicts()), end=" ")
        print(sorted({{"pydantic", "pluggy", "difflib", "html", "tempfile"}} & set(sys.modules)))
    """)
    assert said == "1 1 2 1 1 0 []"


def test_showing_events_needs_no_model(tmp_path):
    """All that is worked out of a networking event is worked out of rows."""
    with Network.open(tmp_path / "kith.db", home=tmp_path, clock=TODAY) as net:
        net.events.add("Fair", on=date(2026, 5, 9))
    said = fresh(f"""
        import sys
        from datetime import date
        from kithkeeper import Network
        with Network.open({str(tmp_path / "kith.db")!r}, home={str(tmp_path)!r}, clock=date(2026, 5, 1), discover=False) as net:
            print(net.events.views()[0].name, net.events.get("Fair").starts, end=" ")
        print(sorted({{"pydantic", "pluggy", "email"}} & set(sys.modules)))
    """)
    assert said == "Fair 2026-05-09 []"


def test_opening_reads_nothing_before_it_is_used(tmp_path):
    """A broken config and a broken store are no error until one of them is needed; nothing is made."""
    (tmp_path / "config.toml").write_text("not toml [")
    (tmp_path / "kith.db").write_bytes(b"no database" * 1000)
    began = clock.process_time()
    net = Network.open(home=tmp_path)
    assert clock.process_time() - began < 1
    with pytest.raises(Invalid):
        net.due()
    (tmp_path / "config.toml").write_text("")
    net = Network.open(home=tmp_path)
    with pytest.raises(errors.StoreDamaged):
        net.due()
    Network.open(home=tmp_path / "elsewhere").close()
    assert not (tmp_path / "elsewhere").exists()


def test_a_transaction_joins_calls_in_one_entry(net):
    """Two adds and a log: one entry of that name, taken back at once."""
    with net.transaction("met two people"):
        ada = net.contacts.add("Ada", circle="inner")
        net.contacts.add("Ben")
        net.touchpoints.log(ada, channel="coffee")
    (entry,) = net.history.all()
    assert entry.what == "met two people"
    net.history.undo()
    assert net.contacts.all() == []


def test_a_transaction_that_fails_leaves_nothing_and_tells_nobody(net):
    """Rows, dates, history and notices are as before."""
    told = []
    net.on(Notice, told.append)
    with suppress(Broken), net.transaction():
        ada = net.contacts.add("Ada", circle="inner")
        net.touchpoints.log(ada, channel="coffee")
        raise Broken
    assert (net.contacts.all(), net.history.all(), net.due(within=400), told) == ([], [], [], [])


def test_an_inner_transaction_that_fails_is_a_savepoint(net):
    """Only the inner calls are gone; where the contact stands is right, and only the rest is told."""
    told = []
    net.on(TouchpointLogged, told.append)
    with net.transaction("outer"):
        ada = net.contacts.add("Ada", circle="inner")
        first = net.touchpoints.log(ada, channel="call", on=date(2026, 2, 1))
        with suppress(Broken), net.transaction("inner"):
            net.touchpoints.log(ada, channel="call")
            raise Broken
    assert [each.id for each in net.touchpoints.of(ada)] == [first.touchpoint.id]
    assert [row.next_due for row in net.contacts.all()] == ["2026-03-01"]
    assert [each.touchpoint for each in told] == [first.touchpoint.id]


def test_notices_are_typed_in_order_and_after_the_commit(net):
    """Adding into a circle tells of the contact, then of the circle; by then another reader sees it."""
    told = []
    net.on(ContactChanged, lambda notice: told.append((notice, net.session.store.writing)))
    net.on(CircleChanged, lambda notice: told.append((notice, net.session.store.writing)))
    with net.transaction():
        ada = net.contacts.add("Ada", circle="inner")
        net.contacts.place(ada, "outer")
        assert told == []
    assert told == [
        (ContactChanged(ada.id, "added"), None),
        (CircleChanged(ada.id, "inner", None), None),
        (CircleChanged(ada.id, "outer", "inner"), None),
    ]


def test_what_an_observer_changes_is_told_after_what_came_before(net):
    """An observer that logs a touch for each new contact: all adds are told, then the touches."""
    told = []
    net.on(ContactChanged, lambda notice: net.touchpoints.log(notice.contact, channel="email"))
    net.on(Notice, lambda notice: told.append(type(notice).__name__))
    with net.transaction():
        net.contacts.add("Ada")
        net.contacts.add("Ben")
    assert told == ["ContactChanged", "ContactChanged", "TouchpointLogged", "TouchpointLogged"]


def test_an_observer_that_fails_hurts_nobody(net):
    """The change stands, the other observers hear of it, and the error is on record."""
    told = []
    net.on(ContactChanged, lambda _: 1 // 0)
    stop = net.on(ContactChanged, told.append)
    net.contacts.add("Ada")
    assert len(told) == 1
    assert "ZeroDivisionError" in net.session.observer_errors[0]
    stop()
    stop()
    net.contacts.add("Ben")
    assert len(told) == 1


def test_the_feed_goes_on_from_its_cursor(net):
    """Each entry once, oldest first, with its rows before and after; nothing new, nothing told."""
    net.contacts.add("Ada")
    first = net.history.since(0)
    ben = net.contacts.add("Ben")
    second = net.history.since(first[-1].seq)
    assert [each.what for each in second] == ["added Ben"]
    assert {change.key for change in net.history.changes(second[0])} == {ben.id}
    assert net.history.since(second[-1].seq) == []
    assert [each.what for each in net.history.since(0, limit=1)] == ["added Ada"]


def test_bulk_calls_take_iterators_and_are_all_or_nothing(net):
    """A generator of people and one of touches, an entry each; a bad one takes all back."""
    people = net.contacts.add_many({"name": f"P{n}", "circle": "outer"} for n in range(50))
    logged = net.touchpoints.log_many({"who": [each], "channel": "call"} for each in people)
    assert (len(people), len(logged)) == (50, 50)
    assert [each.what for each in net.history.all()] == ["logged 50 touches", "added 50 people"]
    with pytest.raises(Invalid):
        net.contacts.add_many([{"name": "Ada"}, {"name": " "}])
    assert len(net.contacts.all()) == 50


def test_one_person_need_not_stand_in_a_list(net):
    """An id is one person to `log_many`, not the letters that it is made of; a tag is one tag."""
    ada = net.contacts.add("Ada", circle="inner", tags="mentor")

    (logged,) = net.touchpoints.log_many([{"who": ada.id, "channel": "call"}])

    assert logged.touchpoint.contacts == (ada.id,)
    assert ada.tags == ("mentor",)


def test_bulk_costs_the_same_for_each(net):
    """Four times as many people take about four times as long, not sixteen."""

    def cost(count):
        began = clock.process_time()
        people = net.contacts.add_many({"name": f"P{n}", "circle": "outer"} for n in range(count))
        net.touchpoints.log_many({"who": [each], "channel": "call"} for each in people)
        return clock.process_time() - began

    cost(50)
    assert cost(1200) / cost(300) < 8


def test_lists_page_by_key(net):
    """Pages of three put together are the whole, in the order of names; a stranger is not found."""
    net.contacts.add_many(
        {"name": name} for name in ("Ben", "ada", "Cleo", "Dan", "ada", "Émile", "Zoe")
    )
    whole = [row.id for row in net.contacts.all()]
    pages, after = [], None
    while page := net.contacts.all(limit=3, after=after):
        pages += [row.id for row in page]
        after = page[-1].id
    assert pages == whole
    assert [row.name for row in net.contacts.all()][:3] == ["ada", "ada", "Ben"]
    with pytest.raises(NotFound):
        net.contacts.all(after="nobody")


def test_search_answers_rows_best_first(net):
    """By a word of a note, without accents, those put away left out."""
    ada = net.contacts.add("Ada", notes="café owner")
    net.touchpoints.log(net.contacts.add("Ben"), channel="call", note="talked of the CAFE")
    net.contacts.archive(net.contacts.add("Cleo", notes="cafe"))
    assert sorted(row.name for row in net.contacts.search("cafe")) == ["Ada", "Ben"]
    assert [row.id for row in net.contacts.search("owner café")] == [ada.id]


def test_every_error_has_a_code_and_an_exit_code_of_its_own():
    """Public, stable, and distinct; each is a KithError."""
    codes = {
        each.code: each.exit_code
        for _, each in inspect.getmembers(errors, inspect.isclass)
        if issubclass(each, KithError)
    }
    assert codes == {
        "error": 1, "not_found": 3, "ambiguous": 3, "invalid": 2, "refused": 5, "needs_decision": 5,
        "login_needed": 4, "try_later": 1, "plugin_error": 1, "store_newer": 6, "store_locked": 6,
        "store_damaged": 6,
    }  # fmt: skip


def test_nothing_personal_is_logged_above_debug(net, caplog):
    """A whole story leaves no name, address or note in the log."""
    with caplog.at_level(logging.INFO):
        ada = net.contacts.add("Ada Lovelace", circle="inner", email="ada@example.org")
        net.touchpoints.log(ada, channel="coffee", note="her engine")
        net.plan()
        net.history.undo()
        net.contacts.forget(ada)
    said = " ".join(record.getMessage() for record in caplog.records).casefold()
    assert not any(word in said for word in ("ada", "lovelace", "example.org", "engine"))


def test_merged_and_unknown_ids(net):
    """A contact argument is a contact or an id, of one that is there; text is not guessed from."""
    ada = net.contacts.add("Ada")
    assert net.contacts.get(ada.id) == net.contacts.get(ada)
    for wrong in ("Ada", "", "x"):
        with pytest.raises(NotFound):
            net.contacts.get(wrong)


def test_forgetting_is_for_good_and_says_so(net):
    """Undo names it and what could be taken back instead; the rest of the history goes on."""
    ben = net.contacts.add("Ben")
    net.contacts.add("Cleo")
    net.contacts.forget(ben)
    with pytest.raises(Refused, match="can't be undone"):
        net.history.undo()
    net.history.undo("h2")
    assert net.contacts.all() == []


def test_a_network_stays_in_its_thread_and_others_may_open_the_same(tmp_path):
    """Four threads with a network each write to one store at once, and all is there."""

    def work(name):
        with Network.open(tmp_path / "kith.db", home=tmp_path, clock=TODAY, discover=False) as own:
            for number in range(10):
                own.contacts.add(f"{name}{number}", circle="outer")

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with Network.open(tmp_path / "kith.db", home=tmp_path, clock=TODAY) as net:
        assert len(net.contacts.all()) == 40
