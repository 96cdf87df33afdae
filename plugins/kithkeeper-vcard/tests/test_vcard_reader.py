"""What the reader makes of the habits of many programs."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from kithkeeper.model import Card, PartialDate
from kithkeeper.sync.ports import Roster
from kithkeeper_vcard.reader import VCardReader, looks_like_vcard, read_text

SHARED = next(
    (p / "shared" for p in Path(__file__).resolve().parents if (p / "shared" / "vcards").is_dir()),
    None,
)

FULL = r"""
VERSION:3.0
UID:u-1
FN:Dr. Ada Example\, MBA
N:Example;Ada;Mary,Jane;Dr.;MBA
NICKNAME:Addie,Countess
X-PHONETIC-FIRST-NAME:Aida
ORG:Acme\, Inc.;Research;Maths
TITLE:Fellow
EMAIL;TYPE=INTERNET,WORK;TYPE=PREF:ada@example.org
item1.TEL;type=pref:+49 30 1234567
item1.X-ABLabel:Boat
TEL;TYPE="CELL,VOICE":0151 7654321
ADR;TYPE=HOME:;;1 Main St\nBack door;Berlin;BE;10115;Germany
LABEL;TYPE=HOME:1 Main St\nBerlin
BDAY;VALUE=date:1985-12-10
item2.X-ABDATE:20140310
item2.X-ABLabel:_$!<Anniversary>!$_
URL:http\://example.org/?a=1,2
IMPP;X-SERVICE-TYPE=Telegram:x-apple:ada
X-SOCIALPROFILE;type=linkedin:https://www.linkedin.com/in/ada
X-TWITTER:@ada
CATEGORIES:Friends,Board\, advisory
NOTE:One\nTwo\; three
INTEREST:chess
X-KITHKEEPER-HOW-MET:At a fair
X-KITHKEEPER-MET-ON:2024-05-06
"""


def read(data: bytes | str, size: int = 1 << 20):
    """Changes and problems of a file that comes in chunks of some size."""
    data = data.encode() if isinstance(data, str) else data
    chunks = (data[start : start + size] for start in range(0, len(data), size))
    pages = list(VCardReader().read("some.vcf", chunks))
    changes = [change for page in pages for change in page.changes]
    return changes, [problem for page in pages for problem in page.problems]


def one(body: str) -> Card:
    """The card with these lines between BEGIN and END."""
    (change,), problems = read(
        f"BEGIN:VCARD\r\n{body.strip()}\r\nEND:VCARD\r\n".replace("\n", "\r\n")
    )
    assert not problems
    return change.card


@pytest.fixture
def full() -> Card:
    """A card in which every field that is modelled is filled in."""
    return one(FULL)


def test_all_names_of_a_card(full):
    """The name as shown, its parts, its nicknames and how it is said."""
    assert full.name == "Dr. Ada Example, MBA"
    assert (full.names.given, full.names.additional, full.names.suffix) == (
        "Ada",
        "Mary,Jane",
        "MBA",
    )
    assert full.names.nicknames == ("Addie", "Countess")
    assert full.names.phonetic_given == "Aida"
    (work,) = full.organizations
    assert (work.name, work.department, work.title) == ("Acme, Inc.", "Research, Maths", "Fellow")


def test_all_ways_to_reach_someone_of_a_card(full):
    """With their labels; the preferred ones are marked."""
    assert [(e.value, e.label, e.preferred) for e in full.emails] == [
        ("ada@example.org", "work", True)
    ]
    assert [(p.value, p.label, p.preferred) for p in full.phones] == [
        ("+49 30 1234567", "Boat", True), ("0151 7654321", "mobile", False),
    ]  # fmt: skip
    (home,) = full.addresses
    assert (home.street, home.city, home.label) == ("1 Main St\nBack door", "Berlin", "home")
    assert home.formatted == "1 Main St\nBerlin"
    assert [(link.url, link.label) for link in full.links] == [
        ("http://example.org/?a=1,2", ""), ("x-apple:ada", "telegram"),
        ("https://www.linkedin.com/in/ada", "linkedin"), ("https://twitter.com/ada", "twitter"),
    ]  # fmt: skip


def test_all_else_that_a_card_tells(full):
    """Dates, tags, notes, interests, and how one met."""
    assert full.birthday == PartialDate(1985, 12, 10)
    assert [(d.label, d.date) for d in full.dates] == [("anniversary", PartialDate(2014, 3, 10))]
    assert full.tags == ("Friends", "Board, advisory")
    assert full.notes == "One\nTwo; three"
    assert (full.interests, full.how_met, full.met_on) == (
        ("chess",),
        "At a fair",
        date(2024, 5, 6),
    )


@pytest.mark.parametrize(
    ("line", "birthday"),
    [
        ("BDAY:19850310", PartialDate(1985, 3, 10)),
        ("BDAY:1985-03-10T23:00:00Z", PartialDate(1985, 3, 10)),
        ("BDAY:--0229", PartialDate(None, 2, 29)),
        ("BDAY:--02-29", PartialDate(None, 2, 29)),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29", PartialDate(None, 2, 29)),
        ("BDAY:1604-02-29", PartialDate(None, 2, 29)),
        ("BDAY;X-APPLE-OMIT-YEAR=1904:1904-01-02", PartialDate(None, 1, 2)),
        ("BDAY:0000-02-29", PartialDate(None, 2, 29)),
        ("BDAY:0000-99-99", PartialDate(text="0000-99-99")),
        ("BDAY:1985-03", PartialDate(1985, 3)),
        ("BDAY;VALUE=text:circa 1800", PartialDate(text="circa 1800")),
        ("BDAY:19723101", PartialDate(text="19723101")),
        ("BDAY:", None),
    ],
)
def test_birthdays(line, birthday):
    """A year is never invented, and what is no date is kept as text."""
    assert one(f"FN:Ada\n{line}").birthday == birthday


@pytest.mark.parametrize(
    "data",
    [
        "BEGIN:VCARD\nFN:Jürgen 👋\nEND:VCARD\n".encode(),
        b"\xef\xbb\xbf" + "BEGIN:VCARD\nFN:Jürgen 👋\nEND:VCARD\n".encode(),
        "BEGIN:VCARD\r\nFN:Jürgen 👋\r\nEND:VCARD\r\n".encode("utf-16"),
        "BEGIN:VCARD\r\nFN:Jürgen 👋\r\nEND:VCARD\r\n".encode("utf-16-be"),
        "\ufeffBEGIN:VCARD\rFN:Jürgen 👋\rEND:VCARD\r".encode("utf-16-be"),
        "BEGIN:VCARD\r\nFN:Jürgen 👋\r\nEND:VCARD\r\n".encode("utf-32"),
        "BEGIN:VCARD\rFN:Jürgen 👋\rEND:VCARD\r".encode(),
        "BEGIN:VCARD\r\r\nFN:Jürgen \r\r\n 👋\r\r\nEND:VCARD\r\r\n".encode(),
        b"BEGIN:VCARD\nFN:J\xc3\n \xbcrgen \xf0\x9f\n \x91\x8b\nEND:VCARD\n",
        b"BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen=\n =F0=9F=91=8B\nEND:VCARD\n".replace(
            b"rgen=\n ", b"rgen =\n"
        ),
        "BEGIN:VCARD \nFN:Jürgen 👋\nEND:VCARD.\n".encode(),
        "\n\n  BEGIN:VCARD\nFN:Jürgen 👋\nEND:VCARD\n".encode(),
        "ENCODING:UTF-8\nBEGIN:VCARD\nFN:Jürgen 👋\nEND:VCARD\nEND:VCARD\n".encode(),
        "BEGIN:VCARD\nFN:Jürgen 👋".encode(),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_encodings_and_line_ends(data, size):
    """The same name comes out of every encoding and line end, in chunks of any size."""
    (change,), problems = read(data, size)
    assert not problems
    assert change.card.name == "Jürgen 👋"
    assert looks_like_vcard(data) > 0.5


def test_charsets_by_label_and_by_guess():
    """A label is believed where the text is not UTF-8; Windows-1252 is the guess without one."""
    labelled = "BEGIN:VCARD\nN;CHARSET=windows-1251:Иванов;Пётр\nFN:Пётр\nEND:VCARD\n".encode(
        "cp1251"
    )
    plain = "BEGIN:VCARD\nFN:Müller – Söhne\nEND:VCARD\n".encode("cp1252")
    japanese = "BEGIN:VCARD\nFN;CHARSET=SHIFT_JIS:安藤\nEND:VCARD\n".encode("shift_jis")
    changes, _ = read(labelled + plain + japanese)
    assert [change.card.name for change in changes] == ["Пётр", "Müller – Söhne", "安藤"]


def test_quoted_printable_with_soft_breaks():
    """Soft breaks are undone, an empty line ends a value, a plain `=` at the end is text."""
    card = one("""
