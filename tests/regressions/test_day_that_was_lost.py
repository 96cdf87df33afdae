"""Days that could not be read were left out without a word, and messages of days to come counted."""

CONNECTIONS = (
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Ada,Lovelace,https://www.linkedin.com/in/ada,,Engines,Countess,2/8/26\n"
    "Charles,Babbage,https://www.linkedin.com/in/charles,,Engines,Owner,3/8/26\n"
    "Mary,Somerville,https://www.linkedin.com/in/mary,,Stars,Writer,01 Mar 2026\n"
)
MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n"
    "c1,,Ada Lovelace,https://www.linkedin.com/in/ada,Me,https://www.linkedin.com/in/me,2026-03-02 10:00:00 UTC,,x,INBOX\n"
    "c1,,Ada Lovelace,https://www.linkedin.com/in/ada,Me,https://www.linkedin.com/in/me,2099-06-03 10:00:00 UTC,,x,INBOX\n"
)
INVITATIONS = (
    "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
    'Ada Lovelace,Me,"1/29/46, 2:37 PM",hello,INCOMING,https://www.linkedin.com/in/ada,https://www.linkedin.com/in/me\n'
)


def test_a_column_of_days_that_say_two_things(kith):
    """Each column has one remark, with its first line; the people are taken."""
    done = kith("import", "-", stdin=CONNECTIONS.encode(), code=1)
    assert (done["added"], done["rejected"]) == (3, 0)
    assert done["problems"] == [
        {"file": "-", "line": 2, "record": "connected on",
         "reason": "'2/8/26' is no day in the past that can be told for sure, and was left out, and so 1 more"}
    ]  # fmt: skip


def test_last_contact_in_the_future(kith):
    """A table's column of last contacts can't say that somebody was met tomorrow."""
    table = b"Name,E-Mail,Last contact\nAda Lovelace,ada@x.example,2026-03-05\nCharles,c@x.example,2026-03-03\n"
    done = kith("import", "-", stdin=table, code=1)
    assert [(each["line"], each["record"]) for each in done["problems"]] == [(2, "last contact")]
    assert kith("show", "Ada")["last_touch"] is None
    assert kith("show", "Charles")["last_touch"] == "2026-03-03"


def test_messages_and_invitations_of_days_to_come(kith):
    """They are no touches, and are told with their line."""
    kith("import", "-", stdin=CONNECTIONS.encode(), code=1)
    done = kith("import", "-", stdin=MESSAGES.encode(), code=1)
    told = "the message is of 2099-06-03, which is still to come"
    assert (done["touches"], [(each["line"], each["reason"]) for each in done["problems"]]) == (
        1, [(3, told)]
    )  # fmt: skip
    assert (
        kith("import", "-", stdin=INVITATIONS.replace("/46", "/2046").encode(), code=1)["touches"]
        == 0
    )
    assert kith("show", "Ada Lovelace")["last_touch"] == "2026-03-02"
