"""The settings of a `[connections.X]` table with `plugin = "vcard"`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, model_validator


class CardSettings(BaseModel):
    """A file, a folder or an address book: `path` or `url`, not both."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = Field("", description="A .vcf file, or a folder of them (as vdirsyncer and khard)")
    url: str = Field("", description="A CardDAV server, principal or address book")
    username: str = Field("", description="The user's name at the server")
    password: str = Field(
        "",
        description="The password at the server",
        repr=False,
        json_schema_extra={"secret": True},
    )
    write: bool = Field(False, description="Write changed contacts back")
    allow_insecure: bool = Field(
        False, description="Send the password over plain http, on a network that you trust"
    )

    @model_validator(mode="after")
    def _one_place(self) -> CardSettings:
        if bool(self.path) == bool(self.url):
            raise ValueError("give either path (a file or folder) or url (a CardDAV server)")
        return self
