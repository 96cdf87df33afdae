"""Writing to a CardDAV address book, under conditions and where these are ignored."""

from __future__ import annotations

from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

import pytest
from carddav_book import ADA, CLIENT, Counting, answering, book_answer, context, names, pull, put

from kithkeeper.model import Card, Email, PartialDate
from kithkeeper.sync.ports import Change, Result
from kithkeeper_vcard.source import check_source, open_source


def test_a_real_server_is_found_to_honour_preconditions(book):
    """The probe says so, leaves nothing behind, and is not asked for again."""
    put(f"{book}ada.vcf", ADA)
    left = f"kith-probe-{uuid5(NAMESPACE_URL, book)}"
    put(f"{book}{left}.vcf", ADA.replace("UID:ada", f"UID:{left}"))
    http = Counting()
    ctx = context(http, url=book, write=True)
    lines = list(check_source(ctx))
    assert "writes are safe there" in lines[-1]
    before = len(http.asked)
    assert list(check_source(ctx)) == lines
    assert set(http.asked[before:]) == {"PROPFIND"}
    changes, _ = pull(open_source(context(Counting(), url=book)))
    assert names(changes) == {"Ada Example"}
    there = CLIENT.request("GET", f"{book}{left}.vcf", auth=("alice", "wonderland"))
    assert there.status == 404


def test_a_server_that_ignores_preconditions_is_read_before_it_is_written():
    """It takes whatever it is given, so that what changed there is seen by reading it first."""
    there = {"/book/a.vcf": ADA}

    def answer(method, path, _, sent):
        match method:
            case "PUT":
                there[path] = sent
            case "DELETE":
                there.pop(path, None)
            case "GET" if path in there:
                version = f'"{len(there[path])}"'
                return 200, {"ETag": version}, there[path].encode()
            case "GET":
                return 404, {}, b""
        return 204, {}, b""

    with answering(answer) as url:
        source = open_source(context(Counting(), url=url, write=True))
        card = Card(name="Ada Example", uid="ada")
        change = Change("/book/a.vcf", card.model_copy(update={"notes": "ours"}), raw=ADA)
        theirs = there["/book/a.vcf"] = ADA.replace("END", "NOTE:theirs\r\nEND")
        stale = source.push(change, card, f'"{len(ADA)}"')
        assert (stale.result, stale.raw) == (Result.CONFLICT, theirs)
        assert there == {"/book/a.vcf": theirs}
        there["/book/a.vcf"] = ADA
        assert source.push(change, card, f'"{len(ADA)}"').result is Result.OK
        assert "NOTE:ours" in there["/book/a.vcf"]


def test_write_changes_only_what_differs_and_only_what_was_seen(book):
    """The foreign line stays; a stale version is a conflict; a deleted card is gone."""
    put(f"{book}ada.vcf", ADA)
    source = open_source(context(Counting(), url=book, write=True))
    changes, last = pull(source)
    (seen,) = changes.values()
    wanted = seen.card.model_copy(update={"birthday": PartialDate(None, 2, 29)})
    outcome = source.push(replace(seen, card=wanted), seen.card, seen.version)
    assert outcome.result is Result.OK
    again, _ = pull(source, last.checkpoint)
    (now,) = again.values()
    assert now.card == wanted
    assert "X-OURS:stays as it is" in now.raw
    assert (
        source.push(replace(seen, card=wanted), seen.card, seen.version).result is Result.CONFLICT
    )
    assert source.push(replace(seen, card=None), seen.card, seen.version).result is Result.CONFLICT
    assert source.push(replace(now, card=None), now.card, now.version).result is Result.OK
    assert source.push(replace(now, card=wanted), now.card, now.version).result in (
        Result.GONE, Result.CONFLICT,
    )  # fmt: skip


def test_creation_that_is_repeated_meets_itself(book):
    """A new card gets a place that follows from it; the second time that is a conflict there."""
    source = open_source(context(Counting(), url=book, write=True))
    new = Change("", Card(name="Dora Example", emails=(Email(value="dora@example.org"),)))
    first = source.push(new, None, None)
    second = source.push(new, None, None)
    assert (first.result, second.result) == (Result.OK, Result.CONFLICT)
    assert first.id == second.id
    changes, _ = pull(source)
    assert list(changes) == [first.id]
    assert changes[first.id].card == first.card


