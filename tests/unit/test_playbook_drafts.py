"""Drafts, one's own card and the pitch, with hostile words in every place."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email.policy import default
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from kithkeeper.errors import Invalid
from kithkeeper.playbook import (
    OwnCard,
    build_pitch,
    built_in,
    card_text,
    load,
    measured,
    who_you_are,
    write_qr,
)
from kithkeeper.playbook.card import can_draw_qr
from kithkeeper.playbook.drafts import eml, mailto

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)


def test_mailto_is_quoted_and_reads_back():
    """Ampersands, question marks and line breaks come back as they went in (RFC 6068)."""
    url = mailto(["ada@example.org", "a&b=c?d@example.org"], "Q&A? 100%", "one\ntwo & ü")
    parts = urlsplit(url)
    assert unquote(parts.path) == "ada@example.org,a&b=c?d@example.org"
    assert parse_qs(parts.query) == {"subject": ["Q&A? 100%"], "body": ["one\r\ntwo & ü"]}


def test_mailto_adds_no_field():
    """A subject that tries to add a Bcc keeps it as words."""
    query = parse_qs(urlsplit(mailto(["a@b.org"], "Hi\r\nBcc: x@y.org&bcc=z", "")).query)
    assert query == {"subject": ["Hi Bcc: x@y.org&bcc=z"]}


def test_an_eml_reads_back_as_what_it_was():
    """Names and text beyond ASCII, and two people."""
    made = eml(
        [("Ada Löv", "ada@example.org"), ("", "ben@example.org")],
        "Grüße",
        "Zeile\nzwei\n",
        written=NOON,
    )
    message = email.message_from_bytes(made, policy=default)
    assert [str(each) for each in message["To"].addresses] == [
        "Ada Löv <ada@example.org>", "ben@example.org",
    ]  # fmt: skip
    assert message["Subject"] == "Grüße"
    assert message["X-Unsent"] == "1"
    assert message.get_content().replace("\r\n", "\n") == "Zeile\nzwei\n"


def test_an_eml_has_the_headers_that_a_message_must_have():
    """Date and From, once each, and no empty To (RFC 5322, 3.6); lines end in CRLF."""
    made = eml([], "Hi", "Grüße\n", written=NOON, sender=("Sam Öst", ""))
    message = email.message_from_bytes(made, policy=default)
    assert message.get_all("Date") == ["Thu, 12 Mar 2026 12:00:00 +0000"]
    assert message.get_all("From") == ["Sam Öst:;"]
    assert message["From"].groups[0].addresses == ()
    assert message["To"] is None
    assert message.defects == []
    assert made.count(b"\n") == made.count(b"\r\n")
    known = eml([], "Hi", "", written=NOON, sender=("Sam Öst", "sam@example.org"))
    assert b"From: Sam =?utf-8?q?=C3=96st?= <sam@example.org>\r\n" in known


def test_headers_cannot_be_injected():
    """Line breaks in a name, a subject or the sender make no further header."""
    evil = "x\r\nBcc: evil@example.org\r\n\r\nbody"
    made = eml(
        [(evil, "ada@example.org")], evil, "text", written=NOON, sender=(evil, "me@example.org")
    )
    message = email.message_from_bytes(made, policy=default)
    assert "Bcc" not in message
    assert message.get_content().strip() == "text"


def test_the_body_keeps_its_indentation_and_loses_control_characters():
    """Only what a terminal or reader would act on is taken out."""
    made = eml([("", "a@example.org")], "s", "  one\x1b[2J\n\ttwo\u202e\x00", written=NOON)
    text = email.message_from_bytes(made, policy=default).get_content()
    assert text.replace("\r\n", "\n") == "  one[2J\n\ttwo\n"


@pytest.mark.parametrize(
    "address",
    ["", "ada", "ada@", "@x.org", "a b@x.org", "a@x.org\r\nBcc: b@x.org", "a@x.org,b@x.org",
     "<a@x.org>", "a@x.org\x00", "a@[1.2.3.4]", "a@" + "x" * 400],
)  # fmt: skip
def test_what_is_no_address_is_refused(address):
    """Neither form of draft takes it."""
    with pytest.raises(Invalid):
        mailto([address], "", "")
    with pytest.raises(Invalid):
        eml([("", address)], "", "", written=NOON)


def test_a_domain_beyond_ascii_is_written_in_ascii():
    """bücher.example is xn--bcher-kva.example in a header; a local part can't be."""
    assert b"ada@xn--bcher-kva.example" in eml([("", "ada@bücher.example")], "", "", written=NOON)
    with pytest.raises(Invalid):
        eml([("", "ä@example.org")], "", "", written=NOON)


