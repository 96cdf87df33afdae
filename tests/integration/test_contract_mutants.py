"""The contract suites pass what is right, and each catches plugins that are deliberately wrong."""

from __future__ import annotations

import textwrap
from dataclasses import replace

import pytest

from kithkeeper.hooks import Plugin, RuleSpec
from kithkeeper.model import Card
from kithkeeper.store import SqliteStore
from kithkeeper.sync.ports import Change, Delta, Gone, Outcome, Page, Result, Seen
from kithkeeper.testing import FakeCalendar, FakeSource, Manners
from kithkeeper.testing.calendar_contract import CalendarContract
from kithkeeper.testing.importer_contract import ImporterContract
from kithkeeper.testing.plugin_contract import PluginContract
from kithkeeper.testing.source_contract import SourceContract
from kithkeeper.testing.store_contract import StoreContract


class CalendarUnderTest(CalendarContract):
    tells_day_of_completion = True
    has_outside = True
    make = FakeCalendar

    @pytest.fixture
    def calendar(self):
        return type(self).make()

    @pytest.fixture
    def again(self, calendar):
        return lambda: calendar

    @pytest.fixture
    def add_line(self, calendar):
        return lambda key: calendar.add_foreign(key, "X-OTHER:1")

    @pytest.fixture
    def has_line(self, calendar):
        return lambda key: calendar.foreign(key) == ("X-OTHER:1",)


class TestFakeCalendar(CalendarUnderTest):
    """The fake keeps to the contract."""


class TestFakeCalendarWithoutDelta(CalendarUnderTest):
    """So it does where it lists everything and tells no version."""

    make = staticmethod(lambda: FakeCalendar(Manners(delta=False, version_on_put=False)))


class PagedCalendar(FakeCalendar):
    """Tells three items at a time, and its cursor with the last of them."""

    def changes(self, cursor):
        for delta in super().changes(cursor):
            parts = [delta.changed[at : at + 3] for at in range(0, len(delta.changed), 3)] or [()]
            for part in parts[:-1]:
                yield Delta(part)
            yield replace(delta, changed=parts[-1])


class TestPagedCalendar(CalendarUnderTest):
    """So it does page by page."""

    make = PagedCalendar


class There:
    """The other side of a `FakeSource`."""

    def __init__(self, source):
        self.source, self.count = source, 0

    def add(self, card):
        self.count += 1
        self.source.set(f"k{self.count}", card)
        return f"k{self.count}"

    def change(self, key, card):
        self.source.set(key, card, self.source.raw(key))

    def remove(self, key):
        self.source.remove(key)

    def add_unknown(self, key):
        self.source.set(key, self.source.cards[key], "X-OTHER:1")

    def has_unknown(self, key):
        return self.source.raw(key) == "X-OTHER:1"


class SourceUnderTest(SourceContract):
    writable = incremental = keeps_unknown = True
    make = FakeSource

    @pytest.fixture
    def source(self):
        return type(self).make()

    @pytest.fixture
    def open_source(self, source):
        return lambda: source

    @pytest.fixture
    def there(self, source):
        return There(source)


class TestFakeSource(SourceUnderTest):
    """The fake keeps to the contract."""


class TestFakeSourceThatListsAll(SourceUnderTest):
    """So it does with a page a card and no cursor."""

    incremental = False
    make = staticmethod(lambda: FakeSource(incremental=False, page=1))


class Lines:
    """Reads `name` lines; the right importer."""

    def read(self, path, data):
        text = b"".join(data).decode("utf-8", "replace")
        lines = [line[2:].strip() for line in text.splitlines() if line.startswith("N:")]
        yield Page([Change(f"{n}", Card(name=name)) for n, name in enumerate(lines, 1) if name])


class ImporterUnderTest(ImporterContract):
    names = ("Ada Lovelace", "Bob Frost")
    make = Lines

    @pytest.fixture
    def open_importer(self):
        return type(self).make

    @pytest.fixture
    def sample(self):
        return b"N:Ada Lovelace\nN:Bob Frost\n"

    @pytest.fixture
    def recognises(self):
        return lambda data: 1.0 if data.startswith(b"N:") else 0.0


class TestLines(ImporterUnderTest):
    """A small importer keeps to the contract."""


class Fridays(Plugin):
    """Keeps Fridays free."""

    def rules(self, ctx):
        return [RuleSpec("no-fridays", "No outreach on Fridays", blocks=lambda facts, day: None)]


