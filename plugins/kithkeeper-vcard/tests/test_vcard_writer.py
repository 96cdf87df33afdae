"""Writing cards, and reading them back."""

from __future__ import annotations

from datetime import date

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from kithkeeper.model import (
    Address,
    Card,
    Contact,
    Email,
    Link,
    NamedDate,
    Names,
    Organization,
    PartialDate,
    Phone,
)
from kithkeeper_vcard.patch import patched
from kithkeeper_vcard.reader import VCardReader, read_text
from kithkeeper_vcard.writer import VCardWriter, card_text

_ALPHABET = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
LINE = st.text(_ALPHABET, max_size=100).map(str.strip)
SOME = LINE.filter(bool)
LABEL = SOME.filter(lambda text: not text.startswith("_$!<"))
TEXT = st.lists(LINE, max_size=4).map("\n".join).map(str.strip)
DATES = st.one_of(
    st.dates(date(1605, 1, 1)).map(lambda day: PartialDate(day.year, day.month, day.day)),
    st.dates().map(lambda day: PartialDate(None, day.month, day.day)),
    st.just(PartialDate(1985, 3)),
    st.just(PartialDate(1985)),
    st.just(PartialDate(text="circa 1800, in spring")),
)


def many(items, most: int = 3):
    return st.lists(items, max_size=most, unique=True).map(tuple)


CARDS = st.builds(
    Card,
    name=LINE,
    names=st.builds(
        Names, given=LINE, family=LINE, additional=LINE, prefix=LINE, suffix=LINE,
        nicknames=many(SOME), phonetic_given=LINE, phonetic_family=LINE,
    ),
    uid=LINE,
    organizations=many(
        st.builds(Organization, name=LINE, department=LINE, title=LINE, role=LINE, current=st.booleans())
        .filter(lambda place: place.name or place.department or place.title or place.role)
    ),
    emails=many(st.builds(Email, value=SOME, label=LABEL | st.just("work fax"), preferred=st.booleans())),
    phones=many(st.builds(Phone, value=SOME, label=LABEL | st.just("mobile"), preferred=st.booleans())),
    addresses=many(
        st.builds(Address, street=TEXT, city=SOME, country=LINE, label=LABEL | st.just("home"), formatted=TEXT)
    ),
    links=many(st.builds(Link, url=SOME, label=LABEL | st.just("homepage"))),
    birthday=st.none() | DATES,
    dates=many(st.builds(NamedDate, label=LABEL | st.just("anniversary"), date=DATES)),
    notes=TEXT,
    tags=many(SOME),
    how_met=TEXT, met_on=st.none() | st.dates(), met_where=TEXT, met_through=TEXT, met_event=TEXT,
    personal=many(TEXT.filter(bool)), interests=many(TEXT.filter(bool)),
    can_help_with=many(TEXT.filter(bool)), could_help_with=many(TEXT.filter(bool)),
).filter(lambda card: bool(card.display_name))  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(card=CARDS, version=st.sampled_from(["3.0", "4.0"]))
def test_import_of_an_export_changes_nothing(card, version):
    """Whatever a card says survives being written and read, in either version."""
    data = b"".join(VCardWriter(version).write([card], ()))
    (page,) = VCardReader().read("out.vcf", [data])
    assert not page.problems
    assert [change.card for change in page.changes] == [card]


@settings(max_examples=80, deadline=None)
@given(base=CARDS, wanted=CARDS, version=st.sampled_from(["2.1", "3.0", "4.0"]))
def test_patch_says_what_is_wanted_and_keeps_what_is_foreign(base, wanted, version):
    """Any card can be made of any other, and lines that are not ours stay byte for byte; only its
    identity it never loses.
    """
    wanted = wanted.model_copy(update={"uid": wanted.uid or base.uid})
    foreign = "X-FOREIGN;A=B:stays\r\n as it is\r\nPHOTO;ENCODING=b:AAAA\r\n BBBB\r\n"
    raw = card_text(base, "3.0").removesuffix("END:VCARD\r\n") + f"{foreign}END:VCARD\r\n"
    raw = raw.replace("\nVERSION:3.0", f"\nVERSION:{version}", 1)
    text = patched(raw, wanted, base)
    assert foreign in text
    after = read_text(text).card
    for field in Card.model_fields:
        had, got = getattr(wanted, field), getattr(after, field)
        if isinstance(had, tuple):
            assert set(map(repr, got)) == set(map(repr, had)), field
        else:
            assert got == had, field


def test_patch_of_nothing_is_the_same_text():
    """Where nothing differs, nothing is written, odd folding and order included."""
    raw = "BEGIN:VCARD\nVERSION:3.0\nTEL;X=y:1\nFN:A\n da\nNOTE:x\n\n y\nEND:VCARD\n"
    card = read_text(raw).card
    assert patched(raw, card, card) == raw


