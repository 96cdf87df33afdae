"""What a `WritableSource` has to keep to; a part of `SourceContract`."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import pytest

from kithkeeper.model import Card
from kithkeeper.model.card import Names
from kithkeeper.sync.ports import Change, Outcome, Result, Source, WritableSource
from kithkeeper.testing.shapes import outcome_of
from kithkeeper.testing.sources import ADA, BOB, There, name_of, pulled, the_only

_KING = ADA.model_copy(update={"name": "Ada King"})


class SourceWrites:
    """The promises of `kithkeeper.sync.ports.WritableSource`; see `SourceContract`."""

    writable: ClassVar[bool] = False
    keeps_unknown: ClassVar[bool] = False

    def test_contract_a_write_comes_back(
        self, open_source: Callable[[], Source], there: There
    ) -> None:
        """Only what differs is written, it is read back as it was meant, and nobody else is met."""
        source = self._writable(open_source)
        there.add(ADA)
        there.add(BOB)
        before = {name_of(each): each for each in pulled(source, None)[0].values()}
        change = before["Ada Lovelace"]
        outcome = _push(source, change, _KING)
        assert outcome.result is Result.OK, (
            f"renaming Ada was answered {outcome.result.value} ({outcome.reason}): write it where "
            "the item still has the version that is expected."
        )
        found = {name_of(each): each for each in pulled(open_source(), None)[0].values()}
        assert found.keys() == {"Ada King", "Bob Frost"}, (
            f"Ada was renamed to Ada King beside Bob Frost, and then there were {sorted(found)}: "
            "write what is wanted to that one item."
        )
        after = found["Ada King"]
        assert after.key == (outcome.id or change.key), (
            f"the write told the id {outcome.id!r}, and the pull the key {after.key!r}: tell the "
            "same, and keep an item's key where the other side keeps it."
        )
        assert after.card is not None
        assert change.card is not None
        assert _but_the_name(after.card) == _but_the_name(change.card), (
            f"only the name was to change; before: {change.card!r}, after: {after.card!r}. Write "
            "what differs from `base`, and leave the rest."
        )
        assert outcome.version in (None, after.version), (
            f"the write told the version {outcome.version!r}, and the next pull {after.version!r}: "
            "tell the one after the write, or None where the other side doesn't say."
        )
        assert found["Bob Frost"] == before["Bob Frost"], (
            "Ada was written, and Bob became another: touch no item but the one that is written."
        )

    def test_contract_what_is_given_to_a_write_stays_as_it_is(
        self, open_source: Callable[[], Source], there: There
    ) -> None:
        """The engine needs it again: for a second try, and for the next base."""
        source = self._writable(open_source)
        there.add(ADA)
        change = the_only(pulled(source, None)[0])
        assert change.card is not None
        wanted, base = _KING.model_copy(deep=True), change.card.model_copy(deep=True)
        given = Change(change.key, wanted, change.version, change.raw)
        outcome_of(lambda: source.push(given, base, change.version), "push()")
        assert (wanted, base, given.version) == (_KING, change.card, change.version), (
            "push() changed the cards that it was given: work on a copy (`card.model_copy()`)."
        )

    def test_contract_a_write_on_an_old_version_writes_nothing(
        self, open_source: Callable[[], Source], there: There
    ) -> None:
        """Who changed it there is not overwritten, and not deleted."""
        source = self._writable(open_source)
        key = there.add(ADA)
        change = the_only(pulled(source, None)[0])
        there.change(key, _KING)
        for card in (ADA.model_copy(update={"name": "Ada B."}), None):
            what = "writing" if card else "deleting"
            outcome = _push(source, change, card)
            assert outcome.result is Result.CONFLICT, (
                f"{what} what has changed there since was answered {outcome.result.value}: compare "
                "with `expected` (If-Match), and answer Outcome(Result.CONFLICT, key)."
            )
        name = name_of(the_only(pulled(open_source(), None)[0]))
        assert name == "Ada King", (
            f"she was renamed Ada King there, we wrote on an old version, and she is {name!r}: "
            "write nothing where the version is not the expected one."
        )

    def test_contract_a_deletion_deletes_once(
        self, open_source: Callable[[], Source], there: There
    ) -> None:
        """Another one is told that it is gone, and so is a write; nobody else is deleted."""
        source = self._writable(open_source)
        there.add(ADA)
        there.add(BOB)
        change = {name_of(each): each for each in pulled(source, None)[0].values()}["Ada Lovelace"]
        outcome = _push(source, change, None)
        assert outcome.result is Result.OK, (
            f"deleting Ada (a `card` of None) was answered {outcome.result.value} "
            f"({outcome.reason}): delete her, and answer OK."
        )
        left = [name_of(each) for each in pulled(open_source(), None)[0].values()]
        assert left == ["Bob Frost"], (
            f"of Ada and Bob she was deleted, and left are {left}: delete that one item."
        )
        again = _push(source, change, None).result
        assert again is Result.GONE, (
            f"deleting her once more was answered {again.value}: where the item is not there, "
            "answer Outcome(Result.GONE, key), and raise nothing."
        )
        late = _push(source, change, _KING).result
        assert late in (Result.GONE, Result.CONFLICT), (
            f"writing to what was deleted was answered {late.value}: a deletion stands; answer GONE."
        )

    def test_contract_what_is_not_modelled_survives_a_write(
        self, open_source: Callable[[], Source], there: There
    ) -> None:
        """It is kept, and written back untouched, by one write and by the next."""
        source = self._writable(open_source)
        if not self.keeps_unknown:
            pytest.skip("everything there is modelled")
        key = there.add(ADA)
        there.add_unknown(key)
        change = the_only(pulled(source, None)[0])
        for name in ("Ada King", "Ada Byron"):
            outcome = _push(source, change, ADA.model_copy(update={"name": name}))
            assert outcome.result is Result.OK, f"{outcome.result.value}: {outcome.reason}"
            assert there.has_unknown(key), (
                "what another program had added to the item is gone after a write of ours: patch "
                "what stands there or what came as `raw`, and make no item anew."
            )
            change = the_only(pulled(open_source(), None)[0])

    def _writable(self, open_source: Callable[[], Source]) -> WritableSource:
        if not self.writable:
            pytest.skip("it is only read")
        source = open_source()
        assert isinstance(source, WritableSource), (
            f"{type(source).__name__} has no method `push(change, base, expected)`: write one, or "
            "leave `writable` False."
        )
        return source


def _push(source: WritableSource, read: Change, card: Card | None) -> Outcome:
    """Write a card over what was read; one that is changed on the way spoils no other test."""
    wanted = card.model_copy(deep=True) if card else None
    change = Change(read.key, wanted, read.version, read.raw)
    return outcome_of(lambda: source.push(change, read.card, read.version), "push()")


def _but_the_name(card: Card) -> Card:
    return card.model_copy(update={"name": "", "names": Names()})
