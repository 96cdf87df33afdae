"""A networking event as it is shown: what is worked out from it, and how its follow-ups stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time, timedelta
from typing import NamedTuple

from kithkeeper.model.kinds import Channel, State
from kithkeeper.model.practice import NetworkingKind, NetworkingState
from kithkeeper.rules.followups import (
    EncounterFacts,
    FollowUp,
    Score,
    Step,
    followups,
    score,
)
from kithkeeper.rules.introductions import normal_organization
from kithkeeper.rules.preparation import AttendeeFacts, Meet, whom_to_meet
from kithkeeper.rules.temperament import event_goals, numbers_of
from kithkeeper.services.playbooks import Playbooks
from kithkeeper.services.session import Session
from kithkeeper.store import Document

_QUESTIONS = 3
_WRITTEN = (Channel.MESSAGE, Channel.EMAIL, Channel.LETTER)
_IN_PERSON = (Channel.COFFEE, Channel.LUNCH, Channel.VISIT)


class EventFacts(NamedTuple):
    """A networking event as it is stored; see `NetworkingEvent` for what each field says."""

    id: str
    name: str
    on: date
    time: time | None
    place: str
    link: str
    kind: str
    state: str
    expected: tuple[str, ...]
    companies: tuple[str, ...]
    topics: tuple[str, ...]
    goals: tuple[str, ...]
    questions: tuple[str, ...]
    is_wrapped: bool


class CheckRow(NamedTuple):
    """An item to go through before or during an event."""

    checklist: str
    when: str
    id: str
    text: str
    done: bool


class EncounterRow(NamedTuple):
    """Someone met."""

    contact: str
    name: str
    organization: str
    said: str
    promised: str
    promised_by: date | None


class FollowUpRow(NamedTuple):
    """A step for one person, by a day; `done` is the day on which it was done."""

    contact: str
    name: str
    what: str
    by: date
    done: date | None


class EventView(NamedTuple):
    """Everything about a networking event.

    Attributes:
        starts: Its day, with the time where one is set; ISO.
        checklist: What to go through before, during and after it.
        goals: Your own, then those of your temperament.
        questions: Three that are worth asking there.
        pitch_missing: Parts of the 30-second introduction that nothing is known for.
        meet: Who is expected, in order of how much speaks for meeting them.
        score: How its follow-ups are kept; what an event is measured by.
    """

    id: str
    name: str
    starts: str
    place: str
    link: str
    kind: str
    state: str
    checklist: tuple[CheckRow, ...]
    goals: tuple[str, ...]
    questions: tuple[str, ...]
    pitch: str
    pitch_missing: tuple[str, ...]
    exits: tuple[str, ...]
    advice: tuple[str, ...]
    meet: tuple[Meet, ...]
    companies: tuple[str, ...]
    topics: tuple[str, ...]
    encounters: tuple[EncounterRow, ...]
    followups: tuple[FollowUpRow, ...]
    score: Score


def event_facts(row: Document) -> EventFacts:
    """What an event's row says."""
    return EventFacts(
        row["id"], row["name"], date.fromisoformat(row["on"]),
        time.fromisoformat(row["time"]) if row.get("time") else None,
        row.get("place", ""), row.get("link", ""),
        row.get("kind", NetworkingKind.IN_PERSON.value),
        row.get("state", NetworkingState.PLANNED.value),
        expected=tuple(row.get("expected", ())), companies=tuple(row.get("companies", ())),
        topics=tuple(row.get("topics", ())), goals=tuple(row.get("goals", ())),
        questions=tuple(row.get("questions", ())), is_wrapped=bool(row.get("wrapped_on")),
    )  # fmt: skip


