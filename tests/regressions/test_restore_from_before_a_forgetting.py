"""A backup from before somebody was forgotten brought them back, and the next import with them."""

from datetime import date

import pytest

from kithkeeper import Network
from kithkeeper.errors import Invalid

TODAY = date(2026, 11, 22)
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zyx Quill\r\nEMAIL:zyx@example.org\r\nEND:VCARD\r\n"


@pytest.fixture
def net(tmp_path):
    with Network.open(home=tmp_path / "home", clock=TODAY, discover=False) as opened:
        yield opened


def names(net):
    return [each.name for each in net.contacts.all()]


def test_whom_the_replaced_store_knows_as_forgotten_stays_so(net, tmp_path):
    """No row, no history and no byte of them in the store; the other one and their past are back."""
    zyx = net.contacts.add("Zyx Quill", circle="inner", email="zyx@example.org")
    ada = net.contacts.add("Ada Lovelace", circle="inner")
    net.touchpoints.log(zyx, ada, note="on quillwork")
    net.backup(tmp_path / "a.db")
    net.contacts.forget(zyx)
    net.contacts.add("Later Person")

    done = net.restore(tmp_path / "a.db", yes=True)

    assert (done.contacts, done.forgotten) == (1, 1)
    assert names(net) == ["Ada Lovelace"]
    assert [each.contacts for each in net.touchpoints.of(ada)] == [(ada.id,)]
    assert net.session.store.check() == []
    net.close()
    for each in (tmp_path / "home").glob("kith.db*"):
        assert b"quill" not in each.read_bytes().lower()


def test_no_source_adds_them_after_the_restore(tmp_path):
    """The hashes came along: a card of theirs is passed over, and a second restore erases again."""
    (tmp_path / "zyx.vcf").write_text(CARD, newline="")
    with Network.open(home=tmp_path / "home", clock=TODAY) as net:
        zyx = net.contacts.add("Zyx Quill", email="zyx@example.org")
        net.backup(tmp_path / "a.db")
        net.contacts.forget(zyx)
        net.restore(tmp_path / "a.db", yes=True)
        net.imports.files([tmp_path / "zyx.vcf"])
        assert names(net) == []
        again = net.restore(tmp_path / "a.db", yes=True)
        net.imports.files([tmp_path / "zyx.vcf"])
        assert (again.forgotten, again.contacts, names(net)) == (1, 0, [])


def test_who_shares_an_address_with_one_and_is_there_comes_back(net, tmp_path):
    """Forgetting one of a household leaves the other in the backup's state."""
    zyx = net.contacts.add("Zyx Quill", phone="+43 1 5550100")
    net.contacts.add("Wyn Quill", phone="+43 1 5550100")
    net.backup(tmp_path / "a.db")
    net.contacts.forget(zyx)

    assert net.restore(tmp_path / "a.db", yes=True).forgotten == 1
    assert names(net) == ["Wyn Quill"]


def test_who_was_added_again_before_the_backup_comes_back(net, tmp_path):
    """A backup that knows of the forgetting has the person in spite of it."""
    net.contacts.forget(net.contacts.add("Zyx Quill", email="zyx@example.org"))
    net.contacts.add("Zyx Quill", email="zyx@example.org")
    net.backup(tmp_path / "a.db")
    net.history.undo()

    assert net.restore(tmp_path / "a.db", yes=True).forgotten == 0
    assert names(net) == ["Zyx Quill"]


def test_a_network_of_its_own_key_loses_whom_this_one_forgot(net, tmp_path):
    """Where both stores know forgotten people under keys of their own, theirs stay with them."""
    zyx = net.contacts.add("Zyx Quill", email="zyx@example.org")
    net.backup(tmp_path / "a.db")
    net.contacts.forget(zyx)
    with Network.open(
        tmp_path / "a.db", home=tmp_path / "other", clock=TODAY, discover=False
    ) as copy:
        copy.contacts.forget(copy.contacts.add("Vex Roe", email="vex@example.org"))
        copy.backup(tmp_path / "b.db")

    assert net.restore(tmp_path / "b.db", yes=True).forgotten == 1
    assert names(net) == []


def test_settings_that_cant_be_read_stop_it_before_anything_changes(net, tmp_path):
    """Erasing needs the settings: the error names the file, and nothing is left beside the store."""
    net.contacts.forget(net.contacts.add("Zyx Quill"))
    net.contacts.add("Ada Lovelace")
    net.backup(tmp_path / "a.db")
    net.contacts.add("Later Person")
    config = net.home.config
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text("x = [")

    with pytest.raises(Invalid, match=r"config\.toml"):
        net.restore(tmp_path / "a.db", yes=True)
    assert names(net) == ["Ada Lovelace", "Later Person"]
    assert not list((tmp_path / "home").glob("*.before-restore*"))
