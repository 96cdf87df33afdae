"""The table of all settings: one row a key, from which reading, editing and the docs go."""

from __future__ import annotations

from typing import NamedTuple

from kithkeeper.config import kinds
from kithkeeper.config.kinds import KindOf


class Key(NamedTuple):
    """One setting.

    Attributes:
        path: Its dotted path; `*` stands for a name that the user chooses.
        kind: How it is read.
        default: What TOML would give for the default; None where it depends on another setting.
        description: What it does, in a sentence.
    """

    path: str
    kind: KindOf
    default: object
    description: str

    @property
    def table(self) -> str:
        """The table that it stands in."""
        return self.path.rpartition(".")[0]

    @property
    def name(self) -> str:
        """Its name within the table."""
        return self.path.rpartition(".")[2]


NUMBERS = (
    ("people_per_event", 1, 100, "How many to meet at a networking event"),
    ("arrive_early_minutes", 0, 240, "How long before its start to be there"),
    ("minutes_between_breaks", 0, 480, "How long to mingle before a break; 0 for none"),
    ("recovery_days", 0, 14, "Working days after an event with half the capacity"),
    ("one_to_one_share", 0, 100, "Per cent of touches by call or in person"),
    ("written_share", 0, 100, "Per cent of touches in writing"),
    ("introducing_weight", 0, 1000, "What introducing others weighs, 100 for as others"),
    ("listening_share", 0, 100, "Per cent of a conversation to leave to the other"),
    ("minutes_per_conversation", 1, 240, "How long to stay with one person"),
)
"""The numbers of a temperament: name, least, most, and what each is."""

KEYS = (
    Key("profile.name", kinds.TEXT, "", "Your name, for letters and introductions"),
    Key("profile.timezone", kinds.ZONE, "", "Where your days begin; empty for the system's zone"),
    Key("profile.region", kinds.REGION, "", "Country of phone numbers that are written without"),
    Key(
        "profile.language",
        kinds.LANGUAGE,
        "en",
        "Your language, such as de, as plugins are told it; what comes with Kithkeeper is in English",
    ),
    Key("profile.remind_at", kinds.CLOCK, "09:00", "When the calendar reminds you"),
    Key("profile.week_starts", kinds.WEEKDAY, "mon", "First day of your week"),
    Key(
        "profile.temperament",
        kinds.TEMPERAMENT,
        "ambivert",
        "What draws on your energy; sets capacity, goals and advice",
    ),
    Key(
        "profile.working_days",
        kinds.WEEKDAY_LIST,
        ["mon", "tue", "wed", "thu", "fri"],
        "Days on which touchpoints are planned",
    ),
    Key(
        "profile.max_per_day",
        kinds.whole(1, 1000),
        None,
        "Effort a day (message 1, call 2, coffee 4); by temperament if not set",
    ),
    Key(
        "profile.max_per_week",
        kinds.whole(1, 7000),
        None,
        "Effort a week; by temperament if not set",
    ),
    *(
        Key(
            f"profile.{name}", kinds.whole(least, most), None, f"{words}; by temperament if not set"
        )
        for name, least, most, words in NUMBERS
    ),
    Key("profile.days_off", kinds.SPANS, [], "Days, or spans FROM/TO, on which nothing is due"),
    Key("profile.pitch", kinds.TEXT, "", "Your 30-second introduction"),
    Key("profile.intentions", kinds.TEXTS, [], "What you want: topics, companies, people to meet"),
    Key("plan.weeks", kinds.whole(1, 60), 4, "How many weeks are planned ahead"),
    Key("circles.*.least", kinds.whole(0, 1_000_000), 0, "Size below which the circle is thin"),
    Key(
        "circles.*.most",
        kinds.whole(0, 1_000_000),
        0,
        "Size above which it is crowded; 0 for no limit",
    ),
    Key("circles.*.cadence", kinds.PERIOD, "3 months", "Time between two touches"),
    Key("circles.*.at_most", kinds.PERIOD_OR_NONE, "", "Time after which it alarms"),
    Key("circles.*.depth", kinds.DEPTH, "light", "The least depth of a touch that counts"),
    Key("circles.*.activities", kinds.TEXTS, [], "What suits it, the preferred first"),
    Key(
        "circles.*.ahead",
        kinds.PERIOD_OR_NONE,
        "",
        "How long before birthdays and other dates `kith today` shows them; inner a week, middle 3 days",
    ),
    Key(
        "circles.*.greet",
        kinds.TEXTS,
        [],
        'Holidays on which all of it is greeted, such as "New Year\'s Day"; needs kithkeeper-holidays',
    ),
    Key("plugins.disabled", kinds.TEXTS, [], "Plugins that are never loaded"),
)
"""Every setting of the core. A plugin's own stand in `[connections.X]` and `[plugins.NAME]`."""

TABLES = ("profile", "plan", "circles", "connections", "plugins")
"""The tables of the file."""

IN_TABLE = {
    table: {key.name: key for key in KEYS if key.table == table}
    for table in ("profile", "plan", "circles.*", "plugins")
}
"""The keys of each table by their name."""


def find(path: str) -> Key | None:
    """The row of a dotted path as the user writes it (`circles.inner.least`); None if none."""
    parts = path.split(".")
    if len(parts) == 3 and parts[0] == "circles":
        parts[1] = "*"
    return IN_TABLE.get(".".join(parts[:-1]), {}).get(parts[-1])


def near(wrong: str, known: tuple[str, ...]) -> str:
    """A question that names what was probably meant ("; did you mean 'x'?"), or nothing."""
    from difflib import get_close_matches

    close = get_close_matches(wrong.casefold(), known, n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""
