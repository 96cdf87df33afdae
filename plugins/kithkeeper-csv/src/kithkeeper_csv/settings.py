"""What can be set under `[plugins.csv]`."""

from __future__ import annotations

import codecs

from pydantic import BaseModel, ConfigDict, Field, field_validator

from kithkeeper_csv.mapping import FIELDS, is_field


class CsvSettings(BaseModel):
    """Settings of the plugin; none is needed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    me: tuple[str, ...] = Field(
        default=(),
        description="Your own e-mail addresses and profiles, so that messages know who is you",
    )
    columns: dict[str, str] = Field(
        default_factory=dict,
        description="What columns of unknown CSV files mean; an empty meaning leaves one out",
    )
    encoding: str = Field(
        default="",
        description="Encoding of files that are neither UTF-8, UTF-16 nor Windows-1252",
    )

    @field_validator("columns")
    @classmethod
    def _known_fields(cls, given: dict[str, str]) -> dict[str, str]:
        for column, field in given.items():
            if not is_field(field):
                raise ValueError(f"{column}: {field!r} is none of {', '.join(FIELDS)}")
        return given

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, given: str) -> str:
        try:
            return codecs.lookup(given).name if given else ""
        except LookupError as error:
            raise ValueError(f"{given!r} is no encoding that is known") from error
