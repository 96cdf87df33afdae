"""What no fault on the way to a server may cost: subclass the suites of this module in a test module.

A suite syncs a plugin with its real server through a proxy, lets each request fail once in each
way, syncs once more, and compares the end with that of a run without faults.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar, Protocol

import pytest

from kithkeeper.config import Config, Profile
from kithkeeper.hooks.plugin import Plugin
from kithkeeper.model import Card
from kithkeeper.model.card import Email, Names
from kithkeeper.network import Network
from kithkeeper.sync.ports import Calendar, ItemStatus, Source
from kithkeeper.testing.faults import differences
from kithkeeper.testing.outside import Outside
from kithkeeper.testing.proxy import FAULTS, FaultProxy, fault_proxy
from kithkeeper.testing.sources import There, pulled

MONDAY = date(2026, 3, 2)
Table = Callable[[str], Mapping[str, object]]


class Account(Protocol):
    """An account that a sync goes to, and how it is brought back to its beginning."""

    def begin(self) -> None:
        """Set both sides back to where the sync begins."""
        ...

    def sync(self) -> None:
        """Run one sync."""
        ...

    def state(self) -> object:
        """All that matters of both sides."""
        ...


class FaultContract:
    """The test that both suites share.

    A subclass gives the fixtures `url`, the server's address; `table`, a function of an address
    that answers with the keys of `[connections.x]`, among them a short time-out; and `clear`, a
    function that empties the account.

    Attributes:
        plugin: The plugin's class.
        faults: Ways in which a request fails, of `FAULTS`.
        every: Only each such request fails; 1 for all of them.
    """

    plugin: ClassVar[type[Plugin]]
    faults: ClassVar[tuple[str, ...]] = FAULTS
    every: ClassVar[int] = 1

    @pytest.fixture
    def proxy(self, url: str) -> Iterator[FaultProxy]:
        """What a sync goes through."""
        with fault_proxy(url) as running:
            yield running

    @pytest.mark.timeout(900)
    @pytest.mark.parametrize("fault", FAULTS)
    def test_contract_a_request_that_fails_once_costs_nothing(
        self, fault: str, proxy: FaultProxy, account: Account
    ) -> None:
        """After one more sync both sides are as without the fault: nothing doubled, nothing lost."""
        if fault not in self.faults:
            pytest.skip("not asked for")
        found = differences(
            proxy, begin=account.begin, sync=account.sync, state=account.state, faults=[fault],
            every=self.every,
        )  # fmt: skip
        told = list(found)
        assert not told, "\n".join(told)


class _Both:
    """A home and a server, and the way between them."""

    def __init__(
        self, folder: Path, plugin: type[Plugin], table: Table, url: str, proxy: FaultProxy
    ) -> None:
        self.folder, self.plugin, self.table, self.url, self.proxy = (
            folder, plugin, table, url, proxy
        )  # fmt: skip
        self._other: Network | None = None

    def open(self) -> Network:
        """The home, whose connection goes through the proxy."""
        return Network.open(
            self.folder / "kith.db", config=self._config(self.proxy.url), clock=MONDAY,
            plugins=[self.plugin], discover=False, home=self.folder, environ={},
        )  # fmt: skip

    def look(self) -> Network:
        """A network of another program on the same account; it goes to the server itself."""
        self.close()
        config = self._config(self.url)
        self._other = Network.in_memory(MONDAY, config=config, plugins=[self.plugin])
        return self._other

    def close(self) -> None:
        """Let go of the other program's network."""
        if self._other is not None:
            self._other.close()

    def _config(self, url: str) -> Config:
        return Config(profile=Profile(timezone="Europe/Berlin"), connections={"x": self.table(url)})

    def forget(self) -> None:
        for path in self.folder.glob("kith.db*"):
            path.unlink()
        self.proxy.reset()

    def sync(self) -> None:
        with self.open() as net:
            net.sync()

    def sync_well(self) -> None:
        """A sync without a fault, which must have nothing to complain of."""
        with self.open() as net:
            (report,) = net.sync()
            assert report.ok, (report.error, report.problems, report.held)


