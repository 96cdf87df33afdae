"""Keys at a terminal: `kith triage` and `kith duplicates --review` by keypress."""


def cards(count):
    return "".join(
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u{n}\r\nFN:Person Number{n:03}\r\nEND:VCARD\r\n"
        for n in range(count)
    )


def test_keys_pressed_ahead_are_all_answers(kith, tmp_path):
    """Three hundred people are placed by keys that come all at once, over two rounds."""
    kith("import", "-", stdin=cards(300))
    code, screen = kith.at_terminal("triage", typed=("i" * 3 + "m" * 40 + "o" * 57 + "q",))
    assert code == 0, screen
    assert "200 wait" in screen
    code, screen = kith.at_terminal("triage", typed=("n" * 10 + "a" * 10 + "o" * 180,))
    assert code == 0, screen
    assert "All are placed" in screen
    assert {each["name"]: each["size"] for each in kith.json("circles")} == {
        "inner": 3, "middle": 40, "outer": 237,
    }  # fmt: skip
    assert kith.json("triage") == []


def test_a_line_and_an_arrow_between_keys(kith):
    """A date typed ahead with a slip mended is taken, an arrow is no answer, Ctrl-D ends."""
    kith("import", "-", stdin=cards(2))
    code, screen = kith.at_terminal(
        "triage", typed=("l2026-11-0a\x7f4\rm", "\x1b[A", "b", "i", "\x04")
    )
    assert code == 0, screen
    assert "spoke on 2026-11-04" in screen
    assert "1 wait" in screen
    (placed,) = kith.json("list", "--circle", "inner")
    assert placed["last_touch"] == "2026-11-04"


def test_likely_doubles_are_reviewed_by_keys_pressed_ahead(kith):
    """What is decided stands when the review goes on: one merged, one told apart, one put off."""
    names = ("Ada Lovelace", "Alan Turing", "Grace Hopper")
    for name in names * 2:
        kith("add", name, "--email", f"{name.split()[0].lower()}@example.org")
    code, screen = kith.at_terminal("duplicates", "--review", typed=("mdq",))
    assert code == 0, screen
    assert "1 pair is left" in screen
    code, screen = kith.at_terminal("duplicates", "--review", typed=("m",))
    assert code == 0, screen
    assert "All decided" in screen
    assert len(kith.json("list")) == 4
