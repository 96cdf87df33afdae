"""The promises of every source, kept by address books of real servers."""

from __future__ import annotations

import pytest
from carddav_book import CLIENT, Counting, context

from kithkeeper.testing import SourceContract
from kithkeeper_vcard.source import open_source


class _There:
    """An address book as another program changes it."""

    def __init__(self, book: str) -> None:
        self.book, self.count = book, 0

    def add(self, card):
        self.count += 1
        key = f"{self.book}{self.count}.vcf"
        self.put(key, card, self.count)
        return key

    def change(self, key, card):
        self.put(self.url(key), card, key.rsplit("/", 1)[-1].removesuffix(".vcf"))

    def remove(self, key):
        CLIENT.request("DELETE", self.url(key), auth=("alice", "wonderland"))

    def add_unknown(self, key):
        text = self.text(key).replace("END:VCARD", "X-OTHER;X-P=1:kept\r\nEND:VCARD")
        self.send(self.url(key), text)

    def has_unknown(self, key):
        return "X-OTHER;X-P=1:kept" in self.text(key)

    def text(self, key):
        return CLIENT.request("GET", self.url(key), auth=("alice", "wonderland")).body.decode()

    def url(self, key):
        return f"{self.book}{key.rsplit('/', 1)[-1]}"

    def put(self, url, card, uid):
        lines = ["BEGIN:VCARD", "VERSION:3.0", f"UID:uid-{uid}", f"FN:{card.name}",
                 f"N:{card.names.family};{card.names.given};;;",
                 *(f"EMAIL:{each.value}" for each in card.emails), "END:VCARD", ""]  # fmt: skip
        self.send(url, "\r\n".join(lines))

    def send(self, url, text):
        headers = {"Content-Type": "text/vcard; charset=utf-8"}
        answer = CLIENT.request(
            "PUT", url, auth=("alice", "wonderland"), headers=headers, body=text
        )
        assert answer.status in (200, 201, 204), (answer.status, answer.body)


class TestAddressBook(SourceContract):
    """The promises of every source, on both servers."""

    writable = keeps_unknown = True

    @pytest.fixture
    def there(self, book):
        return _There(book)

    @pytest.fixture
    def open_source(self, book):
        return lambda: open_source(context(Counting(), url=book, write=True))
