"""Answers that no good CardDAV server gives, and logins that it does not take."""

from __future__ import annotations

import pytest
from carddav_book import (
    ADA,
    BOOK,
    MULTI,
    ONE,
    Counting,
    answering,
    book_answer,
    context,
    names,
    pull,
)

from kithkeeper.errors import LoginNeeded, PluginError, TryLater
from kithkeeper.hooks.http import Http
from kithkeeper.testing.servers import radicale
from kithkeeper_vcard.source import open_source


def test_wrong_password_asks_for_a_login(tmp_path):
    """401 names the connection."""
    with radicale(tmp_path) as server, pytest.raises(LoginNeeded, match="cards"):
        pull(open_source(context(Counting(), password="wrong", url=f"{server.url}alice/")))


def test_document_types_are_refused():
    """An answer that declares entities is an error, not a gigabyte."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><multistatus>&b;</multistatus>'
    with answering(lambda *_: (207, {}, bomb)) as url, pytest.raises(PluginError, match="entities"):
        pull(open_source(context(Counting(), url=url)))


def test_patience_is_asked_for():
    """503 with Retry-After ends the run with the seconds to wait."""
    with answering(lambda *_: (503, {"Retry-After": "7"}, b"")) as url:
        with pytest.raises(TryLater) as caught:
            pull(open_source(context(Counting(), url=url)))
        assert caught.value.after == 7


def test_password_never_goes_to_another_host():
    """A redirect to another port is followed without credentials; what it names is refused."""
    seen: list[tuple[str, str | None]] = []

    def other(method, path, headers, _):
        seen.append((method, headers.get("authorization")))
        return 207, {}, book_answer(path)

    with (
        answering(other) as there,
        answering(lambda *_: (307, {"Location": there}, b"")) as url,
        pytest.raises(PluginError, match="another host"),
    ):
        pull(open_source(context(Counting(), url=url)))
    assert seen
    assert all(credentials is None for _, credentials in seen)


def test_plain_http_outside_of_this_machine_is_refused():
    """Unless the settings allow it, which the host passes to the client."""
    with pytest.raises(PluginError, match="plain http"):
        pull(open_source(context(Counting(), url="http://cards.example/book/")))


def test_card_that_multiget_leaves_out_is_asked_for_by_itself():
    """What no answer names is neither lost nor gone: a GET says which."""
    listed = [
        ONE.format(href=f"/book/{name}.vcf", prop=f'<getetag>"{name}"</getetag>') for name in "ab"
    ]

    def answer(method, path, *_):
        if method == "PROPFIND":
            return 207, {}, book_answer("/book/", *listed)
        if method == "REPORT":
            return 404, {}, b""
        if path.endswith("a.vcf"):
            return 200, {"ETag": '"a"'}, ADA.encode()
        return 404, {}, b""

    with answering(answer) as url:
        changes, last = pull(open_source(context(Counting(), url=url)))
    assert names(changes) == {"Ada Example"}
    assert last.complete


def test_card_that_breaks_the_answer_costs_no_other():
    """A control character makes a whole multiget unreadable; the others are asked for without it."""
    names_ = [f"c{number}" for number in range(9)]
    listed = [ONE.format(href=f"/book/{n}.vcf", prop=f'<getetag>"{n}"</getetag>') for n in names_]

    def answer(method, path, _, body):
        if method == "PROPFIND":
            return 207, {}, book_answer("/book/", *listed)
        if method == "GET":
            return 200, {"ETag": '"g"'}, ADA.replace("Ada Example", "Odd \x01 One").encode()
        data = [
            ONE.format(
                href=f"/book/{n}.vcf",
                prop=f"<C:address-data>{ADA.replace('Ada', n)}{chr(1) * (n == 'c4')}</C:address-data>",
            )
            for n in names_
            if f"/{n}.vcf" in body
        ]
        return 207, {}, MULTI.format("".join(data)).encode()

    with answering(answer) as url:
        changes, _ = pull(open_source(context(Counting(), url=url)))
    assert names(changes) == {f"c{n} Example" for n in range(9) if n != 4} | {"Odd  One"}


@pytest.mark.parametrize(
    "listing",
    [
        MULTI.format(""),
        "<html><body>Please log in</body></html>",
        MULTI.format("<response><href>/book/</href><status>HTTP/1.1 404 Gone</status></response>"),
        MULTI.format(ONE.format(href="/book/", prop="<resourcetype><collection/></resourcetype>")),
    ],
    ids=["empty", "no multistatus", "gone inside", "another kind of folder"],
)
def test_a_listing_that_does_not_answer_as_a_book_proves_no_card_gone(listing):
    """It is an error that names the address; the pull is not complete."""
    listed = ONE.format(href="/book/a.vcf", prop='<getetag>"a"</getetag>')
    data = ONE.format(href="/book/a.vcf", prop=f"<C:address-data>{ADA}</C:address-data>")
    broken = []

    def answer(method, path, headers, _):
        if method == "REPORT":
            return 207, {}, MULTI.format(data).encode()
        whole = broken[0] if broken and headers["Depth"] == "1" else None
        return 207, {}, (whole.encode() if whole else book_answer("/book/", listed))

    with answering(answer) as url:
        _, last = pull(open_source(context(Counting(), url=url)))
        broken.append(listing)
        with pytest.raises(PluginError, match="/book/"):
            pull(open_source(context(Counting(), url=url)), last.checkpoint)


def test_card_that_is_too_large_costs_no_other():
    """It is a problem with its address and the reason; the others come in, and nothing is gone."""
    listed = [ONE.format(href=f"/book/{n}.vcf", prop=f'<getetag>"{n}"</getetag>') for n in "abc"]

    def answer(method, path, _, body):
        if method == "PROPFIND":
            return 207, {}, book_answer("/book/", *listed)
        large = "x" * 20_000
        if method == "GET":
            return 200, {}, large.encode()
        found = [(n, large if n == "b" else ADA) for n in "abc" if f"/{n}.vcf" in body]
        data = [
            ONE.format(href=f"/book/{n}.vcf", prop=f"<C:address-data>{text}</C:address-data>")
            for n, text in found
        ]
        return 207, {}, MULTI.format("".join(data)).encode()

    with answering(answer) as url, Http(largest=10_000) as small:
        pages = list(open_source(context(small, url=url)).pull(None))
    (problem,) = [each for page in pages for each in page.problems]
    assert sorted(each.key for page in pages for each in page.changes) == [
        "/book/a.vcf", "/book/c.vcf",
    ]  # fmt: skip
    assert problem.file == f"{url}b.vcf"
    assert "answered with over" in problem.reason
    assert pages[-1].complete


def test_card_that_a_token_calls_gone_is_asked_for_before_it_counts_as_gone():
    """One that is there is read again; one that answers 404 is gone."""
    there = {"a", "b"}
    report = "<supported-report><report><sync-collection/></report></supported-report>"
    can = f"<supported-report-set>{report}</supported-report-set>"
    own = ONE.format(href="/book/", prop=f"{BOOK}{can}<sync-token>t1</sync-token>")

    def answer(method, _, __, body):
        listed = [ONE.format(href=f"/book/{n}.vcf", prop=f'<getetag>"{n}"</getetag>') for n in "ab"]
        if method == "PROPFIND":
            return 207, {}, MULTI.format("".join([own, *listed])).encode()
        gone = "<response><href>/book/{}.vcf</href><status>HTTP/1.1 404 Gone</status></response>"
        if "sync-collection" in body:
            told = gone.format("a") + gone.format("b") + "<sync-token>t2</sync-token>"
            return 207, {}, MULTI.format(told).encode()
        card = f"<C:address-data>{ADA}</C:address-data>"
        data = [
            ONE.format(href=f"/book/{n}.vcf", prop=card.replace("ada", n))
            if n in there
            else gone.format(n)
            for n in "ab"
        ]
        return 207, {}, MULTI.format("".join(data)).encode()

    with answering(answer) as url:
        _, last = pull(open_source(context(Counting(), url=url)))
        there.discard("b")
        http = Counting()
        changes, _ = pull(open_source(context(http, url=url)), last.checkpoint)
    assert {key: bool(change.card) for key, change in changes.items()} == {
        "/book/a.vcf": True, "/book/b.vcf": False,
    }  # fmt: skip
    assert len(http.asked) == 2
