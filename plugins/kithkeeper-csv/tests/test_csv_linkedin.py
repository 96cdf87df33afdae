"""LinkedIn's files one by one, in the shapes that real exports have had since 2020."""

from __future__ import annotations

from datetime import date

import pytest

PREAMBLE = (
    'Notes:\n"When exporting your connection data, you may notice that some of the email addresses '
    'are missing. You will only see them, so to say, now and then."\n\n'
)
HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
ADA = "Ada,Lovelace,https://www.linkedin.com/in/Ada-L,,Engines Ltd,Analyst,08 Feb 2026"


def test_preamble_is_passed_over(read):
    """Three lines of notes may stand before the header, and lines are counted from the top."""
    found = read(PREAMBLE + HEADER + ADA)
    assert found.format == "linkedin"
    (change,) = found.changes
    assert (change.key, change.line) == ("/in/ada-l", 5)
    assert change.card.organizations[0].title == "Analyst"
    assert (change.card.how_met, change.card.met_on) == ("LinkedIn", date(2026, 2, 8))
    assert change.card.links[0].label == "LinkedIn"


def test_oldest_exports_have_neither_preamble_nor_url(read):
    """Before mid-2021 the header is the first line; the e-mail, else name and company, is the key."""
    text = (
        "First Name,Last Name,Email Address,Company,Position,Connected On\n"
        "Ada,Lovelace,Ada@Example.org,Engines,Analyst,08 Feb 2019\n"
        "Charles,Babbage,,Engines,Inventor,09 Feb 2019\n"
    )
    first, second = read(text).changes
    assert first.key == "mailto:ada@example.org"
    assert second.key.startswith("row:")
    assert second.key == read(text).changes[1].key


def test_hidden_members_are_nobody(read):
    """A row that has only its date is no contact and no problem."""
    found = read(PREAMBLE + HEADER + ",,,,,,07 Jun 2026\n" + ADA)
    assert (found.names, found.problems) == (["Ada Lovelace"], [])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("08 Feb 2026", date(2026, 2, 8)),
        ("7-Feb-22", date(2022, 2, 7)),
        ("2026-02-08", date(2026, 2, 8)),
        ("08.02.2026", date(2026, 2, 8)),
        ("2/23/26", date(2026, 2, 23)),
        ("23/02/2026", date(2026, 2, 23)),
        ("08 févr. 2026", date(2026, 2, 8)),
        ("8. März 2026", date(2026, 3, 8)),
        ("Feb 8, 2026", date(2026, 2, 8)),
        ("", None),
        ("soon", None),
    ],
)
def test_every_form_of_date(read, written, meant):
    """Connected On is read as LinkedIn writes it and as spreadsheets save it again."""
    row = f'Ada,Lovelace,https://www.linkedin.com/in/ada-l,,,,"{written}"\n'
    (card,) = read(HEADER + row).cards
    assert card.met_on == meant


def test_saved_by_a_spreadsheet(read):
    """A byte order mark, CR LF, semicolons and trailing empty columns change nothing."""
    text = (HEADER + ADA).replace(",", ";").replace("\n", ";;\r\n")
    (change,) = read("\ufeff" + text).changes
    assert (change.key, change.card.met_on) == ("/in/ada-l", date(2026, 2, 8))


def test_slug_is_one_key_in_every_spelling(read):
    """Case, percent signs, a query and a last slash don't make another person."""
    urls = ["www.linkedin.com/in/J%C3%BCrgen", "https://de.linkedin.com/in/jürgen/?trk=x"]
    text = HEADER + "".join(f"Jürgen,Meier,{url},,,,\n" for url in urls)
    assert {change.key for change in read(text).changes} == {"/in/jürgen"}


