"""The whole LinkedIn export at once, and archives that mean harm."""

from __future__ import annotations

import io
import zipfile

import pytest

from kithkeeper_csv import archive

CONNECTIONS = (
    'Notes:\n"When exporting, some are missing."\n\n'
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Ada,Lovelace,https://www.linkedin.com/in/ada-l,ada@example.org,Engines,Analyst,08 Feb 2026\n"
    ",,,,,,07 Jun 2026\n"
)
NOTES = (
    "Connection First Name,Connection Last Name,Connection Profile URL,Note,Created On,Edited On\n"
    "Ada,Lovelace,https://www.linkedin.com/in/ada-l,Likes engines,2026-01-01,\n"
)
BOOK = (
    "Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers,CreatedAt,Addresses,Sites,"
    "InstantMessageHandles,FullName,Birthday,Location,BookmarkedAt,Profiles\n"
    "X,Ada,Lovelace,,,ada@example.org,+44 20 7946 0000,,,,,Ada Lovelace,,,,\n"
    "X,Bob,Noether,,,bob@example.org,,,,,,Bob Noether,,,,\n"
)
PROFILE = "First Name,Last Name,Headline,Geo Location\nMe,Myself,Gardener,Ulm\n"
MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,"
    "SUBJECT,CONTENT,FOLDER\n"
    "c1,,Me Myself,https://www.linkedin.com/in/me,Ada Lovelace,https://www.linkedin.com/in/ada-l,"
    "2025-06-01 14:03:22 UTC,,Hi,INBOX\n"
)
RECOMMENDATIONS = (
    "First Name,Last Name,Company,Job Title,Text,Creation Date,Status\nEve,X,E,A,Great,1/1/20,V\n"
)


