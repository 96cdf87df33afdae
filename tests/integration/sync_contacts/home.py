"""A store and a source of contacts, opened anew for every day."""

from __future__ import annotations

from datetime import date

from kithkeeper.model import Card
from kithkeeper.model.card import Email, Names
from kithkeeper.testing import FakeCalendar, fake_network

MONDAY = date(2026, 3, 2)


def card(name="Ada Lovelace", *, email="", notes="", tags=()):
    given, _, family = name.partition(" ")
    return Card(
        name=name, names=Names(given=given, family=family), notes=notes, tags=tuple(tags),
        emails=(Email(value=email or f"{given}@example.org".lower()),), uid=f"uid-{given}",
    )  # fmt: skip


class Home:
    def __init__(self, folder, source, *, write=True):
        self.folder, self.source = folder, source
        self.calendar = FakeCalendar()
        self.settings = {"cards": {"write": write}}
        self.today = MONDAY

    def open(self):
        return fake_network(
            self.today, sources={"cards": self.source}, calendars={"home": self.calendar},
            store=self.folder / "kith.db", settings=self.settings,
        )  # fmt: skip

    def sync(self, **wish):
        with self.open() as net:
            return net.sync("cards", **wish)[0]

    def people(self, **where):
        with self.open() as net:
            return {row["display"]: row for row in net.session.store.find("contact", where or None)}

    def edit_ada_and_bob_here(self):
        """Two who were pulled, each with notes of the user's that wait to be written."""
        self.source.set("a", card())
        self.source.set("b", card("Bob Frost"))
        self.sync()
        with self.open() as net:
            for each in net.session.store.find("contact"):
                net.contacts.edit(each["id"], notes="ours")

    def change_during_our_write(self, key, theirs):
        """They change one just before our next write arrives."""
        push = self.source.push

        def interfere(*args):
            self.source.push = push
            self.source.set(key, theirs)
            return push(*args)

        self.source.push = interfere


def names(*people):
    return [f"{each} Test" for each in people]
