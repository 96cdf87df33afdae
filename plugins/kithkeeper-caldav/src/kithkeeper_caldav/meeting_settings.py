"""What can be set for meetings: `[plugins.meetings]`, and `[connections.X]` with that plugin."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from kithkeeper_caldav.settings import AccountSettings

_ME = "Your own e-mail addresses, so that you are no guest of your own meetings"


class MeetingFileSettings(BaseModel):
    """Settings of the plugin; none is needed.

    Attributes:
        me: The user's own addresses.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    me: tuple[str, ...] = Field(default=(), description=_ME)


class MeetingSettings(AccountSettings):
    """One calendar that is only read.

    Attributes:
        calendar: Its name; without meaning where `url` is a calendar.
        days: How far back the first run looks.
        me: The user's own addresses; the account's name is one where it is an address.
    """

    calendar: str = Field(default="", description="Name of the calendar that is read")
    days: int = Field(
        default=365, ge=1, le=3660, description="How many days back meetings are taken"
    )
    me: tuple[str, ...] = Field(default=(), description=_ME)
