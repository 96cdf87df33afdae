"""LinkedIn's archive and the files in it were two sources: a new job stood beside the old one."""

import zipfile

CONNECTIONS = (
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Ada,Lovelace,https://www.linkedin.com/in/ada-l,,Engines,{},08 Feb 2026\n"
)
NOTES = (
    "Connection First Name,Connection Last Name,Connection Profile URL,Note,Created On,Edited On\n"
    "Ada,Lovelace,https://www.linkedin.com/in/ada-l,Likes engines,2026-01-01,\n"
)
MESSAGES = (
    "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n"
    "c1,Me,https://www.linkedin.com/in/me,Ada Lovelace,https://www.linkedin.com/in/ada-l,"
    "2026-02-10 14:03:22 UTC,,Hi,INBOX\n"
)
INVITATIONS = (
    "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
    'Me,Ada Lovelace,"2/8/26, 2:37 PM",Hello,OUTGOING,https://www.linkedin.com/in/me,'
    "https://www.linkedin.com/in/ada-l\n"
)


def test_linkedin_by_file_and_by_archive(kith, tmp_path):
    """A file after the archive updates what it brought, keeps its notes, and touches nobody again."""
    members = {
        "Connections.csv": CONNECTIONS.format("Analyst"), "Notes.csv": NOTES,
        "messages.csv": MESSAGES, "Invitations.csv": INVITATIONS,
    }  # fmt: skip
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
            (tmp_path / name).write_text(content)
    first = kith("import", f"{tmp_path}/export.zip")
    assert (first["cards"], first["added"], first["merged"], first["touches"]) == (2, 1, 1, 2)
    for name in ("export.zip", *members):
        again = kith("import", f"{tmp_path}/{name}")
        assert (again["added"], again["updated"], again["touches"]) == (0, 0, 0), name
    (tmp_path / "Connections.csv").write_text(CONNECTIONS.format("Director"))
    newer = kith("import", f"{tmp_path}/Connections.csv")
    assert (newer["cards"], newer["updated"]) == (1, 1)
    ada = kith("show", "Ada Lovelace")
    assert [each["title"] for each in ada["organizations"]] == ["Director"]
    assert (ada["notes"], len(ada["touchpoints"])) == ("Likes engines", 2)
    (news,) = kith("today")["milestones"]
    assert news["what"].startswith("Ada Lovelace is now Director")