class TestFridays(PluginContract):
    """A small plugin keeps to the contract."""

    plugin = Fridays


class StoreUnderTest(StoreContract):
    @pytest.fixture
    def open_store(self, tmp_path):
        return lambda owner: SqliteStore(str(tmp_path / "kith.db"), owner=owner)


class TestSqlite(StoreUnderTest):
    """SQLite keeps to the contract."""


# What follows is wrong on purpose.


class Overwrites(FakeCalendar):
    """Ignores what it is told to expect."""

    def put(self, item, *, id, raw, expected):
        key = id or f"/cal/{item.uid}.ics"
        self._write(key, item, ())
        return Outcome(Result.OK, key, f"v{self._books.clock}", self._seen(key).raw)


class DeletesAnything(FakeCalendar):
    """Deletes whatever stands there."""

    def delete(self, id, *, expected):
        self._remove(id)
        return Outcome(Result.OK, id)


class TakesAbsenceForGone(FakeCalendar):
    """Says gone of what it just did not look for."""

    def read(self, ids):
        return [Gone(ids[0]), *super().read(ids[1:])] if len(ids) > 1 else super().read(ids)


class WrongVersion(FakeCalendar):
    """Tells a version after a write that nobody else tells."""

    def put(self, item, *, id, raw, expected):
        outcome = super().put(item, id=id, raw=raw, expected=expected)
        return replace(outcome, version="made-up") if outcome.version else outcome


class LosesNotes(FakeCalendar):
    """Drops the user's lines."""

    def put(self, item, *, id, raw, expected):
        return super().put(replace(item, notes=""), id=id, raw=raw, expected=expected)


class RandomPlace(FakeCalendar):
    """Puts a creation repeated at another place."""

    def put(self, item, *, id, raw, expected):
        if not id:
            key = f"/cal/{self._books.clock}.ics"
            self._write(key, item, ())
            return Outcome(Result.OK, key, f"v{self._books.clock}", self._seen(key).raw)
        return super().put(item, id=id, raw=raw, expected=expected)


class NeverComplete(FakeCalendar):
    """Lists everything and does not say so."""

    def changes(self, cursor):
        for delta in super().changes(cursor):
            yield replace(delta, complete=False)


class ForgetsRemovals(FakeCalendar):
    """Tells no removals."""

    def changes(self, cursor):
        for delta in super().changes(cursor):
            yield delta if delta.complete else Delta(delta.changed, (), delta.cursor)


class FindsAnything(FakeCalendar):
    """Takes the beginning of a UID for the whole."""

    def find(self, uid):
        return next((self._seen(k) for k, i in self.items.items() if i.uid.startswith(uid)), None)


class TokensEarly(PagedCalendar):
    """Tells with each part the cursor that stands for all of them."""

    def changes(self, cursor):
        for delta in super().changes(cursor):
            yield replace(delta, cursor=self._cursor)


class CompleteAtOnce(PagedCalendar):
    """Says of each part that it is all there is."""

    def changes(self, cursor):
        for delta in super().changes(cursor):
            yield replace(delta, complete=cursor is None)


class DropsPages(PagedCalendar):
    """Tells the last part alone."""

    def changes(self, cursor):
        yield list(super().changes(cursor))[-1]


class DropsBatches(FakeCalendar):
    """Reads no more than ten items."""

    def read(self, ids):
        return super().read(ids[:10])


class LosesVersions(FakeCalendar):
    """Tells no version at all, and writes over what it can't compare."""

    def read(self, ids):
        return [replace(e, version=None) if isinstance(e, Seen) else e for e in super().read(ids)]


class HidesFinished(FakeCalendar):
    """Lists what is open, as a calendar program shows it."""

    def changes(self, cursor):
        for delta in super().changes(cursor):
            shown = [(k, v) for k, v in delta.changed if self.items[k].status != "done"]
            yield replace(delta, changed=shown)


class FinishedIsGone(FakeCalendar):
    """Takes what was ticked off for deleted."""

    def changes(self, cursor):
        for delta in super().changes(cursor):
            done = [k for k, _ in delta.changed if self.items[k].status == "done"]
            yield replace(delta, removed=[*delta.removed, *done])


class FindsOpen(FakeCalendar):
    """Looks for a UID among what is open."""

    def find(self, uid):
        found = super().find(uid)
        return None if found and found.item.status == "done" else found


