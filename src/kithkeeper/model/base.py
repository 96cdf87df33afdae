"""What every model value shares: frozen, strict about names, tolerant about nothing else."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from kithkeeper.errors import Invalid
from kithkeeper.model.partial_date import PartialDate
from kithkeeper.model.period import Period


class Value(BaseModel):
    """A frozen value; an unknown field is an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, str_strip_whitespace=True
    )


def _to_period(given: Any) -> Any:
    if not isinstance(given, str):
        return given
    try:
        return Period.parse(given)
    except Invalid as error:
        raise ValueError(error.reason) from error


def _to_partial_date(given: Any) -> Any:
    return PartialDate.parse(given) if isinstance(given, str) else given


PeriodField = Annotated[Period, BeforeValidator(_to_period), PlainSerializer(str, return_type=str)]
"""A `Period`, written in JSON as "1 month"."""

PartialDateField = Annotated[
    PartialDate, BeforeValidator(_to_partial_date), PlainSerializer(str, return_type=str)
]
"""A `PartialDate`, written in JSON as `--02-29` or whatever is known of it."""
