"""The brief before a meeting: gathered from rows, put on one screen by the rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from kithkeeper.model.kinds import State
from kithkeeper.model.partial_date import PartialDate
from kithkeeper.rules.brief import BriefFacts, PromiseFacts, Section, brief
from kithkeeper.rules.missing import QUESTIONS
from kithkeeper.services.exchanges import Exchanges
from kithkeeper.services.finding import contact_row
from kithkeeper.services.notes import said
from kithkeeper.services.reading import touchpoints_of
from kithkeeper.services.session import Session
from kithkeeper.services.showing import how_met, show

_NEAR_DAYS = 30


def brief_of(session: Session, contact: str) -> tuple[Section, ...]:
    """One contact on one screen."""
    row = contact_row(session.store, contact)
    shown = show(session, row["id"])
    first: dict[str, Any] = next((each for each in shown["organizations"] if each["current"]), {})
    work = ", ".join(part for part in (first.get("title", ""), first.get("name", "")) if part)
    balance = Exchanges(session).balance(row["id"])
    return brief(BriefFacts(
        name=row.get("display", ""),
        role=work,
        circle=f"{row['circle']} circle" if row.get("circle") else "no circle yet",
        how_met=how_met(shown),
        words=tuple(_words(session, row["id"])),
        promises=tuple(
            PromiseFacts(each["what"], date.fromisoformat(each["by"]) if each["by"] else None, each["theirs"])
            for each in shown["commitments"] if each["state"] == "open"
        ),
        dates=tuple(_dates(session, row)),
        personal=tuple(shown["personal"]),
        interests=tuple(shown["interests"]),
        can_help_with=tuple(shown["can_help_with"]),
        could_help_with=tuple(shown["could_help_with"]),
        question=_question(shown, first.get("name", "")),
        ledger=(balance.because[0], balance.because[-1]),
        missing=tuple(each.replace("_", " ") for each in shown["missing"]),
    ))  # fmt: skip


def _question(shown: dict[str, Any], company: str) -> str:
    """What to ask: what is not known yet, else a question of the playbook, the next one each time."""
    unknown = [each for each in shown["missing"] if each not in ("name", "last_interaction")]
    if unknown:
        return QUESTIONS[unknown[0]]
    from kithkeeper.playbook import built_in

    interests = shown["interests"]
    turn = len(shown["touchpoints"])
    words = {"topic": interests[turn % len(interests)], "company": company}
    said = built_in().say("prepared", {name: word for name, word in words.items() if word})
    return said[turn % len(said)]


def brief_document(session: Session, contact: str) -> dict[str, Any]:
    """The brief as JSON values: the contact's id and name, and the sections."""
    row = contact_row(session.store, contact)
    sections = brief_of(session, row["id"])
    return {
        "contact": row["id"],
        "name": row.get("display", ""),
        "sections": [{"title": each.title, "lines": list(each.lines)} for each in sections],
    }


def _words(session: Session, contact: str) -> list[tuple[date, str, str]]:
    done = [each for each in touchpoints_of(session, contact) if each.get("state") == State.DONE][
        :3
    ]
    return [
        (
            date.fromisoformat(each["date"]),
            each.get("channel") or each["kind"],
            said(each.get("note", "")),
        )
        for each in done
    ]


def _dates(session: Session, row: dict[str, Any]) -> list[str]:
    found = []
    known = [("birthday", row["birthday"])] if row.get("birthday") else []
    known += [(each["label"], each["date"]) for each in row.get("dates", ())]
    for label, text in known:
        on = PartialDate.parse(text).on_or_after(session.today)
        if on is not None and (on - session.today).days <= _NEAR_DAYS:
            found.append(f"{label} on {on:%-d %b}")
    return found
