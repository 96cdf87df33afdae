"""The settings of a `[connections.X]` table with `plugin = "google"`."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from kithkeeper_google.endpoints import trusted

READ_SCOPE = "https://www.googleapis.com/auth/contacts.readonly"
WRITE_SCOPE = "https://www.googleapis.com/auth/contacts"
OTHER_SCOPE = "https://www.googleapis.com/auth/contacts.other.readonly"


class GoogleSettings(BaseModel):
    """One Google account. Every key has a default; `kith connect google` asks for the first two."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    client_secrets_file: str = Field(
        default="",
        description="The JSON file of your OAuth client (type “Desktop app”) that the Google Cloud "
        "console lets you download; needed for logging in, not afterwards.",
    )
    token_file: str = Field(
        default="",
        description="Where the login is kept, as authorized-user JSON with mode 0600; "
        "empty for a file of the connection's name in the plugin's own folder.",
    )
    write: bool = Field(
        default=False,
        description="Whether changes made here are written to Google. Asks Google for the right "
        "to change contacts; without it the login can only read.",
    )
    groups: dict[str, str] = Field(
        default_factory=dict,
        description="Label to circle: a contact with that label is placed in that circle.",
    )
    other_contacts: bool = Field(
        default=False,
        description="Whether “Other contacts” (people you once wrote to) are read too.",
    )
    api_endpoint: str = Field(
        default="https://people.googleapis.com/",
        description="Address of the People API; another one for tests. Plain http on loopback only.",
    )
    timeout: float = Field(
        default=60.0, gt=0, le=600, description="Seconds to wait for an answer before trying again."
    )

    @field_validator("api_endpoint")
    @classmethod
    def _endpoint_is_trusted(cls, value: str) -> str:
        if "?" in value or "#" in value:
            raise ValueError("must be the address of a server, with a path at most")
        return trusted(value).rstrip("/") + "/"

    def token_path(self, data_dir: Path, connection: str) -> Path:
        """The file that holds the login."""
        if self.token_file:
            return Path(self.token_file).expanduser()
        return data_dir / f"{connection or 'google'}.token.json"

    @property
    def scopes(self) -> tuple[str, ...]:
        """What Google is asked for: reading, unless `write` says otherwise."""
        contacts = WRITE_SCOPE if self.write else READ_SCOPE
        return (contacts, OTHER_SCOPE) if self.other_contacts else (contacts,)

    def missing(self, granted: object) -> tuple[str, ...]:
        """The scopes that were needed and not granted; none where nobody knows what was granted."""
        if not isinstance(granted, list) or not granted:
            return ()
        has = set(granted)
        if WRITE_SCOPE in has:
            has.add(READ_SCOPE)
        return tuple(scope for scope in self.scopes if scope not in has)
