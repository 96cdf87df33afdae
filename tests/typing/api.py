"""How the library is used, checked by mypy in strict mode and never run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import assert_type

from kithkeeper import Network
from kithkeeper.errors import Ambiguous, Invalid, KithError, NeedsDecision, NotFound, Refused
from kithkeeper.hooks.notices import TouchpointLogged
from kithkeeper.hooks.plugin import Plugin
from kithkeeper.model import Commitment, Contact, Exchange, Touchpoint
from kithkeeper.services.conflicts import ConflictRow
from kithkeeper.services.due import DueRow
from kithkeeper.services.planview import PlanView
from kithkeeper.services.reading import ContactRow
from kithkeeper.services.touchpoints import Logged
from kithkeeper.store import Entry, RowChange
from kithkeeper.sync.report import SyncReport

TODAY = date(2026, 3, 4)


def opening(plugin: type[Plugin]) -> None:
    """Every way to open a network."""
    assert_type(Network.open(), Network)
    Network.open("path.db", owner="me", clock=TODAY, discover=False)
    Network.open(config="config.toml", clock=lambda: datetime.now(UTC), plugins=[plugin])
    with Network.in_memory(today=TODAY, plugins=[plugin]) as net:
        assert_type(net.today().due, tuple[DueRow, ...])
        assert_type(net.away(TODAY, TODAY), tuple[tuple[date, date], ...])
        assert_type(net, Network)


def people(net: Network) -> None:
    """Contacts by value and by id."""
    ada = net.contacts.add("Ada Lovelace", circle="inner", tags=["mentor"], interests=["engines"])
    assert_type(ada, Contact)
    assert_type(net.contacts.add_many({"name": name} for name in ("Ben", "Cleo")), list[Contact])
    assert_type(
        net.contacts.edit(ada.id, {"tags+": "friend"}, clear=["notes"], title="Countess"), Contact
    )
    assert_type(net.contacts.place([ada, "id"], "outer"), list[Contact])
    assert_type(net.contacts.all(circle="inner", limit=20, after=ada), list[ContactRow])
    assert_type(net.contacts.search("engine"), list[ContactRow])
    assert_type(net.contacts.pause(ada, TODAY), Contact)
    net.contacts.forget(ada)


def touches(net: Network, ada: Contact) -> None:
    """What happened and what is planned."""
    logged = net.touchpoints.log(ada, "id", on=TODAY, channel="coffee", gave="help", what="a hint")
    assert_type(logged, Logged)
    assert_type(logged.touchpoint, Touchpoint)
    assert_type(logged.next_due, dict[str, date | None])
    assert_type(logged.exchanges, tuple[Exchange, ...])
    assert_type(logged.commitments, tuple[Commitment, ...])
    net.touchpoints.log_many({"who": [each], "channel": "call"} for each in (ada, "id"))
    assert_type(net.touchpoints.meet(ada, on=TODAY, at=time(15)), Touchpoint)
    assert_type(net.touchpoints.snooze(ada, TODAY), Touchpoint)
    assert_type(net.exchanges.give(ada, "introduced her to Charles", kind="help"), Exchange)
    assert_type(net.exchanges.promise(ada, "the paper", by=TODAY), Commitment)


def days(net: Network) -> None:
    """What is due, the plan and the sync."""
    for row in net.due(within=7, limit=3):
        assert_type(row, DueRow)
        assert_type((row.name, row.days_late, row.because), tuple[str, int, str])
    view = net.plan(weeks=4, dry_run=True)
    assert_type(view, PlanView)
    assert_type(view.mix, dict[str, float])
    assert_type(net.sync("home", dry_run=True, cancel=lambda: False), list[SyncReport])
    for each in net.conflicts():
        assert_type(each, ConflictRow)
        net.conflicts.settle(each.id, "ours")


def history(net: Network, cursor: int) -> None:
    """What changed, and hearing of it."""

    def heard(notice: TouchpointLogged) -> None:
        assert_type(notice.contacts, tuple[str, ...])

    assert_type(net.on(TouchpointLogged, heard), Callable[[], None])
    with net.transaction("two things"):
        assert_type(net.history.undo(cascade=True), list[Entry])
    for entry in net.history.since(cursor):
        assert_type(net.history.changes(entry), list[RowChange])


def failing(net: Network) -> tuple[str, int]:
    """Errors carry what is needed to go on."""
    try:
        net.exchanges.ask("id", "a favour")
    except Ambiguous as error:
        return error.candidates[0].name, error.exit_code
    except (NotFound, Invalid) as error:
        return error.code, error.exit_code
    except Refused as error:
        return error.alternatives[0], error.exit_code
    except NeedsDecision as error:
        return error.items[0], error.exit_code
    except KithError as error:
        return error.message, error.exit_code
    return "", 0
