"""Google Contacts as a source: pulls everything or what changed, and hands writes to `push`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from kithkeeper.errors import PluginError, Problem
from kithkeeper.hooks import PluginContext
from kithkeeper.sync.ports import Change, Outcome, Page
from kithkeeper_google import fields
from kithkeeper_google.ahead import ahead
from kithkeeper_google.answers import Failed, Kind
from kithkeeper_google.cursor import Cursor
from kithkeeper_google.fields import Json
from kithkeeper_google.groups import user_groups
from kithkeeper_google.keys import Keys
from kithkeeper_google.pictures import fetch_picture
from kithkeeper_google.push import Writer
from kithkeeper_google.reading import read_card
from kithkeeper_google.session import Session
from kithkeeper_google.settings import GoogleSettings
from kithkeeper_google.tokens import TokenUnreadable, load

if TYPE_CHECKING:
    from kithkeeper.model import Card

PAGE_SIZE = 1000


def open_source(ctx: PluginContext, *, wait: Callable[[float], None] | None = None) -> GoogleSource:
    """Make the source of a connection.

    Args:
        ctx: Its settings are a `GoogleSettings`.
        wait: Waits that many seconds between attempts, in place of the clock.

    Raises:
        LoginNeeded: No login is stored, or it was not granted what the settings ask for.
    """
    settings = settings_of(ctx)
    path = settings.token_path(ctx.data_dir, ctx.connection)
    session = Session(ctx.connection, path, settings.api_endpoint, settings.timeout, wait=wait)
    try:
        missing = settings.missing(load(path).get("granted_scopes"))
    except TokenUnreadable as error:
        raise session.login_needed(str(error)) from error
    if missing:
        raise session.login_needed(f"Google was not allowed {', '.join(missing)}")
    return GoogleSource(ctx, settings, session)


def settings_of(ctx: PluginContext) -> GoogleSettings:
    """The connection's settings; raises `PluginError` where the context has none of this plugin."""
    if not isinstance(ctx.settings, GoogleSettings):
        raise PluginError("this connection has no settings of the google plugin", plugin="google")
    return ctx.settings


def check(ctx: PluginContext) -> Iterable[str]:
    """Ask for the labels, one request, and describe the account."""
    source = open_source(ctx)
    try:
        listed = source.list_groups()
    finally:
        source.close()
    yield "Google answers"
    labels = len(user_groups(listed))
    yield "1 label" if labels == 1 else f"{labels} labels"
    for group in listed:
        if group.get("resourceName") == "contactGroups/myContacts" and group.get("memberCount"):
            yield f"{group['memberCount']} contacts"
    yield "writes changes to Google" if settings_of(ctx).write else "only reads"