def test_bad_rows_are_named_and_neighbours_taken(read):
    """A row with too many fields is a problem with its line, its name and why."""
    text = HEADER + "Bad,Row,https://x,,A,B,1 Feb 2020,more,than,that\n" + ADA
    found = read(text, path="Connections.csv")
    assert found.names == ["Ada Lovelace"]
    (problem,) = found.problems
    assert (problem.file, problem.line) == ("Connections.csv", 2)
    assert "10 fields, the header has 7" in problem.reason
    assert problem.record.startswith("Bad Row")


MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,"
    "SUBJECT,CONTENT,FOLDER,ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION DRAFT\n"
)
ME = "https://www.linkedin.com/in/me-myself"
ADA_URL = "https://www.linkedin.com/in/ada-l"
BOB_URL = "https://www.linkedin.com/in/bob"


def message(conversation, sender, recipients, at, *, text="Hi", folder="INBOX", draft="No"):
    (name, url), to = sender, ", ".join(name for name, _ in recipients)
    urls = ",".join(url for _, url in recipients)
    return (
        f'"{conversation}","","{name}","{url}","{to}","{urls}","{at}","","{text}","{folder}","",'
        f'"{draft}","No"\n'
    )


SELF, ADA_P, BOB_P = ("Me Myself", ME), ("Ada Lovelace", ADA_URL), ("Bob, Ph.D.", BOB_URL)


def test_messages_have_days_and_directions(read):
    """One touch a person, day and conversation; outgoing where the user wrote on that day."""
    text = MESSAGES + "".join(
        (
            message("c1", ADA_P, [SELF], "2025-06-01 14:03:22 UTC", text="line\nbreak"),
            message("c1", SELF, [ADA_P], "2025-06-01 15:00:00 UTC"),
            message("c1", ADA_P, [SELF], "2025-06-01 16:00:00 UTC"),
            message("c1", ADA_P, [SELF], "2025-06-02 23:30:00 UTC"),
            message("c2", SELF, [BOB_P], "2025-06-05 08:00:00 UTC"),
        )
    )
    found = read(text)
    assert [(t.people[0].name, t.on, t.outgoing, t.channel) for t in found.touches] == [
        ("Ada Lovelace", date(2025, 6, 1), True, "message"),
        ("Ada Lovelace", date(2025, 6, 3), False, "message"),
        ("Bob, Ph.D.", date(2025, 6, 5), True, "message"),
    ]
    assert [t.key for t in found.touches] == [t.key for t in read(text).touches]
    assert found.touches[0].key == "message:c1:ada-l:2025-06-01"


def test_drafts_spam_and_advertisements_are_no_touches(read):
    """What was never sent, or was sent to everyone, is left out without a problem."""
    text = MESSAGES + "".join(
        (
            message("c1", SELF, [ADA_P], "2025-06-01 14:03:22 UTC", draft="Yes"),
            message("c2", ADA_P, [SELF], "2025-06-01 14:03:22 UTC", folder="SPAM"),
            message("c3", ("LinkedIn Member", ""), [SELF], "2025-06-01 14:03:22 UTC"),
            message("c4", ("Shop", ""), [SELF], "2025-06-01 14:03:22 UTC",
                    text='<p class=""spinmail-quill-editor__spin-break"">%FIRSTNAME%'),
        )
    )  # fmt: skip
    found = read(text)
    assert (found.touches, found.problems) == ([], [])


def test_old_messages_know_recipients_by_name_only(read):
    """Nine columns without the recipients' addresses; the name leads to the profile all the same."""
    header = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n"
    rows = (
        f"c1,,Ada Lovelace,{ADA_URL},Me Myself,2021-03-01 10:00:00 UTC,,Hi,INBOX\n"
        f"c1,,Me Myself,{ME},Ada Lovelace,2021-03-02 10:00:00 UTC,,Hi,INBOX\n"
        f"c2,,Me Myself,{ME},Bob,2021-03-03 10:00:00 UTC,,Hi,INBOX\n"
    )
    found = read(header + rows)
    assert [(t.key, t.outgoing) for t in found.touches] == [
        ("message:c1:ada-l:2021-03-01", False),
        ("message:c1:ada-l:2021-03-02", True),
        ("message:c2:bob:2021-03-03", True),
    ]


