"""Introductions: who knows whom, who could introduce whom, and each introduction step by step."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from kithkeeper.errors import Invalid, NotFound, Refused
from kithkeeper.model.kinds import Direction, HelpKind, Intent, Kind, State
from kithkeeper.model.practice import ME, IntroductionState
from kithkeeper.rules import introductions as rules
from kithkeeper.services.exchanges import Exchanges
from kithkeeper.services.finding import by_beginning, contact_row, find_contact
from kithkeeper.services.session import Session
from kithkeeper.store import Document

if TYPE_CHECKING:
    from kithkeeper.model import Introduction, Relation
    from kithkeeper.services.finding import Who

_KNOWS_WELL = {"met": 1, "knows": 2, "trusts": 3}
"""Verbs of a relation, and how strong it is."""


class PathRow(NamedTuple):
    """Someone to ask, and how it goes on from them.

    Attributes:
        via: Names from that contact to the target, both included.
    """

    contact: str
    name: str
    via: tuple[str, ...]
    hops: int
    because: str


class Introductions:
    """Bringing people together. Each call is one transaction."""

    def __init__(self, session: Session, exchanges: Exchanges) -> None:
        self._session = session
        self._exchanges = exchanges

    def add(
        self, a: Who, b: Who, *, why: str = "", through: Who | None = None, event: str | None = None
    ) -> Introduction:
        """Note two people to be brought together; an open one of the two is taken up again.

        Args:
            a, b: Contacts, or "me" for yourself, who then need someone to make it.
            why: What the two would have of each other.
            through: Whom to ask to make it; None where you do.

        Raises:
            Invalid: The two are the same, or you are one of them and nobody is to make it.
        """
        from kithkeeper.identity.ids import new_id
        from kithkeeper.services.checking import checked

        first, second = self._side(a), self._side(b)
        asked = contact_row(self._session.store, through)["id"] if through else None
        known = self._open_between(first, second)
        from kithkeeper.model import Introduction

        document: Document = {
            **(known or {"id": new_id(), "a": first, "b": second, "wanted_on": self._today}),
            **({"why": why} if why else {}),
            **({"asked_of": asked} if asked else {}),
            **({"event": event} if event else {}),
        }
        made = checked(Introduction, document)
        self._write(made, f"wants to introduce {self._name(first)} and {self._name(second)}")
        return made

    def agree(self, introduction: str, who: Who) -> Introduction:
        """One side said yes.

        Raises:
            Invalid: They are no side of it.
        """
        made = self.get(introduction)
        side = self._side(who)
        if side not in (made.a, made.b):
            raise Invalid("agreed", f"{self._name(side)} is no side of it")
        changes: Document = {
            "a_agreed_on" if side == made.a else "b_agreed_on": self._session.today
        }
        after = made.model_copy(update=changes)
        state = IntroductionState.ASKED
        if rules.may_make(self._facts(after)) is None:
            state = IntroductionState.AGREED
        return self._step(made, state, f"{self._name(side)} agreed", **changes)

    def ask(self, introduction: str, *, blurb: str = "", anyway: bool = False) -> Introduction:
        """You asked the one who is to make it; an ask in the ledger.

        Raises:
            Invalid: It is you who makes it.
            Refused: The 70-20-10 rule speaks against asking them.
        """
        made = self.get(introduction)
        if made.asked_of is None:
            raise Invalid("asked", "nobody is asked for it; name them with --through")
        other = made.b if made.a == ME else made.a
        with self._session.change(f"asked {self._name(made.asked_of)} for an introduction"):
            self._exchanges.ask(
                made.asked_of, f"an introduction to {self._name(other)}", anyway=anyway
            )
            return self._step(
                made, IntroductionState.ASKED, "asked", asked_on=self._session.today, blurb=blurb
            )

    def make(self, introduction: str, *, anyway: bool = False) -> Introduction:
        """It was made: help for both in the ledger, and in two weeks one hears how it went.

        Where someone else made it for you, it is help received from them.

        Raises:
            Refused: A side has not agreed yet; `anyway` overrides.
        """
        made = self.get(introduction)
        if not made.state.is_open or made.state is IntroductionState.MADE:
            raise Invalid("made", f"the introduction is {made.state} already")
        against = None if made.asked_of else rules.may_make(self._facts(made))
        if against and not anyway:
            raise Refused(against, (
                "Ask each whether they want it: kith script fill offer-introduction",
                "Note that someone agreed with --agreed",
                "Note it all the same with --anyway",
            ))  # fmt: skip
        both = [each for each in (made.a, made.b) if each != ME]
        words = f"introduced {self._name(made.a)} and {self._name(made.b)}"
        with self._session.change(words):
            if made.asked_of:
                self._exchanges.record(
                    [made.asked_of], Intent.HELP, words, direction=Direction.RECEIVED,
                    sort=HelpKind.INTRODUCTION,
                )  # fmt: skip
            else:
                self._exchanges.record(both, Intent.HELP, words, sort=HelpKind.INTRODUCTION)
            self.relate(made.a, made.b, verb="met", how="introduced")
            done = self._step(made, IntroductionState.MADE, words, made_on=self._session.today)
            self._plan_hearing(done, both)
        return done

    def heard(self, introduction: str, how: str = "") -> Introduction:
        """You heard how it went; the reminder to ask is done.

        Raises:
            Invalid: It was not made yet.
        """
        made = self.get(introduction)
        if made.state is not IntroductionState.MADE:
            raise Invalid("heard", f"the introduction is {made.state}, not made")
        with self._session.change("heard of an introduction"):
            self._close_hearing(made, State.DONE)
            return self._step(
                made, IntroductionState.HEARD, "heard", heard_on=self._session.today, heard=how
            )

    def drop(self, introduction: str) -> Introduction:
        """It is off."""
        made = self.get(introduction)
        with self._session.change("dropped an introduction"):
            self._close_hearing(made, State.SKIPPED)
            return self._step(
                made, IntroductionState.DROPPED, "dropped", dropped_on=self._session.today
            )

    def get(self, introduction: str) -> Introduction:
        """The introduction with this id, or with a unique beginning of one.

        Raises:
            NotFound, Ambiguous: It fits none, or several.
        """
        from kithkeeper.model import Introduction

        row = by_beginning(self._session.store, "introduction", introduction)
        return Introduction.model_validate(row)

    def all(self, *, open_only: bool = True) -> list[Introduction]:
        """Introductions, the oldest wish first."""
        from kithkeeper.model import Introduction

        rows = [Introduction.model_validate(each) for each in self._rows()]
        rows.sort(key=lambda each: (each.wanted_on, each.id))
        return [each for each in rows if each.state.is_open or not open_only]

    def between(self, a: Who, b: Who) -> Introduction | None:
        """The open introduction of these two, made or not; None without one."""
        pair = {self._side(a), self._side(b)}
        return next((each for each in self.all() if {each.a, each.b} == pair), None)

    def next_step(self, made: Introduction) -> rules.NextStep | None:
        """What is to be done about it; None when nothing is."""
        return rules.next_step(self._facts(made))

    def relate(
        self, a: Who, b: Who, *, verb: str = "knows", how: str = "", since: date | None = None
    ) -> Relation:
        """Note that two people know each other; what was noted gets stronger, never weaker.

        Args:
            verb: "met", "knows" or "trusts".

        Raises:
            Invalid: They are the same, or the verb is none of the three.
        """
        from kithkeeper.model import Relation
        from kithkeeper.services.checking import checked

        if verb not in _KNOWS_WELL:
            raise Invalid("verb", f"{verb!r} is none of {', '.join(_KNOWS_WELL)}")
        first, second = self._side(a), self._side(b)
        key = "-".join(sorted((first, second)))
        before = self._session.store.get("relation", key) or {}
        strength = max(_KNOWS_WELL[verb], before.get("strength", 2) if before else 0)
        made = checked(Relation, {
            "id": key, "a": first, "b": second, "how": how or before.get("how", ""),
            "strength": strength, "since": since or before.get("since"),
        })  # fmt: skip
        with self._session.change(f"{self._name(first)} {verb} {self._name(second)}") as work:
            work.put("relation", key, made.model_dump(mode="json", exclude_defaults=True))
        return made

    def relations(self, who: Who | None = None) -> list[Relation]:
        """Who knows whom: all, or those of one contact."""
        from kithkeeper.model import Relation

        rows = [Relation.model_validate(each) for each in self._session.store.find("relation")]
        side = self._side(who) if who is not None else None
        return [each for each in rows if side is None or side in (each.a, each.b)]

    def path(self, target: str, *, limit: int = 5) -> list[PathRow]:
        """Who could introduce you to a person or to an organization, the best way first.

        Args:
            target: An organization's name, or a contact as a person would name it.

        Raises:
            NotFound: Neither a contact nor an organization goes by it.
            Ambiguous: Several contacts do.
        """
        people = self._people()
        relations = [
            rules.RelationFacts(row["a"], row["b"], row.get("strength", 2))
            for row in self._session.store.find("relation")
        ]
        ways = rules.path(self._target(target, people), people, relations, limit=limit)
        return [
            PathRow(
                way.contact, people[way.contact].name,
                tuple(people[each].name for each in way.via if each in people), way.hops, way.because,
            )
            for way in ways
        ]  # fmt: skip

    def matches(self, *, limit: int = 10) -> tuple[rules.Match, ...]:
        """Pairs of contacts who share an interest and don't know each other yet."""
        people = [
            (row["id"], row.get("display", ""), row["interests"])
            for row in self._contacts()
            if row.get("interests") and row.get("circle")
        ]
        known = [(row["a"], row["b"]) for row in self._session.store.find("relation")]
        known += [(row["a"], row["b"]) for row in self._rows()]
        return rules.matches(people, known, limit=limit)

    def _target(self, text: str, people: dict[str, rules.PersonFacts]) -> str:
        wanted = rules.normal_organization(text)
        places = {rules.normal_organization(o) for p in people.values() for o in p.organizations}
        named = [each.id for each in people.values() if each.name.casefold() == text.casefold()]
        if text in people:
            return text
        if wanted in places and len(named) != 1:
            return text
        try:
            return find_contact(self._session.store, text)
        except NotFound:
            raise NotFound("contact or organization", text) from None

    def _people(self) -> dict[str, rules.PersonFacts]:
        ranks = {each.name: each.rank for each in self._session.circles}
        touched = {
            row[0]
            for row in self._session.store.columns("standing", ["id", "last_touch"])
            if row[1]
        }
        found = {}
        for row in self._contacts():
            near = max(1, 3 - ranks.get(row.get("circle") or "", 99)) if row.get("circle") else 0
            if not near and row["id"] in touched:
                near = 1
            places = [each for each in row.get("organizations", ()) if each.get("name")]
            found[row["id"]] = rules.PersonFacts(
                row["id"], row.get("display", ""), near,
                tuple(each["name"] for each in places),
                tuple(each["name"] for each in places if each.get("current", True)),
            )  # fmt: skip
        return found

    def _contacts(self) -> list[Document]:
        where = {"archived": 0, "removed": 0, "merged_into": None}
        return self._session.store.find("contact", where)

    def _rows(self) -> list[Document]:
        return self._session.store.find("introduction")

    def _open_between(self, a: str, b: str) -> Document | None:
        for row in self._rows():
            state = IntroductionState(row.get("state", "wanted"))
            waits = state.is_open and state is not IntroductionState.MADE
            if waits and {row["a"], row["b"]} == {a, b}:
                return row
        return None

    def _plan_hearing(self, made: Introduction, both: list[str]) -> None:
        step = rules.next_step(self._facts(made))
        day = self._session.today + timedelta(days=rules.HEAR_AFTER_DAYS)
        what = step.what if step else "ask how it went"
        with self._session.change("planned to hear how an introduction went") as work:
            work.put("touchpoint", f"{made.id}h", {
                "kind": Kind.FOLLOWUP.value, "state": State.PLANNED.value,
                "contacts": list(dict.fromkeys([*both, *([made.asked_of] if made.asked_of else [])])),
                "date": day.isoformat(), "due": day.isoformat(), "parent": made.id,
                "title": f"{' and '.join(map(self._name, both))} – how did it go?",
                "what": [what], "because": step.because if step else "",
            })  # fmt: skip

    def _close_hearing(self, made: Introduction, to: State) -> None:
        item = self._session.store.get("touchpoint", f"{made.id}h")
        if item and State(item.get("state", "planned")).is_open:
            with self._session.change("closed a follow-up") as work:
                work.put("touchpoint", item["id"], {**item, "state": to.value, "date": self._today})

    def _step(
        self, made: Introduction, state: IntroductionState, what: str, **changes: object
    ) -> Introduction:
        from kithkeeper.model import Introduction
        from kithkeeper.services.checking import checked

        after = checked(Introduction, {**made.model_dump(), **changes, "state": state})
        self._write(after, what)
        return after

    def _write(self, made: Introduction, what: str) -> None:
        with self._session.change(what) as work:
            work.put("introduction", made.id, made.model_dump(mode="json", exclude_defaults=True))

    def _facts(self, made: Introduction) -> rules.IntroductionFacts:
        return rules.IntroductionFacts(
            made.state, self._name(made.a), self._name(made.b), made.a_agreed_on, made.b_agreed_on,
            made.made_on, self._name(made.asked_of) if made.asked_of else "",
        )  # fmt: skip

    def _side(self, who: Who) -> str:
        return ME if who == ME else str(contact_row(self._session.store, who)["id"])

    def _name(self, side: str) -> str:
        if side == ME:
            return rules.YOU
        return str((self._session.store.get("contact", side) or {}).get("display", side))

    @property
    def _today(self) -> str:
        return self._session.today.isoformat()
