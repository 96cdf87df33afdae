"""One change that a plugin gave in the wrong shape ended the pull of all the others."""

from datetime import date

import pytest

from kithkeeper.model import Card
from kithkeeper.sync.ports import Change, Page
from kithkeeper.testing import fake_network

TODAY = date(2026, 3, 2)
BOB = Change("bob", Card(name="Bob Example"))


class Given:
    """A source that gives what it is told to."""

    def __init__(self):
        self.changes, self.more = [], {}

    def pull(self, cursor):
        yield Page(self.changes, complete=True, **self.more)


@pytest.fixture
def source():
    return Given()


@pytest.fixture
def net(source):
    with fake_network(TODAY, sources={"book": source}) as opened:
        yield opened


WRONG = {
    "a card that is dict, and must be a Card or None": Change("ada", {"name": "Ada"}),
    "a key that is int, and must be text": Change(7, Card(name="Ada Example")),
    "a raw that is bytes, and must be text": Change("ada", Card(name="Ada Example"), "1", b"x"),
    "a version that is list, and must be text or None": Change("ada", Card(name="Ada"), ["1"]),
    "an empty key": Change("", Card(name="Ada Example")),
    "tuple where a Change is due": ("ada", Card(name="Ada Example")),
}


@pytest.mark.parametrize("why", WRONG)
def test_the_others_are_taken(net, source, why):
    """It is a problem that says what is wrong; its neighbours come in."""
    source.changes = [WRONG[why], BOB]
    (report,) = net.sync()
    assert [each.reason for each in report.problems] == [f"the plugin gave {why}"]
    assert report.error is None
    assert [each.name for each in net.contacts.all()] == ["Bob Example"]


@pytest.mark.parametrize("key", ["ada", 7])
def test_nobody_is_taken_for_gone_because_of_it(net, source, key):
    """Who is told of in the wrong shape is there, under whichever key."""
    source.changes = [Change("ada", Card(name="Ada Example")), BOB]
    net.sync()
    source.changes = [Change(key, {"name": "Ada Example"}), BOB]
    (report,) = net.sync()
    assert (report.pulled.removed, report.held) == (0, [])
    assert sorted(each.name for each in net.contacts.all()) == ["Ada Example", "Bob Example"]


@pytest.mark.parametrize("present", ["ada", [7, "ada"]])
def test_nobody_is_gone_where_who_is_present_is_in_the_wrong_shape(net, source, present):
    """A text is no list of keys, and a number no key."""
    source.changes = [Change("ada", Card(name="Ada Example")), BOB]
    net.sync()
    source.changes, source.more = [], {"present": present}
    (report,) = net.sync()
    assert [each.reason for each in report.problems] == [
        "the plugin gave a `present` that is not a list of keys, which are text"
    ]
    assert (report.pulled.removed, report.held) == (0, [])
    assert sorted(each.name for each in net.contacts.all()) == ["Ada Example", "Bob Example"]


def test_a_problem_in_plain_words_is_one_too(net, source):
    """A plugin that says only what is wrong is heard."""
    source.changes, source.more = [BOB], {"problems": ["the third line is cut off"]}
    (report,) = net.sync()
    assert [(each.file, each.reason) for each in report.problems] == [
        ("book", "the third line is cut off")
    ]


def test_a_checkpoint_that_can_not_be_kept_is_said(net, source):
    """Nothing of its page is taken, as nothing says where the next pull would go on."""
    source.changes, source.more = [BOB], {"checkpoint": object()}
    (report,) = net.sync()
    assert "a checkpoint is object, and must be text or None" in report.error.message
    assert list(net.contacts.all()) == []
