"""What a pull brings, where it places people, and who said it."""

from __future__ import annotations

from datetime import timedelta

from sync_contacts.home import MONDAY, card

from kithkeeper.services.provenance import provenance_of


def test_sync_contacts_a_second_pull_changes_nothing(home):
    """Neither store nor history."""
    home.source.set("a", card())
    assert home.sync().pulled.added == 1
    with home.open() as net:
        before = len(net.history.all())
    report = home.sync()
    assert (report.pulled.added, report.pulled.updated, report.pulled.removed) == (0, 0, 0)
    with home.open() as net:
        assert len(net.history.all()) == before


def test_sync_contacts_labels_place_people_in_circles(home):
    """A label named like a circle by itself, another by the config."""
    home.settings["cards"]["groups"] = {"Mentors": "inner"}
    home.source.set("a", card(tags=["Mentors"]))
    home.source.set("b", card("Bob Frost", tags=["Middle"]))
    home.source.set("c", card("Cleo Vale", tags=["chess"]))
    home.sync()
    assert {name: row.get("circle") for name, row in home.people().items()} == {
        "Ada Lovelace": "inner", "Bob Frost": "middle", "Cleo Vale": None,
    }  # fmt: skip


def test_sync_contacts_the_same_uid_twice_in_a_source_is_one_person(home):
    """A copied or linked file is no second person, and no loss when it goes."""
    home.source.set("a", card())
    home.source.set("b", card())
    home.sync()
    home.source.remove("a")
    home.sync()
    with home.open() as net:
        (ada,) = net.session.store.find("contact")
    assert [each["value"] for each in ada["emails"]] == ["ada@example.org"]
    assert not ada.get("archived")


def test_sync_contacts_everything_shown_says_who_said_it_and_since_when(home):
    """The source that first said so, the day of a change there, and the user's own words."""
    home.source.set("a", card(notes="old"))
    home.sync()
    home.today = MONDAY + timedelta(days=7)
    home.source.set("a", card(notes="new", tags=["chess"]))
    home.sync()
    home.sync()
    with home.open() as net:
        (ada,) = net.session.store.find("contact")
        net.contacts.edit(ada["id"], how_met="At a fair")
        said = provenance_of(net.session, ada["id"])
    assert said["name"] == {"by": ["cards"], "on": "2026-03-02"}
    assert said["emails:ada@example.org"] == {"by": ["cards"], "on": "2026-03-02"}
    assert said["notes"] == {"by": ["cards"], "on": "2026-03-09"}
    assert said["tags:chess"] == {"by": ["cards"], "on": "2026-03-09"}
    assert said["how_met"] == {"by": ["user"], "on": None}
