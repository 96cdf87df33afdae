"""The keys of `[connections.X]` for a CalDAV account, and for the calendar of touchpoints on one."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class AccountSettings(BaseModel):
    """One CalDAV account, or one calendar of it.

    Attributes:
        url: The server, the account's home, or the calendar itself; also a bare domain or an
            e-mail address, which are looked up. Empty where `config_section` says it.
        username: Account name; empty for a server that asks for none.
        password: From FIELD_env, FIELD_command or the keyring; never kept by us.
        auth_type: How the password is shown to the server.
        allow_insecure: Let the password travel over plain http to another machine.
        timeout: Seconds that one answer may keep us waiting.
        config_section: A section of the shared `calendaring-config` file to take address and
            account from; what is set here goes before it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    url: str = Field(default="", description="Address of the server, or of the calendar itself")
    username: str = Field(default="", description="Account name; empty if the server asks for none")
    password: str | None = Field(
        default=None, repr=False, description="Password", json_schema_extra={"secret": True}
    )
    auth_type: Literal["basic", "digest", "bearer"] = Field(
        default="basic", description="How the password is shown to the server"
    )
    allow_insecure: bool = Field(
        default=False, description="Let the password travel over plain http to another machine"
    )
    timeout: float = Field(
        default=30.0, gt=0, le=600, description="Seconds that one answer may keep us waiting"
    )
    config_section: str = Field(
        default="", description="Section of a calendaring-config file to take the account from"
    )


class CalDavSettings(AccountSettings):
    """The calendar that touchpoints go to.

    Attributes:
        calendar: Name of the calendar to use; made if missing. Without meaning where `url` is a
            calendar.
        as_: Whether touchpoints are events or tasks; `as` in the file. A calendar that takes only
            tasks gets tasks.
        privacy: How much of a person stands in the calendar.
        takes: Kinds of touchpoints that go here; None for all.
    """

    calendar: str = Field(
        default="Touchpoints", min_length=1, description="Name of the calendar; made if missing"
    )
    as_: Literal["event", "todo"] = Field(
        default="event",
        alias="as",
        description="Where will you look: calendar or tasks",
    )
    privacy: Literal["names", "initials", "full"] = Field(
        default="names", description="How much of a person stands in the calendar"
    )
    takes: tuple[str, ...] | None = Field(
        default=None, description="Kinds of touchpoints that go here; all if not set"
    )