class GoogleSource:
    """One Google account. A `WritableSource`; used from one thread at a time."""

    def __init__(self, ctx: PluginContext, settings: GoogleSettings, session: Session) -> None:
        self._ctx = ctx
        self._settings = settings
        self._session = session
        self._names: dict[str, str] | None = None
        other = " other" if settings.other_contacts else ""
        place = f"{fields.FINGERPRINT} {settings.api_endpoint}{other}"
        self._fingerprint = sha256(place.encode()).hexdigest()[:12]

    @property
    def requests(self) -> int:
        """How many requests were made."""
        return self._session.requests

    def pull(self, cursor: str | None) -> Iterator[Page]:
        """Yield what changed since `cursor`, or everything where that can't be told.

        Only the last page has a checkpoint: a pull that was broken off begins again at the same
        token, so nothing is missed and absence is never read from half a list.

        Raises:
            LoginNeeded, TryLater, PluginError: See `Session.call`.
        """
        try:
            yield from self._pull(Cursor.parse(cursor))
        finally:
            self._session.close()

    def _pull(self, last: Cursor | None) -> Iterator[Page]:
        self._names = user_groups(self.list_groups())
        if last and last.goes_on(self._fingerprint, self._names, self._ctx.today):
            try:
                yield from self._walk(_Walk(self._names, last))
            except Failed as failed:
                if failed.fault.kind is not Kind.EXPIRED:
                    raise _broken(failed) from failed
                self._ctx.log.info("the sync token has expired; pulling everything")
            else:
                return
        try:
            yield from self._walk(_Walk(self._names, None))
        except Failed as failed:
            raise _broken(failed) from failed

    def push(self, change: Change, base: Card | None, expected: str | None) -> Outcome:
        """Write one contact; see `kithkeeper.sync.ports.WritableSource.push`."""
        if self._names is None:
            self._names = user_groups(self.list_groups())
        return Writer(self._session, self._settings.write, self._names).push(change, base, expected)

    def picture(self, resource: str) -> bytes | None:
        """The picture of a person, fetched now; None where there is none of their own.

        Args:
            resource: The resource name, as in `Change.raw`.
        """
        try:
            person = self._session.call(
                lambda service: service.people().get(resourceName=resource, personFields="photos")
            )
        except Failed:
            return None
        return fetch_picture(person, self._settings.timeout)

    def close(self) -> None:
        """Close this thread's connection; the next call opens another."""
        self._session.close()

    def list_groups(self) -> list[Json]:
        """All contact groups, the system's too."""
        found: list[Json] = []
        try:
            for answer in self._pages(lambda service, **more: service.contactGroups().list(**more)):
                listed = answer.get("contactGroups", [])
                found += [group for group in listed if isinstance(group, dict)]
        except Failed as failed:
            raise _broken(failed) from failed
        return found

    def _pages(self, request: Callable[..., Any], **constant: object) -> Iterator[Json]:
        """The pages of a list, one request each, with the same parameters throughout."""
        token = ""
        seen: set[str] = set()
        while True:
            more = {"pageToken": token} if token else {}
            answer = self._session.call(partial(request, pageSize=PAGE_SIZE, **constant, **more))
            yield answer
            token = answer.get("nextPageToken") or ""
            if not token:
                return
            if token in seen:
                raise PluginError("Google names the same next page twice", plugin="google")
            seen.add(token)

    def _walk(self, walk: _Walk) -> Iterator[Page]:
        """The pages of one pull, contacts first, then the “Other contacts” where they are wanted."""
        yield from self._people(walk, "sync", _connections)
        if self._settings.other_contacts and not self._ctx.cancelled():
            yield from self._people(walk, "other", _other_contacts)
        if not self._ctx.cancelled():
            yield self._last_page(walk)

    def _people(self, walk: _Walk, which: str, request: Callable[..., Any]) -> Iterator[Page]:
        token = walk.token(which)
        constant = {"requestSyncToken": True} | ({"syncToken": token} if token else {})
        done = 0
        session = self._session
        for answer in ahead(self._pages(request, **constant), session.stop, session.close):
            people = answer.get("connections" if which == "sync" else "otherContacts", [])
            if not isinstance(people, list):
                raise PluginError("Google's list of people is no list", plugin="google")
            page = walk.page(people)
            done += len(people)
            self._ctx.progress(done, _total(answer))
            if page.changes or page.problems:
                yield page
            if self._ctx.cancelled():
                return
            if not answer.get("nextPageToken"):
                total = None if token else _total(answer)
                yield from walk.finish(which, answer, done, total)

    def _last_page(self, walk: _Walk) -> Page:
        full = self._ctx.today if walk.last is None else walk.last.full
        cursor = Cursor(
            self._fingerprint, full, walk.tokens.get("sync", ""), walk.tokens.get("other", ""),
            walk.names, walk.keys,
        )  # fmt: skip
        whole = walk.last is None and walk.trusted and not walk.short
        checkpoint = str(cursor) if walk.trusted else None
        return Page(changes=walk.gone(), checkpoint=checkpoint, complete=whole)


