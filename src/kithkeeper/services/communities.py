"""Communities: joining, taking part, and when each is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from kithkeeper.errors import Invalid
from kithkeeper.model.kinds import Channel
from kithkeeper.model.period import Period
from kithkeeper.model.practice import Engagement, Platform
from kithkeeper.rules.presence import PresenceDue, communities_due
from kithkeeper.services.checking import checked, day_so_far
from kithkeeper.services.exchanges import Exchanges
from kithkeeper.services.finding import by_name, contact_row
from kithkeeper.services.presence import community_facts
from kithkeeper.services.session import Session
from kithkeeper.services.touchpoints import Touchpoints

if TYPE_CHECKING:
    from kithkeeper.model import Community, CommunityAct
    from kithkeeper.services.finding import Who


class Communities:
    """Places on the net where one takes part. Each call is one transaction."""

    def __init__(self, session: Session, exchanges: Exchanges, touchpoints: Touchpoints) -> None:
        self._session = session
        self._exchanges = exchanges
        self._touchpoints = touchpoints

    def add(
        self, name: str, *, platform: str = "other", link: str = "", every: str | Period = "1 week",
        joined_on: date | None = None, notes: str = "",
    ) -> Community:  # fmt: skip
        """Add a community that one joined, today if not said otherwise.

        Args:
            platform: slack, discord, x, reddit, forum or other.
            every: How often to show up there.

        Raises:
            Invalid: A value can't be taken, or there is one of this name.
        """
        from kithkeeper.identity.ids import new_id
        from kithkeeper.model import Community

        today = self._session.today
        if joined_on is not None and joined_on > today:
            raise Invalid("joined", f"{joined_on} is in the future")
        if platform.casefold() not in tuple(Platform):
            raise Invalid("platform", f"{platform!r} is none of {', '.join(Platform)}")
        if any(each.name.casefold() == name.strip().casefold() for each in self.all()):
            raise Invalid("name", f"there is a community {name.strip()!r} already")
        made = checked(Community, {
            "id": new_id(), "name": name, "platform": platform.casefold(), "link": link,
            "cadence": every, "joined_on": joined_on or today, "notes": notes,
        })  # fmt: skip
        self._write(made, f"joined {made.name}")
        return made

    def leave(self, community: str) -> Community:
        """Leave a community; what was done there stays."""
        made = self.find(community).model_copy(update={"left_on": self._session.today})
        self._write(made, f"left {made.name}")
        return made

    def log(
        self, community: str, engagement: str = "present", what: str = "", *,
        who: Sequence[Who] = (), on: date | None = None,
    ) -> CommunityAct:  # fmt: skip
        """Log that one took part; an answer, a share or an acknowledgement is in the ledger too.

        Args:
            engagement: answer, share, ask, acknowledge or present.
            who: People it was for, if any in particular; they are touched by it.

        Raises:
            Invalid: The engagement is none of these, or the day is in the future.
        """
        from kithkeeper.identity.ids import new_id
        from kithkeeper.model import CommunityAct

        place = self.find(community)
        day = day_so_far(self._session, on)
        if engagement not in tuple(Engagement):
            raise Invalid("engagement", f"{engagement!r} is none of {', '.join(Engagement)}")
        people = [contact_row(self._session.store, each)["id"] for each in who]
        way = Engagement(engagement)
        made = checked(CommunityAct, {
            "id": new_id(), "community": place.id, "engagement": way, "what": what, "on": day,
            "contacts": people,
        })  # fmt: skip
        row = made.model_dump(mode="json", exclude_defaults=True)
        with self._session.change(f"{way} in {place.name}") as work:
            work.put("community_act", made.id, {**row, "parent": place.id, "date": day.isoformat()})
            if people:
                note = f"{place.name}: {what}" if what else place.name
                self._touchpoints.log(*people, on=day, channel=Channel.COMMUNITY, note=note)
            if way.intent is not None:
                said = what or f"{way} in {place.name}"
                self._exchanges.record(people, way.intent, said, on=day, community=place.id)
        return made

    def find(self, text: str) -> Community:
        """The community that is meant: by id, name, or an unambiguous part of the name.

        Raises:
            NotFound, Ambiguous: It fits none, or several.
        """
        from kithkeeper.model import Community

        row = by_name(self._session.store, "community", text, "community")
        return Community.model_validate(row)

    def all(self, *, left: bool = False) -> list[Community]:
        """Communities by name: those one is in, or with `left` those too that one has left."""
        from kithkeeper.model import Community

        rows = [Community.model_validate(each) for each in self._session.store.find("community")]
        rows.sort(key=lambda each: each.name.casefold())
        return [each for each in rows if left or each.left_on is None]

    def due(self) -> tuple[PresenceDue, ...]:
        """When each community is due, the latest first, with the engagement done longest ago."""
        return communities_due(community_facts(self._session), self._session.today)

    def _write(self, made: Community, what: str) -> None:
        with self._session.change(what) as work:
            work.put("community", made.id, made.model_dump(mode="json", exclude_defaults=True))
