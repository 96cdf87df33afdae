"""One person of the People API as a card: whose items count, partial dates, and everything odd."""

from kithkeeper.model import PartialDate
from kithkeeper_google.reading import read_card

CONTACT = {"source": {"type": "CONTACT", "id": "1"}}
PROFILE = {"primary": True, "source": {"type": "PROFILE", "id": "9"}}


def card(**fields):
    return read_card({"resourceName": "people/c1", **fields}, {})


def test_a_linked_profile_that_comes_first_and_is_primary_does_not_give_its_name(google, server):
    """Google-4-TbSync #49: names[0] was the profile's. The contact's own name and birthday count."""
    ada = server.account.add(
        names=[{"givenName": "Ada", "familyName": "Lovelace"}],
        birthdays=[{"date": {"month": 12, "day": 10}}],
    )
    server.account.link_profile(
        ada,
        names=[{"displayName": "ada1815", "givenName": "ada1815"}],
        birthdays=[{"date": {"year": 1990, "month": 1, "day": 1}}],
        emailAddresses=[{"value": "profile@example.org"}],
    )
    server.ignores_sources = True
    change = google.pull().only()
    assert change.card.name == "Ada Lovelace"
    assert change.card.birthday == PartialDate(None, 12, 10)
    assert change.card.emails == ()
    assert "ada1815" not in change.raw


def test_of_several_items_the_primary_one_stands_for_the_contact():
    """By metadata.primary, not by place."""
    first = {"displayName": "Old", "metadata": CONTACT}
    second = {"displayName": "New", "metadata": CONTACT | {"primary": True}}
    assert card(names=[first, second]).name == "New"


def test_people_without_a_name_are_taken(google, server):
    """An e-mail, an organization or a number is enough; whoever has nothing is not dropped here."""
    server.account.add(emailAddresses=[{"value": "info@example.org"}])
    server.account.add(organizations=[{"name": "Analytical Engines"}])
    server.account.add()
    pulled = google.pull()
    assert sorted(pulled.names) == ["", "Analytical Engines", "info@example.org"]


def test_dates_keep_what_is_known_and_invent_nothing():
    """0 or nothing stands for an unknown part; 29 February without a year is a date."""
    dates = [
        ({"month": 2, "day": 29}, "--02-29"),
        ({"year": 0, "month": 12, "day": 10}, "--12-10"),
        ({"year": 1815}, "1815"),
        ({"year": 1815, "month": 12, "day": 0}, "1815-12"),
        ({"year": 1815, "month": 12, "day": 10}, "1815-12-10"),
    ]
    for given, expected in dates:
        found = card(birthdays=[{"date": given, "metadata": CONTACT}]).birthday
        assert str(found) == expected


def test_a_birthday_of_words_is_kept_as_it_was_written():
    """The date wins; without one the text is read, and kept where it can't be."""
    both = {"text": "spring", "date": {"month": 5, "day": 1}, "metadata": CONTACT}
    assert card(birthdays=[both]).birthday == PartialDate(None, 5, 1)
    assert card(birthdays=[{"text": "1815-12-10"}]).birthday == PartialDate(1815, 12, 10)
    assert card(birthdays=[{"text": "in spring"}]).birthday == PartialDate(text="in spring")
    assert card(birthdays=[{"date": {"month": 13, "day": 45}}]).birthday is None


def test_a_job_that_ended_is_not_current_and_google_may_say_so_itself():
    """`current` where it is told, else no end date; a name may be missing."""
    jobs = card(
        organizations=[
            {"name": "Past", "endDate": {"year": 2020}},
            {"name": "Now", "title": "Countess", "department": "Notes"},
            {"title": "Poet", "current": False},
        ]
    ).organizations
    assert [(job.name, job.title, job.current) for job in jobs] == [
        ("Past", "", False),
        ("Now", "Countess", True),
        ("", "Poet", False),
    ]


def test_mails_and_numbers_come_all_once_with_the_label_that_the_user_gave():
    """Casefolded address and canonical form tell repetitions; translated labels are not used."""
    found = card(
        emailAddresses=[
            {"value": "Ada@Example.org", "type": "Chalet", "formattedType": "x"},
            {"value": "ada@example.org"},
        ],
        phoneNumbers=[
            {"value": "030 123456", "canonicalForm": "+4930123456", "metadata": {"primary": True}},
            {"value": "+49 30 123456", "canonicalForm": "+4930123456"},
            {"value": "ask the butler"},
        ],
    )
    assert [(mail.value, mail.label) for mail in found.emails] == [("Ada@Example.org", "Chalet")]
    assert [(p.value, p.normal, p.preferred) for p in found.phones] == [
        ("030 123456", "+4930123456", True),
        ("ask the butler", "", False),
    ]


def test_an_address_keeps_its_region_and_a_country_code_stands_for_a_country():
    """nextcloud dropped the region."""
    (found,) = card(
        addresses=[{"city": "Ockham", "region": "Surrey", "countryCode": "GB", "type": "home"}]
    ).addresses
    assert (found.city, found.region, found.country, found.label) == (
        "Ockham",
        "Surrey",
        "GB",
        "home",
    )


def test_links_events_relations_interests_and_own_fields_find_a_place():
    """Duplicate keys and empty values of own fields are legal; relations are words, not links."""
    found = card(
        urls=[{"value": "https://example.org/ada", "type": "blog"}],
        imClients=[{"protocol": "jabber", "username": "ada@example.org"}],
        events=[{"type": "anniversary", "date": {"month": 7, "day": 8}}, {"date": None}],
        relations=[{"person": "Lord Byron", "type": "father"}],
        userDefined=[{"key": "Team", "value": "Red"}, {"key": "Team", "value": ""}],
        interests=[{"value": "horses"}],
        nicknames=[{"value": "Countess"}],
    )
    assert [(link.url, link.label) for link in found.links] == [
        ("https://example.org/ada", "blog"),
        ("jabber:ada@example.org", "jabber"),
    ]
    assert [(d.label, str(d.date)) for d in found.dates] == [("anniversary", "--07-08")]
    assert found.personal == ("father: Lord Byron", "Team: Red", "Team")
    assert found.interests == ("horses",)
    assert found.names.nicknames == ("Countess",)


def test_notes_in_html_become_text():
    """Biographies may be HTML; its text is kept, one line a block."""
    html = {
        "value": "<p>Met in <b>Turin</b></p><p>1840 &amp; later</p>",
        "contentType": "TEXT_HTML",
    }
    assert card(biographies=[html]).notes == "Met in Turin\n1840 & later"


def test_hostile_types_cost_the_value_and_not_the_person():
    """Numbers for texts, texts for lists, lists for objects: what can be read is read."""
    found = card(
        names=[{"displayName": 7, "givenName": "Ada", "metadata": "x"}],
        emailAddresses="many",
        phoneNumbers=[None, {"value": ["1"]}, {"value": "110"}],
        birthdays=[{"date": [1]}],
        organizations={"name": "x"},
        memberships=[{"contactGroupMembership": 3}],
        metadata={"sources": "none"},
    )
    assert found.display_name == "Ada"
    assert [phone.value for phone in found.phones] == ["110"]
    assert found.birthday is None
