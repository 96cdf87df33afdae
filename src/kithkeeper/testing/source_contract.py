"""What every `Source` has to keep to: subclass `SourceContract` in a test module."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import ClassVar

import pytest

from kithkeeper.model import Card
from kithkeeper.model.card import Names
from kithkeeper.sync.ports import Page, Source
from kithkeeper.testing.shapes import pages_of
from kithkeeper.testing.source_writes import SourceWrites
from kithkeeper.testing.sources import ADA, BOB, ZOE, There, keys_in, name_of, names_of, pulled

OpenSource = Callable[[], Source]


class SourceContract(SourceWrites):
    """The promises of `kithkeeper.sync.ports.Source`, each as a test.

    A subclass gives the fixture `open_source`, a function that opens the source anew, as a later
    run would, and `there`, an object by which the other side is changed: `add(card) -> key`,
    `change(key, card)`, `remove(key)`.

    Attributes:
        writable: It takes contacts back.
        incremental: It answers a cursor with what changed alone.
        many: So many people are added to see that none is left out; more than fit one page, where
            the source has any.
        has_emails: It gives e-mail addresses beside the name.
        keeps_unknown: The object `there` has `add_unknown(key)` and `has_unknown(key)` for what
            is not modelled.
        has_broken: The object `there` has `add_broken()` for a record that can't be read.
        seconds: So long a pull of a small account may take.
    """

    incremental: ClassVar[bool] = False
    has_broken: ClassVar[bool] = False
    many: ClassVar[int] = 12
    has_emails: ClassVar[bool] = True
    seconds: ClassVar[float] = 30

    def test_contract_a_first_pull_is_complete_and_has_everyone(
        self, open_source: OpenSource, there: There
    ) -> None:
        """Keys are unique, cards say what was entered, the last page says that it was all."""
        entered = (ADA, BOB, ZOE)
        for card in entered:
            there.add(card)
        pages = pages_of(open_source(), None)
        _complete_at_the_end(pages)
        changes = [change for page in pages for change in page.changes]
        keys = [change.key for change in changes]
        assert len(set(keys)) == 3, (
            f"three people are there, and the keys are {keys}: give each person one key of their "
            "own, and tell of each once."
        )
        cards = {name_of(change): change.card for change in changes if change.card}
        names = {card.name for card in entered}
        assert cards.keys() == names, (
            f"entered were {sorted(names)}, told were {sorted(cards)}: give the whole name, in any "
            "script."
        )
        for card in entered if self.has_emails else ():
            meant, told = ([each.value for each in of.emails] for of in (card, cards[card.name]))
            assert told == meant, (
                f"{card.name} was entered with the addresses {meant} and told with {told}: read "
                "them too, or set `has_emails = False`."
            )

    def test_contract_a_pull_leaves_nobody_out(self, open_source: OpenSource, there: There) -> None:
        """However many there are, each once; one that breaks off is gone on with: a checkpoint
        stands for the pages until then, and not for those after it.
        """
        names = {f"Person{n} Test" for n in range(self.many)}
        for name in sorted(names):
            there.add(Card(name=name, names=Names(given=name.split()[0], family="Test")))
        pages = pages_of(open_source(), None)
        told = [name_of(change) for page in pages for change in page.changes]
        assert sorted(told) == sorted(names), (
            f"{len(names)} people are there; left out were {sorted(names - set(told))}, told twice "
            f"{sorted({name for name in told if told.count(name) > 1})}: follow the pages to the "
            "end, and tell of each once."
        )
        everyone = {change.key: name_of(change) for page in pages for change in page.changes}
        for number, page in enumerate(pages, 1):
            if page.checkpoint is not None:
                after = pages_of(open_source(), page.checkpoint)
                _nobody_lost(everyone, pages[:number], after, f"page {number} of {len(pages)}")

    def test_contract_an_empty_source_is_complete(
        self, open_source: OpenSource, there: There
    ) -> None:
        """Nobody is an answer too."""
        key = there.add(ADA)
        there.remove(key)
        changes, _, complete = pulled(open_source(), None)
        assert names_of(changes) == [], f"nobody is there, and the pull told of {names_of(changes)}"
        assert complete, "nobody is there: end the pull with Page(complete=True) all the same."

    def test_contract_keys_and_versions_are_stable(
        self, open_source: OpenSource, there: There
    ) -> None:
        """The same person has the same key and version in each pull."""
        there.add(ADA)
        first, second = (pulled(open_source(), None)[0] for _ in range(2))
        before, after = ({k: c.version for k, c in each.items()} for each in (first, second))
        assert before == after, (
            f"nothing changed, and the keys and versions went from {before} to {after}: take both "
            "from the other side, and make none up."
        )

    def test_contract_a_change_is_told_under_the_same_key(
        self, open_source: OpenSource, there: There
    ) -> None:
        """With another version, from the cursor of the pull before."""
        key = there.add(ADA)
        there.add(BOB)
        before, cursor, _ = pulled(open_source(), None)
        there.change(key, ADA.model_copy(update={"name": "Ada King"}))
        after, _, _ = pulled(open_source(), cursor)
        told = [each for each in after.values() if name_of(each) == "Ada King"]
        assert [each.key in before for each in told] == [True], (
            f"Ada was renamed; the keys were {sorted(before)}, then {sorted(after)} with the names "
            f"{names_of(after)}: tell of a change from the last checkpoint on, under the same key, "
            "and keep nothing in memory from run to run."
        )
        was, now = before[told[0].key].version, told[0].version
        assert now is None or now != was, (
            f"Ada was renamed, and her version is still {now!r}: give what changes with each change "
            "(an ETag, a revision), or None."
        )

    def test_contract_one_that_is_open_sees_what_changes(
        self, open_source: OpenSource, there: There
    ) -> None:
        """A sync may pull twice from one source, where a write of ours crossed one of theirs."""
        key = there.add(ADA)
        source = open_source()
        pulled(source, None)
        there.change(key, ADA.model_copy(update={"name": "Ada King"}))
        names = names_of(pulled(source, None)[0])
        assert names == ["Ada King"], (
            f"Ada was renamed to Ada King between two pulls of one source, and the second told of "
            f"{names}: ask the other side in each pull, and answer from no memory."
        )

    def test_contract_who_is_gone_is_told_or_absent_from_a_complete_pull(
        self, open_source: OpenSource, there: There
    ) -> None:
        """And who stayed is neither."""
        lost = there.add(ADA)
        there.add(BOB)
        before, cursor, _ = pulled(open_source(), None)
        there.remove(lost)
        pages = pages_of(open_source(), cursor)
        told = [change for page in pages for change in page.changes]
        gone = {change.key for change in told if change.card is None}
        if any(page.complete for page in pages):
            gone |= before.keys() - keys_in(pages)
        names = [name_of(before[key]) if key in before else key for key in gone]
        assert names == ["Ada Lovelace"], (
            f"Ada Lovelace was deleted, and gone is who follows from the pull: {names}. In a pull "
            "from a cursor tell of her with Change(key, None), or list everyone who is left, in "
            "`changes` or in `present`, and end with complete=True."
        )

    def test_contract_nothing_changed_is_nothing_told(
        self, open_source: OpenSource, there: There
    ) -> None:
        """One that answers with all tells the same versions."""
        there.add(ADA)
        before, cursor, _ = pulled(open_source(), None)
        after, _, complete = pulled(open_source(), cursor)
        if self.incremental:
            assert (names_of(after), complete) == ([], False), (
                f"nothing changed since {cursor!r}, and the pull told of {names_of(after)}, "
                f"complete={complete}: yield what changed alone, with complete=False."
            )
        known, told = ({k: c.version for k, c in each.items()} for each in (before, after))
        assert told.items() <= known.items(), (
            f"nothing changed, and the versions went from {known} to {told}: give the same ones."
        )

    @pytest.mark.parametrize("cursor", ["", "nonsense", "{}", "999999999"])
    def test_contract_a_cursor_of_nobodys_is_a_complete_pull(
        self, open_source: OpenSource, there: There, cursor: str
    ) -> None:
        """Lost state costs a pull and never a person."""
        there.add(ADA)
        after, _, complete = pulled(open_source(), cursor)
        assert (names_of(after), complete) == (["Ada Lovelace"], True), (
            f"from the cursor {cursor!r}, which is none of the source's, it told of "
            f"{names_of(after)}, complete={complete}: yield everyone, and end with complete=True."
        )

    def test_contract_a_broken_record_spoils_no_other(
        self, open_source: OpenSource, there: There
    ) -> None:
        """It is a problem that says why; it is nobody's name, and its neighbours are taken."""
        if not self.has_broken:
            pytest.skip("every record there can be read")
        there.add(ADA)
        there.add_broken()
        there.add(BOB)
        pages = pages_of(open_source(), None)
        names = sorted(name_of(change) for page in pages for change in page.changes)
        assert names == ["Ada Lovelace", "Bob Frost"], (
            f"one record of three can't be read, and the pull told of {names}: take the others."
        )
        problems = [problem for page in pages for problem in page.problems]
        assert [bool(each.reason) for each in problems] == [True], (
            f"one record can't be read, and the problems told are {problems}: put one Problem with "
            "a reason on its page, and raise nothing."
        )

    def test_contract_a_small_account_is_answered_in_time(
        self, open_source: OpenSource, there: There
    ) -> None:
        """A sync waits for it, and so does its user."""
        there.add(ADA)
        source = open_source()
        began = monotonic()
        pulled(source, None)
        took = monotonic() - began
        assert took <= self.seconds, (
            f"a pull of one person took {took:.1f} s, and {self.seconds} s are allowed: ask through "
            "`ctx.http()`, which has time-outs, and don't wait in the plugin; raise TryLater."
        )


def _complete_at_the_end(pages: list[Page]) -> None:
    told = [page.complete for page in pages]
    assert told, "the pull yielded no page at all: yield one Page, an empty one for nobody."
    assert told == [False] * (len(told) - 1) + [True], (
        f"everyone was asked for, and `complete` of the pages is {told}: set it on the last page, "
        "and on that alone."
    )


def _nobody_lost(
    everyone: dict[str, str], until: list[Page], after: list[Page], where: str
) -> None:
    """A run broke off after some pages, and the next began at the checkpoint of the last of them."""
    before, later = keys_in(until), keys_in(after)
    unheard = sorted(everyone[key] for key in everyone.keys() - before - later)
    assert not unheard, (
        f"a run that breaks off after {where} and goes on from its checkpoint never hears of "
        f"{unheard}: a checkpoint stands for the pages until then only; give None where a page "
        "can't be resumed from."
    )
    if any(page.complete for page in after):
        lost = sorted(everyone[key] for key in everyone.keys() - later)
        assert not lost, (
            f"a run that goes on from the checkpoint of {where} told `complete=True`, and not of "
            f"{lost}, who would be taken for deleted: set `complete` only where this very pull "
            "listed everyone, in `changes` or in `present`."
        )