def view(session: Session, playbook: Playbooks, event: EventFacts) -> EventView:
    """Work out everything about an event."""
    temperament = session.config.profile.temperament
    words = words_of(session, event)
    steps = _followups(session, event)
    pitch = playbook.pitch()
    starts = event.on.isoformat() + (f"T{event.time:%H:%M}" if event.time else "")
    return EventView(
        event.id, event.name, starts, event.place, event.link, event.kind, event.state,
        checklist=tuple(_checks(playbook, event)),
        goals=tuple(
            dict.fromkeys((*event.goals, *event_goals(temperament, numbers_of(session.config.profile))))
        ),
        questions=event.questions or _questions(playbook, words),
        pitch=pitch.text,
        pitch_missing=pitch.missing,
        exits=playbook.say("exit", words),
        advice=playbook.advise(),
        meet=_whom(session, event),
        companies=event.companies,
        topics=event.topics,
        encounters=tuple(_encounters(session, event)),
        followups=steps,
        score=score((each.by, each.done) for each in steps),
    )  # fmt: skip


def words_of(session: Session, event: EventFacts) -> dict[str, str]:
    """Words by slot for lines said at an event; what is unknown is left out."""
    numbers = numbers_of(session.config.profile)
    rows = [session.store.get("contact", each) for each in event.expected]
    person = next((row for row in rows if row), {})
    words = {
        "event": event.name, "people": str(numbers.people_per_event),
        "topic": next(iter(event.topics), ""), "company": next(iter(event.companies), ""),
        "person": person.get("display", ""), "person_area": next(iter(person.get("interests", ())), ""),
    }  # fmt: skip
    return {name: value for name, value in words.items() if value}


def facts_of_encounters(session: Session, event: EventFacts) -> dict[str, EncounterFacts]:
    """Whoever was met, by id, with what is known of them by now."""
    wanted = (*session.config.profile.intentions, *event.topics)
    found = {}
    for row in session.store.find("encounter", {"parent": event.id}):
        person = session.store.get("contact", row["contact"]) or {}
        by = row.get("promised_by")
        found[row["contact"]] = EncounterFacts(
            row["contact"], str(person.get("display", "")), event.on, row.get("said", ""),
            row.get("promised", ""), date.fromisoformat(by) if by else None,
            connected=_linked(person), noted=bool(_noted(person)),
            common=_common(person.get("interests", ()), wanted),
        )  # fmt: skip
    return dict(sorted(found.items(), key=lambda item: (item[1].name.casefold(), item[0])))


def steps_of(facts: EncounterFacts) -> tuple[FollowUp, ...]:
    """The steps that are called for with one person, less promises, which stand by themselves."""
    return tuple(each for each in followups([facts]) if not each.step.is_promise)


def _followups(session: Session, event: EventFacts) -> tuple[FollowUpRow, ...]:
    """Each step with its day: before wrapping those that would be called for, then those that were."""
    found = []
    people = facts_of_encounters(session, event)
    for row in session.store.find("encounter", {"parent": event.id}):
        facts = people[row["contact"]]
        steps = steps_of(facts)
        if event.is_wrapped and row.get("steps"):
            every = steps_of(facts._replace(connected=False, noted=False))
            steps = tuple(each for each in every if each.step in row["steps"])
        found += [
            FollowUpRow(each.contact, each.name, each.what, each.by, _done(session, event, facts, each))
            for each in steps
        ]  # fmt: skip
    for row in session.store.find("commitment", {"parent": event.id}):
        if row.get("theirs") or row.get("state") == "dropped":
            continue
        name = (session.store.get("contact", row["contact"]) or {}).get("display", "")
        closed = row.get("closed_on")
        by = row.get("by") or (event.on + timedelta(days=7)).isoformat()
        found.append(FollowUpRow(
            row["contact"], name, row["what"], date.fromisoformat(by),
            date.fromisoformat(closed) if closed else None,
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each.by, each.name.casefold())))