class _Walk:
    """One pull under way: what is known before, and what was seen so far.

    Attributes:
        names: The labels: name by resource name.
        last: The cursor of the pull before; None if this one lists everything.
        keys: How people are called; grows with what is seen.
        tokens: The sync tokens that the pull ended with.
        trusted: Whether every entry could be read and every list came to a proper end.
        short: Whether a list had fewer entries than it said; then nothing is read from absence.
    """

    def __init__(self, names: dict[str, str], last: Cursor | None) -> None:
        self.names = names
        self.last = last
        self.keys = Keys(last.keys.rule, dict(last.keys.odd)) if last else Keys()
        self.tokens: dict[str, str] = {}
        self.trusted = True
        self.short = False
        self._alive: set[str] = set()
        self._former: set[str] = set()
        self._deleted: dict[str, Change] = {}

    def token(self, which: str) -> str:
        """The token to go on from; empty to list everything."""
        if self.last is None:
            return ""
        return self.last.sync if which == "sync" else self.last.other

    def page(self, people: list[Any]) -> Page:
        """Read one page. Deletions are kept for the end, after every rename was seen."""
        changes: list[Change] = []
        problems: list[Problem] = []
        for person in people:
            resource = person.get("resourceName") if isinstance(person, dict) else None
            if not isinstance(resource, str) or not resource:
                self.trusted = False
                problems.append(Problem("Google", None, "", "an entry without a resource name"))
            elif fields.is_deleted(person):
                key = _source_id(person) or self.keys.of(resource)
                self._deleted[resource] = Change(key=key, card=None)
            else:
                try:
                    changes.append(self._change(person, resource))
                except ValueError as error:
                    self.trusted = False
                    problems.append(Problem("Google", None, resource, f"can't be read: {error}"))
        return Page(changes=changes, problems=problems)

    def _change(self, person: Json, resource: str) -> Change:
        former = list(fields.previous_names(person))
        previous = [name for old in former for name in (self.keys.of(old), old)]
        key = self.keys.learn(resource, _source_id(person))
        self._alive.add(key)
        self._former.update(former)
        made = read_change(person, key, self.names)
        if not previous:
            return made
        return replace(made, previous_keys=tuple(dict.fromkeys(k for k in previous if k != key)))

    def finish(self, which: str, answer: Json, listed: int, total: int | None) -> Iterator[Page]:
        """Note the token that the last page of a list brought; a list cut off is a problem."""
        token = answer.get("nextSyncToken")
        self.tokens[which] = token if isinstance(token, str) else ""
        reason = ""
        if not self.tokens[which]:
            self.trusted = False
            reason = "the list ended without a sync token"
        elif total is not None and listed < total:
            self.short = True
            reason = f"only {listed} of {total} people were listed"
        if reason:
            reason += "; nobody is taken for deleted"
            yield Page(problems=[Problem("Google", None, "", reason)])

    def gone(self) -> tuple[Change, ...]:
        """The deletions, less the old names and the leftovers of people who are still there."""
        return tuple(
            change
            for resource, change in self._deleted.items()
            if resource not in self._former and change.key not in self._alive
        )


def read_change(person: Json, key: str, names: dict[str, str]) -> Change:
    """What Google says of one person, as a `Change`; its version holds the etag of the contact.

    Raises:
        ValueError: What it says can't be kept.
    """
    raw = fields.canonical(person)
    if not raw.isascii() and fields.has_half_characters(raw):
        person = fields.mended(person)
        raw = fields.canonical(person)
    card = read_card(person, names)
    # The labels' names are part of it: renaming one changes its members, not their etag.
    version = fields.version(person, raw, " ".join(card.tags))
    return Change(key=key, card=card, version=version, raw=raw)


def _source_id(person: Json) -> str:
    """The id of the contact source; none for “Other contacts”, which go by their resource name."""
    found = fields.source(person)
    name = found.get("id") if found.get("type") == fields.CONTACT else None
    return name if isinstance(name, str) else ""


def _connections(service: Any, **more: object) -> Any:
    return (
        service.people()
        .connections()
        .list(
            resourceName="people/me",
            personFields=fields.PERSON_FIELDS,
            sources=fields.READ_CONTACT,
            **more,
        )
    )


def _other_contacts(service: Any, **more: object) -> Any:
    return service.otherContacts().list(readMask=fields.OTHER_FIELDS, **more)


def _total(answer: Json) -> int | None:
    for word in ("totalItems", "totalPeople", "totalSize"):
        if isinstance(answer.get(word), int):
            return int(answer[word])
    return None


def _broken(failed: Failed) -> PluginError:
    return PluginError(f"Google refused to list the contacts: {failed}", plugin="google")
