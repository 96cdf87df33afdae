"""Reading without models: what rows leave out is filled in as the models would."""

from __future__ import annotations

from datetime import date

import pytest

from kithkeeper import Network
from kithkeeper.cli.commands.triage import keys_of
from kithkeeper.errors import Invalid
from kithkeeper.model.card import Address, Link, NamedDate, Names, Organization
from kithkeeper.model.circle import DEFAULT_CIRCLES
from kithkeeper.model.exchange import Commitment, Exchange
from kithkeeper.model.touchpoint import Touchpoint
from kithkeeper.services import showing
from kithkeeper.services.triaging import read_table

SUNDAY = date(2026, 11, 22)
REQUIRED = {"kind": "touch", "contacts": ["c"], "on": "2026-11-22", "contact": "c", "what": "w",
            "made_on": "2026-11-22", "url": "u", "label": "l", "date": "2026-11-22"}  # fmt: skip


@pytest.mark.parametrize(
    ("model", "defaults"),
    [
        (Names, showing.NAMES), (Touchpoint, showing.TOUCHPOINT), (Exchange, showing.EXCHANGE),
        (Commitment, showing.COMMITMENT), (Organization, showing.PARTS["organizations"]),
        (Address, showing.PARTS["addresses"]), (NamedDate, showing.PARTS["dates"]),
        (Link, showing.PARTS["links"]),
    ],
)  # fmt: skip
def test_the_defaults_are_those_of_the_models(model, defaults):
    """A field that a model has is never missing in `kith show`, and its default is the model's."""
    given = {
        name: "help" if model is Exchange and name == "kind" else value
        for name, value in REQUIRED.items()
        if name in model.model_fields and model.model_fields[name].is_required()
    }
    full = model.model_validate(given).model_dump(mode="json")
    assert showing.filled(defaults, given) == full
    assert list(defaults) == list(full)


def test_what_show_prints_is_what_the_models_say():
    """A lived contact: touchpoints, exchanges and promises as the models would dump them."""
    with Network.in_memory(today=SUNDAY) as net:
        ada = net.contacts.add("Ada", circle="inner", organization="Engines")
        logged = net.touchpoints.log(
            ada, channel="coffee", gave="help", what="a hint", promised="the paper", by=date(2026, 12, 1)
        )  # fmt: skip
        shown = showing.show(net.session, ada.id)
    assert logged.touchpoint.model_dump(mode="json") in shown["touchpoints"]
    assert shown["exchanges"] == [each.model_dump(mode="json") for each in logged.exchanges]
    assert shown["commitments"] == [each.model_dump(mode="json") for each in logged.commitments]
    assert shown["organizations"][0]["title"] == ""


def test_a_table_gives_lines_and_lower_case_columns():
    """The line is where the record begins, also after one that spans two."""
    data = b'Name,Circle,Note\nBob,inner,"two\nlines"\n\nCyd,middle,\n'
    assert read_table(data, "x.csv") == [
        (2, {"name": "Bob", "circle": "inner", "note": "two\nlines"}),
        (5, {"name": "Cyd", "circle": "middle", "note": ""}),
    ]


@pytest.mark.parametrize("data", [b"", b"name\nBob\n", b"circle\ninner\n"])
def test_a_table_without_its_columns_is_invalid(data):
    """It needs a circle and who."""
    with pytest.raises(Invalid, match=r"x\.csv"):
        read_table(data, "x.csv")


def test_a_key_stands_for_each_circle():
    """Numbers for all, letters for the guide's three."""
    family = DEFAULT_CIRCLES[0]._replace(name="family")
    assert keys_of([*DEFAULT_CIRCLES, family]) == {
        "1": "inner", "2": "middle", "3": "outer", "4": "family",
        "i": "inner", "m": "middle", "o": "outer",
    }  # fmt: skip
