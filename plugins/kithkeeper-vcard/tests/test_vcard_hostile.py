"""Input that was made to hang, exhaust or confuse a reader."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from kithkeeper_vcard.patch import patched
from kithkeeper_vcard.reader import VCardReader, read_text
from kithkeeper_vcard.split import MAX_CARD, MAX_LINE

GOOD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:%d\r\nFN:Good %d\r\nEND:VCARD\r\n"
SECONDS = 5.0


def read(*chunks: bytes):
    """Names, problems and the processor time of reading."""
    begun = time.process_time()
    pages = list(VCardReader().read("some.vcf", chunks))
    spent = time.process_time() - begun
    names = [change.card.name for page in pages for change in page.changes]
    return names, [problem for page in pages for problem in page.problems], spent


def between(hostile: bytes) -> tuple[list[str], list, float]:
    """Read hostile bytes between two good cards, which must come out."""
    names, problems, spent = read(GOOD % (1, 1), hostile, GOOD % (2, 2))
    assert names[0] == "Good 1"
    assert names[-1] == "Good 2"
    assert spent < SECONDS
    return names[1:-1], problems, spent


@pytest.mark.parametrize(
    "bomb",
    [
        b"NOTE;X=" + b"a=" * 5_000 + b'"',
        b"NOTE;X=" + b"," * 5_000 + b'"',
        b"NOTE;X=" + b'"' * 5_001,
        b"NOTE;X=" + b'";"' * 100_000,
        b"NOTE" + b";" * 1_000_000,
        b'NOTE;X="' + b":" * 1_000_000,
        b"A" * 3_000_000,
    ],
)
def test_heads_that_stall_regular_expressions_are_a_problem_at_most(bomb):
    """The line is left out, its card and its neighbours are taken."""
    card = b"BEGIN:VCARD\r\nFN:Middle\r\n" + bomb + b"\r\nEND:VCARD\r\n"
    names, _, _ = between(card)
    assert names == ["Middle"]


def test_line_with_parameters_and_no_value_is_told():
    """The regular-expression bomb costs a problem with its record's line."""
    card = b'BEGIN:VCARD\r\nFN:Middle\r\nNOTE;X=a=a=a=a"\r\nEND:VCARD\r\n'
    _, (problem,), _ = between(card)
    assert (problem.file, problem.line, problem.record) == ("some.vcf", 6, "Middle")
    assert "no value" in problem.reason


def test_eleven_hundred_nested_begins_are_one_problem():
    """BEGINs without content are told once, however many there are; the card inside is taken."""
    nested = b"BEGIN:VCARD\r\n" * 1_100 + b"FN:Inside\r\n" + b"END:VCARD\r\n" * 1_100
    names, problems, _ = between(nested)
    assert names == ["Inside"]
    assert len(problems) == 1


def test_nested_cards_with_content_are_cards():
    """A BEGIN inside a card means that the END was forgotten."""
    nested = b"".join(b"BEGIN:VCARD\nFN:N%d\n" % n for n in range(1_100)) + b"END:VCARD\n" * 1_100
    names, problems, _ = between(nested)
    assert sorted(names) == sorted(f"N{n}" for n in range(1_100))
    assert not problems


