"""A source that keeps less of a card than it was given took the rest from the user too."""

from dataclasses import replace
from datetime import date

import pytest

from kithkeeper.model import Card
from kithkeeper.sync.ports import Result
from kithkeeper.testing import FakeSource, fake_network


class Forgetful(FakeSource):
    """Keeps no word of how you met, as address books that drop what they have no place for.

    Args:
        says_so: Whether its answer to a write has the card as it was kept.
    """

    def __init__(self, *, says_so: bool):
        super().__init__()
        self.says_so = says_so
        self.writes = 0

    def push(self, change, base, expected):
        self.writes += change.card is not None
        kept = change.card.model_copy(update={"how_met": ""})
        outcome = super().push(replace(change, card=kept), base, expected)
        if outcome.result is not Result.OK:
            return outcome
        return replace(outcome, card=kept if self.says_so else change.card)


@pytest.mark.parametrize("says_so", [True, False])
def test_what_a_source_does_not_keep_stays_here_and_is_not_written_again(tmp_path, says_so):
    """The user's words outlive the write and every sync after it; the source is left in peace."""
    source = Forgetful(says_so=says_so)
    source.set("a", Card(name="Ada Lovelace", uid="ada"))

    def people():
        return fake_network(
            date(2026, 3, 2), sources={"cards": source}, store=tmp_path / "kith.db",
            settings={"cards": {"write": True}},
        )  # fmt: skip

    with people() as net:
        net.sync("cards")
        (ada,) = net.session.store.find("contact")
        net.contacts.edit(ada["id"], how_met="At a fair", notes="likes chess")
    for _ in range(4):
        with people() as net:
            (report,) = net.sync("cards")
            ada = net.session.store.get("contact", ada["id"])
        assert (ada["how_met"], ada["notes"]) == ("At a fair", "likes chess")
        assert report.conflicts == []
    assert source.cards["a"].notes == "likes chess"
    assert source.writes == 1