def packed(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in members:
            file.writestr(name, content)
    return out.getvalue()


EXPORT = [
    ("messages.csv", MESSAGES),
    ("Recommendations_Received.csv", RECOMMENDATIONS),
    ("Connections.csv", CONNECTIONS),
    ("Notes.csv", NOTES),
    ("Contacts.csv", BOOK),
    ("Profile.csv", PROFILE),
    ("Jobs/Saved Jobs.csv", "Saved Date,Job Url\n1/1/20,x\n"),
    ("Articles/first.html", "<html>Name,Email</html>"),
]


def test_whole_export(read):
    """Three files that speak of Ada have one key; messages know from Profile.csv who I am."""
    found = read(packed(EXPORT), size=100)
    assert found.format == "linkedin-zip"
    assert found.problems == []
    ada, more, bob = found.cards
    assert [change.key for change in found.changes[:2]] == ["/in/ada-l", "/in/ada-l"]
    assert (ada.notes, ada.phones, ada.organizations[0].title) == ("", (), "Analyst")
    assert (more.notes, more.phones[0].value) == ("Likes engines", "+44 20 7946 0000")
    assert (more.display_name, more.organizations) == ("Ada Lovelace", ())
    assert bob.display_name == "Bob Noether"
    (touch,) = found.touches
    assert (touch.outgoing, touch.people[0].name) == (True, "Ada Lovelace")


def test_names_of_members_mean_nothing(read):
    """Members are recognised by their content, whatever they are called."""
    found = read(packed([("a/1.bin", MESSAGES), ("b/2", CONNECTIONS)]))
    assert found.names == ["Ada Lovelace"]
    assert len(found.touches) == 1


def test_connections_are_never_the_user(read):
    """Who is in Connections.csv can't be the one whose export it is."""
    (touch,) = read(packed([("m", MESSAGES), ("c", CONNECTIONS)])).touches
    assert (touch.outgoing, touch.people[0].name) == (True, "Ada Lovelace")


def test_path_tricks_write_nothing(read, tmp_path, monkeypatch):
    """A member called ../../x or /etc/x is read in place; no file appears anywhere."""
    work = tmp_path / "in" / "here"
    work.mkdir(parents=True)
    monkeypatch.chdir(work)
    names = ("../../evil.csv", f"{tmp_path}/absolute.csv", "C:\\evil.csv", "..\\evil.csv")
    found = read(packed([(name, CONNECTIONS) for name in names]))
    assert set(found.names) == {"Ada Lovelace"}
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


def test_problems_name_the_member(read):
    """The file of a problem is the archive and the member, without control characters."""
    bad = CONNECTIONS + "a,b,c,d,e,f,1 Feb 2020,surplus\n"
    found = read(packed([("x\x1b[31m/Connections.csv", bad)]), path="export.zip")
    (problem,) = found.problems
    assert problem.file == "export.zip:x?[31m/Connections.csv"
    assert problem.line == 7


def test_bomb_is_stopped_by_what_comes_out(read, monkeypatch):
    """Bytes are counted as they are unpacked; what came before the limit is kept."""
    monkeypatch.setattr(archive, "MOST_UNPACKED", 1 << 20)
    filler = CONNECTIONS + ",,,,,,07 Jun 2026\n" * 200_000
    data = packed([("Connections.csv", filler)])
    assert len(data) < 100_000
    found = read(data)
    assert "unpacks to more than" in found.problems[-1].reason


def test_small_archive_may_not_unpack_to_much(read, monkeypatch):
    """Members that share the same bytes are a bomb; what an archive may hold follows its size."""
    monkeypatch.setattr(archive, "_ALWAYS", 8 << 20)
    data = packed([("Connections.csv", CONNECTIONS + ",,,,,,07 Jun 2026\n" * 20_000)])
    begin, end = data.find(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    entries = data[begin:end] * 100
    counts = (100).to_bytes(2, "little") * 2 + len(entries).to_bytes(4, "little")
    bomb = data[:begin] + entries + data[end : end + 8] + counts + data[end + 16 :]
    found = read(bomb)
    assert set(found.names) == {"Ada Lovelace"}
    assert len(found.changes) < 10
    assert "unpacks to more than 8,388,608 bytes" in found.problems[-1].reason


def test_lying_header_is_not_believed(read, monkeypatch):
    """A member that claims to be small and isn't is stopped all the same, or found damaged."""
    monkeypatch.setattr(archive, "MOST_UNPACKED", 1 << 20)
    data = bytearray(packed([("Connections.csv", CONNECTIONS + "x" * 5_000_000)]))
    at = data.rfind(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    found = read(bytes(data))
    assert len(found.problems) == 1
    assert found.changes == []


def test_too_many_members(read, monkeypatch):
    """The number of members is bounded."""
    monkeypatch.setattr(archive, "MOST_ENTRIES", 10)
    found = read(packed([(f"{n}.csv", CONNECTIONS) for n in range(11)]))
    assert "it has 11 members" in found.problems[0].reason


def test_overlong_directory(read, monkeypatch):
    """A list of members that is too long to be read at once is refused before it is read."""
    monkeypatch.setattr(archive, "_MOST_DIRECTORY", 100)
    assert "list of members" in read(packed(EXPORT)).problems[0].reason


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_compression_is_refused(read, method):
    """Methods whose single step may unpack without bound are not used."""
    found = read(packed([("Connections.csv", CONNECTIONS)], method))
    assert "compression" in found.problems[0].reason


def test_truncated_archive(read):
    """Half an archive is one problem."""
    data = packed(EXPORT)
    found = read(data[: len(data) // 2], path="half.zip")
    assert [(p.file, "can't be read" in p.reason) for p in found.problems] == [("half.zip", True)]


def test_damaged_member_leaves_the_others(read):
    """A member whose bytes were changed is named; the others are taken."""
    data = bytearray(
        packed([("Connections.csv", CONNECTIONS), ("b.csv", NOTES.replace("Ada", "Eve"))])
    )
    at = data.find(b"Connections.csv") + 40
    data[at : at + 8] = b"\xff" * 8
    found = read(bytes(data))
    assert found.names == ["Eve Lovelace"]
    assert len(found.problems) == 1


def test_archive_of_nothing_ours(read):
    """An archive in which nothing is understood says so."""
    found = read(packed([("readme.txt", "hello")]))
    assert "no file that is understood" in found.problems[0].reason