N;ENCODING=QUOTED-PRINTABLE:Ex=
ample;=41da
NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:eins=0D=0Azwei=

TITLE:Boss=
TEL:1
""")
    assert (card.names.family, card.names.given) == ("Example", "Ada")
    assert card.notes == "eins\nzwei"
    assert card.organizations[0].title == "Boss="
    assert card.phones[0].value == "1"


def test_missing_and_extra_ends():
    """A forgotten END costs nobody, nor does one too many; lines tell where each card begins."""
    changes, problems = read(
        "BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\nEND:VCARD\nEND:VCARD\nBEGIN:VCARD\nFN:C\n"
    )
    assert [(change.card.name, change.line) for change in changes] == [("A", 1), ("B", 3), ("C", 8)]
    assert not problems


def test_agents_do_not_leak():
    """A card inside an AGENT belongs to its card and says nothing about it."""
    nested = (
        "BEGIN:VCARD\nFN:Boss\nAGENT:\nBEGIN:VCARD\nFN:Agent\nTEL:1\nEND:VCARD\nTEL:2\nEND:VCARD\n"
    )
    inline = (
        "BEGIN:VCARD\nFN:Boss\nAGENT:BEGIN:VCARD\nFN:Agent\nTEL:1\nEND:VCARD\nTEL:2\nEND:VCARD\n"
    )
    folded = "BEGIN:VCARD\nFN:Boss\nAGENT:BEGIN:VCARD\n FN:Agent\n END:VCARD\nTEL:2\nEND:VCARD\n"
    before = (
        "BEGIN:VCARD\nAGENT:BEGIN:VCARD\nFN:Agent\nTEL:1\nEND:VCARD\nFN:Boss\nTEL:2\nEND:VCARD\n"
    )
    changes, _ = read(nested + inline + folded + before)
    assert [change.card.name for change in changes] == ["Boss"] * 4
    assert [[p.value for p in change.card.phones] for change in changes] == [["2"]] * 4
    assert folded in [change.raw for change in changes]


def test_a_name_in_two_languages_is_one_name():
    """Of lines with one ALTID the first speaks; the others say the same in another language."""
    card = one("""
