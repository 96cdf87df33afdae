"""The library in one page: add, log, give, plan, and print what follows.

Run it with `python examples/quarter.py`; it keeps everything in memory.
"""

from __future__ import annotations

from datetime import date

from kithkeeper import Network, TouchpointLogged
from kithkeeper.errors import Refused


def main() -> None:
    """Live through one day of a small network."""
    with Network.in_memory(today=date(2026, 3, 4)) as net:
        net.on(TouchpointLogged, lambda notice: print(f"logged a {notice.channel} on {notice.on}"))

        ada = net.contacts.add("Ada Lovelace", circle="inner", email="ada@example.org")
        charles = net.contacts.add("Charles Babbage", circle="middle", interests=["engines"])

        logged = net.touchpoints.log(ada, channel="coffee", note="She looks for a statistician")
        print(f"next due: {logged.next_due[ada.id]}")

        try:
            net.exchanges.ask(charles, "a letter of recommendation")
        except Refused as refusal:
            print(f"not yet: {refusal.reason}")
        net.exchanges.give(charles, "introduced him to Ada", kind="help", sort="introduction")
        net.exchanges.ask(charles, "a letter of recommendation")

        for row in net.plan(weeks=14).touchpoints:
            print(f"{row.date}  {row.name}: {row.channel}, {row.activity}")
            print(f"    {row.because}")

        balance = net.exchanges.balance()
        print(f"help {balance.help}, insight {balance.insight}, asks {balance.ask}")


if __name__ == "__main__":
    main()
