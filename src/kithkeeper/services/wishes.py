"""What the settings say about taking contacts in: the order of sources, and labels as circles."""

from __future__ import annotations

from collections.abc import Mapping

from kithkeeper.services.session import Session
from kithkeeper.sync.placing import Wishes


def wishes(
    session: Session,
    *,
    groups: Mapping[str, str] | None = None,
    circle: str | None = None,
    tags: tuple[str, ...] = (),
) -> Wishes:
    """The wishes for one source; a label named like a circle places people in it by default."""
    mapped = {each.name.casefold(): each.name for each in session.circles}
    for label, name in (groups or {}).items():
        mapped[label.casefold()] = session.circle(name).name
    return Wishes(
        today=session.today,
        order=tuple(session.config.connections),
        region=session.config.profile.region,
        groups=mapped,
        circle=circle,
        tags=tags,
    )
