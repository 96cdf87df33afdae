"""The playbook in use: scripts filled from what is known, checklists ticked, one's own card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kithkeeper.errors import Invalid
from kithkeeper.model.kinds import Channel, Kind, State
from kithkeeper.playbook import (
    Filled,
    OwnCard,
    Pitch,
    Playbook,
    build_pitch,
    card_text,
    fill,
    load,
    measured,
    who_you_are,
    write_qr,
)
from kithkeeper.rules.presence import PresenceDue, RhythmFacts, rhythm
from kithkeeper.rules.temperament import numbers_of
from kithkeeper.services.checking import a_day, checked, day_so_far
from kithkeeper.services.finding import contact_row
from kithkeeper.services.oneself import own_contact
from kithkeeper.services.saying import facts_about
from kithkeeper.services.session import Session
from kithkeeper.store import Document

if TYPE_CHECKING:
    from kithkeeper.model import ChecklistTick
    from kithkeeper.services.finding import Who


class Draft(NamedTuple):
    """A filled script for one person.

    Attributes:
        missing: Names of slots that could not be filled; in the text they stand as ‹name›.
        to: Name and address, as far as they are known.
        mailto: An address that opens it in a mail program.
    """

    contact: str | None
    name: str
    subject: str
    text: str
    missing: tuple[str, ...]
    to: tuple[tuple[str, str], ...]
    mailto: str


class ItemRow(NamedTuple):
    """An item of a checklist.

    Attributes:
        done: The day on which it was last ticked.
        every: How often it comes back, in words; None for once.
        due: When it is due again, where it comes back.
    """

    id: str
    text: str
    done: date | None
    every: str | None
    due: date | None


class Playbooks:
    """What to say and to tick off: built in, of plugins, and your own files in `playbook/`."""

    def __init__(self, session: Session, home: Path | None = None) -> None:
        self._session = session
        self._home = home

    @cached_property
    def book(self) -> Playbook:
        """Everything there is; its `problems` say what of it can't be taken."""
        specs = self._session.host.playbooks(self._session.moment())
        return load(self._home, [(name, spec.toml) for name, spec in specs])

    def fill(
        self, script: str, *, to: Who | None = None, to_name: str = "",
        values: Mapping[str, str] | None = None, event: str | None = None,
    ) -> Draft:  # fmt: skip
        """Fill a script in from the contact, the last touch and the event.

        Args:
            script: Its name or an alias.
            to: The contact that it is for.
            to_name: A name, for someone who is no contact yet.
            values: Words by slot; they go before what is known.
            event: Id of the networking event it is about; else the last one where you met.

        Raises:
            NotFound: There is no such script.
        """
        found = self.book.script(script)
        row = contact_row(self._session.store, to) if to is not None else None
        facts = self._facts(row, to_name, event)
        given = {name.strip().replace("-", "_").replace(" ", "_"): value for name, value in (values or {}).items()}  # fmt: skip
        if found.name == "pitch":
            made = self.pitch(given)
            return self._draft(Filled(made.text, "", made.missing), row, to_name)
        return self._draft(fill(found, {**facts, **given}), row, to_name)

    def fill_all(
        self, script: str, circle: str, *, values: Mapping[str, str] | None = None
    ) -> list[Draft]:
        """A draft for everyone in a circle, such as the season's greetings.

        Raises:
            NotFound: There is no such script or circle.
        """
        name = self._session.circle(circle).name
        rows = self._session.store.columns(
            "contact", ["id"], {"circle": name, "archived": 0, "removed": 0, "merged_into": None},
            order=("sort", "id"),
        )  # fmt: skip
        return [self.fill(script, to=row[0], values=values) for row in rows]

    def plan_batch(self, script: str, circle: str, drafts: Sequence[Draft], on: date) -> str:
        """Plan one item on a day with everyone that drafts are for; its id.

        Raises:
            Invalid: There are no drafts, or the day is past.
        """
        from kithkeeper.identity.ids import new_id

        people = [each.contact for each in drafts if each.contact]
        if not people:
            raise Invalid("circle", f"nobody is in {circle}")
        if a_day("plan", on) < self._session.today:
            raise Invalid("plan", f"{on} is past")
        key, title = new_id(), f"{self.book.script(script).title}: {circle}"
        with self._session.change(f"planned {script} for {circle}") as work:
            work.put("touchpoint", key, {
                "kind": Kind.FOLLOWUP.value, "state": State.PLANNED.value, "contacts": people,
                "date": on.isoformat(), "due": on.isoformat(), "pinned": True, "title": title,
                "channel": Channel.MESSAGE.value, "what": [each.name for each in drafts],
                "because": f"You planned it for the {circle} circle",
            })  # fmt: skip
        return key

    def eml(self, draft: Draft) -> bytes:
        """A draft as a file that a mail program opens for sending.

        Raises:
            Invalid: An address is none.
        """
        from kithkeeper.playbook.drafts import eml

        own = self.own_card()
        return eml(
            [each for each in draft.to if each[1]], draft.subject, draft.text,
            written=self._session.clock.stamp(), sender=(own.name, next(iter(own.emails), "")),
        )  # fmt: skip

    def say(self, kind: str, facts: Mapping[str, str] | None = None) -> tuple[str, ...]:
        """Lines of a kind (openers, questions, join, include, exit, chat…) that can be said now.

        Raises:
            NotFound: There are no lines of that name.
        """
        return self.book.say(kind, {**self._own_facts(), **(facts or {})})

    def advise(self) -> tuple[str, ...]:
        """Advice for your temperament, with its numbers, and for everyone."""
        temperament = self._session.config.profile.temperament
        numbers = numbers_of(self._session.config.profile)._asdict()
        return (*self.book.advise(temperament, numbers), *self.book.advise("everyone", numbers))

    def pitch(self, parts: Mapping[str, str] | None = None) -> Pitch:
        """Your 30-second introduction, its length, and what would better it.

        Args:
            parts: Words for `who`, `what` and `hook`; without any, the config's pitch is taken.
        """
        written = self._session.config.profile.pitch
        if written and not parts:
            return measured(written)
        own = self.own_card()
        who = who_you_are(own.name, own.title, own.organization)
        return build_pitch(self.book, {"who": who, **(parts or {})})

    def own_card(self) -> OwnCard:
        """What is known of yourself: the profile's name, and the contact of that name, if any."""
        name = self._session.config.profile.name
        mine = own_contact(self._session)
        if mine is None:
            return OwnCard(name)
        row = contact_row(self._session.store, mine)
        work: Document = next(iter(row.get("organizations", ())), {})
        parts = row.get("names", {})
        return OwnCard(
            name, parts.get("given", ""), parts.get("family", ""), work.get("name", ""),
            work.get("title", ""),
            emails=tuple(each["value"] for each in row.get("emails", ())),
            phones=tuple(each["value"] for each in row.get("phones", ())),
            links=tuple(each["url"] for each in row.get("links", ())),
        )  # fmt: skip

    def card(self, qr: Path | None = None) -> str:
        """Your own card as vCard text; with a path, its QR code is drawn there too.

        Raises:
            Invalid: The profile has no name, or the code can't be drawn.
        """
        text = card_text(self.own_card())
        if qr is not None:
            write_qr(text, qr)
        return text

    def checklist(self, name: str, *, subject: str = "") -> list[ItemRow]:
        """The items of a checklist, what was ticked, and what is due again.

        Args:
            subject: Id of the networking event it is gone through for; empty for yourself.

        Raises:
            NotFound: There is no such checklist.
        """
        found = self.book.checklist(name)
        ticks = self._ticks(found.name, subject)
        today = self._session.today
        again = {
            each.item: each.due
            for each in rhythm(
                [
                    RhythmFacts(found.name, each.id, each.text, each.every, ticks.get(each.id), today)
                    for each in found.items if each.every
                ],
                today,
            )
        }  # fmt: skip
        return [
            ItemRow(each.id, each.text, ticks.get(each.id), str(each.every) if each.every else None, again.get(each.id))
            for each in found.items
        ]  # fmt: skip

    def rhythm(self) -> tuple[PresenceDue, ...]:
        """When each recurring item that was ticked before is due again, the latest first."""
        today = self._session.today
        kept = []
        for found in self.book.checklists.values():
            ticks = self._ticks(found.name, "")
            kept += [
                RhythmFacts(found.name, each.id, each.text, each.every, ticks[each.id], today)
                for each in found.items
                if each.every and each.id in ticks
            ]
        return rhythm(kept, today)

    def tick(
        self, checklist: str, item: str, *, subject: str = "", on: date | None = None
    ) -> ChecklistTick:
        """Tick an item of a checklist off.

        Raises:
            NotFound: There is no such checklist.
            Invalid: It has no such item, or the day is in the future.
        """
        from kithkeeper.identity.ids import new_id
        from kithkeeper.model import ChecklistTick

        found = self.book.checklist(checklist)
        day = day_so_far(self._session, on)
        if item not in (each.id for each in found.items):
            raise Invalid("item", f"{item!r} is none of {', '.join(e.id for e in found.items)}")
        made = checked(ChecklistTick, {
            "id": new_id(), "checklist": found.name, "item": item, "on": day, "subject": subject,
        })  # fmt: skip
        row = made.model_dump(mode="json", exclude_defaults=True)
        with self._session.change(f"ticked {item} of {found.name}") as work:
            parent = f"{found.name}:{subject}"
            work.put("checklist_tick", made.id, {**row, "parent": parent, "date": row["on"]})
        return made

    def _ticks(self, checklist: str, subject: str) -> dict[str, date]:
        rows = self._session.store.find(
            "checklist_tick", {"parent": f"{checklist}:{subject}"}, order=("date", "id")
        )
        return {row["item"]: date.fromisoformat(row["on"]) for row in rows}

    def _facts(self, row: Document | None, to_name: str, event: str | None) -> dict[str, str]:
        own = self._own_facts()
        if row is not None:
            return {**own, **facts_about(self._session, row, event)}
        return {**own, "name": to_name}

    def _own_facts(self) -> dict[str, str]:
        own = self.own_card()
        role = " at ".join(part for part in (own.title, own.organization) if part)
        pitch = self._session.config.profile.pitch
        return {"my_name": own.name, "my_role": role, "my_pitch": pitch}

    def _draft(self, filled: Filled, row: Document | None, to_name: str) -> Draft:
        from kithkeeper.playbook.drafts import mailto

        addresses: Sequence[str] = [each["value"] for each in (row or {}).get("emails", ())][:1]
        name = row.get("display", "") if row else to_name
        try:
            opened = mailto(addresses, filled.subject, filled.text)
        except Invalid:
            addresses = ()
            opened = mailto((), filled.subject, filled.text)
        return Draft(
            row["id"] if row else None, name, filled.subject, filled.text, filled.missing,
            tuple((name, each) for each in addresses), opened,
        )  # fmt: skip
