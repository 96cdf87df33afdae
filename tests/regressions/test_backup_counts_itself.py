"""A backup told how many people the store had a moment later, not how many the file holds."""

from kithkeeper import Network
from kithkeeper.services.backup import backup


def test_what_comes_after_the_copy_is_not_counted(tmp_path):
    """Another process adds someone between the copy and the count."""
    with Network.open(tmp_path / "kith.db") as net, Network.open(tmp_path / "kith.db") as other:
        net.contacts.add("Ada Lovelace")
        copy = net.session.store.backup

        def copy_and_go_on(path):
            copy(path)
            other.contacts.add("Charles Babbage")

        net.session.store.backup = copy_and_go_on
        done = backup(net.session, tmp_path / "copy")
    assert (done.contacts, done.entries) == (1, 1)
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("copy")] == ["copy"]
