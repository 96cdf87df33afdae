"""Writing the user's edits back to a source, and what both sides changed since they agreed."""

from __future__ import annotations

from typing import NamedTuple

from kithkeeper.errors import PluginError
from kithkeeper.identity.compose import Own, compose
from kithkeeper.identity.keys import normal_form
from kithkeeper.identity.own import LIST_FIELDS, clear, item_of, items_of
from kithkeeper.identity.text import line
from kithkeeper.identity.work import WORK_FIELDS, of_job
from kithkeeper.model.card import Card
from kithkeeper.services.session import Session
from kithkeeper.store import Document, Group, Work
from kithkeeper.sync.ports import Change, Outcome, Result, Source, WritableSource
from kithkeeper.sync.report import SyncReport
from kithkeeper.sync.rows import dump_card, layers_of, link_key, own_of, recompose, text_of
from kithkeeper.sync.unkept import completed, unkept
from kithkeeper.sync.writing import Writing


class _Wish(NamedTuple):
    """What one card is to become: what it said, what it shall say, and the user's layer."""

    base: Card
    wanted: Card
    own: Own


class WriteBack:
    """Writes what the user edited to one source.

    Attributes:
        crossed: Names of those who changed there since they were read, so that nothing was written.
    """

    def __init__(self, session: Session, source: Source, report: SyncReport, group: Group) -> None:
        self._session = session
        self._source = source
        self._report = report
        self._group = group
        self._writing = Writing()
        self.crossed: list[str] = []
        self._region = session.config.profile.region

    def settle(self, work: Work, change: Change) -> None:
        """Before a change from there is taken in: find what both sides changed.

        Where only they changed what we had written, theirs is newer and the user's edit here
        yields; where both did, a conflict is noted and nothing is written until it is settled.
        What has the version of our own write is nobody's change, whatever the server made of it.
        """
        link = self._session.store.get("link", link_key(self._report.connection, change.key))
        if link is None or change.card is None:
            return
        if change.version is not None and change.version == link.get("version"):
            return
        own = before = own_of(self._session.store, link["contact"])
        told = Card.model_validate(link["card"])
        for field, ours in self._said_there(before, link).scalars.items():
            base, theirs = text_of(told, field), text_of(change.card, field)
            if theirs == ours:
                work.delete("conflict", f"{link['id']}|{field}")
            if theirs in (base, ours):
                continue
            if ours == base:
                own = clear(own, field)
            else:
                self._note_conflict(work, link, field, ours, theirs)
        for each in LIST_FIELDS:
            own = self._without_dropped(own, each, told, change.card)
        if own.dump() != before.dump():
            work.put("own", link["contact"], own.dump())

    def _said_there(self, own: Own, link: Document) -> Own:
        """The user's layer without what they said of a job other than the one named there."""
        if own.scalars.keys().isdisjoint(WORK_FIELDS):
            return own
        rest = {field: text for field, text in own.scalars.items() if field not in WORK_FIELDS}
        bare = own._replace(scalars=rest)
        order = tuple(self._session.config.connections)
        here = compose(bare, layers_of(self._session.store, link["contact"], order), self._region)
        there = compose(bare, [Card.model_validate(link["card"])], self._region)
        names = {line(of_job(each.organizations, "organization")) for each in (here, there)}
        return own if len(names) == 1 else bare

    def _without_dropped(self, own: Own, field: str, base: Card, theirs: Card) -> Own:
        """The user's layer without added items that were written there and were removed there."""
        written = {normal_form(field, item, self._region): item for item in items_of(base, field)}
        there = {normal_form(field, item, self._region) for item in items_of(theirs, field)}
        kept = []
        for dumped in own.added.get(field, ()):
            item = item_of(field, dumped)
            form = normal_form(field, item, self._region)
            if form in there or written.get(form) != item:
                kept.append(dumped)
        return own._replace(added={**own.added, field: tuple(kept)})

    def push(self, *, dry_run: bool) -> None:
        """Write every contact of this source that the user changed here.

        Raises:
            LoginNeeded, TryLater, PluginError: From the plugin.
        """
        if not isinstance(self._source, WritableSource):
            raise PluginError(
                "it can't write contacts back; set `write = false`", plugin=self._report.connection
            )
        for link in self._session.store.find(
            "link", {"connection": self._report.connection, "gone": 0}
        ):
            if link.get("delete"):
                self._delete(link, dry_run=dry_run)
            else:
                self._update(self._source, link, dry_run=dry_run)

    def _update(self, source: WritableSource, link: Document, *, dry_run: bool) -> None:
        own = self._said_there(own_of(self._session.store, link["contact"]), link)
        for each in self._session.store.find("conflict", {"parent": link["id"]}):
            own = clear(own, each["field"])
        if own.is_empty:
            return
        card = Card.model_validate(link["card"])
        base = compose(Own(), [card], self._region)
        wanted = compose(own, [card], self._region)
        if wanted == base or link.get("asked") == [_asked(wanted), _mark(link)]:
            return
        if dry_run:
            self._report.pushed.updated += 1
            return
        change = Change(link["item"], wanted, link.get("version"), link.get("raw", ""))
        outcome = self._writing.attempt(lambda: source.push(change, base, link.get("version")))
        self._settle_outcome(link, _Wish(base, wanted, own), outcome)

    def _settle_outcome(self, link: Document, wish: _Wish, outcome: Outcome) -> None:
        """Keep what came of a write."""
        name = wish.wanted.display_name
        match outcome.result:
            case Result.OK:
                is_new = outcome.version is None or outcome.version != link.get("version")
                with self._session.change(
                    "wrote back", by=f"sync:{self._report.connection}", parent=self._group
                ) as work:
                    work.put("link", link["id"], self._written(link, wish, outcome, is_new=is_new))
                    if is_new:
                        # What they changed meanwhile came along; no pull will tell of it again.
                        self._recompose(work, link["contact"])
                if is_new:
                    self._report.pushed.updated += 1
                    self._report.detail(f"{name}: written back")
            case Result.CONFLICT:
                self.crossed.append(name)
            case Result.GONE:
                self._report.detail(f"{name}: gone there")
            case _:
                self._report.problem(name, outcome.reason)

    def _written(self, link: Document, wish: _Wish, outcome: Outcome, *, is_new: bool) -> Document:
        """The link after a write.

        `asked` in it says what was wanted, and what the answer to it was: a server that does not
        keep all of it is not asked for the same again.
        """
        wanted = wish.wanted
        if is_new:
            kept = outcome.card or wanted
            missing = unkept(wish.base, wanted, kept, wish.own, self._region)
            card, _ = completed(kept, missing, self._region)
            wanted = compose(wish.own, [card], self._region)
            rest = {name: value for name, value in link.items() if name != "unkept"}
            link = {
                **rest,
                "card": dump_card(card),
                "version": outcome.version,
                "raw": outcome.raw or link.get("raw", ""),
                **({"unkept": missing} if missing else {}),
            }
        return {**link, "asked": [_asked(wanted), _mark(link)]}

    def _recompose(self, work: Work, contact: str) -> None:
        order = tuple(self._session.config.connections)
        recompose(self._session.store, work, contact, order, self._region)

    def _delete(self, link: Document, *, dry_run: bool) -> None:
        assert isinstance(self._source, WritableSource)
        name = str((self._session.store.get("contact", link["contact"]) or {}).get("display", ""))
        if dry_run:
            self._report.pushed.deleted += 1
            return
        change = Change(link["item"], None, link.get("version"), link.get("raw", ""))
        card = Card.model_validate(link["card"])
        source = self._source
        outcome = self._writing.attempt(lambda: source.push(change, card, link.get("version")))
        if outcome.result in (Result.OK, Result.GONE):
            with self._session.change(
                "deleted there", by=f"sync:{self._report.connection}", parent=self._group
            ) as work:
                work.put("link", link["id"], {**link, "gone": True, "delete": False})
            self._report.pushed.deleted += 1
        elif outcome.result is Result.CONFLICT:
            self.crossed.append(name)
        else:
            self._report.problem(name, outcome.reason)

    def _note_conflict(
        self, work: Work, link: Document, field: str, ours: str, theirs: str
    ) -> None:
        work.put("conflict", f"{link['id']}|{field}", {
            "contact": link["contact"], "parent": link["id"], "field": field, "ours": ours,
            "theirs": theirs, "source": self._report.connection,
        })  # fmt: skip
        name = (self._session.store.get("contact", link["contact"]) or {}).get("display", "")
        self._report.conflicts.append(f"{name}: {field} is {ours!r} here and {theirs!r} there")


def _mark(link: Document) -> str:
    """What tells the item of a link from what it was before: its version, else what it says."""
    version = link.get("version")
    return str(version) if version is not None else _digest("\n".join(link["raw"].splitlines()))


def _asked(wanted: Card) -> str:
    return _digest(wanted.model_dump_json(exclude_defaults=True))


def _digest(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()[:16]
