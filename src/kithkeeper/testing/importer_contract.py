"""What every `Importer` has to keep to: subclass `ImporterContract` in a test module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

import pytest

from kithkeeper.sync.ports import Importer, Page

OpenImporter = Callable[[], Importer]
Recognises = Callable[[bytes], float]


class ImporterContract:
    """The promises of `kithkeeper.sync.ports.Importer`, each as a test.

    A subclass gives the fixtures `open_importer`, a function that makes the reader, `sample`, the
    bytes of a small file with two people or more, and `recognises`, the descriptor's function.

    Attributes:
        names: Names that the sample holds, in its order.
    """

    names: ClassVar[tuple[str, ...]] = ()

    def test_contract_the_sample_is_read(self, open_importer: OpenImporter, sample: bytes) -> None:
        """Everyone in it, with unique keys, and nothing to complain of."""
        pages = read(open_importer(), [sample])
        assert tuple(names_in(pages)) == self.names
        assert [problem for page in pages for problem in page.problems] == []
        keys = [change.key for page in pages for change in page.changes]
        assert len(keys) == len(set(keys))

    def test_contract_chunks_mean_nothing(self, open_importer: OpenImporter, sample: bytes) -> None:
        """Cut anywhere, a file says the same."""
        whole = changes_in(read(open_importer(), [sample]))
        for size in (1, 2, 7, 64):
            chunks = [sample[at : at + size] for at in range(0, len(sample), size)]
            assert changes_in(read(open_importer(), chunks)) == whole

    def test_contract_a_file_read_twice_has_the_same_keys(
        self, open_importer: OpenImporter, sample: bytes
    ) -> None:
        """So that a repeated import changes nothing."""
        first, second = (changes_in(read(open_importer(), [sample])) for _ in range(2))
        assert first == second

    @pytest.mark.parametrize(
        "data", [b"", b"\xef\xbb\xbf", b"\n\n\n", b"\x00" * 5000, bytes(range(256)) * 20]
    )
    def test_contract_what_is_no_such_file_is_a_problem_and_no_error(
        self, open_importer: OpenImporter, data: bytes
    ) -> None:
        """Bad input is answered with problems; nobody is made up."""
        pages = read(open_importer(), [data])
        assert names_in(pages) == []

    def test_contract_a_file_cut_short_keeps_what_came_before(
        self, open_importer: OpenImporter, sample: bytes
    ) -> None:
        """At no byte does it end in an error."""
        for at in range(0, len(sample), max(1, len(sample) // 60)):
            found = names_in(read(open_importer(), [sample[:at]]))
            assert len(found) <= len(self.names)

    def test_contract_problems_name_the_file_and_say_why(
        self, open_importer: OpenImporter, sample: bytes
    ) -> None:
        """Of a file with a broken end."""
        pages = read(open_importer(), [sample[: len(sample) // 2], b"\xff\xfe\x00broken"])
        for page in pages:
            for problem in page.problems:
                assert problem.file == "people.file"
                assert problem.reason

    def test_contract_it_recognises_its_own_and_not_nothing(
        self, recognises: Recognises, sample: bytes
    ) -> None:
        """Sure of the sample, not of emptiness and noise, and never in error."""
        assert recognises(sample) >= 0.5
        for data in (b"", b"\x00" * 100, bytes(range(256)), b"hello"):
            assert 0 <= recognises(data) < 0.5


def read(importer: Importer, chunks: list[bytes]) -> list[Page]:
    """All pages of a file in chunks."""

    def once() -> Iterator[bytes]:
        yield from chunks

    return list(importer.read("people.file", once()))


def changes_in(pages: list[Page]) -> list[object]:
    """Key and card of each change."""
    return [(change.key, change.card) for page in pages for change in page.changes]


def names_in(pages: list[Page]) -> list[str]:
    """The names, in order."""
    cards = (change.card for page in pages for change in page.changes)
    return [card.display_name for card in cards if card is not None and card.display_name]
