"""Google's two CSV exports and Outlook's."""

from __future__ import annotations

import csv
import io

import pytest

GOOGLE = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,"
    "Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,"
    "Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,"
    "E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,"
    "Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,"
    "Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,"
    "Website 1 - Label,Website 1 - Value,Event 1 - Label,Event 1 - Value,Relation 1 - Label,"
    "Relation 1 - Value,Custom Field 1 - Label,Custom Field 1 - Value"
)
GOOGLE_OLD = (
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,"
    "Family Name Yomi,Name Prefix,Name Suffix,Initials,Nickname,Short Name,Maiden Name,Birthday,"
    "Gender,Location,Billing Information,Directory Server,Mileage,Occupation,Hobby,Sensitivity,"
    "Priority,Subject,Notes,Language,Photo,Group Membership,E-mail 1 - Type,E-mail 1 - Value,"
    "Phone 1 - Type,Phone 1 - Value,Organization 1 - Type,Organization 1 - Name,"
    "Organization 1 - Yomi Name,Organization 1 - Title,Organization 1 - Department"
)
OUTLOOK = (
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,"
    "Business Street 2,Business Street 3,Business City,Business State,Business Postal Code,"
    "Business Country/Region,Home Street,Home Street 2,Home Street 3,Home City,Home State,"
    "Home Postal Code,Home Country/Region,Other Street,Other Street 2,Other Street 3,Other City,"
    "Other State,Other Postal Code,Other Country/Region,Assistant's Phone,Business Fax,"
    "Business Phone,Business Phone 2,Callback,Car Phone,Company Main Phone,Home Fax,Home Phone,"
    "Home Phone 2,ISDN,Mobile Phone,Other Fax,Other Phone,Pager,Primary Phone,Radio Phone,"
    "TTY/TDD Phone,Telex,Account,Anniversary,Assistant's Name,Billing Information,Birthday,"
    "Business Address PO Box,Categories,Children,Directory Server,E-mail Address,E-mail Type,"
    "E-mail Display Name,E-mail 2 Address,E-mail 2 Type,E-mail 2 Display Name,E-mail 3 Address,"
    "E-mail 3 Type,E-mail 3 Display Name,Gender,Government ID Number,Hobby,Home Address PO Box,"
    "Initials,Internet Free Busy,Keywords,Language,Location,Manager's Name,Mileage,Notes,"
    "Office Location,Organizational ID Number,Other Address PO Box,Priority,Private,Profession,"
    "Referred By,Sensitivity,Spouse,User 1,User 2,User 3,User 4,Web Page"
)


def table(header, *people):
    out = io.StringIO()
    writer = csv.DictWriter(out, header.split(","), lineterminator="\n")
    writer.writeheader()
    writer.writerows(people)
    return out.getvalue()


def test_google_of_today(read):
    """Labels become tags without the system's, `* ` marks the preferred, ` ::: ` parts a list."""
    text = table(
        GOOGLE,
        {
            "First Name": "Ada", "Last Name": "Lovelace", "Nickname": "Countess",
            "Phonetic First Name": "Ei-da", "Organization Name": "Engines",
            "Organization Title": "Analyst", "Birthday": " --12-10",
            "Labels": "* myContacts ::: Inner ::: Navy ::: * starred",
            "E-mail 1 - Label": "* Work", "E-mail 1 - Value": "ada@example.org ::: al@example.org",
            "E-mail 2 - Label": "Home", "E-mail 2 - Value": "home@example.org",
            "Phone 1 - Label": "Mobile", "Phone 1 - Value": "+44 20 7946 0000",
            "Address 1 - Street": "St James's Square\n12", "Address 1 - City": "London",
            "Website 1 - Value": "https://www.linkedin.com/in/ada-l",
            "Event 1 - Label": "Anniversary", "Event 1 - Value": "1835-07-08",
            "Relation 1 - Label": "Spouse", "Relation 1 - Value": "William",
            "Custom Field 1 - Label": "Shoe size", "Custom Field 1 - Value": "38",
        },
    )  # fmt: skip
    found = read(text)
    (card,) = found.cards
    assert found.format == "google-csv"
    assert card.names.nicknames == ("Countess",)
    assert card.names.phonetic_given == "Ei-da"
    assert str(card.birthday) == "--12-10"
    assert card.tags == ("Inner", "Navy", "favourite")
    assert [(e.value, e.label, e.preferred) for e in card.emails] == [
        ("ada@example.org", "work", True),
        ("al@example.org", "work", False),
        ("home@example.org", "home", False),
    ]
    assert card.phones[0].label == "mobile"
    assert card.addresses[0].street == "St James's Square\n12"
    assert card.links[0].label == "LinkedIn"
    assert (card.dates[0].label, str(card.dates[0].date)) == ("Anniversary", "1835-07-08")
    assert card.personal == ("Spouse: William", "Shoe size: 38")