def test_folded_photo_of_four_megabytes_is_read_and_kept():
    """Folded lines are joined in linear time, and stand in `raw` for writing back."""
    line = b" " + b"A" * 74 + b"\r\n"
    photo = b"PHOTO;ENCODING=b:AAAA\r\n" + line * (4 * 1024 * 1024 // 75)
    card = b"BEGIN:VCARD\r\nFN:Photo\r\n" + photo + b"TEL:1\r\nEND:VCARD\r\n"
    pages = list(VCardReader().read("some.vcf", [card]))
    (change,) = pages[0].changes
    assert [phone.value for phone in change.card.phones] == ["1"]
    assert change.raw.encode() == card


@pytest.mark.parametrize("ending", [b"=\r\n", b"\r\n\r\n\r\n", b"\r\r\n "])
def test_long_runs_of_breaks_are_linear(ending):
    """Soft breaks, empty lines and doubled carriage returns by the hundred thousand."""
    card = (
        b"BEGIN:VCARD\r\nFN:Runs\r\nNOTE;ENCODING=QUOTED-PRINTABLE:" + ending * 200_000
        + b"\r\nEND:VCARD\r\n"
    )  # fmt: skip
    names, _, _ = between(card)
    assert names == ["Runs"]


def test_line_without_end_is_cut_and_told():
    """Memory stays bounded while a line goes on for ever; what came before it counts."""
    chunk = b"x" * 65_536

    def endless():
        yield GOOD % (1, 1)
        yield b"BEGIN:VCARD\r\nFN:Endless\r\nNOTE:"
        for _ in range(3 * MAX_LINE // len(chunk)):
            yield chunk
        yield b"\r\nEND:VCARD\r\n" + GOOD % (2, 2)

    tracemalloc.start()
    pages = list(VCardReader().read("some.vcf", endless()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    changes = [change for page in pages for change in page.changes]
    (problem,) = [problem for page in pages for problem in page.problems]
    assert [change.card.name for change in changes] == ["Good 1", "Endless", "Good 2"]
    assert problem.line == 6
    assert "longer than" in problem.reason
    assert changes[1].raw == ""
    assert peak < 12 * MAX_LINE


def test_card_without_end_is_cut_and_told():
    """A card that never ends takes no more than its bound, and does not hide the one after."""
    line = b"X-LONG:" + b"y" * 60_000 + b"\n"

    def endless():
        yield b"BEGIN:VCARD\r\nFN:Endless\r\n"
        for _ in range(2 * MAX_CARD // len(line)):
            yield line
        yield b"END:VCARD\r\n" + GOOD % (2, 2)

    names, (problem,), _ = read(*endless())
    assert names == ["Endless", "Good 2"]
    assert "longer than" in problem.reason


def test_memory_does_not_grow_with_the_file():
    """Ten times the cards need no more memory; each page is let go of."""

    def peak(count: int) -> int:
        tracemalloc.start()
        found = sum(
            len(p.changes) for p in VCardReader().read("x", (GOOD % (n, n) for n in range(count)))
        )
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert found == count
        return most

    peak(500)
    assert peak(20_000) < 1.3 * peak(2_000)


def test_time_grows_with_the_file_and_no_faster():
    """Eight times the file takes about eight times as long."""

    def spent(count: int) -> float:
        return read(b"".join(GOOD % (n, n) for n in range(count)))[2]

    spent(500)
    assert spent(16_000) < 30 * max(spent(2_000), 0.01)


@pytest.mark.parametrize(
    "label", [b"x-nonsense", b"base64", b"punycode", b"undefined", b"..", b"utf-16", b"\xff\xfe"]
)
def test_charset_labels_are_not_trusted(label):
    """An unknown, foreign or impossible charset costs nothing."""
    card = b"BEGIN:VCARD\nFN;CHARSET=" + label + b":M\xfcller\nEND:VCARD\n"
    names, problems, _ = between(card)
    assert len(names) == 1
    assert names[0].startswith("M")
    assert not problems


def test_control_characters_do_not_come_through():
    """Escape sequences, NULs and line breaks in a name become spaces or nothing."""
    card = b"BEGIN:VCARD\nFN:A\x1b[31m\x00da\x07 Ex\\nample\x9b\nNOTE:one\\ntwo\x1b[0m\nEND:VCARD\n"
    pages = list(VCardReader().read("some.vcf", [card]))
    (change,) = pages[0].changes
    assert change.card.name == "A[31mda Ex ample›"
    assert change.card.notes == "one\ntwo[0m"


def test_nothing_but_noise_is_one_problem():
    """A file without a card says so."""
    names, (problem,), _ = read(b"\x00\xff" * 50_000)
    assert names == []
    assert "no vCard" in problem.reason


@pytest.mark.parametrize(
    "value",
    ["PHOTO:" + "\r\n x" * 400_000, "NOTE;ENCODING=QUOTED-PRINTABLE:" + "ab=\r\n" * 400_000 + "c"],
)
def test_a_value_of_many_short_lines_is_patched_around_in_linear_time(value):
    """Folds and soft breaks are joined once when a card is written back, not line by line."""
    raw = f"BEGIN:VCARD\r\nVERSION:2.1\r\nFN:Ada\r\n{value}\r\nEND:VCARD\r\n"
    base = read_text(raw).card
    begun = time.process_time()
    text = patched(raw, base.model_copy(update={"how_met": "At a fair"}), base)
    assert time.process_time() - begun < SECONDS
    assert text.replace("X-KITHKEEPER-HOW-MET:At a fair\r\n", "") == raw


def test_a_person_of_sixty_thousand_jobs_is_read_in_linear_time():
    """Places of work, and the titles that find theirs, are told apart without comparing each pair."""
    lines = "".join(f"ORG:Works {n}\r\nTITLE:Clerk {n}\r\n" for n in range(60_000))
    begun = time.process_time()
    card = read_text(f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\n{lines}END:VCARD\r\n").card
    assert time.process_time() - begun < 6 * SECONDS
    assert len(card.organizations) == 60_000
    assert (card.organizations[-1].name, card.organizations[-1].title) == (
        "Works 59999", "Clerk 59999",
    )  # fmt: skip


def test_one_of_many_addresses_is_taken_out_in_linear_time():
    """What a card says and what it shall say are compared as sets, not item by item."""
    lines = [f"EMAIL:a{n}@example.org\r\n" for n in range(20_000)]
    head, end = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\n", "END:VCARD\r\n"
    raw = head + "".join(lines) + end
    base = read_text(raw).card
    begun = time.process_time()
    text = patched(raw, base.model_copy(update={"emails": base.emails[1:]}), base)
    assert time.process_time() - begun < 6 * SECONDS
    assert text == head + "".join(lines[1:]) + end