def test_who_i_am_may_be_told(read):
    """With one conversation nobody can say who the user is; the settings can."""
    text = MESSAGES + message("c1", ADA_P, [SELF], "2025-06-01 14:03:22 UTC")
    assert {t.outgoing for t in read(text).touches} == {None}
    (touch,) = read(text, settings={"me": [ME]}).touches
    assert (touch.people[0].name, touch.outgoing) == ("Ada Lovelace", False)


def test_message_without_date_is_a_problem(read):
    """A message whose day can't be read is named; the others are taken."""
    text = MESSAGES + message("c1", ADA_P, [SELF], "some day") + message(
        "c1", SELF, [ADA_P], "2025-06-01 14:03:22 UTC")  # fmt: skip
    found = read(text, settings={"me": ["me myself"]})
    assert [problem.line for problem in found.problems] == [2]
    assert len(found.touches) == 1


def test_invitations_touch_in_passing(read):
    """An invitation is a passing message, American dates, with its note and direction."""
    text = (
        "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
        f'Me Myself,Ada Lovelace,"1/2/26, 2:37 PM",Hello Ada,OUTGOING,{ME},{ADA_URL}\n'
        f'Bob,Me Myself,"11/29/25, 2:37 PM",,INCOMING,{BOB_URL},{ME}\n'
        "Bob,Me Myself,yesterday,,INCOMING,,\n"
    )
    found = read(text)
    first, second = found.touches
    assert (first.on, first.outgoing, first.depth, first.note) == (
        date(2026, 1, 2), True, "passing", "Hello Ada")  # fmt: skip
    assert (second.key, second.outgoing) == ("invitation:bob:2025-11-29", False)
    assert [problem.line for problem in found.problems] == [4]


def test_notes_make_one_card_a_person(read):
    """Two notes about one connection are one card with both texts."""
    text = (
        "Connection First Name,Connection Last Name,Connection Profile URL,Note,Created On,Edited On\n"
        f"Ada,Lovelace,{ADA_URL},Likes engines,2026-01-01,\n"
        f"Ada,Lovelace,{ADA_URL},Plays the harp,2026-02-01,\n"
    )
    (card,) = read(text).cards
    assert card.notes == "Likes engines\nPlays the harp"


def test_address_book(read):
    """Contacts.csv holds what was once uploaded, several e-mails in one cell."""
    text = (
        "Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers,CreatedAt,Addresses,Sites,"
        "InstantMessageHandles,FullName,Birthday,Location,BookmarkedAt,Profiles\n"
        'GOOGLE,Ada,Lovelace,Engines,,"ada@example.org,al@example.com",+44 20 7946 0000,,,,,'
        "Ada Lovelace,--12-10,London,,\n"
    )
    (card,) = read(text).cards
    assert [email.value for email in card.emails] == ["ada@example.org", "al@example.com"]
    assert str(card.birthday) == "--12-10"


@pytest.mark.parametrize(
    "header",
    [
        "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,"
        "Geo Location,Twitter Handles,Websites,Instant Messengers\nMe,Myself,,,,x,,,,,,,\n",
        "First Name,Last Name,Company,Job Title,Text,Creation Date,Status\nAda,L,E,A,Great,1/1/20,V\n",
        "Email Address,Confirmed,Primary,Updated On\nme@example.org,Yes,Yes,1/1/20\n",
        "Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name,Endorser Public Url,"
        "Endorsement Status\n2024/02/01 15:02:55 UTC,Go,Ada,L,www.linkedin.com/in/ada,ACCEPTED\n",
    ],
)
def test_other_files_of_the_export_hold_no_contacts(read, header):
    """Profile, recommendations and the like lie in the same folder and are passed over silently."""
    found = read(header)
    assert found.format == "linkedin"
    assert (found.changes, found.touches, found.problems) == ([], [], [])