def test_google_of_before_2024(read):
    """The old columns say the same with `Type` for `Label` and numbered organizations."""
    text = table(
        GOOGLE_OLD,
        {
            "Name": "Ada Lovelace", "Given Name": "Ada", "Family Name": "Lovelace",
            "Birthday": "1815-12-10", "Group Membership": "Friends ::: * My Contacts",
            "E-mail 1 - Type": "* Home", "E-mail 1 - Value": "ada@example.org",
            "Phone 1 - Type": "Work", "Phone 1 - Value": "030 1 ::: 030 2",
            "Organization 1 - Name": "Engines", "Organization 1 - Title": "Analyst",
        },
    )  # fmt: skip
    found = read(text)
    (card,) = found.cards
    assert found.format == "google-csv"
    assert card.name == "Ada Lovelace"
    assert card.tags == ("Friends",)
    assert card.emails[0].preferred
    assert [phone.value for phone in card.phones] == ["030 1", "030 2"]
    assert (card.organizations[0].name, card.organizations[0].title) == ("Engines", "Analyst")


OUTLOOK_ADA = {
    "Title": "Ms.", "First Name": "Ada", "Last Name": "Löwe", "Company": "Engines",
    "Job Title": "Analyst", "Business Street": "Main St 1", "Business Street 2": "2nd floor",
    "Business City": "London", "Business Country/Region": "UK", "Business Phone": "+44 20 1",
    "Mobile Phone": "+44 7700 900000", "Birthday": "0/0/00", "Anniversary": "7/28/1835",
    "Categories": "Inner;Math", "E-mail Address": "ada@example.org", "E-mail Type": "SMTP",
    "E-mail 2 Address": "/o=Org/cn=ada", "Notes": "Line one\r\nLine two", "Hobby": "Harp",
    "Spouse": "William", "Referred By": "Mary", "Web Page": "https://example.org",
}  # fmt: skip


def test_outlook_has_92_columns():
    """The header of the test is the real one."""
    assert len(OUTLOOK.split(",")) == 92


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-8"])
def test_outlook_in_every_encoding(read, encoding):
    """Desktop versions have written UTF-8 with a mark, UTF-16 and Windows-1252."""
    found = read(table(OUTLOOK, OUTLOOK_ADA).encode(encoding), size=7)
    (card,) = found.cards
    assert (found.format, found.problems) == ("outlook", [])
    assert card.display_name == "Ms. Ada Löwe"
    assert card.addresses[0].street == "Main St 1\n2nd floor"
    assert card.addresses[0].country == "UK"
    assert [(p.value, p.label) for p in card.phones] == [
        ("+44 20 1", "work"),
        ("+44 7700 900000", "mobile"),
    ]
    assert [email.value for email in card.emails] == ["ada@example.org"]
    assert card.birthday is None
    assert str(card.dates[0].date) == "1835-07-28"
    assert card.tags == ("Inner", "Math")
    assert card.personal == ("Spouse: William",)
    assert (card.interests, card.met_through) == (("Harp",), "Mary")


def test_older_outlook_names_the_country_otherwise(read):
    """`Business Country` without `/Region` is the same column."""
    header = OUTLOOK.replace("/Region", "")
    (card,) = read(
        table(header, {"First Name": "Ada", "Business Country": "UK"}),
    ).cards
    assert card.addresses[0].country == "UK"


@pytest.mark.parametrize(
    ("written", "beside", "region", "meant"),
    [
        ("12/10/1985", "12/31/1990", "", "1985-12-10"),
        ("12/10/1985", "31/12/1990", "", "1985-10-12"),
        ("12/10/1985", "1/1/1990", "US", "1985-12-10"),
        ("12/10/1985", "1/1/1990", "DE", "1985-10-12"),
        ("12/10/1985", "1/1/1990", "", "12/10/1985"),
        ("10/10/1985", "1/1/1990", "", "1985-10-10"),
    ],
)
def test_order_of_day_and_month_is_never_guessed(read, written, beside, region, meant):
    """A column tells its order by a number above 12, else the region does, else the text is kept."""
    text = table(
        OUTLOOK,
        {"First Name": "Ada", "Birthday": written},
        {"First Name": "Bob", "Birthday": beside},
    )
    assert str(read(text, region=region).cards[0].birthday) == meant


def test_nothing_is_lost(read):
    """What has no field of its own is kept with the change."""
    text = table(OUTLOOK, {"First Name": "Ada", "User 1": "likes tea"})
    assert '"user 1": "likes tea"' in read(text).changes[0].raw


def test_family_address_is_two_people(read):
    """Rows that share an e-mail have keys of their own, whatever their order."""
    one = {"First Name": "Ada", "Last Name": "Meier", "E-mail Address": "meier@example.org"}
    two = {"First Name": "Ben", "Last Name": "Meier", "E-mail Address": "meier@example.org"}
    forth = {c.card.names.given: c.key for c in read(table(OUTLOOK, one, two)).changes}
    back = {c.card.names.given: c.key for c in read(table(OUTLOOK, two, one)).changes}
    assert forth == back
    assert len(set(forth.values())) == 2


def test_row_that_names_nobody_is_a_problem(read):
    """A card with no name, organization, e-mail or phone is rejected with its line."""
    text = table(OUTLOOK, {"Notes": "who was this?"}, {"First Name": "Ada"})
    found = read(text)
    assert found.names == ["Ada"]
    assert [(p.line, p.record) for p in found.problems] == [(2, "who was this?")]
