"""CPU time of a command from start to end, as ratios to bare Python and to `khard list`.

The same five hundred people for both, processes interleaved, medians of what the processes used.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

PEOPLE = 500
ROUNDS = 15
BIN = Path(sys.executable).parent


def people() -> str:
    """Cards about nobody."""
    return "".join(card(number) for number in range(PEOPLE))


def card(number: int) -> str:
    """One vCard 3.0."""
    return (
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:start-{number}\r\nFN:Person Number{number}\r\n"
        f"N:Number{number};Person;;;\r\nORG:Company {number % 50}\r\n"
        f"EMAIL;TYPE=WORK:p{number}@work.example\r\nTEL;TYPE=CELL:+49 151 {number:08}\r\nEND:VCARD\r\n"
    )


def prepare(folder: Path) -> dict[str, str]:
    """Make both address books; the environment that both are run in."""
    cards, home, config = folder / "cards", folder / "home", folder / "khard.conf"
    cards.mkdir()
    for number in range(PEOPLE):
        (cards / f"{number}.vcf").write_text(card(number), newline="")
    config.write_text(f"[addressbooks]\n[[friends]]\npath = {cards}\n")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environ |= {
        "KITHKEEPER_HOME": str(home),
        "PYTHONPYCACHEPREFIX": str(folder / "pyc"),
        "TZ": "UTC",
    }
    kith = str(BIN / "kith")
    subprocess.run([kith, "import", "-", "--circle", "outer"], input=people().encode(), env=environ,
                   check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    subprocess.run([kith, "log", "Person Number7", "--channel", "call"], env=environ, check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    return environ


def cpu(command: list[str], environ: dict[str, str]) -> float:
    """Seconds of processor that a process used."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environ, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    kith = str(BIN / "kith")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environ = prepare(folder)
        commands = {
            "python": [sys.executable, "-c", "pass"],
            "--version": [kith, "--version"],
            "--help": [kith, "--help"],
            "list": [kith, "list", "--limit", "20"],
            "due": [kith, "due"],
            "show": [kith, "show", "Person Number7"],
            "khard": [str(BIN / "khard"), "-c", str(folder / "khard.conf"), "list"],
        }
        spent: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(ROUNDS + 1):
            for each, command in commands.items():
                seconds = cpu(command, environ)
                if turn:
                    spent[each].append(seconds)
    median = {name: statistics.median(seconds) for name, seconds in spent.items()}
    bare = ", ".join(
        f"{name} {median[name] / median['python']:.1f} (aim: below {aim})"
        for name, aim in (("--version", 4), ("--help", 6))
    )
    print(f"start: times bare Python ({median['python'] * 1000:.0f} ms): {bare}")
    against = ", ".join(
        f"{name} {median[name] / median['khard']:.2f}" for name in ("list", "due", "show")
    )
    print(f"start: times `khard list` of {PEOPLE}: {against} (aim: below 0.5)")


if __name__ == "__main__":
    main()
