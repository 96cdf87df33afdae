"""What the HTTP client refuses and hides, by a transport that answers as told."""

import pytest

from kithkeeper.errors import PluginError, TryLater
from kithkeeper.hooks.http import Http, is_loopback
from kithkeeper.hooks.wire import Headers, Request, Response


class Told:
    """A transport that answers from a list, and keeps what it was sent."""

    def __init__(self, *answers) -> None:
        self.answers = list(answers)
        self.sent: list[Request] = []

    def send(self, request: Request) -> Response:
        self.sent.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, headers = answer
        return Response(status, Headers(list(headers.items())), b"", request.url)

    def close(self) -> None:
        self.answers.clear()


OK = (200, {})


def moved(to: str, status: int = 301):
    return (status, {"Location": to})


@pytest.mark.parametrize(
    ("to", "keeps"),
    [
        ("/other/", True),
        ("https://dav.example/other", True),
        ("https://dav.example:443/other", True),
        ("https://dav.example:8443/", False),
        ("https://elsewhere.example/", False),
        ("//elsewhere.example/", False),
    ],
)
def test_credentials_go_to_the_same_scheme_host_and_port_only(to: str, keeps: bool) -> None:
    """A redirect to another origin gets the question, and none of the secrets."""
    told = Told(moved(to), OK)
    Http(transport=told).request(
        "PROPFIND", "https://dav.example/", auth=("alice", "pw"),
        headers={"X-Token": "t", "Cookie": "c", "Depth": "0"}, body="<q/>",
    )  # fmt: skip
    names = {name.casefold() for name in told.sent[1].headers}

    assert {"authorization", "x-token", "cookie"} <= names or not keeps
    assert not ({"authorization", "x-token", "cookie"} & names) or keeps
    assert "depth" in names
    assert told.sent[1].body == b"<q/>"
    assert told.sent[1].method == "PROPFIND"


def test_https_never_falls_back_to_plain_http() -> None:
    """Not even to this machine, and not with `allow_insecure`."""
    for to in ("http://dav.example/", "http://localhost/"):
        told = Told(moved(to), OK)
        with pytest.raises(PluginError, match="from https to plain http"):
            Http(transport=told, allow_insecure=True).request("GET", "https://dav.example/")
        assert len(told.sent) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://dav.example/",
        "file:///etc/passwd",
        "ftp://dav.example/",
        "dav.example",
        "",
        "https://",
        "https://alice:pw@dav.example/",
        "https://dav.example/\r\nX: y",
        "https://dav.example:99999/",
        "https://[::1/",
        "http://127.0.0.1.evil.example/",
    ],
)
def test_an_address_that_is_not_to_be_used_is_refused_before_a_byte_is_sent(url: str) -> None:
    """The message never repeats a password."""
    told = Told(OK)
    with pytest.raises(PluginError) as caught:
        Http(transport=told, plugin="cards").request("GET", url)

    assert told.sent == []
    assert "pw" not in str(caught.value)
    assert str(caught.value).startswith("cards: ")


def test_plain_http_may_stay_on_this_machine_or_be_allowed() -> None:
    """Loopback by name or number; elsewhere with `allow_insecure`."""
    for url in ("http://localhost:5232/", "http://127.0.0.1/", "http://[::1]:80/"):
        assert Http(transport=Told(OK)).request("GET", url).status == 200
    assert (
        Http(transport=Told(OK), allow_insecure=True).request("GET", "http://a.example/").status
        == 200
    )
    assert not is_loopback("localhost.example")


def test_a_writing_request_follows_no_redirect_and_is_sent_once() -> None:
    """Whether it was done is for the caller to find out."""
    told = Told(moved("/other", 307))
    assert Http(transport=told).request("PUT", "https://dav.example/x", body=b"").status == 307

    told = Told(ConnectionResetError(), OK)
    with pytest.raises(TryLater):
        Http(transport=told).request("PUT", "https://dav.example/x", body=b"")
    assert len(told.sent) == 1


def test_a_reading_request_that_was_reset_is_sent_once_more() -> None:
    """Twice reset, it is left for later."""
    told = Told(ConnectionResetError(), OK)
    assert Http(transport=told).request("REPORT", "https://dav.example/").status == 200

    told = Told(ConnectionResetError(), ConnectionResetError(), OK)
    with pytest.raises(TryLater):
        Http(transport=told).request("GET", "https://dav.example/")
    assert len(told.sent) == 2


def test_redirects_end() -> None:
    """Five are followed."""
    told = Told(*[moved("/again")] * 9)
    with pytest.raises(PluginError, match="in circles"):
        Http(transport=told).request("GET", "https://dav.example/")
    assert len(told.sent) == 6


def test_a_timeout_is_for_later() -> None:
    """It may work another time."""
    with pytest.raises(TryLater, match=r"dav\.example did not answer in time"):
        Http(transport=Told(TimeoutError())).request("GET", "https://dav.example/")


def test_a_path_with_other_letters_is_encoded_once() -> None:
    """What is encoded already stays as it is; a fragment is never sent."""
    told = Told(OK)
    Http(transport=told).request("GET", "https://bücher.example/a%20b/ü?q=é#frag")

    assert told.sent[0].url == "https://xn--bcher-kva.example/a%20b/%C3%BC?q=%C3%A9"


def test_headers_are_found_in_any_case_and_repeated_ones_joined() -> None:
    """As HTTP has them."""
    headers = Headers([("DAV", "1"), ("dav", "2"), ("ETag", '"x"')])

    assert headers["dav"] == "1, 2"
    assert headers.get("etag") == '"x"'
    assert "missing" not in headers


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120.0), ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0), ("soon", None), ("", None), ("²", None)],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(said: str, seconds: float | None) -> None:
    """Anything else is as if it was not said."""
    assert Response(503, Headers([("Retry-After", said)]), b"", "").retry_after() == seconds
