"""The same people from several files: who becomes one, who stays two, and what a re-import does."""

from datetime import date

import pytest

from kithkeeper import Network

TODAY = date(2026, 11, 22)

VCARDS = """BEGIN:VCARD
VERSION:3.0
UID:u-ada
FN:Ada Lovelace
N:Lovelace;Ada;;;
EMAIL:ada@example.org
TEL:+49 30 1234567
END:VCARD
BEGIN:VCARD
VERSION:3.0
UID:u-will
FN:William King
EMAIL:family@example.org
TEL:+49 30 1234567
END:VCARD
BEGIN:VCARD
VERSION:3.0
UID:u-carl
FN:Charles Babbage
EMAIL:charles@example.org
END:VCARD
"""
LINKEDIN = """Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Ada,Lovelace,https://www.linkedin.com/in/ada-l,ADA@example.org,Analytical Engines,Analyst,05 Mar 2024
Charles,Babbage,https://www.linkedin.com/in/cbabbage,charles@example.org,Difference Ltd,Inventor,06 Mar 2024
Byron,King,https://www.linkedin.com/in/byron-k,family@example.org,,,07 Mar 2024
"""
GOOGLE = """First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value
Ada,,Lovelace,,,,,,,,Analytical Engines,,,1815-12-10,,,* myContacts,* Work,ada@example.org,Mobile,+49 30 1234567
Annabella,,King,,,,,,,,,,,,,,* myContacts,* Home,family@example.org,,
"""
MESSAGES = """CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER
c1,,Ada Lovelace,https://www.linkedin.com/in/ada-l,Me Myself,https://www.linkedin.com/in/me,2026-11-02 10:00:00 UTC,,Hello,INBOX
c1,,Me Myself,https://www.linkedin.com/in/me,Ada Lovelace,https://www.linkedin.com/in/ada-l,2026-11-03 10:00:00 UTC,,Hello back,SENT
c2,,Nobody Known,https://www.linkedin.com/in/nobody,Me Myself,https://www.linkedin.com/in/me,2026-11-04 10:00:00 UTC,,Buy,INBOX
"""
MEETINGS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:m-1
DTSTAMP:20261101T100000Z
DTSTART:20261105T100000Z
DTEND:20261105T110000Z
SUMMARY:Engine talk
ORGANIZER:mailto:me@example.net
ATTENDEE;CN=Charles:mailto:charles@example.org
END:VEVENT
BEGIN:VEVENT
UID:m-2
DTSTAMP:20261101T100000Z
DTSTART:20270105T100000Z
DTEND:20270105T110000Z
SUMMARY:Not yet
ORGANIZER:mailto:me@example.net
ATTENDEE;CN=Charles:mailto:charles@example.org
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def net(tmp_path):
    (tmp_path / "home").mkdir()
    config = (
        '[plugins.csv]\nme = ["me@example.net", "Me Myself", "https://www.linkedin.com/in/me"]\n'
    )
    (tmp_path / "home" / "config.toml").write_text(config)
    with Network.open(home=tmp_path / "home", clock=TODAY) as opened:
        yield opened


@pytest.fixture
def files(tmp_path):
    found = {}
    for name, text in (("cards.vcf", VCARDS), ("Connections.csv", LINKEDIN), ("google.csv", GOOGLE),
                       ("messages.csv", MESSAGES), ("past.ics", MEETINGS)):  # fmt: skip
        found[name] = tmp_path / name
        found[name].write_text(text)
    return found


def counts(done):
    return {name: count for name, count in vars(done.tally).items() if count}


def people(net):
    rows = net.session.store.find("contact", {"merged_into": None, "archived": 0}, order=("sort",))
    return {row["display"]: row for row in rows}


def test_the_same_people_of_three_sources_are_one_each(net, files):
    """Ada and Charles by their address and name; four Kings of one address stay four."""
    assert counts(net.imports.files([files["cards.vcf"]])) == {"added": 3}
    assert counts(net.imports.files([files["Connections.csv"]])) == {"added": 1, "merged": 2}
    assert counts(net.imports.files([files["google.csv"]])) == {"added": 1, "merged": 1}

    found = people(net)
    assert list(found) == [
        "Ada Lovelace",
        "Annabella King",
        "Byron King",
        "Charles Babbage",
        "William King",
    ]
    ada = found["Ada Lovelace"]
    assert [each["value"].casefold() for each in ada["emails"]] == ["ada@example.org"]
    assert (ada["birthday"], ada["organizations"][0]["name"]) == (
        "1815-12-10",
        "Analytical Engines",
    )
    assert len(net.session.store.find("link", {"contact": ada["id"]})) == 3


def test_the_order_of_the_sources_makes_no_other_people(net, files):
    """All at once, the other way round: the same five."""
    net.imports.files([files["google.csv"], files["Connections.csv"], files["cards.vcf"]])
    assert list(people(net)) == [
        "Ada Lovelace",
        "Annabella King",
        "Byron King",
        "Charles Babbage",
        "William King",
    ]


def test_a_re_import_changes_nothing(net, files):
    """All is unchanged, no history entry is written, no touch counts twice."""
    everything = list(files.values())
    net.imports.files(everything)
    before = {table: net.session.store.find(table) for table in ("contact", "link", "touchpoint")}
    entries = len(net.history.all())
    again = net.imports.files(everything)

    assert counts(again) == {"unchanged": 8}
    assert again.touches == 0
    assert {table: net.session.store.find(table) for table in before} == before
    assert len(net.history.all()) == entries


