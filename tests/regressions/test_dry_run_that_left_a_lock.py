"""A dry run before the first sync left its lock file beside the store."""

from datetime import date

from kithkeeper.testing import FakeCalendar
from kithkeeper.testing.plugin import fake_network

MONDAY = date(2026, 3, 2)


def test_a_dry_run_leaves_the_folder_as_it_was(tmp_path):
    """Not one file more, and the store byte for byte the same."""
    home = FakeCalendar()
    with fake_network(MONDAY, calendars={"home": home}, store=tmp_path / "kith.db") as net:
        net.contacts.add("Ada Lovelace", circle="inner")
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    with fake_network(MONDAY, calendars={"home": home}, store=tmp_path / "kith.db") as net:
        (report,) = net.sync(dry_run=True)
    assert report.pushed.created == 1
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before
    assert home.items == {}
