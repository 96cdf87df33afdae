"""Checking a document against its model, with the error that names the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from kithkeeper.errors import Invalid
from kithkeeper.store import Document

if TYPE_CHECKING:
    from kithkeeper.model.base import Value

_V = TypeVar("_V", bound="Value")


def checked(model: type[_V], document: Document) -> _V:
    """The document as a value of the model.

    Raises:
        Invalid: It is none; with the first field that is wrong.
    """
    from pydantic import ValidationError

    try:
        return model.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        reason = first["msg"].removeprefix("Value error, ")
        raise Invalid(".".join(map(str, first["loc"])), reason) from error
