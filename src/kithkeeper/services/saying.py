"""What is known for filling a script: of the contact, the last touch and the networking event."""

from __future__ import annotations

from datetime import date

from kithkeeper.model.kinds import State
from kithkeeper.rules.followups import Step, promise_step
from kithkeeper.services.reading import touchpoints_of
from kithkeeper.services.session import Session
from kithkeeper.store import Document

_LONGEST_TOPIC = 80
"""Characters of a note that may stand as a topic; a longer one is a story."""

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip


def facts_about(session: Session, row: Document, event: str | None = None) -> dict[str, str]:
    """Words by slot name for a message to this contact; what is unknown is left out.

    Args:
        event: Id of the networking event it is about; else the last one where you met.
    """
    facts = {"name": greeting_name(row), **_of_person(row)}
    facts |= _of_last_touch(session, row)
    facts |= _of_event(session, row, event)
    return {name: words for name, words in facts.items() if words}


def greeting_name(row: Document) -> str:
    """What someone is called in a greeting: a nickname, the given name, or the name shown."""
    names = row.get("names", {})
    nickname = next(iter(names.get("nicknames", ())), "")
    shown = str(row.get("display", ""))
    first = shown.split(maxsplit=1)[0] if shown and not row.get("names") else shown
    return str(nickname or names.get("given") or first)


def _of_person(row: Document) -> dict[str, str]:
    work: Document = next(iter(row.get("organizations", ())), {})
    title, place = work.get("title", ""), work.get("name", "")
    interests = row.get("interests", ())
    return {
        "name_role": " at ".join(part for part in (title, place) if part),
        "personal": next(iter(row.get("personal", ())), ""),
        "topic": next(iter(interests), ""),
        "specific_topic": next(iter(interests), ""),
        "specific_area": next(iter(interests), ""),
    }


def _of_last_touch(session: Session, row: Document) -> dict[str, str]:
    done = [each for each in touchpoints_of(session, row["id"]) if each.get("state") == State.DONE]
    if not done:
        return {}
    last = done[0]
    on = date.fromisoformat(last["date"])
    lines = last.get("note", "").split("\n")
    topic = lines[0].strip().rstrip(".")
    return {
        "last_month": f"{_MONTHS[on.month - 1]} {on.year}",
        **({"topic": topic} if topic and len(topic) <= _LONGEST_TOPIC else {}),
    }


def _of_event(session: Session, row: Document, event: str | None) -> dict[str, str]:
    where = {"contact": row["id"], **({"parent": event} if event else {})}
    met = session.store.find("encounter", where, order=("date", "id"))
    if not met:
        return {}
    last = met[-1]
    held = session.store.get("networking_event", last["event"]) or {}
    said = last.get("said", "").split("\n")[0].rstrip(".")
    promised = last.get("promised", "")
    return {
        "event": held.get("name", ""),
        "when": _ago(date.fromisoformat(last["on"]), session.today),
        **({"topic": said} if said else {}),
        **({"what": promised} if promised and promise_step(promised) is Step.RESOURCE else {}),
    }


def _ago(on: date, today: date) -> str:
    """When it was, as it is said in a message that goes out today."""
    days = (today - on).days
    if days in (0, 1):
        return "today" if days == 0 else "yesterday"
    if days < 7:
        return f"on {on:%A}"
    return "last week" if days < 14 else f"on {on.day} {_MONTHS[on.month - 1]}"
