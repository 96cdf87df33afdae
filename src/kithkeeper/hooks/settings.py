"""Checking a table of the config against the model of a plugin, with each mistake's full path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from kithkeeper.config.keys import near
from kithkeeper.config.shared import SHARED
from kithkeeper.errors import Invalid
from kithkeeper.hooks.secrets import SUFFIXES, argv

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo


class Field(NamedTuple):
    """One setting of a plugin, as `kith connect` asks for it.

    Attributes:
        name: Its key in the config.
        kind: Its type, for people.
        default: Its default as text; empty where it is required or has none.
        secret: Whether it must not be shown, and may stand as NAME_env and so on.
    """

    name: str
    description: str
    kind: str
    default: str
    required: bool
    secret: bool


def fields(model: type[BaseModel]) -> list[Field]:
    """The settings of a model, in its order."""
    from pydantic_core import PydanticUndefined

    return [
        Field(
            name=_key(name, info),
            description=info.description or "",
            kind=getattr(info.annotation, "__name__", str(info.annotation)),
            default="" if info.default in (PydanticUndefined, None) else str(info.default),
            required=info.is_required(),
            secret=_is_secret(info),
        )
        for name, info in model.model_fields.items()
    ]


def secret_names(models: Iterable[type[BaseModel]]) -> frozenset[str]:
    """Keys of the secret settings of models."""
    return frozenset(each.name for model in models for each in fields(model) if each.secret)


def validate(
    path: str, table: Mapping[str, object], model: type[BaseModel], known: frozenset[str]
) -> BaseModel:
    """The settings of a table, without its secrets, as the model has them.

    Args:
        path: Where the table stands, such as `connections.home`.
        table: The table as TOML gave it.
        model: The plugin's model.
        known: Keys that may stand there besides those of the model.

    Raises:
        Invalid: A key is unknown or a value doesn't fit; the field is the key's full path.
    """
    from pydantic import ValidationError

    rows = fields(model)
    own = {each.name for each in rows} | _other_names(model)
    secret = {each.name for each in rows if each.secret}
    check_keys(path, table, own | known, secret)
    given = {key: value for key, value in table.items() if key in own - secret}
    given |= {each.name: "" for each in rows if each.secret and each.required}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join([path, *map(str, first["loc"])])
        raise Invalid(place, first["msg"].removeprefix("Value error, ")) from None


def check_keys(
    path: str, table: Mapping[str, object], known: Iterable[str], secret: Iterable[str]
) -> None:
    """Name the first key that nobody knows, or a secret that is given in two ways or wrongly."""
    spelt = {name: [name, *(name + suffix for suffix in SUFFIXES)] for name in sorted(secret)}
    allowed = (*known, *(each for names in spelt.values() for each in names))
    for key in table:
        if key not in allowed:
            raise Invalid(f"{path}.{key}", f"is not a setting{near(key, allowed)}")
    for name, spellings in spelt.items():
        used = [each for each in spellings if each in table]
        if len(used) > 1:
            raise Invalid(f"{path}.{used[1]}", f"is given as {used[0]} already; keep one")
        _check_spelling(path, name, table)


def _check_spelling(path: str, name: str, table: Mapping[str, object]) -> None:
    variable, command = f"{name}_env", f"{name}_command"
    if variable in table and not (isinstance(table[variable], str) and table[variable]):
        raise Invalid(f"{path}.{variable}", "must be the name of a variable, in quotes")
    if command in table:
        try:
            argv(table[command])
        except Invalid as error:
            raise Invalid(f"{path}.{command}", error.reason) from None


def shared_keys() -> frozenset[str]:
    """Keys that every connection may have."""
    return frozenset(SHARED)


def _key(name: str, info: FieldInfo) -> str:
    alias = info.validation_alias if isinstance(info.validation_alias, str) else info.alias
    return alias or name


def _other_names(model: type[BaseModel]) -> set[str]:
    """Names by which fields with an alias may be given besides."""
    return set(model.model_fields) if model.model_config.get("populate_by_name") else set()


def _is_secret(info: FieldInfo) -> bool:
    extra = info.json_schema_extra
    return isinstance(extra, Mapping) and extra.get("secret") is True
