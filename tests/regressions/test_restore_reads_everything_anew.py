"""A restore kept the calendar's cursor, which had come under another name than a source's."""

from datetime import date

from kithkeeper import Network


def test_no_cursor_outlives_a_restore(tmp_path):
    """Neither a source's, nor a calendar's, nor removals that wait; the rest of the memory stays."""
    kept = {"cursor": "s1", "listed": "c1", "waiting": ["x"], "plugin": {"calendar": "/a/"}}
    with Network.open(home=tmp_path, clock=date(2026, 3, 2), discover=False) as net:
        with net.session.store.write(by="user", what="") as work:
            work.put("sync_state", "home", kept)
        net.backup(tmp_path / "copy.db")
        net.restore(tmp_path / "copy.db", yes=True)

    with Network.open(home=tmp_path, clock=date(2026, 3, 2), discover=False) as net:
        left = net.session.store.get("sync_state", "home")

    assert left == {"id": "home", "plugin": {"calendar": "/a/"}}
