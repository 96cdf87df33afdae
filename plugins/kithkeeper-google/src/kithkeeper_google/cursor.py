"""What a pull hands to the next one, as text: tokens, labels and how people are called."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

from kithkeeper_google.keys import Keys

FULL_EVERY = timedelta(days=6)
"""A sync token dies seven days after the full pull it began with; we are there first."""


@dataclass(frozen=True)
class Cursor:
    """Where a pull stood when it was complete.

    Attributes:
        fingerprint: The parameters that the tokens belong to.
        full: The day of the last full pull.
        sync: The sync token of the contacts.
        other: The sync token of the “Other contacts”; empty without them.
        groups: The labels: name by resource name.
    """

    fingerprint: str
    full: date
    sync: str
    other: str = ""
    groups: dict[str, str] = field(default_factory=dict)
    keys: Keys = field(default_factory=Keys)

    def __str__(self) -> str:
        return json.dumps(asdict(self) | {"full": self.full.isoformat()}, separators=(",", ":"))

    @classmethod
    def parse(cls, written: str | None) -> Cursor | None:
        """Read a cursor; None where there is none, or none of ours."""
        if written is None:
            return None
        try:
            values = json.loads(written)
            keys = Keys(**values.pop("keys"))
            return cls(**values | {"full": date.fromisoformat(values["full"]), "keys": keys})
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def goes_on(self, fingerprint: str, groups: dict[str, str], today: date) -> bool:
        """Whether a pull may ask for the changes since then; if not, it asks for everything.

        A label that was renamed changes its members, and no sync tells of them.
        """
        fresh = timedelta(0) <= today - self.full < FULL_EVERY
        return (
            bool(self.sync) and fresh and (fingerprint, groups) == (self.fingerprint, self.groups)
        )
