"""Makes a `Card` from fields that the reader has already brought into their normal form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from kithkeeper.model import Address, Card, Email, Link, NamedDate, Names, Organization, Phone

if TYPE_CHECKING:
    from pydantic import BaseModel

    M = TypeVar("M", bound=BaseModel)
else:
    M = TypeVar("M")

Values = dict[str, Any]
"""The fields of a `Card` as its validation takes them; only those that say something."""


class _Maker(Generic[M]):
    """Makes values of one model, as its `model_construct` does, from known fields and defaults.

    Validation costs a third of reading a card, most of it for the garbage collector; here the text
    is stripped, the types are right and the names are the model's own, which a test compares with
    what validation gives.
    """

    def __init__(self, model: type[M]) -> None:
        self._model = model
        self._defaults = {
            name: None if field.is_required() else field.default
            for name, field in model.model_fields.items()
        }
        self._fields = set(model.model_fields)

    def __call__(self, values: Values) -> M:
        made = self._model.__new__(self._model)
        put = object.__setattr__
        put(made, "__dict__", {**self._defaults, **values})
        put(made, "__pydantic_fields_set__", self._fields)
        put(made, "__pydantic_extra__", None)
        put(made, "__pydantic_private__", None)
        return made


_CARD, _NAMES = _Maker(Card), _Maker(Names)
_ITEMS: dict[str, _Maker[Any]] = {
    "organizations": _Maker(Organization),
    "emails": _Maker(Email),
    "phones": _Maker(Phone),
    "addresses": _Maker(Address),
    "links": _Maker(Link),
    "dates": _Maker(NamedDate),
}


def card_of(values: Values) -> Card:
    """Make the card that `Card(**values)` would be."""
    made = dict(values)
    if names := made.get("names"):
        made["names"] = _NAMES(names)
    for field, make in _ITEMS.items():
        if items := made.get(field):
            made[field] = tuple([make(item) for item in items])
    return _CARD(made)