VERSION:4.0
FN;ALTID=1;LANGUAGE=ja:山田太郎
FN;ALTID=1;LANGUAGE=en:Taro Yamada
ORG;ALTID=1;LANGUAGE=en:Acme
ORG;ALTID=1;LANGUAGE=de:Acme Deutschland
TITLE;ALTID=1;LANGUAGE=fr:Patronne
TITLE;ALTID=1;LANGUAGE=en:Boss
TEL;ALTID=1:1
TEL:2
""")
    assert card.name == "山田太郎"
    assert [(work.name, work.title) for work in card.organizations] == [("Acme", "Patronne")]
    assert [phone.value for phone in card.phones] == ["1", "2"]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("N:山田;太郎;;;", "山田太郎"), ("N:佐々木;あおい;;;", "佐々木あおい"),
        ("N:김;철수;;;", "김철수"), ("N:Kim;철수;;;", "철수 Kim"), ("N:Doe;Jane;;Dr.;", "Dr. Jane Doe"),
    ],
)  # fmt: skip
def test_names_without_fn_are_read_in_the_order_of_their_script(line, shown):
    """Chinese, Japanese and Korean names in their own script begin with the family."""
    assert one(line).display_name == shown


@pytest.mark.parametrize(
    "line",
    [
        b"FN;CHARSET=ISO-2022-JP:" + "山田太郎".encode("iso-2022-jp"),
        b"FN;CHARSET=ISO-2022-JP;ENCODING=QUOTED-PRINTABLE:=1B$B;3EDB@O:=1B(B",
        b"FN;CHARSET=SHIFT_JIS:" + "山田太郎".encode("shift_jis"),
    ],
)
def test_charsets_that_look_like_ascii_are_read_by_their_label(line):
    """ISO-2022-JP is seven bits wide, so that any program takes it for UTF-8; its label says else."""
    changes, problems = read(b"BEGIN:VCARD\nVERSION:2.1\n" + line + b"\nTEL:1\nEND:VCARD\n")
    assert ([change.card.name for change in changes], problems) == (["山田太郎"], [])


def test_card_of_nobody_is_a_problem_with_its_line():
    """No name, organization, e-mail or phone: told with file, line, record and reason."""
    changes, (problem,) = read(
        "BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nUID:u2\nNOTE:x\nEND:VCARD\nBEGIN:VCARD\nFN:B\nEND:VCARD\n"
    )
    assert [change.card.name for change in changes] == ["A", "B"]
    assert (problem.file, problem.line, problem.record) == ("some.vcf", 4, "u2")
    assert "no name" in problem.reason


def test_keys_are_the_uid_or_follow_from_what_is_said():
    """The same file gives the same keys; two equal cards of one file have two."""
    data = (
        "BEGIN:VCARD\nUID:u1\nFN:A\nEND:VCARD\n"
        + "BEGIN:VCARD\nFN:B\nEND:VCARD\n" * 2
        + "BEGIN:VCARD\nFN:C\nREV:1\nEND:VCARD\n"
    )
    keys = [change.key for change in read(data)[0]]
    again = [change.key for change in read(data.replace("REV:1", "REV:2"))[0]]
    assert keys == again
    assert keys[0] == "u1"
    assert len(set(keys)) == 4


def test_groups_are_no_people():
    """A group's card is told apart from a person without an address: it names its members."""
    text = b"BEGIN:VCARD\nKIND:group\nFN:Team\nMEMBER:urn:uuid:1\nEND:VCARD\n"
    (page,) = VCardReader().read("some.vcf", [text])
    assert (page.changes, page.problems) == ([], [])
    assert page.rosters == [Roster("Team", "Team", ("1",))]


