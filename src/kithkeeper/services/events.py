"""Networking events: added, prepared, whom one met there, and wrapped up into follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from kithkeeper.errors import Ambiguous, Candidate, Invalid
from kithkeeper.model.kinds import Channel, Kind, State
from kithkeeper.model.practice import NetworkingKind, NetworkingState
from kithkeeper.rules.followups import checklists, followups, promise_step
from kithkeeper.rules.introductions import normal_organization
from kithkeeper.services.checking import a_day, checked
from kithkeeper.services.contacts import Contacts
from kithkeeper.services.event_views import (
    EventFacts,
    EventView,
    event_facts,
    facts_of_encounters,
    steps_of,
    view,
    words_of,
)
from kithkeeper.services.exchanges import Exchanges
from kithkeeper.services.finding import by_name, contact_row, id_of
from kithkeeper.services.playbooks import Playbooks
from kithkeeper.services.session import Session
from kithkeeper.services.touchpoints import Touchpoints
from kithkeeper.store import Document, Work

if TYPE_CHECKING:
    from kithkeeper.model import Encounter, NetworkingEvent
    from kithkeeper.services.finding import Who

_MET_AT = (NetworkingKind.IN_PERSON, NetworkingKind.ONLINE)


class Events:
    """Networking events, in person and online. Each call is one transaction."""

    def __init__(
        self, session: Session, contacts: Contacts, touchpoints: Touchpoints,
        exchanges: Exchanges, playbook: Playbooks,
    ) -> None:  # fmt: skip
        self._session = session
        self._contacts = contacts
        self._touchpoints = touchpoints
        self._exchanges = exchanges
        self._playbook = playbook

    def add(
        self, name: str, on: date, *, at: time | None = None, place: str = "", link: str = "",
        kind: str | None = None, expect: Sequence[Who] = (), companies: Sequence[str] = (),
        topics: Sequence[str] = (), goals: Sequence[str] = (),
    ) -> EventView:  # fmt: skip
        """Add a networking event, or an online meeting to be prepared like one.

        Args:
            kind: in-person, online or meeting; if not given, online where there is a link and
                no place.
            expect: Contacts who will be there.

        Raises:
            Invalid: A value can't be taken.
        """
        from kithkeeper.identity.ids import new_id
        from kithkeeper.model import NetworkingEvent

        guessed = NetworkingKind.ONLINE if link and not place else NetworkingKind.IN_PERSON
        if kind is not None and kind not in tuple(NetworkingKind):
            raise Invalid("kind", f"{kind!r} is none of {', '.join(NetworkingKind)}")
        people = [contact_row(self._session.store, each)["id"] for each in expect]
        made = checked(NetworkingEvent, {
            "id": new_id(), "name": name, "on": on, "time": at, "place": place, "link": link,
            "kind": kind or guessed, "expected": list(dict.fromkeys(people)),
            "companies": list(companies), "topics": list(topics), "goals": list(goals),
        })  # fmt: skip
        with self._session.change(f"added the event {made.name}") as work:
            self._write(work, made)
        return self.get(made.id)

    def prepare(
        self, event: str, *, expect: Sequence[Who] = (), companies: Sequence[str] = (),
        topics: Sequence[str] = (), goals: Sequence[str] = (),
    ) -> EventView:  # fmt: skip
        """Prepare an event: whom to meet and why, goals, three questions, introduction, exits.

        What is given is added to what is known of the event.

        Raises:
            Invalid: The event is over.
        """
        made = self.find(event)
        if self._session.today > made.on:
            raise Invalid("event", f"{made.name} was on {made.on}; it is too late to prepare it")
        people = [contact_row(self._session.store, each)["id"] for each in expect]
        changed = made.model_copy(update={
            "expected": _more(made.expected, people), "companies": _more(made.companies, companies),
            "topics": _more(made.topics, topics), "goals": _more(made.goals, goals),
        })  # fmt: skip
        changed = changed.model_copy(update={
            "prepared_on": self._session.today,
            "questions": view(self._session, self._playbook, _facts(changed)).questions,
        })  # fmt: skip
        with self._session.change(f"prepared {made.name}") as work:
            self._write(work, changed)
        return self.get(made.id)

    def met(
        self, event: str, who: Who, *, organization: str = "", title: str = "", email: str = "",
        said: str = "", promised: str = "", by: date | None = None,
    ) -> Encounter:  # fmt: skip
        """Note someone met there, in one line; it logs a touch on the event's day.

        Someone who is no contact yet becomes one in the outermost circle, with how you met; of one
        who is, what wasn't known yet is filled in.

        Args:
            who: A contact, its id, or a name.
            promised: What you promised; it becomes a promise with a date of its own.
            by: The day by which; by the kind of promise a day or a week after the event.

        Raises:
            Invalid: The event is still to come, or a value can't be taken.
            Ambiguous: Several contacts have this name.
        """
        made = self.find(event)
        if made.on > self._session.today:
            raise Invalid("event", f"{made.name} is on {made.on}, which is still to come")
        if by is not None and a_day("by", by) < made.on:
            raise Invalid("by", f"{by} is before {made.name} on {made.on}")
        with self._session.change(f"met someone at {made.name}") as work:
            contact = self._known(who, organization)
            if contact is None:
                contact = self._new(made, str(who), organization, title, email)
            else:
                self._learn(contact, organization, title, email)
            name = contact_row(self._session.store, contact)["display"]
            work.describe(f"met {name} at {made.name}", contact)
            return self._encounter(work, made, contact, said, promised, by)

    def wrap(self, event: str) -> EventView:
        """Wrap an event up: two checklists of follow-ups, for the first day and the first week.

        Only steps that are called for appear; wrapping again adds only what is new.

        Raises:
            Invalid: The event is still to come, or was cancelled.
        """
        made = self.find(event)
        if made.on > self._session.today:
            raise Invalid("event", f"{made.name} is on {made.on}; wrap it up afterwards")
        if made.state is NetworkingState.CANCELLED:
            raise Invalid("event", f"{made.name} was cancelled")
        wrapped = made.wrapped_on or self._session.today
        changed = made.model_copy(update={"state": NetworkingState.WRAPPED, "wrapped_on": wrapped})
        with self._session.change(f"wrapped up {made.name}") as work:
            self._write(work, changed)
            self._plan_followups(work, changed)
        return self.get(made.id)

    def cancel(self, event: str) -> EventView:
        """It does not take place, or you don't go.

        Raises:
            Invalid: It is wrapped up already.
        """
        made = self.find(event)
        if made.state is NetworkingState.WRAPPED:
            raise Invalid("event", f"{made.name} is wrapped up already")
        with self._session.change(f"cancelled {made.name}") as work:
            self._write(work, made.model_copy(update={"state": NetworkingState.CANCELLED}))
        return self.get(made.id)

    def get(self, event: str) -> EventView:
        """Everything about an event: preparation, encounters, follow-ups and its score."""
        return view(self._session, self._playbook, event_facts(self._row(event)))

    def find(self, text: str) -> NetworkingEvent:
        """The event that is meant: by id, name, or an unambiguous part of the name.

        Raises:
            NotFound, Ambiguous: It fits none, or several.
        """
        from kithkeeper.model import NetworkingEvent

        return NetworkingEvent.model_validate(_bare(self._row(text)))

    def all(self) -> list[NetworkingEvent]:
        """All events, the latest first."""
        from kithkeeper.model import NetworkingEvent

        return [NetworkingEvent.model_validate(_bare(row)) for row in self._rows()]

    def views(self) -> list[EventView]:
        """Everything about all events, the latest first."""
        return [view(self._session, self._playbook, event_facts(row)) for row in self._rows()]

    def words(self, event: str) -> dict[str, str]:
        """Words by slot for lines said at this event."""
        return words_of(self._session, event_facts(self._row(event)))

    def _row(self, text: str) -> Document:
        return by_name(self._session.store, "networking_event", text, "event")

    def _rows(self) -> list[Document]:
        return self._session.store.find("networking_event", order=("-date", "id"))

    def _known(self, who: Who, organization: str) -> str | None:
        """The contact that is meant, where it is surely one; None for someone new."""
        key = id_of(who)
        if self._session.store.get("contact", key):
            return str(contact_row(self._session.store, key)["id"])
        wanted = key.strip().casefold()
        rows = self._session.store.columns(
            "contact", ["id", "name", "organization", "emails"], {"merged_into": None, "removed": 0}
        )
        found = [row for row in rows if row[1].casefold() == wanted or f'"{wanted}"' in row[3].casefold()]  # fmt: skip
        place = normal_organization(organization)
        if place:
            fits = [row for row in found if normal_organization(row[2] or "") in ("", place)]
            found = fits
        if len(found) > 1:
            raise Ambiguous(key, tuple(Candidate(row[0], row[1], row[2] or "") for row in found))
        return str(found[0][0]) if found else None

    def _new(
        self, made: NetworkingEvent, name: str, organization: str, title: str, email: str
    ) -> str:
        where = f", {made.place}" if made.place else ""
        tags = ["conference contact"] if made.kind in _MET_AT else []
        contact = self._contacts.add(
            name, circle=self._session.circles[-1].name, organization=organization, title=title,
            email=email, tags=tags, met=f"Met at {made.name}{where} on {made.on:%-d %b %Y}",
            met_on=made.on, met_event=made.name, met_where=made.place,
        )  # fmt: skip
        return contact.id

    def _learn(self, contact: str, organization: str, title: str, email: str) -> None:
        """Fill in of a contact what wasn't known; what is known stays."""
        row = contact_row(self._session.store, contact)
        job: Document = next(iter(row.get("organizations", ())), {})
        addresses = {each["value"].casefold() for each in row.get("emails", ())}
        learnt = {
            "organization": "" if job.get("name") else organization,
            "title": "" if job.get("title") else title,
            "emails+": "" if email.strip().casefold() in addresses else email,
        }
        if wanted := {field: value for field, value in learnt.items() if value}:
            self._contacts.edit(contact, wanted)

    def _encounter(
        self, work: Work, made: NetworkingEvent, contact: str, said: str, promised: str,
        by: date | None,
    ) -> Encounter:  # fmt: skip
        from kithkeeper.model import Encounter

        known = self._session.store.find("encounter", {"parent": made.id, "contact": contact})
        before = known[0] if known else None
        key = before["id"] if before else f"{made.id}-{contact}"
        due = by
        if promised and due is None:
            due = made.on + timedelta(days=promise_step(promised).within)
        met = checked(Encounter, {
            **(_bare(before) if before else {}), "id": key, "event": made.id, "contact": contact,
            "on": made.on, "said": _joined(before, "said", said),
            "promised": _joined(before, "promised", promised),
            **({"promised_by": due} if due else {}),
        })  # fmt: skip
        self._write_encounter(work, met)
        if before is None:
            self._touchpoints.log(
                contact, on=made.on, channel=Channel.EVENT, note=_note(made, said)
            )
        if promised:
            self._exchanges.promise(contact, promised, by=due, event=made.id)
        return met

    def _plan_followups(self, work: Work, made: NetworkingEvent) -> None:
        """The two checklists; people of one that is closed already are left out of a further one."""
        people = facts_of_encounters(self._session, _facts(made))
        for row in self._session.store.find("encounter", {"parent": made.id}):
            from kithkeeper.model import Encounter

            met = Encounter.model_validate(_bare(row))
            if not met.steps:
                steps = [each.step.value for each in steps_of(people[met.contact])]
                self._write_encounter(work, met.model_copy(update={"steps": tuple(steps)}))
        for number in range(len(people) + 1):
            closed = self._closed_lists(made, number)
            if not closed:
                break
            people = {
                key: each for key, each in people.items()
                if not all(key in contacts for contacts in closed.values())
            }  # fmt: skip
        else:
            return
        for each in checklists(made.name, followups(people.values())):
            key = f"{made.id}d{each.within}" + (f"-{number}" if number else "")
            work.put("touchpoint", key, {
                "kind": Kind.FOLLOWUP.value, "state": State.PLANNED.value,
                "contacts": list(each.contacts), "date": each.by.isoformat(),
                "due": each.by.isoformat(), "title": each.title, "what": list(each.lines),
                "parent": made.id, "because": f"You met at {made.name} on {made.on:%-d %b %Y}",
                **self._kept(key),
            })  # fmt: skip

    def _closed_lists(self, made: NetworkingEvent, number: int) -> dict[str, list[str]]:
        """People of the checklists of one wrap that are closed, by id."""
        found = {}
        for within in (1, 7):
            key = f"{made.id}d{within}" + (f"-{number}" if number else "")
            item = self._session.store.get("touchpoint", key)
            if item and not State(item.get("state", "planned")).is_open:
                found[key] = item["contacts"]
        return found

    def _kept(self, key: str) -> Document:
        """What the user did to an open checklist: the day that it was moved to, and notes."""
        item = self._session.store.get("touchpoint", key) or {}
        return {name: item[name] for name in ("date", "state", "pinned", "time", "note", "moves") if name in item}  # fmt: skip

    def _write(self, work: Work, made: NetworkingEvent) -> None:
        row = made.model_dump(mode="json", exclude_defaults=True)
        work.put("networking_event", made.id, {**row, "date": made.on.isoformat()})

    def _write_encounter(self, work: Work, met: Encounter) -> None:
        row = met.model_dump(mode="json", exclude_defaults=True)
        work.put("encounter", met.id, {**row, "parent": met.event, "date": met.on.isoformat()})


def _facts(made: NetworkingEvent) -> EventFacts:
    return event_facts(made.model_dump(mode="json"))


def _bare(row: Document) -> Document:
    """A row without the columns that stand beside its value."""
    return {name: value for name, value in row.items() if name not in ("date", "parent")}


def _more(known: Sequence[str], further: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *(each.strip() for each in further if each.strip()))))


def _joined(before: Document | None, field: str, words: str) -> str:
    parts = ((before or {}).get(field, ""), words.strip())
    return "; ".join(dict.fromkeys(part for part in parts if part))


def _note(made: NetworkingEvent, said: str) -> str:
    return f"{said}\nat {made.name}" if said else f"at {made.name}"
