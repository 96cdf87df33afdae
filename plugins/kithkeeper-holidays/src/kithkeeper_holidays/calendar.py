"""Countries and their public holidays, as the `holidays` package has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

_ENGLISH = "en_US"
_OBSERVED = re.compile(r"\((?:.*,\s*)?(?:observed|substituted)", re.IGNORECASE)


def country_code(text: str) -> str | None:
    """The ISO 3166 code of a country by its code or its English name; None if it is not known.

    Args:
        text: As an address has it: `DE`, `DEU`, `Germany`, `united states`.
    """
    wanted = text.strip()
    if len(wanted) in (2, 3) and wanted.upper() in _codes():
        return _codes()[wanted.upper()]
    return _names().get(_plain(wanted)) or _codes().get(wanted.upper().replace(".", ""))


def days(country: str, first: date, last: date) -> Iterator[tuple[date, str]]:
    """The public holidays of a country in a span, in order; each name of a day by itself.

    Args:
        country: ISO 3166 code, as `country_code` gives it; one without data has no holidays.
    """
    for year in range(first.year, last.year + 1):
        for day, names in sorted(_year(country, year).items()):
            if first <= day <= last:
                for name in names.split("; "):
                    if not _OBSERVED.search(name):
                        yield day, name


@cache
def _year(country: str, year: int) -> Mapping[date, str]:
    from holidays import country_holidays, list_localized_countries

    spoken = list_localized_countries().get(country, ())
    try:
        return dict(
            country_holidays(country, years=year, language=_ENGLISH if _ENGLISH in spoken else None)
        )
    except NotImplementedError:
        return {}


@cache
def _codes() -> Mapping[str, str]:
    """ISO codes of two and of three letters, each with the one of two."""
    from holidays.registry import COUNTRIES

    return {
        code: codes[0] for _, *codes in COUNTRIES.values() for code in codes if code.isupper()
    } | {"UK": "GB", "USA": "US"}


@cache
def _names() -> Mapping[str, str]:
    from holidays.registry import COUNTRIES

    spelled = {_plain(key): codes[0] for key, (_, *codes) in COUNTRIES.items()}
    classes = {_plain(name): codes[0] for name, *codes in COUNTRIES.values()}
    return (
        spelled | classes | {"unitedstatesofamerica": "US", "greatbritain": "GB", "england": "GB"}
    )


def _plain(name: str) -> str:
    letters = "".join(each for each in name.casefold() if each.isalnum())
    return letters.removeprefix("the")