@pytest.mark.parametrize(
    "data", [b"", b"Name,Phone\nAda,1\n", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", b"\x00" * 99]
)
def test_other_files_are_not_taken_for_vcards(data):
    """CSV, calendars and noise are left to others."""
    assert looks_like_vcard(data) == 0


@pytest.mark.skipif(SHARED is None, reason="the corpus is not there")
def test_corpus_gives_the_expected_values():
    """131 real cards of 62 files: names, addresses, numbers, birthdays; each a valid card."""
    wanted: dict[str, list[dict]] = {}
    for line in (SHARED / "vcards.expected.jsonl").read_text(encoding="utf-8").splitlines():
        wanted.setdefault(json.loads(line)["file"], []).append(json.loads(line))
    cards = 0
    for name, expected in wanted.items():
        changes, problems = read((SHARED / "vcards" / name).read_bytes())
        assert len(changes) + len(problems) == len(expected), name
        cards += len(expected)
        lost = {problem.line for problem in problems}
        known = [e for e in expected if not (lost and len(expected) == 1)]
        for change, values in zip(changes, known, strict=True):
            assert said(change.card, values) == {k: values[k] for k in said(change.card, values)}, (
                name
            )
            assert Card.model_validate(change.card.model_dump()) == change.card
    assert cards == 131


def said(card: Card, values: dict) -> dict:
    """What a card says of the values that are asserted."""
    names = card.names
    got = {
        "fn": card.name or None,
        "n": {part: getattr(names, part) for part in values["n"] or ()} or None,
        "display_name": card.display_name if values["display_name"] else None,
        "emails": [email.value for email in card.emails],
        "phones": [phone.value for phone in card.phones],
        "birthday": str(card.birthday) if card.birthday and not card.birthday.text else None,
    }
    return {key: value for key, value in got.items() if key not in values["not_asserted"]}


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("TZ:-05:00", "-05:00"), ("TZ;VALUE=utc-offset:-0500", "-05:00"),
        ("TZ;VALUE=text:Europe/Berlin", "Europe/Berlin"), ("TZ:Raleigh/North America", ""),
    ],
)  # fmt: skip
def test_a_time_zone_is_read_where_it_names_one(line, kept):
    """RFC 2426 has offsets, RFC 6350 names; what is neither stays in the card untouched."""
    record = read_text(f"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ada\r\n{line}\r\nEND:VCARD\r\n")
    assert record.card.timezone == kept
