"""Cards a second: our reader against `vobject.readComponents`, on one file, by turns."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from pathlib import Path

CARDS = 10_000
ROUNDS = 3


def card(number: int, chance: random.Random) -> str:
    """One clean vCard 3.0 of twenty properties about nobody."""
    given = chance.choice(("Ada", "Björn", "Chiara", "Dmitri", "Eun-ji", "Fatima"))
    family = chance.choice(("Arnold", "Çelik", "Müller", "Okafor", "Sørensen", "Young"))
    lines = (
        "BEGIN:VCARD", "VERSION:3.0", f"UID:bench-{number}", f"FN:{given} {family} {number}",
        f"N:{family} {number};{given};;;", f"NICKNAME:{given[:2]}{number}",
        f"ORG:Company {number % 97};Department {number % 7}", "TITLE:Engineer",
        f"EMAIL;TYPE=INTERNET;TYPE=WORK;TYPE=PREF:a{number}@work.example",
        f"EMAIL;TYPE=INTERNET;TYPE=HOME:a{number}@home.example",
        f"TEL;TYPE=CELL;TYPE=PREF:+49 151 {number:08}", f"TEL;TYPE=WORK:+49 30 {number:07}",
        f"ADR;TYPE=WORK:;;{number} Main Street;Berlin;;10115;Germany",
        f"ADR;TYPE=HOME:;;{number} Side Street;Potsdam;;14467;Germany",
        f"BDAY:19{number % 100:02}-0{number % 9 + 1}-1{number % 10}",
        f"item1.URL:https://example.org/people/{number}", "item1.X-ABLabel:_$!<HomePage>!$_",
        "CATEGORIES:Friends,Conference", "REV:2026-01-01T00:00:00Z",
        f"NOTE:Met at the fair\\, hall {number % 12}.\\nLikes long walks and short meetings\\;\r\n"
        " asks good questions.", "END:VCARD",
    )  # fmt: skip
    return "\r\n".join(lines) + "\r\n"


def ours(path: Path) -> int:
    """Cards that the reader turns into validated `Card`s, raw text kept."""
    from kithkeeper_vcard.reader import VCardReader

    with path.open("rb") as file:
        pages = VCardReader().read(str(path), iter(lambda: file.read(65_536), b""))
        return sum(len(page.changes) for page in pages)


def theirs(path: Path) -> int:
    """Cards that vobject turns into components."""
    import vobject

    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in vobject.readComponents(file))


def main() -> None:
    """Measure and print."""
    chance = random.Random(7)
    seconds: dict[str, list[float]] = {"ours": [], "theirs": []}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cards.vcf"
        cards = (card(number, chance) for number in range(CARDS))
        path.write_text("".join(cards), encoding="utf-8", newline="")
        for _ in range(ROUNDS):
            for name, read in (("ours", ours), ("theirs", theirs)):
                begun = time.process_time()
                assert read(path) == CARDS
                seconds[name].append(time.process_time() - begun)
    rates = {name: CARDS / statistics.median(rounds) for name, rounds in seconds.items()}
    ratio = rates["ours"] / rates["theirs"]
    print(
        f"vcard: {rates['ours']:,.0f} cards/s, vobject {rates['theirs']:,.0f} cards/s, "
        f"ratio {ratio:.1f} (aim: at least 5)"
    )


if __name__ == "__main__":
    main()
