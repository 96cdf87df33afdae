"""Any sequence of what a user does, taken back newest first, leaves the empty network."""

import json
from datetime import date, timedelta
from io import BytesIO

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kithkeeper import Network
from kithkeeper.errors import KithError, Refused
from kithkeeper_vcard import VCardPlugin

TODAY = date(2026, 3, 4)
NAMES = ("Ada Lovelace", "Bob Stone", "Cyd Vale")
CIRCLES = (None, "inner", "outer")
CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u{b}\r\nFN:{name}\r\nEMAIL:ada@example.org\r\n"
    "BDAY:1990-03-0{b}\r\nNOTE:n{b}\r\nEND:VCARD\r\n"
)


class User:
    """Acts on a network; `a` and `b` (0 to 2) choose whom and what."""

    def __init__(self, net, folder):
        self.net, self.folder = net, folder

    def who(self, number):
        """One of the people, in the order in which they came, never by their random ids."""
        store = self.net.session.store
        changes = (each for entry in store.entries() for each in store.changes_of(entry.seq))
        found = dict.fromkeys(each.key for each in changes if each.table == "contact")
        there = [key for key in found if store.get("contact", key)]
        return there[number % len(there)]

    def add(self, a, b):
        email = "ada@example.org" if b else ""
        self.net.contacts.add(NAMES[a], circle=CIRCLES[b], email=email)

    def card(self, a, b):
        path = self.folder / "a.vcf"
        path.write_text(CARD.format(name=NAMES[a], b=b + 1), newline="")
        self.net.imports.files([path], circle=CIRCLES[b])

    def edit(self, a, b):
        self.net.contacts.edit(self.who(a), notes=f"w{b}", tags=["x", f"y{b}"])

    def clear(self, a, b):
        self.net.contacts.edit(self.who(a), clear=["notes", "emails"][: b + 1])

    def place(self, a, b):
        self.net.contacts.place(self.who(a), CIRCLES[b])

    def log(self, a, b):
        gave = "help" if b else None
        self.net.touchpoints.log(
            *{self.who(a), self.who(b)}, on=TODAY - timedelta(b), note="x", gave=gave
        )

    def meet(self, a, b):
        self.net.touchpoints.meet(self.who(a), on=TODAY + timedelta(1 + b))

    def close(self, a, b):
        if b:
            self.net.touchpoints.done(self.who(a))
        else:
            self.net.touchpoints.skip(self.who(a))

    def snooze(self, a, b):
        self.net.touchpoints.snooze(self.who(a), TODAY + timedelta(1 + b))

    def plan(self, a, b):
        self.net.plan(weeks=2 + a + b)

    def exchange(self, a, b):
        if b == 0:
            self.net.exchanges.give(self.who(a), "advice")
        elif b == 1:
            self.net.exchanges.ask(self.who(a), "a job", anyway=True)
        else:
            self.net.exchanges.give_all("a post")

    def promise(self, a, b):
        by = TODAY + timedelta(b)
        self.net.exchanges.promise(self.who(a), "send", by=by, theirs=b == 1)

    def settle(self, a, b):
        promises = self.net.exchanges.commitments(self.who(a))
        if promises:
            self.net.exchanges.settle(promises[0].id, "kept" if b else "dropped")

    def merge(self, a, b):
        self.net.contacts.merge(self.who(a), self.who(b))

    def split(self, a, b):
        self.net.contacts.split(self.who(a))

    def event(self, a, b):
        self.net.events.add(f"Event {a}", TODAY - timedelta(1), expect=[self.who(b)])

    def met(self, a, b):
        who = self.who(b) if a else NAMES[b]
        self.net.events.met(f"Event {a}", who, said="s", promised="p" if b else "")

    def wrap(self, a, b):
        if b:
            self.net.events.wrap(f"Event {a}")
        else:
            self.net.events.cancel(f"Event {a}")

    def goal(self, a, b):
        self.net.goals.set(("coffee", "read books", "introductions")[a], 1 + b)

    def tick(self, a, b):
        self.net.goals.tick("read books")

    def community(self, a, b):
        self.net.communities.add(f"Circle of {a}")

    def engage(self, a, b):
        engagement = ("answer", "share", "ask")[b]
        self.net.communities.log(f"Circle of {a}", engagement, "w", who=[self.who(b)])

    def introduce(self, a, b):
        self.net.introductions.add(self.who(a), self.who(b))

    def make(self, a, b):
        both = self.net.introductions.between(self.who(a), self.who(b))
        if both:
            self.net.introductions.make(both.id, anyway=True)

    def relate(self, a, b):
        self.net.introductions.relate(self.who(a), self.who(b))

    def pause(self, a, b):
        self.net.contacts.pause(self.who(a), TODAY + timedelta(1 + b))

    def archive(self, a, b):
        contacts = self.net.contacts
        (contacts.archive, contacts.remove, contacts.unarchive)[b](self.who(a))


ACTS = sorted(name for name in vars(User) if not name.startswith("_") and name != "who")
START = [
    ("add", 0, 1), ("add", 1, 0), ("event", 0, 0), ("community", 0, 0), ("goal", 1, 0),
    ("merge", 0, 1), ("split", 0, 0), ("introduce", 0, 1), ("plan", 0, 0),
]  # fmt: skip
NUMBER = st.integers(0, 2)
CHOICES = st.lists(st.tuples(NUMBER, NUMBER), min_size=len(ACTS), max_size=len(ACTS))


def exported(net):
    """The whole network as its JSON document."""
    out = BytesIO()
    net.exports.write("-", "json", archived=True, stdout=out)
    return json.loads(out.getvalue())


@settings(
    max_examples=12, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(acts=st.permutations(ACTS), choices=CHOICES)
def test_taking_everything_back_leaves_the_empty_network(tmp_path, acts, choices):
    """Every act once, in any order, on anybody: each is one entry at most; undoing it gives the
    document from before it, undoing that undo the one from after it, and undoing all of them the
    document of a network in which nothing was done.
    """
    with Network.in_memory(today=TODAY, plugins=[VCardPlugin]) as net:
        before = empty = exported(net)
        user = User(net, tmp_path)
        steps = [(name, *choice) for name, choice in zip(acts, choices, strict=True)]
        for name, a, b in [*START, *steps]:
            known = len(net.history.all())
            try:
                getattr(user, name)(a, b)
            except KithError:
                # What can't be done is no step, and leaves nothing.
                assert exported(net) == before
                continue
            after = exported(net)
            new = len(net.history.all()) - known
            assert (new, name) in {(0, name), (1, name)}
            if new:
                net.history.undo()
                assert (name, exported(net)) == (name, before)
                net.history.undo(net.history.all(limit=1)[0].id)
                assert (name, exported(net)) == (name, after)
            before = after
        while True:
            try:
                net.history.undo()
            except Refused:
                break
        assert exported(net) == empty
        assert not net.session.store.entries(undoable=True)