def test_source_without_write_has_no_push(book):
    """The engine sees by the missing method that it must not write."""
    assert not hasattr(open_source(context(Counting(), url=book)), "push")


def test_weak_etag_is_compared_before_the_write():
    """A weak ETag guards nothing, so the card is read again; what changed there is a conflict."""
    there = {"text": ADA}

    def answer(method, *_):
        if method == "GET":
            return 200, {"ETag": 'W/"1"'}, there["text"].encode()
        there["text"] = "written"
        return 204, {}, b""

    with answering(answer) as url:
        source = open_source(context(Counting(), url=url, write=True))
        card = Card(name="Ada Example", uid="ada")
        wanted = card.model_copy(update={"notes": "new"})
        change = Change("/book/a.vcf", wanted, raw=ADA.replace("Ada", "Eve"))
        assert source.push(change, card, 'W/"1"').result is Result.CONFLICT
        assert there["text"] == ADA
        outcome = source.push(replace(change, raw=ADA), card, 'W/"1"')
        assert (outcome.result, there["text"]) == (Result.OK, "written")


def test_what_the_server_made_of_a_write_is_what_it_says():
    """An answer without an ETag says that the card was changed: it is read, and taken as kept."""
    there = {"text": ADA}

    def answer(method, *given):
        if method == "PUT":
            lines = given[-1].replace("VERSION:3.0", "VERSION:4.0").splitlines(keepends=True)
            there["text"] = "".join(line for line in lines if not line.startswith("X-"))
            return 204, {}, b""
        return 200, {"ETag": '"2"'}, there["text"].encode()

    with answering(answer) as url:
        source = open_source(context(Counting(), url=url, write=True, conditional=True))
        card = Card(name="Ada Example", uid="ada")
        wanted = card.model_copy(update={"notes": "new", "how_met": "At a fair"})
        outcome = source.push(Change("/book/a.vcf", wanted, raw=ADA), card, '"1"')
    assert (outcome.result, outcome.version) == (Result.OK, '"2"')
    assert (outcome.card.notes, outcome.card.how_met) == ("new", "")
    assert outcome.raw == there["text"]


@pytest.mark.parametrize(
    ("status", "result"),
    [(412, Result.CONFLICT), (409, Result.CONFLICT), (404, Result.GONE), (410, Result.GONE),
     (403, Result.REFUSED), (415, Result.REFUSED), (507, Result.REFUSED), (500, Result.FAILED)],
)  # fmt: skip
def test_what_the_answer_to_a_write_means(status, result):
    """One card's trouble is that card's outcome and nobody else's."""
    with answering(lambda *_: (status, {}, b"")) as url:
        source = open_source(context(Counting(), url=url, write=True, conditional=True))
        change = Change("/book/a.vcf", Card(name="Ada New", uid="ada"), raw=ADA)
        assert source.push(change, None, '"1"').result is result


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (403, b'<error xmlns="DAV:"><need-privileges/></error>', "set `write = false`"),
        (409, b'<error xmlns="DAV:"><no-uid-conflict/></error>', "the same UID"),
        (413, b"", "too large"),
        (423, b"", "locked"),
        (500, b"", "tries again"),
        (507, b"", "space"),
    ],
)
def test_a_write_that_is_not_taken_says_what_to_do(status, body, said):
    """With the status and the precondition that the server named."""
    with answering(lambda *_: (status, {}, body)) as url:
        source = open_source(context(Counting(), url=url, write=True, conditional=True))
        change = Change("/book/a.vcf", Card(name="Ada New", uid="ada"), raw=ADA)
        outcome = source.push(change, None, '"1"')
    assert outcome.result in (Result.REFUSED, Result.FAILED)
    assert said in outcome.reason
    assert str(status) in outcome.reason


def test_book_that_takes_no_card_is_told_as_such():
    """Somebody else's address book is not one that ignores preconditions."""

    def answer(method, path, *_):
        if method == "PUT":
            return 403, {}, b""
        return 207, {}, book_answer(path)

    with answering(answer) as url:
        lines = open_source(context(Counting(), url=url, write=True)).describe()
    assert lines[-1] == (
        f"nothing could be written there: {url} takes no card, it answered 403; see there whether "
        "you may write to it, or set `write = false`"
    )