def test_patch_touches_one_line():
    """Changing one of two e-mails changes that line alone, in its place."""
    raw = "BEGIN:VCARD\nVERSION:4.0\nEMAIL:a@x\nEMAIL;TYPE=home:b@x\nFN:Ada\nEND:VCARD\n"
    card = read_text(raw).card
    wanted = card.model_copy(update={"emails": (Email(value="c@x"), card.emails[1])})
    assert patched(raw, wanted, card) == raw.replace("a@x", "c@x")


def test_tags_of_groups_are_not_written_into_the_card():
    """What a group says stays the group's; a new tag of the user's goes to CATEGORIES."""
    raw = "BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nCATEGORIES:Own\nEND:VCARD\n"
    base = read_text(raw).card.model_copy(update={"tags": ("Own", "Mentors")})
    wanted = base.model_copy(update={"tags": ("Own", "Mentors", "inner")})
    assert "CATEGORIES:Own,inner\n" in patched(raw, wanted, base)


def test_old_cards_are_patched_in_their_own_way():
    """vCard 2.1 gets quoted-printable for what is not ASCII, and escapes no commas."""
    raw = "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Example;Ada\r\nEND:VCARD\r\n"
    card = read_text(raw).card
    text = patched(raw, card.model_copy(update={"notes": "Grüße, Ada\nund mehr"}), card)
    assert (
        "NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gr=C3=BC=C3=9Fe,=20Ada=0D=0Aund=20mehr"
        in text
    )
    tricky = card.model_copy(update={"notes": "ü" * 12 + "\nBEGIN:VCARD\nEND:VCARD"})
    assert read_text(patched(raw, tricky, card)).card == tricky


def test_nothing_can_break_out_of_its_line():
    """Line breaks and control characters from elsewhere do not become lines of the card."""
    card = Card(
        name="A\r\nTEL:1\x0bEND:VCARD", links=({"url": "https://x/\nTEL:2", "label": "a\nb"},)
    )
    text = card_text(card)
    assert read_text(text).card.phones == ()
    assert text.count("\r\nEND:VCARD\r\n") == 1


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_others_can_read_what_we_write(version):
    """vobject reads the same name, number and address; the version is said."""
    card = Card(
        name="Ada Example", phones=(Phone(value="+49 30 1", label="mobile"),),
        names=Names(given="Ada", family="Example"), birthday=PartialDate(1985, 3, 10),
    )  # fmt: skip
    read = vobject.readOne(card_text(card, version))
    assert (read.version.value, read.fn.value, read.tel.value) == (
        version,
        "Ada Example",
        "+49 30 1",
    )
    assert (read.n.value.given, read.tel.params["TYPE"]) == ("Ada", ["CELL"])
    assert read.bday.value.replace("-", "") == "19850310"


def test_lines_are_folded_at_75_octets():
    """No line is longer, and no character is cut."""
    text = card_text(Card(name="Ü" * 200, notes="💡" * 100, how_met="É" * 40))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert read_text(text).card.name == "Ü" * 200


def test_contact_is_written_with_its_id():
    """An export says who is who, for an import into the same network."""
    (page,) = VCardReader().read("x", [card_text(Contact(id="c-1", name="Ada")).encode()])
    assert page.changes[0].previous_keys == ("kithkeeper:c-1",)


@pytest.mark.parametrize(
    "agent",
    [
        "AGENT:BEGIN:VCARD\r\n FN:Agent\r\n END:VCARD\r\n",
        "AGENT:BEGIN:VCARD\r\nFN:Agent\r\nTEL:1\r\nEND:VCARD\r\n",
        "AGENT:BEGIN:VCARD\\nFN:Agent\\nTEL:1\\nEND:VCARD\r\n",
    ],
)
def test_a_card_with_an_agent_is_patched_around_it(agent):
    """Whatever way the AGENT's card is written, the lines after it are still the person's."""
    start, end = f"BEGIN:VCARD\r\nVERSION:2.1\r\nFN:Ada\r\n{agent}", "END:VCARD\r\n"
    base = read_text(f"{start}TEL:2\r\n{end}").card
    wanted = base.model_copy(update={"phones": (Phone(value="3"),)})
    assert patched(f"{start}TEL:2\r\n{end}", wanted, base) == f"{start}TEL:3\r\n{end}"


def test_addresses_at_messengers_and_plain_uids_are_called_what_they_are():
    """IMPP is what other programs look for; a UID in 4.0 that is no URI has to say so."""
    links = (Link(url="xmpp:ada@example.org", label="work"), Link(url="https://example.org"))
    card = Card(name="Ada", uid="ada-1", links=links)
    text = card_text(card, "4.0")
    assert "IMPP;TYPE=WORK:xmpp:ada@example.org\r\n" in text
    assert "URL:https://example.org\r\n" in text
    assert "UID;VALUE=text:ada-1\r\n" in text
    assert read_text(text).card == card
    assert "UID:ada-1\r\n" in card_text(card, "3.0")
    assert "UID:urn:uuid:5\r\n" in card_text(Card(name="Ada", uid="urn:uuid:5"), "4.0")