class _CalendarAccount(_Both):
    def __init__(self, clear: Callable[[], None], *rest: object) -> None:
        super().__init__(*rest)  # type: ignore[arg-type]
        self.clear = clear
        self.outside = Outside(self.opened)

    def opened(self) -> Calendar:
        net = self.look()
        return net.host.open_calendar("x", net.session.moment(), {})

    def begin(self) -> None:
        """Ada was ticked off there, Bob moved, Cleo noted; Dan snoozed here, and Eve is new."""
        self.forget()
        self.clear()
        with self.open() as net:
            people = [net.contacts.add(f"{name} Test") for name in ("Ada", "Bob", "Cleo", "Dan")]
            meetings = [
                net.touchpoints.meet(each, on=MONDAY + timedelta(days=n))
                for n, each in enumerate(people, 3)
            ]
        self.sync_well()
        by_name = {item.summary.split()[0]: key for key, item in self.outside.items.items()}
        self.outside.edit(by_name["Ada"], status=ItemStatus.DONE, completed_on=MONDAY)
        self.outside.edit(by_name["Bob"], day=MONDAY + timedelta(days=20))
        self.outside.edit(by_name["Cleo"], notes="gave: a book")
        with self.open() as net:
            net.touchpoints.snooze(meetings[3].id, MONDAY + timedelta(days=30))
            net.touchpoints.meet(net.contacts.add("Eve Test"), on=MONDAY + timedelta(days=9))
        self.proxy.reset()

    def state(self) -> object:
        """Items there; touchpoints and acts here."""
        items = sorted(
            (item.summary, str(item.day), item.status.value, item.notes)
            for item in self.outside.items.values()
        )
        with self.open() as net:
            store = net.session.store
            names = {row["id"]: row["display"] for row in store.find("contact")}
            touchpoints = sorted(
                (names[row["contacts"][0]], str(row.get("date")), str(row.get("state")))
                for row in store.find("touchpoint")
            )
            acts = sorted(row["what"] for row in store.find("exchange"))
        return items, touchpoints, acts


class CalendarFaultContract(FaultContract):
    """The suite for a plugin that offers a calendar; see `FaultContract` for what it asks for."""

    @pytest.fixture
    def account(
        self, tmp_path: Path, table: Table, url: str, proxy: FaultProxy, clear: Callable[[], None]
    ) -> Iterator[Account]:
        """The home and the calendar."""
        made = _CalendarAccount(clear, tmp_path, self.plugin, table, url, proxy)
        yield made
        made.close()


class _SourceAccount(_Both):
    def __init__(
        self, clear: Callable[[], None], there: There, writes: bool, *rest: object
    ) -> None:
        super().__init__(*rest)  # type: ignore[arg-type]
        self.clear, self.there, self.writes = clear, there, writes

    def opened(self) -> Source:
        net = self.look()
        return net.host.open_source("x", net.session.moment(), {})

    def begin(self) -> None:
        """Bob was renamed there, Cleo removed, Dan is new; Ada got a title here."""
        self.forget()
        self.clear()
        keys = {name: self.there.add(_card(name)) for name in ("Ada", "Bob", "Cleo")}
        self.sync_well()
        self.there.change(keys["Bob"], _card("Bob", family="Winter"))
        self.there.remove(keys["Cleo"])
        self.there.add(_card("Dan"))
        if self.writes:
            with self.open() as net:
                (ada,) = [each for each in net.contacts.all() if each.name == "Ada Test"]
                net.contacts.edit(ada.id, title="Analyst")
        self.proxy.reset()

    def state(self) -> object:
        """Who is there, and who is here."""
        changes, _, _ = pulled(self.opened(), None)
        cards = (change.card for change in changes.values() if change.card is not None)
        with self.open() as net:
            here = sorted(
                (row["display"], str(row.get("title")), bool(row.get("archived")))
                for row in net.session.store.find("contact")
            )
        return sorted(card.model_dump_json(exclude_defaults=True) for card in cards), here


class SourceFaultContract(FaultContract):
    """The suite for a plugin that offers a source; see `FaultContract` for what it asks for.

    A subclass gives the fixture `there` too, as for `SourceContract`.

    Attributes:
        writable: It takes contacts back; `table` then says `write = true`.
    """

    writable: ClassVar[bool] = False

    @pytest.fixture
    def account(
        self, tmp_path: Path, table: Table, url: str, proxy: FaultProxy, clear: Callable[[], None],
        there: There,
    ) -> Iterator[Account]:  # fmt: skip
        """The home and the address book."""
        rest = (tmp_path, self.plugin, table, url, proxy)
        made = _SourceAccount(clear, there, self.writable, *rest)
        yield made
        made.close()


def _card(given: str, family: str = "Test") -> Card:
    return Card(
        name=f"{given} {family}", names=Names(given=given, family=family), uid=f"uid-{given}",
        emails=(Email(value=f"{given.lower()}@example.org"),),
    )  # fmt: skip