CALENDARS = {
    "overwrites": Overwrites,
    "deletes-anything": DeletesAnything,
    "absence": TakesAbsenceForGone,
    "wrong-version": WrongVersion,
    "loses-notes": LosesNotes,
    "random-place": RandomPlace,
    "never-complete": NeverComplete,
    "forgets-removals": ForgetsRemovals,
    "finds-anything": FindsAnything,
    "tokens-early": TokensEarly,
    "complete-at-once": CompleteAtOnce,
    "drops-pages": DropsPages,
    "drops-batches": DropsBatches,
    "loses-versions": LosesVersions,
    "hides-finished": HidesFinished,
    "finished-is-gone": FinishedIsGone,
    "finds-open": FindsOpen,
    "lying-cursor": lambda: FakeCalendar(Manners(lying_cursor=True)),
    "rewrites": lambda: FakeCalendar(Manners(rewrites=True)),
    "loses-lines": lambda: FakeCalendar(Manners(keeps_foreign=False)),
    "no-conditions": lambda: FakeCalendar(Manners(conditional=False)),
}


class ChangingKeys(FakeSource):
    """Gives another key in each pull."""

    def pull(self, cursor):
        self.pulls = getattr(self, "pulls", 0) + 1
        for page in super().pull(cursor):
            changes = [replace(c, key=f"{c.key}-{self.pulls}") for c in page.changes]
            yield replace(page, changes=changes)


class SilentRemovals(FakeSource):
    """Tells no removals."""

    def pull(self, cursor):
        for page in super().pull(cursor):
            yield replace(page, changes=[c for c in page.changes if c.card])


class LastWriterWins(FakeSource):
    """Ignores what it is told to expect."""

    def push(self, change, base, expected):
        if change.card is None:
            self.remove(change.key)
        else:
            self.set(change.key, change.card)
        return Outcome(Result.OK, change.key, f"v{self._clock}")


class HalfComplete(FakeSource):
    """Says that each page is all there is."""

    def pull(self, cursor):
        for page in super().pull(cursor):
            yield replace(page, complete=True)


class BelievesAnyCursor(FakeSource):
    """Answers a cursor of nobody's with nothing."""

    def pull(self, cursor):
        if cursor is not None and not cursor.startswith("c"):
            yield Page()
            return
        yield from super().pull(cursor)


class SameVersion(FakeSource):
    """Tells one version for ever."""

    def pull(self, cursor):
        for page in super().pull(cursor):
            yield replace(page, changes=[replace(c, version="1") for c in page.changes])


class LosesUnknown(FakeSource):
    """Makes a card anew from what it models."""

    def push(self, change, base, expected):
        outcome = super().push(change, base, expected)
        if outcome.result is Result.OK and change.card:
            self.set(outcome.id, change.card)
            return replace(outcome, version=f"v{self._clock}")
        return outcome


class CheckpointEarly(FakeSource):
    """Tells with each page the checkpoint that stands for all of them."""

    def pull(self, cursor):
        for page in super().pull(cursor):
            yield replace(page, checkpoint=f"c{self._clock}")


class FirstPage(FakeSource):
    """Reads one page and takes it for all."""

    def pull(self, cursor):
        yield replace(next(super().pull(cursor)), complete=cursor is None)


class LosesVersionsOfCards(FakeSource):
    """Tells no version at all, and writes over what it can't compare."""

    def pull(self, cursor):
        for page in super().pull(cursor):
            yield replace(page, changes=[replace(c, version=None) for c in page.changes])

    def push(self, change, base, expected):
        there = self._cards.get(change.key)
        return super().push(change, base, expected or (there and f"v{there.version}"))


class WritesTheNameAlone(FakeSource):
    """Drops what did not change."""

    def push(self, change, base, expected):
        card = change.card and Card(name=change.card.name)
        return super().push(replace(change, card=card), base, expected)


SOURCES = {
    "changing-keys": ChangingKeys,
    "silent-removals": SilentRemovals,
    "last-writer-wins": LastWriterWins,
    "half-complete": lambda: HalfComplete(page=1),
    "believes-any-cursor": BelievesAnyCursor,
    "same-version": SameVersion,
    "loses-unknown": LosesUnknown,
    "checkpoint-early": lambda: CheckpointEarly(page=5),
    "first-page": lambda: FirstPage(page=5),
    "loses-versions": LosesVersionsOfCards,
    "writes-the-name-alone": WritesTheNameAlone,
}


