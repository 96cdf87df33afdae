"""A changed order of the connections left the old source's name until its card changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kithkeeper import Network

pytest.importorskip("kithkeeper_vcard")

CARD = "BEGIN:VCARD\nVERSION:3.0\nUID:{uid}\nFN:Ada Lovelace\nEMAIL:ada@x.org\nTITLE:{title}\nEND:VCARD\n"


def _home(tmp_path: Path, *names: str) -> Path:
    tables = (
        f'[connections.{name}]\nplugin = "vcard"\npath = "{tmp_path / name}.vcf"\n'
        for name in names
    )
    (tmp_path / "config.toml").write_text("\n".join(tables), encoding="utf-8")
    return tmp_path


def _title(home: Path) -> str:
    with Network.open(home / "kith.db", config=home / "config.toml") as net:
        net.sync()
        (ada,) = net.contacts.all()
        return str(ada.title)


def test_the_next_sync_follows_the_new_order(tmp_path: Path) -> None:
    """The highest source decides a title; swapping the two needs no change of a card."""
    for name, title in (("home", "Countess"), ("office", "Analyst")):
        card = CARD.format(uid=name, title=title)
        (tmp_path / f"{name}.vcf").write_text(card, encoding="utf-8")
    assert _title(_home(tmp_path, "home", "office")) == "Countess"
    assert _title(_home(tmp_path, "office", "home")) == "Analyst"
    assert _title(_home(tmp_path, "home", "office")) == "Countess"


def test_the_same_order_writes_nothing(tmp_path: Path) -> None:
    """A sync in which nothing changed leaves no entry in the history."""
    for name in ("home", "office"):
        card = CARD.format(uid=name, title=name)
        (tmp_path / f"{name}.vcf").write_text(card, encoding="utf-8")
    home = _home(tmp_path, "home", "office")
    with Network.open(home / "kith.db", config=home / "config.toml") as net:
        net.sync()
        before = [each.id for each in net.history.all()]
        net.sync()
        assert [each.id for each in net.history.all()] == before
