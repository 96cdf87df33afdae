"""Any sequence of what a user does, here and in the calendar, can be taken back step by step."""

from __future__ import annotations

import json
import random
import secrets
from datetime import date, time, timedelta
from io import BytesIO

import pytest

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.errors import KithError, Refused
from kithkeeper.services.triaging import Round
from kithkeeper.sync.ports import ItemStatus
from kithkeeper.testing import FakeCalendar, FakePlugin
from kithkeeper_vcard import VCardPlugin

TODAY = date(2026, 3, 4)
ADA, BOB, CYD = "Ada Lovelace", "Bob Stone", "Cyd Vale"
NAMES = (ADA, BOB, CYD, ADA)
CIRCLES = (None, "inner", "outer", "middle")
GOALS = ("coffee", "read books", "introductions", "read books")
CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u{b}\r\nFN:{name}\r\nEMAIL:ada@example.org\r\n"
    "TEL:+4930{b}000000\r\nORG:O{b}\r\nCATEGORIES:k{b},inner\r\nBDAY:1990-03-0{b}\r\n"
    "NOTE:n{b}\r\nEND:VCARD\r\n"
)


def later(days):
    return TODAY + timedelta(days)


class User:
    """Acts on a network and its calendar; `a` and `b` (0 to 3) choose whom and what."""

    def __init__(self, net, folder, calendar):
        self._net, self._folder, self._calendar = net, folder, calendar

    def _ids(self):
        """The people, in the order in which they came."""
        store = self._net.session.store
        changes = (each for entry in store.entries() for each in store.changes_of(entry.seq))
        found = dict.fromkeys(each.key for each in changes if each.table == "contact")
        return [key for key in found if store.get("contact", key)]

    def _who(self, *numbers):
        there = self._ids()
        return list(dict.fromkeys(there[each % len(there)] for each in numbers))

    def _one(self, number):
        return self._who(number)[0]

    def _open(self, number):
        """An open touchpoint of any kind."""
        rows = self._net.session.store.find("touchpoint", order=("id",))
        there = [row["id"] for row in rows if row.get("state", "planned") in ("planned", "snoozed")]
        return there[number % len(there)] if there else self._one(number)

    def add(self, a, b):
        tags = [f"t{b}"] if a else []
        email = "ada@example.org" if b else ""
        self._net.contacts.add(NAMES[a], circle=CIRCLES[b], email=email, tags=tags)

    def card(self, a, b):
        path = self._folder / "a.vcf"
        path.write_text(CARD.format(name=NAMES[a], b=b + 1), newline="")
        self._net.imports.files([path], circle=CIRCLES[b], tags=["fair"] if a else [])

    def edit(self, a, b):
        cadence = ("", "2 weeks", "3 months", "1 year")[b]
        self._net.contacts.edit(
            self._one(a), notes=f"w{b}", tags=["x", f"y{b}"], birthday=f"--03-1{b}", cadence=cadence
        )

    def clear(self, a, b):
        fields = ["notes", "emails", "birthday", "tags"]
        self._net.contacts.edit(self._one(a), clear=fields[: b + 1])

    def place(self, a, b):
        self._net.contacts.place(self._ids() if a == 3 else self._one(a), CIRCLES[b])

    def log(self, a, b):
        self._net.touchpoints.log(
            *self._who(a, b), on=later(-9 * b), channel=("coffee", "message", "reaction", None)[a],
            gave="help" if b else None, what="w", promised="p" if a == 2 else "", by=later(3),
        )  # fmt: skip

    def meet(self, a, b):
        self._net.touchpoints.meet(*self._who(a, b), on=later(1 + b), at=time(10, b))

    def done(self, a, b):
        self._net.touchpoints.done(self._open(a) if b else self._one(a), on=later(-b), note="well")

    def skip(self, a, b):
        self._net.touchpoints.skip(self._open(a) if b else self._one(a), why="w")

    def snooze(self, a, b):
        self._net.touchpoints.snooze(self._open(a) if b else self._one(a), later(1 + 7 * b))

    def plan(self, a, b):
        self._net.plan(weeks=2 + a + 2 * b)

    def exchange(self, a, b):
        acts = self._net.exchanges
        match b:
            case 0:
                acts.give(self._one(a), "advice", sort="feedback")
            case 1:
                acts.ask(self._one(a), "a job", anyway=True)
            case 2:
                acts.give_all("a post")
            case _:
                acts.receive(self._one(a), "a hint", kind="insight")

    def settle_act(self, a, b):
        acts = self._net.exchanges
        if known := acts.all():
            (acts.drop if b % 2 else acts.confirm)(known[a % len(known)].id)

    def promise(self, a, b):
        by = later(b) if a else None
        self._net.exchanges.promise(self._one(a), "send", by=by, theirs=b == 1)

    def settle(self, a, b):
        if known := self._net.exchanges.commitments(state=None):
            to = ("kept", "dropped", "open", "kept")[b]
            self._net.exchanges.settle(known[a % len(known)].id, to)

    def merge(self, a, b):
        self._net.contacts.merge(self._one(a), self._one(b))

    def merge_all(self, a, b):
        self._net.duplicates.merge_at_least(0.5 + b / 10)

    def split(self, a, b):
        self._net.contacts.split(self._one(a))

    def dismiss(self, a, b):
        self._net.duplicates.dismiss(self._one(a), self._one(b))

    def event(self, a, b):
        self._net.events.add(f"Event {a}", later(1 if b == 3 else -1), expect=self._who(b))

    def prepare(self, a, b):
        self._net.events.prepare(f"Event {a}", expect=self._who(b), goals=["g"])

    def met(self, a, b):
        who = self._one(b) if a else NAMES[b]
        self._net.events.met(f"Event {a}", who, said="s", promised="p" if b else "")

    def wrap(self, a, b):
        (self._net.events.wrap if b else self._net.events.cancel)(f"Event {a}")

    def goal(self, a, b):
        self._net.goals.set(GOALS[a], 1 + b)

    def drop_goal(self, a, b):
        self._net.goals.drop(GOALS[a])

    def tick(self, a, b):
        self._net.goals.tick("read books", note="n" * b)

    def community(self, a, b):
        name = f"Circle of {a}"
        (self._net.communities.add if b else self._net.communities.leave)(name)

    def engage(self, a, b):
        how = ("answer", "share", "ask", "present")[b]
        self._net.communities.log(f"Circle of {a}", how, "w", who=self._who(b))

    def introduce(self, a, b):
        self._net.introductions.add(self._one(a), self._one(b))

    def introduced(self, a, b):
        service = self._net.introductions
        if known := service.all(open_only=False):
            made = known[a % len(known)]
            match b:
                case 0:
                    service.make(made.id, anyway=True)
                case 1:
                    service.agree(made.id, made.a)
                case 2:
                    service.heard(made.id, "well")
                case _:
                    service.drop(made.id)

    def relate(self, a, b):
        self._net.introductions.relate(self._one(a), self._one(b))

    def pause(self, a, b):
        self._net.contacts.pause(self._one(a), later(1 + 9 * b) if b else None)

    def resume(self, a, b):
        self._net.contacts.resume(self._one(a))

    def archive(self, a, b):
        contacts = self._net.contacts
        (contacts.archive, contacts.remove, contacts.unarchive, contacts.archive)[b](self._one(a))

    def away(self, a, b):
        self._net.away(later(a), later(a + b))

    def triage(self, a, b):
        turn = Round(self._net.session)
        for number, row in enumerate(turn.waiting()[:3]):
            match (a + b + number) % 4:
                case 0:
                    turn.place(row.contact, "inner")
                case 1:
                    turn.leave(row.contact)
                case 2:
                    turn.archive(row.contact)
                case _:
                    turn.spoke(row.contact, later(-5))
            if number == b:
                turn.back(row.contact)

    def review(self, a, b):
        findings = self._net.reviews.findings()
        if findings and b:
            self._net.reviews.settle(findings[a % len(findings)])
        else:
            self._net.reviews.finish()

    def greet(self, a, b):
        book = self._net.playbook
        drafts = book.fill_all("celebrate", "inner")
        book.plan_batch("celebrate", "inner", drafts, later(b))

    def joined(self, a, b):
        with self._net.transaction("two at once"):
            self._net.contacts.edit(self._one(a), how_met="at a fair")
            self._net.touchpoints.log(self._one(b), channel="call")

    def sync(self, a, b):
        """The user ticks, moves, cancels or deletes an item in the calendar, and a sync reads it."""
        there = self._calendar.items
        still = [key for key, item in there.items() if item.status is ItemStatus.OPEN]
        if still:
            key = min(still[a::4] or still, key=lambda each: (there[each].day, there[each].summary))
            match b:
                case 0:
                    self._calendar.edit(key, status=ItemStatus.DONE)
                case 1:
                    self._calendar.edit(key, day=there[key].day + timedelta(2))
                case 2:
                    self._calendar.remove(key)
                case _:
                    self._calendar.edit(key, status=ItemStatus.CANCELLED)
        self._net.sync(allow_deletions=True)

    def undo(self, a, b):
        """Any entry that stands, an undo among them, with or without those that came after it."""
        stands = [each for each in self._net.history.all() if not each.parent and (each.undone_by or 0) <= 0]  # fmt: skip
        self._net.history.undo(stands[(4 * a + 3 * b) % len(stands)].id, cascade=bool(b))


