"""An item that a server lists under another address than it was written to was deleted as a double."""

from __future__ import annotations

from datetime import date

import pytest

from kithkeeper.model.kinds import State
from kithkeeper.sync.ports import Delta
from kithkeeper.testing import FakeCalendar, fake_network

MONDAY = date(2026, 3, 2)


class Elsewhere(FakeCalendar):
    """A calendar that lists each item under a name of its own; the first name works, too, or not."""

    both = True

    def changes(self, cursor):
        for delta in super().changes(cursor):
            changed = [(f"{key}-listed", version) for key, version in delta.changed]
            yield Delta(changed, delta.removed, delta.cursor, delta.complete)

    def read(self, ids):
        for each in ids:
            listed = each.endswith("-listed")
            (seen,) = super().read([each.removesuffix("-listed")])
            if listed or self.both:
                yield type(seen)(each, *(getattr(seen, name) for name in type(seen).__slots__[1:]))
            else:
                yield from super().read(["gone"])

    def put(self, item, *, id, raw, expected):
        return super().put(item, id=id.removesuffix("-listed"), raw=raw, expected=expected)

    def delete(self, id, *, expected):
        return super().delete(id.removesuffix("-listed"), expected=expected)


@pytest.mark.parametrize("both", [True, False])
def test_item_under_two_names_is_one_item(both):
    """Neither deleted nor skipped nor made again, on this day and on the next."""
    calendar = Elsewhere()
    calendar.both = both
    with fake_network(MONDAY, calendars={"home": calendar}) as net:
        ada = net.contacts.add("Ada Lovelace")
        net.touchpoints.meet(ada, on=date(2026, 3, 9))
        for full in (False, False, True, False):
            (report,) = net.sync(full=full)
            assert not report.problems
            assert report.pushed.deleted == 0
        assert len(calendar.items) == 1
        assert [each.state for each in net.touchpoints.of(ada)] == [State.PLANNED]
