"""Calendars that are deliberately wrong in what they list, read and find."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

from kithkeeper.errors import PluginError
from kithkeeper.sync.ports import Delta, Gone, Seen
from kithkeeper.testing import FakeCalendar


class PagedCalendar(FakeCalendar):
    """Tells three items at a time, and its cursor with the last of them."""

    def changes(self, cursor):
        for delta in super().changes(cursor):
            parts = [delta.changed[at : at + 3] for at in range(0, len(delta.changed), 3)] or [()]
            for part in parts[:-1]:
                yield Delta(part)
            yield replace(delta, changed=parts[-1])


class TakesAbsenceForGone(FakeCalendar):
    """Says gone of what it just did not look for."""

    def read(self, ids):
        return [Gone(ids[0]), *super().read(ids[1:])] if len(ids) > 1 else super().read(ids)


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


class Sees(FakeCalendar):
    """Reads something else than what stands there."""

    def read(self, ids):
        return [self.sees(e) if isinstance(e, Seen) and e.item else e for e in super().read(ids)]

    def sees(self, seen):
        return replace(seen, item=self.reads(seen.item))


class DropsKind(Sees):
    """Takes everything for a cadence touchpoint."""

    def reads(self, item):
        return replace(item, kind="cadence")


class DropsAlarm(Sees):
    """Has no place for the alarm."""

    def reads(self, item):
        return replace(item, alarm=None)


class AlarmOfNoZone(Sees):
    """Reads the alarm without its zone."""

    def reads(self, item):
        return replace(item, alarm=item.alarm and item.alarm.replace(tzinfo=None))


class WrongZone(Sees):
    """Reads a time of day in another zone."""

    def reads(self, item):
        return replace(item, time=item.time and item.time.replace(hour=(item.time.hour + 2) % 24))


class LateIsTomorrow(Sees):
    """Takes what is late in the evening for the next day."""

    def reads(self, item):
        late = item.time is not None and item.time.hour >= 23
        return replace(item, day=item.day + timedelta(days=1)) if late else item


class StatusAsText(Sees):
    """Tells the status in words of its own."""

    def reads(self, item):
        return replace(item, status="needs-action")


class FirstLineOfNotes(Sees):
    """Reads one line of the user's."""

    def reads(self, item):
        return replace(item, notes=item.notes.partition("\n")[0])


class NumbersForVersions(Sees):
    """Gives versions that are no text."""

    def sees(self, seen):
        return replace(seen, version=int(seen.version[1:]))


class ReadsOthers(FakeCalendar):
    """Answers with everything that is there."""

    def read(self, ids):
        return super().read(list(self.items))


class ReadsTwice(FakeCalendar):
    """Answers twice for each id."""

    def read(self, ids):
        return [*super().read(ids), *super().read(ids)]


class ReadsNothing(FakeCalendar):
    """Forgets to return what it read."""

    def read(self, ids):
        super().read(ids)


class RaisesForOneMissing(FakeCalendar):
    """Ends where one of many is gone."""

    def read(self, ids):
        answers = super().read(ids)
        if any(isinstance(each, Gone) for each in answers):
            raise PluginError("404 Not Found")
        return answers


class RaisesForOneBroken(FakeCalendar):
    """Ends where an item can't be understood."""

    def read(self, ids):
        answers = super().read(ids)
        if any(isinstance(each, Seen) and each.problem for each in answers):
            raise ValueError("it has no day")
        return answers


class RemembersTheListing(FakeCalendar):
    """Answers a second listing from memory."""

    def changes(self, cursor):
        known = self.__dict__.setdefault("told", {})
        known[cursor] = known.get(cursor) or list(super().changes(cursor))
        return known[cursor]


class RemembersWhatItFound(FakeCalendar):
    """Looks for a UID once."""

    def find(self, uid):
        known = self.__dict__.setdefault("found", {})
        if uid not in known:
            known[uid] = super().find(uid)
        return known[uid]


class ResumedIsComplete(PagedCalendar):
    """Says of the rest of a listing that it is all there is."""

    def changes(self, cursor):
        parts = list(super().changes(None))
        first = int(cursor[1:]) + 1 if cursor and cursor[:1] == "@" else 0
        if first < len(parts):
            for number in range(first, len(parts)):
                yield replace(parts[number], cursor=f"@{number}")
        else:
            yield from parts


class Slow(FakeCalendar):
    """Waits for no reason."""

    def changes(self, cursor):
        time.sleep(0.3)
        return super().changes(cursor)