def _done(
    session: Session, event: EventFacts, facts: EncounterFacts, step: FollowUp
) -> date | None:
    """The day on which a step was done: its list was ticked, or the log shows it."""
    for item in session.store.find("touchpoint", {"parent": event.id, "state": State.DONE.value}):
        within = (date.fromisoformat(item["due"]) - event.on).days if item.get("due") else 0
        if within == step.step.within and facts.contact in item["contacts"]:
            return date.fromisoformat(item["date"])
    if step.step is Step.CONNECT:
        return _since_when(session, facts.contact, _linked) if facts.connected else None
    if step.step is Step.NOTES:
        return _since_when(session, facts.contact, _noted) if facts.noted else None
    channels = {Step.WRITE: _WRITTEN, Step.COFFEE: _IN_PERSON}.get(step.step, ())
    for touch in session.store.find("touchpoint", {"contact": facts.contact, "state": State.DONE.value}):  # fmt: skip
        if touch["date"] > event.on.isoformat() and touch.get("channel") in channels:
            return date.fromisoformat(touch["date"])
    return None


def _since_when(session: Session, contact: str, holds: Callable[[Document], object]) -> date | None:
    """The day since which something holds of a contact, by the history of its row."""
    for entry in session.store.entries(about=contact):
        for change in session.store.changes_of(entry.seq):
            mine = change.table == "contact" and change.key == contact
            if mine and holds(change.after or {}) and not holds(change.before or {}):
                return session.clock.day_of(entry.at)
    return session.today


def _checks(playbook: Playbooks, event: EventFacts) -> list[CheckRow]:
    rows = []
    for each in playbook.book.checklists_for(event.kind):
        rows += [
            CheckRow(each.name, each.when, item.id, item.text, item.done is not None)
            for item in playbook.checklist(each.name, subject=event.id)
        ]
    return rows


def _questions(playbook: Playbooks, words: Mapping[str, str]) -> tuple[str, ...]:
    return playbook.say("prepared", words)[:_QUESTIONS]


def _encounters(session: Session, event: EventFacts) -> list[EncounterRow]:
    rows = []
    for row in session.store.find("encounter", {"parent": event.id}):
        person = session.store.get("contact", row["contact"]) or {}
        by = row.get("promised_by")
        rows.append(EncounterRow(
            row["contact"], person.get("display", ""), _place(person), row.get("said", ""),
            row.get("promised", ""), date.fromisoformat(by) if by else None,
        ))  # fmt: skip
    return sorted(rows, key=lambda each: (each.name.casefold(), each.contact))


def _whom(session: Session, event: EventFacts) -> tuple[Meet, ...]:
    attendees = []
    for key in event.expected:
        row = session.store.get("contact", key)
        if row is None:
            continue
        standing = session.store.get("standing", key) or {}
        due, last = standing.get("next_due"), standing.get("last_touch")
        work: Document = next(iter(row.get("organizations", ())), {})
        open_promises = session.store.find("commitment", {"contact": key, "state": "open"})
        attendees.append(AttendeeFacts(
            key, row.get("display", ""), work.get("name", ""), work.get("title", ""),
            tuple(row.get("interests", ())), tuple(row.get("could_help_with", ())),
            tuple(row.get("can_help_with", ())), tuple(each["what"] for each in open_promises),
            date.fromisoformat(last) if last else None,
            (session.today - date.fromisoformat(due)).days if due else 0,
        ))  # fmt: skip
    return whom_to_meet(
        attendees, topics=event.topics, companies=event.companies,
        intentions=session.config.profile.intentions, goals=event.goals,
    )  # fmt: skip


def _linked(person: Document) -> bool:
    return any("linkedin." in each.get("url", "").casefold() for each in person.get("links", ()))


def _noted(person: Document) -> object:
    return person.get("notes") or person.get("personal") or person.get("interests")


def _common(interests: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    mine = {normal_organization(each) for each in wanted}
    return tuple(each for each in interests if normal_organization(each) in mine)


def _place(person: Document) -> str:
    return str(next((each.get("name", "") for each in person.get("organizations", ())), ""))