def test_a_re_import_after_a_merge_and_an_edit_keeps_both(net, files):
    """What the user joined and wrote is not taken apart by the file."""
    net.imports.files([files["cards.vcf"]])
    found = people(net)
    net.contacts.merge(found["Ada Lovelace"]["id"], found["William King"]["id"])
    net.contacts.edit(found["Ada Lovelace"]["id"], {"name": "Ada King"})

    assert counts(net.imports.files([files["cards.vcf"]])) == {"unchanged": 3}
    assert list(people(net)) == ["Ada King", "Charles Babbage"]


def test_someone_who_changes_job_name_and_address_stays_one_by_the_uid(net, files):
    """The card of the same UID is the same person, whatever else it says."""
    net.imports.files([files["cards.vcf"]])
    before = people(net)["Ada Lovelace"]["id"]
    changed = VCARDS.replace("Ada Lovelace", "Augusta Byron").replace(
        "Lovelace;Ada", "Byron;Augusta"
    )
    changed = changed.replace("ada@example.org", "augusta@example.com\nORG:New Firm")
    files["cards.vcf"].write_text(changed)

    assert counts(net.imports.files([files["cards.vcf"]])) == {"updated": 1, "unchanged": 2}
    assert people(net)["Augusta Byron"]["id"] == before
    assert len(people(net)) == 3


def test_someone_who_changes_job_and_address_stays_one_by_the_profile(net, files):
    """LinkedIn's own key is the profile's address."""
    net.imports.files([files["Connections.csv"]])
    files["Connections.csv"].write_text(
        LINKEDIN.replace("ADA@example.org,Analytical Engines", "ada@new.example.com,New Firm")
    )
    assert counts(net.imports.files([files["Connections.csv"]])) == {"updated": 1, "unchanged": 2}
    assert len(people(net)) == 3


def test_two_cards_of_one_file_are_two_people_unless_their_uid_is_the_same(net, tmp_path):
    """Two Adas with one address in one file stay two; with one UID they are one."""
    card = (
        "BEGIN:VCARD\nVERSION:3.0\n{}FN:Ada Lovelace\nEMAIL:ada@example.org\nNOTE:{}\nEND:VCARD\n"
    )
    (tmp_path / "two.vcf").write_text(card.format("UID:a\n", 1) + card.format("UID:b\n", 2))
    (tmp_path / "one.vcf").write_text(card.format("UID:c\n", 1) + card.format("UID:c\n", 2))
    net.imports.files([tmp_path / "two.vcf"])
    assert net.session.store.count("contact") == 2
    assert len(net.duplicates()) == 1
    with Network.open(home=tmp_path / "other", clock=TODAY) as other:
        other.imports.files([tmp_path / "one.vcf"])
        assert other.session.store.count("contact") == 1


def test_messages_and_past_meetings_are_touches_once_with_known_people(net, files):
    """Two messages with Ada, a meeting with Charles; strangers and the future don't count."""
    net.imports.files([files["Connections.csv"]])
    done = net.imports.files([files["messages.csv"], files["past.ics"]])
    found = people(net)
    ada = net.touchpoints.of(found["Ada Lovelace"]["id"])
    charles = net.touchpoints.of(found["Charles Babbage"]["id"])

    said = {(str(touch.date), touch.channel, touch.depth) for touch in ada}
    assert said == {("2026-11-02", "message", "light"), ("2026-11-03", "message", "light")}
    assert [(str(touch.date), touch.depth) for touch in charles] == [("2026-11-05", "regular")]
    assert done.touches == len(ada) + len(charles)
    assert net.imports.files([files["messages.csv"], files["past.ics"]]).touches == 0


def test_touches_of_an_import_are_undone_with_it_and_come_again(net, files):
    """One undo takes people and touches back; the next import brings both."""
    names = [files["Connections.csv"], files["messages.csv"], files["past.ics"]]
    first = net.imports.files(names)
    net.history.undo()
    assert net.session.store.count("touchpoint") == net.session.store.count("contact") == 0
    assert net.imports.files(names).touches == first.touches > 0


def test_a_touch_from_outside_moves_the_next_date(net, files):
    """Charles in the inner circle was met on 5 November: he is due on 5 December."""
    net.imports.files([files["Connections.csv"]])
    charles = people(net)["Charles Babbage"]["id"]
    net.contacts.place(charles, "inner")
    net.imports.files([files["past.ics"]])
    assert net.session.store.get("standing", charles)["next_due"] == "2026-12-05"


def test_who_was_put_away_does_not_stand_beside_who_is_here(net, tmp_path):
    """One card of her was removed, another is in use: a new source joins the one that is here,
    and somebody who was only removed stays so in any format.
    """
    net.contacts.remove(net.contacts.add("Ada Lovelace", email="ada@example.org"))
    net.contacts.remove(net.contacts.add("Charles Babbage", email="charles@example.org"))
    here = net.contacts.add("Ada Lovelace", email="ada@example.org")
    (tmp_path / "Connections.csv").write_text(LINKEDIN)
    done = net.imports.files([tmp_path / "Connections.csv"])
    assert counts(done) == {"added": 1, "merged": 2}
    assert [row.name for row in net.contacts.all()] == ["Ada Lovelace", "Byron King"]
    assert net.contacts.get(here).links[0].url == "https://www.linkedin.com/in/ada-l"
