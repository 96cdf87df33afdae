"""A network that was closed, or used in another thread, came out with an error of SQLite."""

import threading
from datetime import date

import pytest

from kithkeeper import Network
from kithkeeper.errors import Invalid

USES = {
    "read": lambda net, ada: net.contacts.get(ada),
    "list": lambda net, ada: net.due(),
    "write": lambda net, ada: net.touchpoints.log(ada, channel="call"),
    "join": lambda net, ada: net.transaction().__enter__(),
}


@pytest.fixture
def opened(tmp_path):
    """A network of one person, and that person's id."""
    net = Network.open(tmp_path / "kith.db", home=tmp_path, discover=False, clock=date(2026, 3, 4))
    yield net, net.contacts.add("Ada", circle="inner").id
    net.close()


@pytest.mark.parametrize("use", USES)
def test_a_closed_network_says_that_it_is_closed(opened, use):
    """Whatever is asked of it; closing it twice is no error."""
    net, ada = opened
    net.close()
    with pytest.raises(Invalid, match="it is closed; open it again with"):
        USES[use](net, ada)


@pytest.mark.parametrize("use", USES)
def test_a_network_in_another_thread_says_whose_it_is(opened, use):
    """And the thread that opened it goes on."""
    net, ada = opened
    raised: list[Exception] = []

    def elsewhere():
        try:
            USES[use](net, ada)
        except Exception as error:  # noqa: BLE001 - whatever it raises is looked at
            raised.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert [type(each) for each in raised] == [Invalid]
    assert "belongs to the thread that opened it" in str(raised[0])
    assert net.contacts.get(ada).name == "Ada"