def test_a_card_escapes_and_ends_in_crlf():
    """Separators and line breaks in a name are escaped, so no property is added."""
    text = card_text(OwnCard("Ada; L, \\ x\nTEL:666", emails=("ada@example.org",)))
    assert text == (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:;Ada\\; L\\, \\\\ x\\nTEL:666;;;\r\n"
        "FN:Ada\\; L\\, \\\\ x\\nTEL:666\r\nEMAIL;TYPE=INTERNET:ada@example.org\r\nEND:VCARD\r\n"
    )


def test_a_card_folds_after_75_octets_and_never_inside_a_character():
    """A note of 100 two-octet letters: every line has at most 75 octets and decodes."""
    text = card_text(OwnCard("Ada", note="ä" * 100))
    lines = text.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert "ä" * 100 in b"".join(lines).decode().replace(" ", "")


def test_a_card_needs_a_name():
    """Without a name there is no card."""
    with pytest.raises(Invalid, match="name"):
        card_text(OwnCard("  "))


def test_a_qr_code_is_drawn_or_says_what_it_needs(tmp_path):
    """With segno there is a file, without it the error names the package."""
    path = tmp_path / "me.svg"
    if can_draw_qr():
        write_qr(card_text(OwnCard("Ada")), path)
        assert path.stat().st_size > 100
    else:
        with pytest.raises(Invalid, match="segno"):
            write_qr(card_text(OwnCard("Ada")), path)
        assert not path.exists()


def test_a_card_too_long_for_a_code_is_refused(tmp_path):
    """1,201 octets are too many, whether segno is there or not."""
    with pytest.raises(Invalid, match="1200"):
        write_qr("x" * 1_201, tmp_path / "me.png")


def test_the_pitch_is_who_what_and_hook():
    """The guide's formula in its order; closing full stops are not doubled."""
    who = who_you_are("Ada Lovelace", "analyst", "Engines")
    pitch = build_pitch(
        built_in(), {"who": who, "what": "I teach looms to count.", "hook": "Punched cards sing"}
    )
    assert pitch.text == (
        "I'm Ada Lovelace, an analyst at Engines. I teach looms to count. Punched cards sing."
    )
    assert (pitch.words, pitch.seconds, pitch.missing, pitch.advice) == (15, 6, (), ())


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("Ada", "designer", ""), "Ada, a designer"),
        (("Ada", "", "Engines"), "Ada from Engines"),
        (("Ada", "a maker", "Engines"), "Ada, a maker at Engines"),
        (("Ada", "", ""), "Ada"),
        (("", "designer", "Engines"), ""),
    ],
)
def test_who_you_are_says_what_is_known(parts, said):
    """Name, role and place, as far as there are any."""
    assert who_you_are(*parts) == said


def test_a_pitch_without_a_hook_says_so():
    """The part that is missing is shown, listed and advised on."""
    pitch = build_pitch(built_in(), {"who": "Ada", "what": "I count"})
    assert pitch.text == "I'm Ada. I count. ‹hook›."
    assert pitch.missing == ("hook",)
    assert pitch.advice == ("End with something that makes people ask on: a picture, a surprise",)


def test_a_long_pitch_says_how_many_words_to_leave_out():
    """80 words at 150 a minute take 32 seconds; half a minute is 75 words, so 5 are too many."""
    pitch = measured("word " * 80)
    assert (pitch.words, pitch.seconds) == (80, 32)
    assert pitch.advice == ("It takes about 32 seconds; leave out 5 words",)
    assert measured("word " * 75).advice == ()


def test_a_pitch_script_of_ones_own_is_used(tmp_path):
    """The formula itself may be overridden."""
    (tmp_path / "playbook").mkdir()
    (tmp_path / "playbook" / "p.toml").write_text('[scripts.pitch]\ntext = "{hook}! {who}"\n')
    assert build_pitch(load(tmp_path), {"who": "Ada", "hook": "Hey"}).text == "Hey! Ada"
