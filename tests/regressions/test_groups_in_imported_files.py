"""Group cards in imported files were told as rejected people, and their members got no tag."""

from __future__ import annotations

from pathlib import Path

import pytest

from kithkeeper import Network
from kithkeeper.errors import NotFound

pytest.importorskip("kithkeeper_vcard")

GROUP = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:grp\r\nFN:Mentors\r\nN:Mentors;;;;\r\n"
    "X-ADDRESSBOOKSERVER-KIND:group\r\n{members}END:VCARD\r\n"
)
KIND = (
    "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:in\r\nKIND:group\r\nFN:Inner\r\n"
    "MEMBER:urn:uuid:bob\r\nEND:VCARD\r\n"
)


def _group(*members: str) -> str:
    lines = "".join(f"X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:{each}\r\n" for each in members)
    return GROUP.format(members=lines)


def _person(uid: str, name: str, more: str = "") -> str:
    return f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nFN:{name}\r\n{more}END:VCARD\r\n"


def _tags(net: Network) -> dict[str, tuple[str, ...]]:
    return {each.name: tuple(each.tags) for each in net.contacts.all()}


def test_a_group_before_and_one_after_their_members_tag_them(tmp_path: Path) -> None:
    """Both are no cards; a group named like a circle places its members; again changes nothing."""
    file = tmp_path / "all.vcf"
    people = _person("ada", "Ada A", "CATEGORIES:work\r\n") + _person("urn:uuid:bob", "Bob B")
    file.write_bytes((_group("ada", "bob", "nobody") + people + KIND).encode())
    with Network.open(home=tmp_path) as net:
        first = net.imports.files([file])
        assert (first.cards, first.tally.added, first.tally.rejected) == (2, 2, 0)
        assert first.problems == []
        assert _tags(net) == {"Ada A": ("work", "Mentors"), "Bob B": ("Mentors", "Inner")}
        assert {each.name: each.circle for each in net.contacts.all()} == {
            "Ada A": None,
            "Bob B": "inner",
        }
        again = net.imports.files([file])
        assert (again.cards, again.tally.unchanged, again.tally.updated) == (2, 2, 0)


def test_a_group_in_a_file_of_its_own_tags_members_in_other_files(tmp_path: Path) -> None:
    """Address books that keep a file a card keep groups so; who left a group loses its tag."""
    (tmp_path / "a.vcf").write_bytes(_group("ada", "cem").encode())
    (tmp_path / "b.vcf").write_bytes(_person("ada", "Ada A").encode())
    (tmp_path / "c.vcf").write_bytes(_person("cem", "Cem C", "CATEGORIES:Mentors\r\n").encode())
    with Network.open(home=tmp_path) as net:
        net.imports.files([tmp_path])
        assert _tags(net) == {"Ada A": ("Mentors",), "Cem C": ("Mentors",)}
        (tmp_path / "a.vcf").write_bytes(_group().encode())
        again = net.imports.files([tmp_path])
        assert _tags(net) == {"Ada A": (), "Cem C": ("Mentors",)}
        assert (again.tally.updated, again.tally.unchanged, again.cards) == (1, 1, 2)


def test_a_group_without_a_name_is_rejected_with_its_line(tmp_path: Path) -> None:
    """There is no tag that it could be."""
    file = tmp_path / "all.vcf"
    file.write_bytes((_person("ada", "Ada A") + _group("ada").replace("Mentors", "")).encode())
    with Network.open(home=tmp_path) as net:
        found = net.imports.files([file])
        assert (found.tally.added, found.tally.rejected) == (1, 1)
        assert [(each.line, each.reason) for each in found.problems] == [
            (6, "a group without a name, not a person")
        ]


def test_undoing_the_import_takes_the_groups_back(tmp_path: Path) -> None:
    """What a group gave is a part of the import's entry."""
    file = tmp_path / "all.vcf"
    file.write_bytes(_person("ada", "Ada A").encode())
    with Network.open(home=tmp_path) as net:
        net.imports.files([file])
        file.write_bytes((_person("ada", "Ada A") + _group("ada")).encode())
        net.imports.files([file])
        assert _tags(net) == {"Ada A": ("Mentors",)}
        net.history.undo()
        assert _tags(net) == {"Ada A": ()}
        with pytest.raises(NotFound):
            net.contacts.get("Mentors")
