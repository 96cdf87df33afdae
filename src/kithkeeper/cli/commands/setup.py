"""`kith init`."""

from __future__ import annotations

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import command
from kithkeeper.model.kinds import Temperament


@command("init")
@click.option("--name", metavar="N", help="Your name.")
@click.option("--timezone", metavar="TZ", help="Your time zone, such as Europe/Berlin.")
@click.option(
    "--temperament",
    type=click.Choice([each.value for each in Temperament]),
    help="It sets the capacity.",
)
def init_command(app: App, name: str | None, timezone: str | None, temperament: str | None) -> None:
    """Make the home of your network; one that is there is never overwritten."""
    from kithkeeper.config.template import write_default

    home = app.net.home
    if home.store.exists():
        app.net.circles.waiting()  # Where the store can't be used, nothing is made beside it.
    if app.interactive and not home.config.exists():
        name = name or click.prompt("Your name", default="", show_default=False)
        timezone = timezone or click.prompt(
            "Time zone (empty for the system's)", default="", show_default=False
        )
        temperament = temperament or click.prompt(
            "Introvert, ambivert or extravert", type=click.Choice([each.value for each in Temperament]),
            default=Temperament.AMBIVERT.value,
        )  # fmt: skip
    made = not home.config.exists()
    if made:
        write_default(
            home, name or "", timezone or "", Temperament(temperament or Temperament.AMBIVERT)
        )
    home.plugins.mkdir(parents=True, exist_ok=True, mode=0o700)
    app.reopen()
    app.net.circles.waiting()
    data = {"home": str(home.folder_config), "config": str(home.config), "store": str(home.store)}
    app.answer(data, lambda: app.say(
        f"Your network lives in {home.folder_config}."
        + ("" if made else " Its settings were there already and were left as they are.")
        + "\nNext: `kith import FILE-or-FOLDER`, then `kith triage`."
    ))  # fmt: skip
