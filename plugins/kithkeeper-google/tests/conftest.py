"""A People API server on loopback for each test, and a way to open the plugin against it."""

import json
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kithkeeper.hooks import PluginContext
from kithkeeper_google.settings import GoogleSettings

sys.path.insert(0, str(Path(__file__).parent))

from people_api_server import serving


@dataclass
class Account:
    """A user of the plugin: settings, clock, and what the engine would keep between pulls."""

    server: object
    folder: Path
    settings: dict = field(default_factory=dict)
    today: date = date(2026, 11, 2)
    waits: list = field(default_factory=list)
    cursor: str | None = None

    @property
    def token_file(self):
        return self.folder / "token.json"

    def context(self, **settings):
        given = {"api_endpoint": self.server.url, "token_file": str(self.token_file)}
        return PluginContext(
            api=(1, 0), plugin="google", owner="me", today=self.today,
            now=datetime(2026, 11, 2, 9, tzinfo=UTC), timezone=ZoneInfo("Europe/Berlin"),
            connection="people", data_dir=self.folder,
            settings=GoogleSettings(**given | self.settings | settings),
        )  # fmt: skip

    def login(self, **values):
        self.token_file.write_text(json.dumps({"token": "good"} | values))

    def open(self, **settings):
        from kithkeeper_google.source import open_source

        return open_source(self.context(**settings), wait=self.waits.append)

    def pull(self, source=None, cursor="kept"):
        """All pages of a pull; the cursor is kept as the engine would keep it."""
        source = source or self.open()
        pages = []
        for page in source.pull(self.cursor if cursor == "kept" else cursor):
            pages.append(page)
            self.cursor = page.checkpoint or self.cursor
        return Pulled(pages)


@dataclass
class Pulled:
    pages: list

    @property
    def complete(self):
        return self.pages[-1].complete

    @property
    def changes(self):
        return [change for page in self.pages for change in page.changes]

    @property
    def problems(self):
        return [problem for page in self.pages for problem in page.problems]

    @property
    def cards(self):
        return {c.key: c.card for c in self.changes if c.card is not None}

    @property
    def gone(self):
        return [c.key for c in self.changes if c.card is None]

    @property
    def names(self):
        return sorted(card.display_name for card in self.cards.values())

    def only(self):
        (change,) = self.changes
        return change


@pytest.fixture
def server():
    with serving() as made:
        yield made


@pytest.fixture
def google(server, tmp_path):
    account = Account(server, tmp_path)
    account.login()
    return account


@pytest.fixture
def writer(google):
    google.settings["write"] = True
    return google
