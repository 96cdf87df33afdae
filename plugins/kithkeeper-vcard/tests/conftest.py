"""Real CardDAV servers on loopback, and a fresh address book for each test."""

import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from kithkeeper.testing.servers import radicale, xandikos

sys.path.insert(0, str(Path(__file__).parent))

from carddav_book import CLIENT, Counting

NUMBERS = count()


@pytest.fixture(autouse=True)
def _close_clients() -> Iterator[None]:
    yield
    while Counting.made:
        Counting.made.pop().close()
    CLIENT.close()


@pytest.fixture(scope="module", params=[(radicale, "alice/"), (xandikos, "alice/contacts/")])
def home(request, tmp_path_factory) -> Iterator[str]:
    """Where a real server keeps the address books of its one user."""
    start, path = request.param
    with start(tmp_path_factory.mktemp("dav")) as running:
        yield running.url + path


@pytest.fixture
def book(home) -> str:
    """A fresh address book; its URL."""
    name = f"book{next(NUMBERS)}"
    made = CLIENT.request(
        "MKCOL", f"{home}{name}/", auth=("alice", "wonderland"),
        headers={"Content-Type": "application/xml"},
        body='<mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><set><prop><resourcetype>'
        "<collection/><C:addressbook/></resourcetype></prop></set></mkcol>",
    )  # fmt: skip
    assert made.status == 201, (made.status, made.body)
    return f"{home}{name}/"
