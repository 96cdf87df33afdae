"""The command `kith`. One module a command group, imported when it is run."""

from __future__ import annotations

import os
import sys
import warnings


def main() -> None:
    """Run `kith` with the arguments of the process, and end it with the exit code."""
    _open_streams()
    if not sys.warnoptions:  # what a library warns of is for programmers, who ask with -W
        warnings.simplefilter("ignore")
    if sys.argv[1:] == ["--version"]:
        from kithkeeper import __version__

        sys.stdout.write(f"kith {__version__}\n")
        return
    from kithkeeper.cli.run import run

    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has gone, with what it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _open_streams() -> None:
    """Let a command that was started with a closed output run, as if nobody read it."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