class FirstChunk(Lines):
    """Reads the first chunk only."""

    def read(self, path, data):
        yield from super().read(path, [next(iter(data), b"")])


class Strict(Lines):
    """Ends in an error on bad input."""

    def read(self, path, data):
        text = b"".join(data).decode("ascii")
        yield from super().read(path, [text.encode()])


class OneKey(Lines):
    """Gives everyone the same key."""

    def read(self, path, data):
        for page in super().read(path, data):
            yield replace(page, changes=[replace(c, key="k") for c in page.changes])


class MakesUp(Lines):
    """Takes anything for a person."""

    def read(self, path, data):
        yield Page([Change("1", Card(name=b"".join(data).decode("utf-8", "replace")[:5] or "x"))])


IMPORTERS = {"first-chunk": FirstChunk, "strict": Strict, "one-key": OneKey, "makes-up": MakesUp}


class Loud(Plugin):
    def rules(self, ctx):
        return [RuleSpec("No Fridays", "", blocks=None)]


class Twice(Plugin):
    """Offers two rules of one name."""

    def rules(self, ctx):
        return [RuleSpec("a", "A", blocks=None), RuleSpec("a", "B", blocks=None)]


class Old(Plugin):
    """Is for another host."""

    api = (0, 9)

    def rules(self, ctx):
        return []


class Needy(Plugin):
    """Can't be made without arguments."""

    def __init__(self, config):
        self.config = config

    def rules(self, ctx):
        return []


PLUGINS = {"loud": Loud, "twice": Twice, "old": Old, "needy": Needy}


class NoRollback(SqliteStore):
    """Keeps what a failed transaction wrote."""

    def write(self, **how):
        return _Keeping(super().write(**how), self)


class _Keeping:
    def __init__(self, inner, store):
        self.inner, self.store = inner, store

    def __enter__(self):
        return self.inner.__enter__()

    def __exit__(self, *why):
        self.inner.__exit__(None, None, None)
        return False


class SharedByAll(SqliteStore):
    """Shows everyone's rows to everyone."""

    def __init__(self, path, owner):
        super().__init__(path, owner="all")


class Forgetful(SqliteStore):
    """Has no history."""

    def entries(self, **how):
        return []


class StaleSearch(SqliteStore):
    """Finds what is deleted."""

    def search(self, text, limit=100):
        found = super().search(text, limit)
        self.__dict__.setdefault("_found", {}).setdefault(text, found)
        return self._found[text] or found


STORES = {
    "no-rollback": NoRollback,
    "shared": SharedByAll,
    "forgetful": Forgetful,
    "stale-search": StaleSearch,
}
ALL = {
    "Calendar": CALENDARS,
    "Source": SOURCES,
    "Importer": IMPORTERS,
    "Plugin": PLUGINS,
    "Store": STORES,
}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in ALL for name in ALL[kind]])
def test_contract_mutants_are_caught(kind, name, pytester_like):
    """A suite that lets a wrong plugin pass is itself wrong."""
    assert pytester_like(kind, name) > 0


@pytest.fixture
def pytester_like(tmp_path):
    """Runs a suite on a mutant in a pytest of its own; how many tests failed."""

    def run(kind, name):
        source = tmp_path / "test_mutant.py"
        source.write_text(textwrap.dedent(f"""
            import importlib.util, pytest
            spec = importlib.util.spec_from_file_location("mutants", {__file__!r})
            mutants = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(mutants)
            wrong = mutants.ALL[{kind!r}][{name!r}]

            if {kind!r} == "Plugin":
                class TestMutant(mutants.PluginContract):
                    plugin = wrong
            elif {kind!r} == "Store":
                class TestMutant(mutants.StoreContract):
                    @pytest.fixture
                    def open_store(self, tmp_path):
                        return lambda owner: wrong(str(tmp_path / "kith.db"), owner=owner)
            else:
                class TestMutant(getattr(mutants, {kind + "UnderTest"!r})):
                    make = staticmethod(wrong)
        """))  # fmt: skip
        counts = _Counts()
        pytest.main(
            ["-x", "-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:xdist", "--rootdir", str(tmp_path), "-c", "/dev/null", "--import-mode=importlib", str(source)],
            plugins=[counts],
        )  # fmt: skip
        assert counts.passed + counts.failed > 0
        return counts.failed

    return run


class _Counts:
    passed = failed = 0

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.failed:
            self.passed += report.passed
            self.failed += report.failed
