"""What calls for an activity with somebody: dates, promises, milestones, interests in common."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from kithkeeper.model.circle import Circle
from kithkeeper.model.kinds import Channel, Direction, Intent
from kithkeeper.model.partial_date import PartialDate
from kithkeeper.rules.activities import ARTICLE, COMMON_INTEREST, MILESTONE, PROMISE, activity
from kithkeeper.rules.facts import ContactFacts
from kithkeeper.rules.followups import Step, promise_step
from kithkeeper.rules.proposals import CalledFor, Occasion
from kithkeeper.services.exchanges import Exchanges
from kithkeeper.services.introductions import Introductions
from kithkeeper.services.milestones import milestones
from kithkeeper.services.session import Session
from kithkeeper.store import Document

_PROMISED: Mapping[Step, tuple[str, str]] = {
    Step.RESOURCE: (ARTICLE, "you promised to send them something"),
    Step.INTRODUCTION: (COMMON_INTEREST, "you promised them an introduction"),
}
_WAYS: Mapping[str, frozenset[Channel]] = {
    "emails": frozenset((Channel.EMAIL,)),
    "phones": frozenset((Channel.CALL, Channel.MESSAGE)),
    "links": frozenset((Channel.MESSAGE, Channel.REACTION)),
    "addresses": frozenset((Channel.LETTER,)),
}
"""What one needs to know of somebody to use a channel."""
_IN_PERSON = frozenset((Channel.COFFEE, Channel.LUNCH, Channel.VISIT, Channel.EVENT))
_MOST_MATCHES = 100_000
_OTHERWISE = (PROMISE, "you have an open promise to keep")
"""In words that any calendar may show: a reminder's reason tells no notes."""


class Calling(NamedTuple):
    """What is to be known of one contact before its next touch is proposed.

    Attributes:
        occasions: Days of the year worth a word, beside the birthday.
        called_for: Activities of its circle that something calls for, the most pressing first.
        may_ask: Whether the ledger allows to ask this contact for something.
        channels: By which they can be reached; None where nothing of that is known.
    """

    occasions: tuple[Occasion, ...]
    called_for: tuple[CalledFor, ...]
    may_ask: bool
    channels: frozenset[Channel] | None


class Callings:
    """What calls for something, read once for all contacts when the first is asked about."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._exchanges = Exchanges(session)

    def of(self, person: ContactFacts, row: Document, circle: Circle, *, past: int) -> Calling:
        """What there is to know of one contact.

        Args:
            row: Its document.
            past: How many touches there were; an interest in common calls at every other one, so
                that the circle's other activities have their turn.
        """
        calls = [*self._milestones.get(person.id, ()), *self._promises.get(person.id, ())]
        if past % 2 == 0:
            calls += self._interests.get(person.id, ())
        suited = [
            CalledFor(each, because)
            for call, because in calls
            for each in circle.activities
            if call in activity(each).calls
        ]
        may_ask = self._may_ask and person.id in self._helped
        return Calling(_occasions(row), tuple(suited), may_ask, _channels(row))

    @cached_property
    def _may_ask(self) -> bool:
        return self._exchanges.balance().may_ask

    @cached_property
    def _helped(self) -> frozenset[str]:
        """Who ever received help or insight: give before you get."""
        return frozenset(
            contact
            for act in self._exchanges.acts()
            if act.direction == Direction.GIVEN and act.kind != Intent.ASK
            for contact in act.contacts
        )

    @cached_property
    def _milestones(self) -> dict[str, list[tuple[str, str]]]:
        return {each.contact: [(MILESTONE, each.because)] for each in milestones(self._session)}

    @cached_property
    def _promises(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        promised = self._session.store.find(
            "commitment", {"state": "open", "theirs": 0}, order=("date", "id")
        )
        for row in promised:
            step = promise_step(row["what"])
            call, because = _PROMISED.get(step, _OTHERWISE)
            # A circle may lack the activity that fits best; keeping a promise fits all the same.
            ways = dict.fromkeys((call, PROMISE))
            found.setdefault(row["contact"], []).extend((way, because) for way in ways)
        return found

    @cached_property
    def _interests(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for match in Introductions(self._session, self._exchanges).matches(limit=_MOST_MATCHES):
            for side in (match.a, match.b):
                found.setdefault(side, []).append((COMMON_INTEREST, match.because))
        return found


def _occasions(row: Document) -> tuple[Occasion, ...]:
    days = ((each.get("label"), PartialDate.parse(each["date"])) for each in row.get("dates", ()))
    return tuple(
        Occasion(label or "a date of theirs", f"{on.month:02}-{on.day:02}")
        for label, on in days
        if on.month and on.day
    )


def _channels(row: Document) -> frozenset[Channel] | None:
    ways = {field: means for field, means in _WAYS.items() if row.get(field)}
    return frozenset().union(_IN_PERSON, *ways.values()) if ways else None
