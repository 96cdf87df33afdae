"""What every store has to do: rows, conditions, pages, words, transactions, history and undo.

`StoreContract` makes its stores by `new`; a plugin that brings a store subclasses it.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest

from kithkeeper.errors import NotFound, Refused
from kithkeeper.store import Above, Below, Between, Group, Not, SqliteStore, Store

AT = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)


class Broken(Exception):
    """What goes wrong in the middle of a transaction."""


class StoreContract:
    """The suite; `new` answers an empty store for an owner, whose clock says `AT`."""

    def new(self, owner: str = "me") -> Store:
        raise NotImplementedError

    @pytest.fixture
    def store(self):
        made = self.new()
        yield made
        made.close()

    def put(self, store, table, key, *, what="wrote", by="user", subject="", **document):
        with store.write(by=by, what=what, subject=subject) as work:
            work.put(table, key, document)
            return work.begin_entry()

    def person(self, store, key, name, **document):
        return self.put(store, "contact", key, what=f"added {name}", display=name, **document)

    def undo(self, store, entry, *, cascade=False):
        with store.write(by="user", what="undid") as work:
            work.undo(entry, cascade=cascade)
            return work.begin_entry()

    # Rows and conditions

    def test_a_row_comes_back_as_it_was_put(self, store):
        """Nested values, unicode and an id survive; a row that is not there is None."""
        document = {
            "display": "Zoë 🎈",
            "names": {"given": "Zoë"},
            "tags": ["a", "b"],
            "n": [1, None],
        }
        self.put(store, "contact", "z", **document)
        assert store.get("contact", "z") == {**document, "id": "z"}
        assert store.get("contact", "nobody") is None

    def test_conditions_choose_rows(self, store):
        """Equality, absence, membership, ranges and negation, alone and together."""
        for key, day, state in (("a", "2026-01-01", "done"), ("b", "2026-02-01", "planned"), ("c", None, "planned")):  # fmt: skip
            self.put(store, "touchpoint", key, kind="touch", state=state, contacts=["x"], date=day)

        def found(**where):
            return [row["id"] for row in store.find("touchpoint", where)]

        assert found(state="planned") == ["b", "c"]
        assert found(date=None) == ["c"]
        assert found(date=Not(None)) == ["a", "b"]
        assert found(state=Not("done")) == ["b", "c"]
        assert found(date=Above("2026-02-01")) == ["b"]
        assert found(date=Below("2026-01-01")) == ["a"]
        assert found(date=Between("2026-01-01", "2026-02-01"), state=("done",)) == ["a"]
        assert found(id=["a", "c"]) == ["a", "c"]
        assert found(id=[]) == []
        assert found(id=[*map(str, range(5000)), "c"]) == ["c"]
        assert found(contact=[*map(str, range(5000)), "x"], date=None) == ["c"]
        assert store.count("touchpoint", {"state": "planned"}) == 2

    def test_a_name_that_is_no_column_is_refused(self, store):
        """Column names are never taken from outside: an unknown one is a KeyError."""
        with pytest.raises(KeyError):
            store.find("contact", {"1=1; --": "x"})
        with pytest.raises(KeyError):
            store.columns("contact", ["doc FROM contact; --"])

    def test_hostile_values_are_values(self, store):
        """Quotes and statements in keys, texts and conditions are stored and found as text."""
        name = "Robert'); DROP TABLE contact;--"
        self.person(store, name, name)
        assert store.columns("contact", ["name"], {"name": name}) == [(name,)]

    def test_rows_of_several_people_are_found_by_each(self, store):
        """A touchpoint with two people is found under both, and under neither when it is gone."""
        self.put(store, "touchpoint", "t", kind="touch", contacts=["ada", "ben"])
        assert store.participants() == {"ada": ["t"], "ben": ["t"]}
        assert [row["id"] for row in store.find("touchpoint", {"contact": "ben"})] == ["t"]
        self.put(store, "touchpoint", "t", kind="touch", contacts=["ada"])
        assert store.participants() == {"ada": ["t"]}
        with store.write(by="user", what="x") as work:
            work.delete("touchpoint", "t")
        assert store.participants() == {}

    # Pages

    @pytest.mark.parametrize(
        "order",
        [("id",), ("sort", "id"), ("-sort", "id"), ("circle", "sort"), ("-circle", "-sort", "-id")],
    )
    def test_pages_by_key_cover_everything_once(self, store, order):
        """Whatever the order, with equal and absent values, pages of two put together are the whole."""
        for number, circle in enumerate([None, "inner", "inner", None, "outer", "outer", "outer"]):
            self.person(
                store, f"k{number}", f"Name {number // 2}", **({"circle": circle} if circle else {})
            )
        whole = [row["id"] for row in store.find("contact", order=order)]
        pages, after = [], None
        while page := store.find("contact", order=order, after=after, limit=2):
            pages += [row["id"] for row in page]
            after = pages[-1]
        assert pages == whole
        assert len(whole) == 7

    def test_pages_of_nouns_that_share_a_table_stay_apart(self, store):
        """Two nouns with the same key and different dates: each page follows its own noun's row."""
        for key, day in (("a", "2026-01-01"), ("b", "2026-02-01"), ("c", "2026-03-01")):
            self.put(store, "goal", key, date=day)
        self.put(store, "community", "b", date="2026-09-09")
        assert [r["id"] for r in store.find("goal", order=("date",), after="b")] == ["c"]
        assert store.find("goal", after="nobody") == []

    # Words

    @pytest.mark.parametrize(
        "text",
        ["Müller", "muller", "MÜLL", "müller jürgen", "jurgen paris", "o'brien", "ada@example.org",
         "example.org", "Mu\u0308ller", "  müller  ", "हिन्दी", "0170 123"],
    )  # fmt: skip
    def test_words_are_found(self, store, text):
        """Without regard to case and accents, by beginnings, over record and touchpoints together."""
        self.person(store, "m", "Jürgen Müller O'Brien", notes="हिन्दी", emails=[{"value": "ada@example.org"}],
                    phones=[{"value": "0170 1234567"}])  # fmt: skip
        self.person(store, "n", "Somebody Else", notes="example of another org")
        self.put(store, "touchpoint", "t", kind="touch", contacts=["m"], note="coffee in Paris")
        assert store.search(text) == ["m"]

    @pytest.mark.parametrize(
        "text", ["", "   ", '"', "'", "*", "^a", "AND", "NEAR(", "body:", "-müller", "(((", "a" * 10_000, "\0", "{q}", "💥", "müller OR else", "\ud800", "a\ud800b"],
    )  # fmt: skip
    def test_hostile_searches_find_nobody_and_break_nothing(self, store, text):
        """Syntax, blanks and rubbish are searched for as text."""
        self.person(store, "x", "Xaver")
        assert store.search(text) == []

    def test_words_of_a_shared_touch_are_found_under_everyone(self, store):
        """A note on a lunch with two people finds both of them."""
        self.put(
            store,
            "touchpoint",
            "t",
            kind="touch",
            contacts=["ada", "ben"],
            note="talked of zeppelins",
        )
        with store.write(by="user", what="gave") as work:
            work.put(
                "exchange",
                "x",
                {
                    "kind": "help",
                    "on": "2026-01-01",
                    "contacts": ["cleo", "dan"],
                    "what": "a crate of quinces",
                },
            )
        assert sorted(store.search("zeppelin")) == ["ada", "ben"]
        assert sorted(store.search("quinces")) == ["cleo", "dan"]

    def test_words_that_were_replaced_or_deleted_are_found_no_more(self, store):
        """The index follows the row."""
        self.person(store, "a", "Ada", notes="zeppelin")
        self.person(store, "a", "Ada", notes="balloon")
        assert store.search("zeppelin") == []
        assert store.search("balloon") == ["a"]
        with store.write(by="user", what="x") as work:
            work.delete("contact", "a")
        assert store.search("ada") == []

    # Transactions

    def test_a_failed_transaction_leaves_nothing(self, store):
        """Rows, side rows, words and history of it are gone."""
        with suppress(Broken), store.write(by="user", what="x") as work:
            work.put("touchpoint", "t", {"kind": "touch", "contacts": ["ada"], "note": "zeppelin"})
            raise Broken
        assert store.find("touchpoint") == []
        assert store.participants() == {}
        assert store.search("zeppelin") == []
        assert store.entries() == []
        assert store.writing is None

    def test_a_savepoint_rolls_back_alone(self, store):
        """An inner one that fails is undone; the outer goes on, and both are one entry."""
        with store.write(by="user", what="outer") as work:
            work.put("contact", "a", {"display": "A"})
            with suppress(Broken), store.write(by="user", what="inner") as inner:
                inner.put("contact", "a", {"display": "changed"})
                inner.put("contact", "b", {"display": "B"})
                inner.drain()
                raise Broken
            assert dict(work.changed) == {("contact", "a"): (None, {"display": "A", "id": "a"})}
            assert [change[:2] for change in work.drain()] == [("contact", "a")]
            with store.write(by="user", what="inner") as inner:
                inner.put("contact", "c", {"display": "C"})
        assert [row["id"] for row in store.find("contact")] == ["a", "c"]
        (entry,) = store.entries()
        assert entry.what == "outer"
        assert [change.key for change in store.changes_of(entry.seq)] == ["a", "c"]

    def test_a_group_begun_in_a_savepoint_that_failed_is_not_begun(self, store):
        """The parts that follow get a parent that is there."""
        group = Group("sync:home", "synced home")
        with store.write(by="sync:home", what="item", parent=group) as work:
            with suppress(Broken), store.write(by="sync:home", what="inner") as inner:
                inner.put("contact", "a", {"display": "A"})
                raise Broken
            assert group.seq is None
            work.put("contact", "b", {"display": "B"})
        assert [(each.what, each.parent) for each in store.entries()] == [
            ("synced home", None),
            ("item", 1),
        ]
        assert group.seq == 1

    def test_writing_what_stands_is_no_change(self, store):
        """Putting the same row again answers False and leaves no entry."""
        self.person(store, "a", "Ada")
        with store.write(by="user", what="again") as work:
            assert work.put("contact", "a", {"display": "Ada"}) is False
            assert work.delete("contact", "nobody") is False
        assert len(store.entries()) == 1

    # History

    def test_the_history_says_what_was_before_and_after(self, store):
        """Who, when, what; each row before and after, in order; the cursor goes on from there."""
        first = self.person(store, "a", "Ada")
        with store.write(by="sync:home", what="", subject="") as work:
            work.put("contact", "a", {"display": "Ada L."})
            work.delete("contact", "a")
            work.describe("gone from home", "a")
        second = store.entries(since=first)
        assert [(e.id, e.at, e.by, e.what, e.subject) for e in second] == [
            ("h2", "2026-03-04T12:30:00Z", "sync:home", "gone from home", "a")
        ]
        ada, longer = {"display": "Ada", "id": "a"}, {"display": "Ada L.", "id": "a"}
        assert [(c.before, c.after) for c in store.changes_of(2)] == [(ada, longer), (longer, None)]
        assert store.entries(since=2) == []
        assert [e.id for e in store.entries(newest_first=True, limit=1)] == ["h2"]

    def test_the_history_of_a_contact_holds_what_has_to_do_with_it(self, store):
        """Its own changes, touches with it among others, exchanges and promises; not those of others."""
        self.person(store, "a", "Ada")
        self.person(store, "b", "Ben")
        self.put(store, "touchpoint", "t", what="lunch", kind="touch", contacts=["b", "a"])
        self.put(store, "exchange", "x", what="gave", kind="help", on="2026-01-01", contacts=["a"])
        with store.write(by="user", what="promised") as work:
            work.put("commitment", "c", {"contact": "a", "what": "a book"})
        self.put(store, "own", "b", what="edited Ben")
        assert [e.what for e in store.entries(about="a")] == [
            "added Ada",
            "lunch",
            "gave",
            "promised",
        ]

    def test_derived_tables_leave_no_history(self, store):
        """Standings and sync state change without an entry."""
        with store.write(by="plan", what="x") as work:
            work.put("standing", "a", {"next_due": "2026-01-01"})
        assert store.entries() == []

    # Undo

    def test_undo_takes_back_fields_not_rows(self, store):
        """An edit of one field is taken back under a later edit of another, which stays."""
        self.person(store, "a", "Ada")
        wrong = self.person(store, "a", "Adda")
        self.person(store, "a", "Adda", notes="met in Turin")
        self.undo(store, wrong)
        assert store.get("contact", "a") == {"display": "Ada", "notes": "met in Turin", "id": "a"}

    def test_undo_refuses_under_later_changes_and_lists_them(self, store):
        """The same field was changed since: exit code 5, the later entry named, nothing changed."""
        self.person(store, "a", "Ada")
        second = self.person(store, "a", "Adda")
        self.put(store, "contact", "a", what="edited again", display="Addda")
        with pytest.raises(Refused) as caught:
            self.undo(store, second)
        assert caught.value.exit_code == 5
        assert [each.partition(" (")[0] for each in caught.value.alternatives] == [
            "h3: edited again"
        ]
        assert store.get("contact", "a")["display"] == "Addda"
        self.undo(store, second, cascade=True)
        assert store.get("contact", "a")["display"] == "Ada"

    def test_undo_of_a_row_that_was_made_or_deleted(self, store):
        """What was made goes, unless it was changed since; what was deleted comes back whole."""
        made = self.person(store, "a", "Ada", notes="n")
        with store.write(by="user", what="deleted") as work:
            work.delete("contact", "a")
            deleted = work.begin_entry()
        with pytest.raises(Refused):
            self.undo(store, made)
        self.undo(store, deleted)
        assert store.get("contact", "a") == {"display": "Ada", "notes": "n", "id": "a"}
        assert store.search("ada") == ["a"]
        self.undo(store, made)
        assert store.find("contact") == []

    def test_undo_of_a_parent_takes_its_parts_that_stand(self, store):
        """A sync with two parts, one of them undone before: the other goes with the parent."""
        group = Group("sync:home", "synced home")
        for key in "ab":
            with store.write(by="sync:home", what=f"took {key}", parent=group) as work:
                work.put("contact", key, {"display": key})
        self.undo(store, store.entry("h3").seq)
        assert [row["id"] for row in store.find("contact")] == ["a"]
        self.undo(store, group.seq)
        assert store.find("contact") == []
        assert all(store.entry(each).undone_by for each in ("h1", "h2", "h3"))

    def test_an_undo_can_be_undone_any_number_of_times(self, store):
        """Undo, redo, undo of the redo…: rows and what counts as undone agree at every step."""
        self.person(store, "a", "Ada")
        target = self.person(store, "a", "Adda")
        newest = target
        for step in range(6):
            newest = self.undo(store, newest)
            undone = step % 2 == 0
            assert store.get("contact", "a")["display"] == ("Ada" if undone else "Adda")
            assert (store.entry("h2").undone_by is not None) is undone
            assert [e.id for e in store.entries(undoable=True)] == (
                ["h1"] if undone else ["h1", "h2"]
            )

    def test_what_was_undone_can_not_be_undone_again(self, store):
        """The second time there is nothing of that name to undo."""
        entry = self.person(store, "a", "Ada")
        self.undo(store, entry)
        with pytest.raises(NotFound):
            self.undo(store, entry)
        with pytest.raises(NotFound):
            self.undo(store, 99)

    def test_the_newest_that_can_be_undone_is_found_behind_any_number_of_parts(self, store):
        """A sync of 1,200 parts is one thing to undo."""
        group = Group("sync:home", "synced home")
        for number in range(1200):
            with store.write(by="sync:home", what="part", parent=group) as work:
                work.put("goal", f"g{number}", {})
        (found,) = store.entries(undoable=True, newest_first=True, limit=1)
        assert found.seq == group.seq == 1

    def test_what_was_erased_can_not_be_taken_back(self, store):
        """Undo says that it is for good; what else the history says of the row is gone."""
        self.put(store, "contact", "a", what="added Ada", display="Ada")
        self.put(
            store,
            "touchpoint",
            "t",
            what="logged with Ada",
            subject="a",
            kind="touch",
            contacts=["a"],
        )
        self.put(store, "contact", "b", what="added Ben", display="Ben, friend of a-key")
        assert store.rows_naming("Ada") == [("contact", "a")]
        with store.write(by="user", what="forgot a contact") as work:
            work.erase([("contact", "a"), ("touchpoint", "t")])
            erased = work.begin_entry()
        assert [e.what for e in store.entries()] == [
            "forgotten",
            "forgotten",
            "added Ben",
            "forgot a contact",
        ]
        assert store.rows_naming("Ada") == []
        assert [e.id for e in store.entries(undoable=True, newest_first=True, limit=1)] == ["h4"]
        with pytest.raises(Refused, match="can't be undone"):
            self.undo(store, erased)

    def test_owners_are_apart(self, store):
        """Another owner's rows, words and history are not seen, and its entries count by themselves."""
        self.person(store, "a", "Ada")
        other = self.new("you")
        assert other.find("contact") == []
        assert other.search("ada") == []
        assert self.person(other, "a", "Anna") == 1
        assert store.get("contact", "a")["display"] == "Ada"
        other.close()

    def test_a_sound_store_finds_nothing_wrong(self, store):
        """`check` is empty."""
        self.person(store, "a", "Ada")
        assert store.check() == []


class TestSqliteStore(StoreContract):
    """The contract on SQLite, in a file."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path):
        self.path = str(tmp_path / "kith.db")

    def new(self, owner: str = "me") -> Store:
        return SqliteStore(self.path, owner=owner, now=lambda: AT)