ACTS = sorted(name for name in vars(User) if not name.startswith("_"))
START = [
    ("add", 0, 1), ("add", 1, 0), ("add", 2, 3), ("event", 0, 0), ("event", 1, 3),
    ("community", 0, 1), ("goal", 1, 0),
]  # fmt: skip


def exported(net):
    """The whole network as its JSON document."""
    out = BytesIO()
    net.exports.write("-", "json", archived=True, stdout=out)
    return json.loads(out.getvalue())


def take_back_and_redo(net, entry, before, after, act):
    """The entry of an act, undone, gives the document from before it; undone again, the one after."""
    net.history.undo(entry.id)
    assert exported(net) == before, f"{act}, taken back"
    net.history.undo(net.history.all(limit=1)[0].id)
    assert exported(net) == after, f"{act}, taken back and done again"


@pytest.mark.parametrize("story", range(8))
def test_taking_everything_back_leaves_the_empty_network(tmp_path, monkeypatch, story):
    """Each act is one entry at most, which can be undone and redone; all undone, the document is
    that of a network in which nothing was done, and its next sync clears the calendar.
    """
    chance = random.Random(story)
    # Ids of contacts spread first dates and turns; they are the same in every run.
    monkeypatch.setattr(secrets, "randbits", chance.getrandbits)
    steps = START + [(chance.choice(ACTS), chance.randrange(4), chance.randrange(4)) for _ in range(40)]  # fmt: skip
    calendar = FakeCalendar()
    config = Config(
        profile=Profile(timezone="Europe/Berlin"),
        connections={"home": {"plugin": "fake", "kind": "calendar"}},
    )
    plugins = [FakePlugin({"home": calendar}, {}), VCardPlugin]
    with Network.in_memory(TODAY, config=config, plugins=plugins) as net:
        net.sync()
        before = empty = exported(net)
        user = User(net, tmp_path, calendar)
        for act in steps:
            name, a, b = act
            known = len(net.session.store.entries())
            try:
                getattr(user, name)(a, b)
            except KithError:
                assert exported(net) == before, f"{act} was refused and left something"
                continue
            after = exported(net)
            new = [each for each in net.session.store.entries()[known:] if each.parent is None]
            assert len(new) <= 1, act
            if new:
                take_back_and_redo(net, new[0], before, after, act)
            else:
                assert after == before, f"{act} left no entry"
            before = after
        while net.session.store.entries(undoable=True):
            net.history.undo()
        with pytest.raises(Refused, match="nothing to undo"):
            net.history.undo()
        assert exported(net) == empty
        (report,) = net.sync(allow_deletions=True)
        assert (report.error, report.problems, report.conflicts) == (None, [], [])
        assert [each for each in calendar.items.values() if each.status is ItemStatus.OPEN] == []
