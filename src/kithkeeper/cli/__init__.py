"""The command `kith`. One module a command group, imported when it is run."""

from __future__ import annotations

import sys


def main() -> None:
    """Run `kith` with the arguments of the process, and end it with the exit code."""
    if sys.argv[1:] == ["--version"]:
        from kithkeeper import __version__

        sys.stdout.write(f"kith {__version__}\n")
        return
    from kithkeeper.cli.run import run

    sys.exit(run(sys.argv[1:]))
