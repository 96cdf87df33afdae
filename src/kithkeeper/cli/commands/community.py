"""`kith community add, log, list, leave`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import subcommand
from kithkeeper.model.practice import Engagement

if TYPE_CHECKING:
    from kithkeeper.services.presence import CommunityRow

_WAYS = ", ".join(Engagement)


@click.group("community")
def community_command() -> None:
    """Take part in communities: Slack, Discord, X, Reddit, forums."""


@subcommand(community_command, "add")
@click.argument("name")
@click.option("--platform", metavar="P", default="other", help="slack, discord, x, reddit, forum.")
@click.option("--link", metavar="URL", default="", help="Its page.")
@click.option("--every", metavar="PERIOD", default="1 week", show_default=True, help="How often to show up.")  # fmt: skip
@click.option("--joined", metavar="DATE", help="The day of joining; today if not given.")
def add_one(app: App, name: str, platform: str, link: str, every: str, joined: str | None) -> None:
    """Add a community that you joined."""
    made = app.net.communities.add(
        name, platform=platform, link=link, every=every, joined_on=app.day(joined)
    )
    app.answer(made, lambda: app.say(f"{made.name}: joined {made.joined_on}, {made.cadence.adverb}."))  # fmt: skip


@subcommand(community_command, "log")
@click.argument("name")
@click.argument("words", nargs=-1, metavar="[ENGAGEMENT] [TEXT]")
@click.option(
    "--as", "engagement", type=click.Choice([each.value for each in Engagement]), help=_WAYS
)
@click.option("--with", "people", metavar="CONTACT", multiple=True, help="Whom it was for.")
@click.option("--on", metavar="DATE", help="The day; today if not given.")
def log_one(
    app: App, name: str, words: Sequence[str], engagement: str | None, people: Sequence[str],
    on: str | None,
) -> None:  # fmt: skip
    """Log that you took part: answer, share, ask, acknowledge or (if not given) present."""
    rest = list(words)
    if engagement is None and rest and rest[0] in tuple(Engagement):
        engagement = rest.pop(0)
    made = app.net.communities.log(
        name, engagement or Engagement.PRESENT, " ".join(rest), on=app.past_day(on),
        who=[app.who(each) for each in people],
    )  # fmt: skip
    app.answer(made, lambda: app.say(f"Noted: {made.engagement} on {made.on}."))


@subcommand(community_command, "list")
def list_all(app: App) -> None:
    """List your communities, and what each is due for."""
    from kithkeeper.services.presence import community_rows

    rows = community_rows(app.net.session)
    app.answer(rows, lambda: _print(app, rows))


@subcommand(community_command, "leave")
@click.argument("name")
def leave_one(app: App, name: str) -> None:
    """Leave a community; what you did there stays."""
    made = app.net.communities.leave(name)
    app.answer(made, lambda: app.say(f"{made.name}: left {made.left_on}."))


def _print(app: App, rows: Sequence[CommunityRow]) -> None:
    if not rows:
        app.say("No communities yet. `kith community add NAME` adds one; "
                "`kith checklist community-places` says where to look.")  # fmt: skip
        return
    app.table(
        ("Community", "Where", "Due", "Late", "Do", "Because"),
        ((each.name, each.platform, each.due, f"{each.days_late} d" if each.days_late > 0 else "",
          each.engagement, each.because) for each in rows),
    )  # fmt: skip
