"""What the next touch with somebody should be, from all that is known when it is planned."""

from __future__ import annotations

from functools import cached_property

from kithkeeper.model.kinds import Channel
from kithkeeper.rules import capacity
from kithkeeper.rules.facts import ContactFacts
from kithkeeper.rules.proposals import Proposal, propose_touch
from kithkeeper.rules.temperament import Numbers, numbers_of
from kithkeeper.services.callings import Callings
from kithkeeper.services.session import Session
from kithkeeper.services.standings import happened
from kithkeeper.store import Document


class Proposer:
    """Proposes activity, channel and intent; what an open item already says stays as it is."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._callings = Callings(session)

    def propose(self, person: ContactFacts, item: Document | None = None) -> Proposal:
        """The next touch with a contact that has a circle and a due date.

        Args:
            item: Its open touchpoint, if it has one.
        """
        assert person.next_due is not None
        circle = self._session.circle(person.circle or "")
        past = self._past.get(person.id, 0)
        known = item is not None and bool(item.get("activity"))
        row = {} if known else self._session.store.get("contact", person.id) or {}
        calling = None if known else self._callings.of(person, row, circle, past=past)
        made = propose_touch(
            person, circle, past=past, due=person.next_due,
            temperament=self._session.config.profile.temperament, numbers=self._numbers,
            occasions=calling.occasions if calling else (),
            called_for=calling.called_for if calling else (),
            may_ask=calling is not None and calling.may_ask,
            channels=calling.channels if calling else None,
        )  # fmt: skip
        if item and item.get("channel"):
            channel = Channel(item["channel"])
            return made._replace(channel=channel, effort=capacity.effort(channel))
        return made

    @cached_property
    def _numbers(self) -> Numbers:
        return numbers_of(self._session.config.profile)

    @cached_property
    def _past(self) -> dict[str, int]:
        """How many touches there were by contact; what is still open is none."""
        store = self._session.store
        done = happened(store)
        return {who: sum(key in done for key in ids) for who, ids in store.participants().items()}
