"""Contacts: add, edit, place, hide and bring back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from kithkeeper.errors import Invalid, NotFound
from kithkeeper.hooks.notices import CircleChanged, ContactChanged
from kithkeeper.services.checking import day_to_come, said
from kithkeeper.services.finding import contact_row, several
from kithkeeper.services.session import Session
from kithkeeper.store import Document, Work

if TYPE_CHECKING:
    from kithkeeper.identity.own import Own
    from kithkeeper.model import Contact
    from kithkeeper.services.finding import Who
    from kithkeeper.services.reading import ContactRow

DECISIONS = ("cadence", "at_most")
"""Fields of a contact that `edit` sets beside the descriptive ones."""


class Contacts:
    """The people in the network. Each call is one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        name: str,
        *,
        circle: str | None = None,
        email: str = "",
        phone: str = "",
        organization: str = "",
        title: str = "",
        met: str = "",
        birthday: str | date = "",
        tags: Sequence[str] = (),
        **facts: object,
    ) -> Contact:
        """Add one contact.

        Args:
            name: The name as it shall be shown.
            circle: Its circle; None leaves it to be placed.
            birthday: `YYYY-MM-DD`, or `--MM-DD` where the year is unknown.
            facts: Further fields as `edit` takes them, such as `interests=["chess"]`.

        Raises:
            Invalid: A value can't be taken.
            NotFound: There is no such circle.
        """
        said("name", name, "a contact needs a name")
        birthday = str(birthday)
        decisions = {each: _period(each, facts.pop(each)) for each in DECISIONS if each in facts}
        if birthday:
            from kithkeeper.services.editing import check_born

            check_born(birthday, self._session.today)
        own = _own_from({
            "name": " ".join(name.split()), "how_met": met, "birthday": birthday, "emails": [email] if email else [],
            "phones": [phone] if phone else [], "tags": tags if isinstance(tags, str) else list(tags),
            "organizations": [{"name": organization, "title": title}] if organization or title else [],
            **facts,
        }, self._session.config.profile.region)  # fmt: skip
        placed = self._session.circle(circle).name if circle else None
        with self._session.change(f"added {name.strip()}") as work:
            return self._write_new(work, own, placed, decisions)

    def add_many(self, people: Iterable[Mapping[str, Any]]) -> list[Contact]:
        """Add many in one transaction; each mapping holds the arguments of `add`."""
        with self._session.change("added people") as work:
            made = [self.add(**person) for person in people]
            work.describe(f"added {len(made)} people")
        return made

    def get(self, who: Who) -> Contact:
        """The contact as it stands.

        Raises:
            NotFound: There is no contact with this id.
        """
        from kithkeeper.sync.rows import contact_of

        return contact_of(contact_row(self._session.store, who))

    def all(
        self,
        *,
        circle: str | None = None,
        no_circle: bool = False,
        tag: str | None = None,
        due: bool = False,
        dormant: bool = False,
        archived: bool = False,
        limit: int | None = None,
        after: Who | None = None,
    ) -> list[ContactRow]:
        """Contacts by name that meet every condition, as rows: the quick way to read many.

        Args:
            limit: The most to answer; go on with `after` the last of them.
            after: Only those that come after this one.

        Raises:
            NotFound: There is no such circle, or nobody with the id in `after`.
        """
        from kithkeeper.services.reading import list_contacts

        key = None if after is None or isinstance(after, str) else after.id
        return list_contacts(
            self._session, circle=circle, no_circle=no_circle, tag=tag, due=due, dormant=dormant,
            archived=archived, limit=limit, after=after if isinstance(after, str) else key,
        )  # fmt: skip

    def search(self, text: str, *, limit: int = 100) -> list[ContactRow]:
        """Who has every word of a text in their record, notes, touches or exchanges; best first."""
        from kithkeeper.services.reading import list_contacts

        ids = self._session.store.search(text, limit)
        rows = {row.id: row for row in list_contacts(self._session, ids=ids)}
        return [rows[each] for each in ids if each in rows]

    def edit(
        self, who: Who, changes: Mapping[str, object] | None = None, *, clear: Sequence[str] = (), **more: object
    ) -> Contact:  # fmt: skip
        """Change fields as the user; a cleared field goes back to what the sources say.

        Args:
            changes: Value by field. A field with many values takes a list, or text with commas,
                in place of what it has; `FIELD+` adds to it and `FIELD-` takes away.
                `names.given` and so on set parts of a name; `organization` and `title` set those
                of the first organization.
            clear: Fields to give back.

        Raises:
            Invalid: There is no such field, or it can't take the value.
        """
        wanted = {**(changes or {}), **more}
        document = contact_row(self._session.store, who)
        with self._session.change(f"edited {_shown(document)}", subject=document["id"]) as work:
            self._edit(work, document, wanted, clear)
        return self.get(document["id"])

    def place(self, who: Who | Sequence[Who], circle: str | None) -> list[Contact]:
        """Put people in a circle; None takes them out of theirs.

        Raises:
            NotFound: There is no such circle or contact.
        """
        people = several(who)
        name = self._session.circle(circle).name if circle else None
        rows = [contact_row(self._session.store, each) for each in people]
        what = f"placed {_shown(rows[0]) if len(rows) == 1 else f'{len(rows)} people'} in {name or 'no circle'}"
        with self._session.change(what, subject=rows[0]["id"] if len(rows) == 1 else "") as work:
            for document in rows:
                self._place(work, document, name)
        return [self.get(document["id"]) for document in rows]

    def archive(self, who: Who) -> Contact:
        """Hide a contact: no reminders, nothing lost."""
        return self._decide(who, "archived", archived=True)

    def unarchive(self, who: Who) -> Contact:
        """Bring an archived or removed contact back; what no sync has deleted yet stays."""
        document = contact_row(self._session.store, who)
        with self._session.change(
            f"brought back {_shown(document)}", subject=document["id"]
        ) as work:
            self._mark_links(work, document["id"], delete=False)
            return self._decide(document["id"], "brought back", archived=False, removed=False)

    def remove(self, who: Who, *, everywhere: bool = False) -> Contact:
        """Put a contact away for good here: no pull brings it back; the history keeps it.

        Args:
            everywhere: Let the next sync delete it at the sources that are written to.
        """
        document = contact_row(self._session.store, who)
        with self._session.change(f"removed {_shown(document)}", subject=document["id"]) as work:
            if everywhere:
                self._mark_links(work, document["id"], delete=True)
            return self._decide(document["id"], "removed", archived=True, removed=True)

    def forget(self, who: Who) -> None:
        """Erase one person from rows, history and index; it can't be undone.

        A keyed hash stays, so that no source brings them back.
        """
        from kithkeeper.services.forgetting import forget

        forget(self._session, contact_row(self._session.store, who)["id"])

    def pause(self, who: Who, until: date | None = None) -> Contact:
        """No cadence until the date, or until `resume`; what is planned before it is withdrawn.

        Raises:
            Invalid: The date is not after today.
        """
        if until is not None:
            day_to_come(self._session, until)
        return self._decide(
            who, "paused", paused=True, paused_until=until.isoformat() if until else None
        )

    def resume(self, who: Who) -> Contact:
        """End a pause."""
        return self._decide(who, "resumed", paused=False, paused_until=None)

    def merge(self, first: Who, second: Who) -> Contact:
        """Make one person of two; all that is the second's follows to the first, which wins where
        both say something. The second's id stays valid.

        Raises:
            NotFound: One of them is not there.
            Invalid: They are one already.
        """
        from kithkeeper.services.merging import merge

        return self.get(merge(self._session, first, second))

    def split(self, who: Who) -> tuple[Contact, Contact]:
        """Take a merged contact apart again: the first, with what was added since, and the second.

        Args:
            who: The id that was merged, or the contact that another was merged into; of several
                the last one is taken out.

        Raises:
            NotFound: Nobody was merged into it.
        """
        from kithkeeper.services.merging import split

        apart = split(self._session, who)
        return self.get(apart.first), self.get(apart.second)

    def _mark_links(self, work: Work, contact: str, *, delete: bool) -> None:
        """Say of every card of a contact whether the next sync deletes it at its source."""
        for link in self._session.store.find("link", {"contact": contact, "gone": 0}):
            if bool(link.get("delete")) is not delete:
                work.put("link", link["id"], {**link, "delete": delete})

    def _decide(self, who: Who, verb: str, **decisions: object) -> Contact:
        document = contact_row(self._session.store, who)
        with self._session.change(f"{verb} {_shown(document)}", subject=document["id"]) as work:
            # Another process may have changed it before the transaction began.
            document = contact_row(self._session.store, document["id"])
            self._put(work, document, touched_by_user=True, **decisions)
            self._session.tell(ContactChanged(document["id"], verb))
        return self.get(document["id"])

    def _write_new(
        self, work: Work, own: Own, circle: str | None, decisions: Mapping[str, str | None]
    ) -> Contact:
        from kithkeeper.identity.compose import compose
        from kithkeeper.identity.ids import new_contact_id
        from kithkeeper.sync.rows import contact_with, document_of

        contact = new_contact_id()
        card = compose(own, [], self._session.config.profile.region)
        placed = {"circle": circle, "placed_on": self._session.today} if circle else {}
        made = contact_with(card, {}, contact, touched_by_user=True, **placed, **decisions)
        work.put("own", contact, own.dump())
        work.put("contact", contact, document_of(made))
        self._session.tell(ContactChanged(contact, "added"))
        if circle:
            self._session.tell(CircleChanged(contact, circle, None))
        return made

    def _edit(
        self, work: Work, document: Document, wanted: Mapping[str, object], clear: Sequence[str]
    ) -> None:
        from kithkeeper.identity.compose import compose
        from kithkeeper.services.editing import check_born, edited, field_name, given_back
        from kithkeeper.sync.rows import layers_of, own_of, recompose

        region = self._session.config.profile.region
        order = tuple(self._session.config.connections)
        layers = layers_of(self._session.store, document["id"], order)
        own = own_of(self._session.store, document["id"])
        decisions: dict[str, object] = {"touched_by_user": True}
        for field in clear:
            name = field_name(field)
            if name in DECISIONS:
                decisions[name] = None
            elif name == "circle":
                self._place(work, document, None)
            else:
                own = given_back(own, name)
        for field, value in wanted.items():
            name = field_name(field)
            if name == "birthday":
                check_born(str(value or ""), self._session.today)
            if name in DECISIONS:
                decisions[name] = _period(name, value)
            elif name == "circle":
                self._place(
                    work, document, self._session.circle(str(value)).name if value else None
                )
            else:
                own = edited(own, field, value, region, compose(own, layers, region))
        work.put("own", document["id"], own.dump())
        recompose(self._session.store, work, document["id"], order, region, **decisions)
        self._session.tell(ContactChanged(document["id"], "edited"))

    def _place(self, work: Work, document: Document, circle: str | None) -> None:
        current = self._session.store.get("contact", document["id"]) or document
        previous = current.get("circle")
        if previous == circle:
            return
        today = self._session.today.isoformat() if circle else None
        self._put(work, current, circle=circle, placed_on=today, touched_by_user=True)
        self._session.tell(CircleChanged(document["id"], circle, previous))

    def _put(self, work: Work, document: Document, **decisions: object) -> None:
        merged = {**document, **decisions}
        kept = {
            name: value
            for name, value in merged.items()
            if value is not None and value is not False
        }
        work.put("contact", document["id"], kept)


def _shown(document: Document) -> str:
    return str(document.get("display") or document["id"])


def _period(field: str, value: object) -> str | None:
    from kithkeeper.model.period import Period

    if not value:
        return None
    try:
        return str(Period.parse(str(value)))
    except Invalid as error:
        raise Invalid(field, error.reason) from error


def _own_from(facts: Mapping[str, object], region: str) -> Own:
    from kithkeeper.identity.compose import Own, compose
    from kithkeeper.services.editing import edited

    own = Own()
    for field, value in facts.items():
        if value not in ("", None, [], ()):
            own = edited(own, field, value, region, compose(own, (), region))
    return own


def require(document: Document | None, kind: str, wanted: str) -> Document:
    """The row, or the error that says it is not there.

    Raises:
        NotFound: It is not there.
    """
    if document is None:
        raise NotFound(kind, wanted)
    return document
