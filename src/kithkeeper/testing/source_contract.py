"""What every `Source` has to keep to: subclass `SourceContract` in a test module."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Protocol

import pytest

from kithkeeper.model import Card
from kithkeeper.model.card import Email, Names
from kithkeeper.sync.ports import Change, Result, Source, WritableSource

ADA = Card(
    name="Ada Lovelace",
    names=Names(given="Ada", family="Lovelace"),
    emails=(Email(value="ada@example.org"),),
)
BOB = Card(
    name="Bob Frost",
    names=Names(given="Bob", family="Frost"),
    emails=(Email(value="bob@example.org"),),
)
OpenSource = Callable[[], Source]


class There(Protocol):
    """The other side, as another program changes it."""

    def add(self, card: Card) -> str:
        """Someone adds a card; its key here, which may not be the source's."""
        ...

    def change(self, key: str, card: Card) -> None:
        """Someone changes a card."""
        ...

    def remove(self, key: str) -> None:
        """Someone deletes a card."""
        ...

    def add_unknown(self, key: str) -> None:
        """Someone adds what is not modelled."""
        ...

    def has_unknown(self, key: str) -> bool:
        """Whether that is still there."""
        ...


class SourceContract:
    """The promises of `kithkeeper.sync.ports.Source`, each as a test.

    A subclass gives the fixture `open_source`, a function that opens the source anew, as a later
    run would, and `there`, an object by which the other side is changed: `add(card) -> key`,
    `change(key, card)`, `remove(key)`.

    Attributes:
        writable: It takes contacts back.
        incremental: It answers a cursor with what changed alone.
        many: So many people are added to see that none is left out; more than fit one page, where
            the source has any.
        keeps_unknown: The object `there` has `add_unknown(key)` and `has_unknown(key)` for what
            is not modelled.
    """

    writable: ClassVar[bool] = False
    incremental: ClassVar[bool] = False
    keeps_unknown: ClassVar[bool] = False
    many: ClassVar[int] = 12

    def test_contract_a_first_pull_is_complete_and_has_everyone(
        self, open_source: OpenSource, there: There
    ) -> None:
        """Keys are unique, cards have names, the last page says that it was all."""
        there.add(ADA)
        there.add(BOB)
        pages = list(open_source().pull(None))
        changes = [change for page in pages for change in page.changes]
        assert [page.complete for page in pages].index(True) == len(pages) - 1
        assert len({change.key for change in changes}) == 2
        assert {name_of(change) for change in changes} == {"Ada Lovelace", "Bob Frost"}

    def test_contract_a_pull_leaves_nobody_out(self, open_source: OpenSource, there: There) -> None:
        """However many there are, each once; one that breaks off is gone on with: a checkpoint
        stands for the pages until then, and not for those after it.
        """
        names = {f"Person{n} Test" for n in range(self.many)}
        for name in sorted(names):
            there.add(Card(name=name, names=Names(given=name.split()[0], family="Test")))
        pages = list(open_source().pull(None))
        told = [name_of(change) for page in pages for change in page.changes]
        assert sorted(told) == sorted(names)
        for number, page in enumerate(pages, 1):
            if page.checkpoint is not None:
                after = list(open_source().pull(page.checkpoint))
                people = [change for each in pages[:number] + after for change in each.changes]
                assert names <= {name_of(change) for change in people}

    def test_contract_an_empty_source_is_complete(
        self, open_source: OpenSource, there: There
    ) -> None:
        """Nobody is an answer too."""
        key = there.add(ADA)
        there.remove(key)
        assert pulled(open_source(), None)[0] == {}
        assert list(open_source().pull(None))[-1].complete

    def test_contract_keys_and_versions_are_stable(
        self, open_source: OpenSource, there: There
    ) -> None:
        """The same person has the same key and version in each pull."""
        there.add(ADA)
        first, second = (pulled(open_source(), None)[0] for _ in range(2))
        assert {(k, c.version) for k, c in first.items()} == {
            (k, c.version) for k, c in second.items()
        }

    def test_contract_a_change_is_told_under_the_same_key(
        self, open_source: OpenSource, there: There
    ) -> None:
        """With another version, from the cursor of the pull before."""
        key = there.add(ADA)
        there.add(BOB)
        before, cursor, _ = pulled(open_source(), None)
        there.change(key, ADA.model_copy(update={"name": "Ada King"}))
        after, _, _ = pulled(open_source(), cursor)
        (told,) = [
            change
            for change in after.values()
            if change.key in before and name_of(change) == "Ada King"
        ]
        assert told.version is None or told.version != before[told.key].version

    def test_contract_who_is_gone_is_told_or_absent_from_a_complete_pull(
        self, open_source: OpenSource, there: There
    ) -> None:
        """And who stayed is neither."""
        lost = there.add(ADA)
        there.add(BOB)
        before, cursor, _ = pulled(open_source(), None)
        there.remove(lost)
        pages = list(open_source().pull(cursor))
        after = {change.key: change for page in pages for change in page.changes}
        gone = {key for key, change in after.items() if change.card is None}
        if pages[-1].complete:
            present = {key for page in pages for key in page.present}
            gone |= before.keys() - after.keys() - present
        assert [name_of(before[key]) for key in gone] == ["Ada Lovelace"]

    def test_contract_nothing_changed_is_nothing_told(
        self, open_source: OpenSource, there: There
    ) -> None:
        """One that answers with all tells the same versions."""
        there.add(ADA)
        before, cursor, _ = pulled(open_source(), None)
        after, _, complete = pulled(open_source(), cursor)
        if self.incremental:
            assert (after, complete) == ({}, False)
        assert {k: c.version for k, c in after.items()}.items() <= {
            k: c.version for k, c in before.items()
        }.items()

    @pytest.mark.parametrize("cursor", ["", "nonsense", "{}", "999999999"])
    def test_contract_a_cursor_of_nobodys_is_a_complete_pull(
        self, open_source: OpenSource, there: There, cursor: str
    ) -> None:
        """Lost state costs a pull and never a person."""
        there.add(ADA)
        after, _, complete = pulled(open_source(), cursor)
        assert complete
        assert [name_of(change) for change in after.values()] == ["Ada Lovelace"]

    def test_contract_a_write_comes_back(self, open_source: OpenSource, there: There) -> None:
        """Only what differs is written, and it is read back as it was meant."""
        source = self._writable(open_source)
        there.add(ADA)
        (change,) = pulled(source, None)[0].values()
        wanted = ADA.model_copy(update={"name": "Ada King"})
        outcome = source.push(_with(change, wanted), change.card, change.version)
        assert outcome.result is Result.OK, outcome.reason
        (after,) = pulled(open_source(), None)[0].values()
        assert (after.key, name_of(after)) == (outcome.id or change.key, "Ada King")
        assert after.card is not None
        assert change.card is not None
        assert _but_the_name(after.card) == _but_the_name(change.card)
        assert outcome.version in (None, after.version)

    def test_contract_a_write_on_an_old_version_writes_nothing(
        self, open_source: OpenSource, there: There
    ) -> None:
        """Who changed it there is not overwritten, and not deleted."""
        source = self._writable(open_source)
        key = there.add(ADA)
        (change,) = pulled(source, None)[0].values()
        there.change(key, ADA.model_copy(update={"name": "Ada King"}))
        for card in (ADA.model_copy(update={"name": "Ada B."}), None):
            outcome = source.push(_with(change, card), change.card, change.version)
            assert outcome.result is Result.CONFLICT
        (after,) = pulled(open_source(), None)[0].values()
        assert name_of(after) == "Ada King"

    def test_contract_a_deletion_deletes_once(self, open_source: OpenSource, there: There) -> None:
        """Another one is told that it is gone, and so is a write."""
        source = self._writable(open_source)
        there.add(ADA)
        (change,) = pulled(source, None)[0].values()
        delete = _with(change, None)
        assert source.push(delete, change.card, change.version).result is Result.OK
        assert pulled(open_source(), None)[0] == {}
        assert source.push(delete, change.card, change.version).result is Result.GONE
        again = _with(change, ADA.model_copy(update={"name": "Ada King"}))
        refused = (Result.GONE, Result.CONFLICT)
        assert source.push(again, change.card, change.version).result in refused

    def test_contract_what_is_not_modelled_survives_a_write(
        self, open_source: OpenSource, there: There
    ) -> None:
        """It is kept, and written back untouched."""
        source = self._writable(open_source)
        if not self.keeps_unknown:
            pytest.skip("everything there is modelled")
        key = there.add(ADA)
        there.add_unknown(key)
        (change,) = pulled(source, None)[0].values()
        wanted = ADA.model_copy(update={"name": "Ada King"})
        assert source.push(_with(change, wanted), change.card, change.version).result is Result.OK
        assert there.has_unknown(key)

    def _writable(self, open_source: OpenSource) -> WritableSource:
        if not self.writable:
            pytest.skip("it is only read")
        source = open_source()
        assert isinstance(source, WritableSource)
        return source


def pulled(source: Source, cursor: str | None) -> tuple[dict[str, Change], str | None, bool]:
    """Changes by key, the cursor after them, and whether that was everything."""
    found: dict[str, Change] = {}
    complete = False
    for page in source.pull(cursor):
        assert not page.problems, page.problems
        found.update((change.key, change) for change in page.changes)
        cursor = page.checkpoint or cursor
        complete = complete or page.complete
    return found, cursor, complete


def name_of(change: Change) -> str:
    """The name on a change; empty where someone is gone."""
    return change.card.display_name if change.card else ""


def _with(change: Change, card: Card | None) -> Change:
    return Change(change.key, card, change.version, change.raw)


def _but_the_name(card: Card) -> Card:
    return card.model_copy(update={"name": "", "names": Names()})
