"""What every `Store` has to keep to: subclass `StoreContract` in a test module."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from kithkeeper.errors import NotFound, Refused
from kithkeeper.store import Between, Group, Not, Store

OpenStore = Callable[[str], Store]
ADA = {"name": "Ada Lovelace", "display": "Ada Lovelace", "circle": "inner", "notes": "chess"}
BOB = {"name": "Bob Frost", "display": "Bob Frost", "circle": "middle"}


class StoreContract:
    """The promises of `kithkeeper.store.Store`, each as a test.

    A subclass gives the fixture `open_store`, a function of an owner's name that opens the same
    store each time; it begins empty.
    """

    def test_contract_what_is_written_is_there_for_the_next_who_opens(
        self, open_store: OpenStore
    ) -> None:
        """With its key; and a row that says the same already is no change."""
        store = open_store("me")
        with store.write(by="user", what="added") as work:
            assert work.put("contact", "a", ADA)
            assert not work.put("contact", "a", ADA)
        assert open_store("me").get("contact", "a") == {**ADA, "id": "a"}
        assert len(store.entries()) == 1

    def test_contract_owners_see_their_own(self, open_store: OpenStore) -> None:
        """One database, many networks."""
        add(open_store("me"), "a", ADA)
        other = open_store("other")
        assert (other.get("contact", "a"), other.find("contact"), other.entries()) == (None, [], [])

    def test_contract_a_failed_transaction_leaves_nothing(self, open_store: OpenStore) -> None:
        """Neither row nor history."""
        store = open_store("me")
        with suppress(ZeroDivisionError), store.write(by="user", what="x") as work:
            work.put("contact", "a", ADA)
            raise ZeroDivisionError
        assert store.get("contact", "a") is None
        assert store.entries() == []
        assert store.writing is None

    def test_contract_a_failed_part_leaves_the_rest(self, open_store: OpenStore) -> None:
        """A transaction in a transaction is a savepoint."""
        store = open_store("me")
        with store.write(by="user", what="x") as work:
            work.put("contact", "a", ADA)
            with suppress(ZeroDivisionError), store.write(by="user", what="y") as inner:
                inner.put("contact", "b", BOB)
                raise ZeroDivisionError
        assert [row["id"] for row in store.find("contact")] == ["a"]
        assert [change.key for change in store.changes_of(store.entries()[0].seq)] == ["a"]

    def test_contract_rows_are_found_by_their_columns(self, open_store: OpenStore) -> None:
        """Equal, among several, between, with a value and without; in order, page by page."""
        store = open_store("me")
        for number in range(7):
            circle = {"circle": "inner"} if number < 3 else {}
            add(store, f"k{number}", {"name": f"N{number}", "display": f"N{number}", **circle})

        def keys(**wanted: Any) -> list[str]:
            return [row["id"] for row in store.find("contact", **wanted)]

        assert keys(where={"circle": "inner"}) == ["k0", "k1", "k2"]
        assert keys(where={"circle": None}) == ["k3", "k4", "k5", "k6"]
        assert keys(where={"circle": Not(None)}) == ["k0", "k1", "k2"]
        assert keys(where={"name": ["N1", "N5"]}) == ["k1", "k5"]
        assert keys(where={"name": Between("N2", "N4")}) == ["k2", "k3", "k4"]
        assert keys(order=("-name",), limit=2) == ["k6", "k5"]
        assert keys(order=("name", "id"), after="k3", limit=2) == ["k4", "k5"]
        assert store.count("contact", {"circle": "inner"}) == 3
        assert store.columns("contact", ["id", "name"], {"name": "N1"}) == [("k1", "N1")]

    def test_contract_touchpoints_are_found_by_who_was_in_them(self, open_store: OpenStore) -> None:
        """Each of several people has them."""
        store = open_store("me")
        with store.write(by="user", what="x") as work:
            work.put(
                "touchpoint", "t", {"kind": "touch", "contacts": ["a", "b"], "date": "2026-03-04"}
            )
        assert [row["id"] for row in store.find("touchpoint", {"contact": "b"})] == ["t"]
        assert store.participants() == {"a": ["t"], "b": ["t"]}

    def test_contract_the_search_has_every_word_and_forgets_what_is_deleted(
        self, open_store: OpenStore
    ) -> None:
        """Beginnings of words count; what was replaced is found no more."""
        store = open_store("me")
        add(store, "a", ADA)
        assert store.search("lovel che") == ["a"]
        assert store.search("ada frost") == []
        add(store, "a", {**ADA, "notes": "golf"})
        assert (store.search("chess"), store.search("golf")) == ([], ["a"])
        with store.write(by="user", what="x") as work:
            work.delete("contact", "a")
        assert store.search("golf") == []

    def test_contract_an_undo_brings_back_what_was_replaced(self, open_store: OpenStore) -> None:
        """Field by field; it is itself undone; what is undone can't be undone twice."""
        store = open_store("me")
        add(store, "a", ADA)
        add(store, "a", {**ADA, "circle": "outer"})
        add(store, "a", {**ADA, "circle": "outer", "notes": "golf"})
        entry = store.entries()[1].seq
        undo(store, entry)
        assert store.get("contact", "a") == {**ADA, "notes": "golf", "id": "a"}
        with pytest.raises(NotFound):
            undo(store, entry)
        undo(store, store.entries()[-1].seq)
        assert (store.get("contact", "a") or {})["circle"] == "outer"

    def test_contract_an_undo_stops_before_later_changes_of_the_same_field(
        self, open_store: OpenStore
    ) -> None:
        """Unless they are taken back with it."""
        store = open_store("me")
        add(store, "a", ADA)
        for circle in ("middle", "outer"):
            add(store, "a", {**ADA, "circle": circle})
        entry = store.entries()[1].seq
        with pytest.raises(Refused):
            undo(store, entry)
        undo(store, entry, cascade=True)
        assert store.get("contact", "a") == {**ADA, "id": "a"}

    def test_contract_parts_belong_to_their_group_and_are_undone_with_it(
        self, open_store: OpenStore
    ) -> None:
        """One sync is one entry with children."""
        store = open_store("me")
        group = Group("sync", "synced")
        for key, row in (("a", ADA), ("b", BOB)):
            with store.write(by="sync:x", what="pulled", parent=group) as work:
                work.put("contact", key, row)
        parents = [each.parent for each in store.entries()]
        assert parents == [None, group.seq, group.seq]
        assert group.seq is not None
        undo(store, group.seq)
        assert store.find("contact") == []

    def test_contract_what_is_erased_is_in_no_row_and_no_history(
        self, open_store: OpenStore
    ) -> None:
        """It can't be undone."""
        store = open_store("me")
        add(store, "a", ADA)
        with store.write(by="user", what="forgot") as work:
            work.erase([("contact", "a")])
        assert store.get("contact", "a") is None
        assert store.search("lovelace") == []
        for entry in store.entries():
            assert store.changes_of(entry.seq) == []
            assert "Ada" not in entry.what

    def test_contract_a_backup_is_a_store(self, open_store: OpenStore, tmp_path: Path) -> None:
        """Consistent, and made while in use."""
        store = open_store("me")
        add(store, "a", ADA)
        store.backup(str(tmp_path / "copy"))
        assert (tmp_path / "copy").stat().st_size > 0
        assert store.check() == []


def add(store: Store, key: str, row: dict[str, str]) -> None:
    """Write one contact."""
    with store.write(by="user", what=f"wrote {row['name']}") as work:
        work.put("contact", key, row)


def undo(store: Store, entry: int, *, cascade: bool = False) -> None:
    """Take one entry back."""
    with store.write(by="user", what="undid") as work:
        work.undo(entry, cascade=cascade)
