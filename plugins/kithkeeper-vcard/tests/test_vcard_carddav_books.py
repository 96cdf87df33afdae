"""Several address books of one account: one that fails, one that is gone, one that is new."""

from datetime import date

import pytest
from carddav_book import ADA, BEN, BOOK, MULTI, ONE, Counting, answering, context, names, pull

from kithkeeper.errors import PluginError, TryLater
from kithkeeper_vcard.source import open_source

HOME = "<C:addressbook-home-set><href>/book/home/</href></C:addressbook-home-set>"


class Account:
    """An account whose address books are folders of cards; `broken` ones answer with a status."""

    def __init__(self) -> None:
        self.books = {"one": {"ada": ADA}, "two": {"ben": BEN}}
        self.broken = {}

    def __call__(self, method, path, headers, body):
        folder = path.removeprefix("/book/home/").partition("/")[0]
        if path == "/book/":
            return 207, {}, MULTI.format(ONE.format(href=path, prop=HOME)).encode()
        if path == "/book/home/":
            listed = [ONE.format(href=f"/book/home/{each}/", prop=BOOK) for each in self.books]
            return 207, {}, MULTI.format("".join(listed)).encode()
        if folder in self.broken or folder not in self.books:
            return self.broken.get(folder, 404), {}, b"<p>no</p>"
        return 207, {}, MULTI.format("".join(self.cards(folder, method, body))).encode()

    def cards(self, folder, method, body):
        """The book with its cards' ETags, or the cards that a report names."""
        if method == "PROPFIND":
            yield ONE.format(href=f"/book/home/{folder}/", prop=BOOK)
        for name, text in self.books[folder].items():
            href, etag = f"/book/home/{folder}/{name}.vcf", f'<getetag>"{hash(text)}"</getetag>'
            if method == "PROPFIND":
                yield ONE.format(href=href, prop=etag)
            elif f"{href}<" in body:
                data = f"{etag}<C:address-data>{text}</C:address-data>"
                yield ONE.format(href=href, prop=data)


@pytest.fixture
def account():
    return Account()


@pytest.mark.parametrize("status", [403, 404, 207])
def test_a_book_that_fails_is_told_of_and_the_others_are_read(account, status):
    """On the first pull as on a later one; nothing counts as gone, and it is read when it is back."""
    with answering(account) as url:
        _, last = pull(open_source(context(Counting(), url=url)))
        account.broken["two"] = status
        account.books["one"]["cleo"] = ADA.replace("Ada", "Cleo").replace("ada", "cleo")
        for cursor, new in (
            (None, {"Ada Example", "Cleo Example"}),
            (last.checkpoint, {"Cleo Example"}),
        ):
            changes, end = pull(open_source(context(Counting(), url=url)), cursor)
            (problem,) = end.problems
            assert (names(changes), end.complete) == (new, False)
            assert (problem.file.endswith("/two/"), problem.rejected) == (True, False)
        account.broken.clear()
        account.books["two"]["dan"] = BEN.replace("Ben", "Dan").replace("ben", "dan")
        changes, end = pull(open_source(context(Counting(), url=url)), end.checkpoint)
    assert (names(changes), end.complete, end.problems) == ({"Dan Example"}, True, [])


def test_the_only_book_that_fails_is_the_account_that_fails(account):
    """Nothing is taken for read where nothing could be."""
    del account.books["two"]
    with answering(account) as url:
        account.broken["one"] = 403
        with pytest.raises(PluginError, match="403"):
            pull(open_source(context(Counting(), url=url)))
        account.broken["one"] = 503
        with pytest.raises(TryLater):
            pull(open_source(context(Counting(), url=url)))


def test_a_new_book_is_found_on_the_next_day(account):
    """And one that was deleted is left out; the cards of the others are not read again."""
    with answering(account) as url:
        _, last = pull(open_source(context(Counting(), url=url)))
        del account.books["two"]
        account.books["new"] = {"eve": ADA.replace("Ada", "Eve").replace("ada", "eve")}
        tomorrow = context(Counting(), date(2026, 3, 5), url=url)
        changes, last = pull(open_source(tomorrow), last.checkpoint)
    assert (names(changes), last.complete) == ({"Eve Example"}, True)
