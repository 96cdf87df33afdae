"""The command `kith`. One module a command group, imported when it is run."""

from __future__ import annotations

import codecs
import io
import os
import sys
import warnings

_ESCAPE = "kithkeeper-escape"
_STANDARD_OUTPUT = 1


def main() -> None:
    """Run `kith` with the arguments of the process, and end it with the exit code."""
    _open_streams()
    _keep_output_apart()
    if not sys.warnoptions:  # what a library warns of is for programmers, who ask with -W
        warnings.simplefilter("ignore")
    if sys.argv[1:] == ["--version"]:
        from kithkeeper import __version__

        sys.stdout.write(f"kith {__version__}\n")
        return
    from kithkeeper.cli.run import run

    code = 1
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # else the reader has gone, with what it wanted
            sys.stderr.write(f"kith: the output can't be written: {error.strerror}\n")
            code = 1
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _open_streams() -> None:
    """Let a command run with an output that is closed, as if nobody read it, and with one that
    doesn't take every character: what it lacks is written as JSON writes it.
    """
    codecs.register_error(_ESCAPE, _as_in_json)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper) and codecs.lookup(stream.encoding).name != "utf-8":
            stream.reconfigure(errors=_ESCAPE)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115


def _keep_output_apart() -> None:
    """Where a program reads the answer, keep it from what others write to file descriptor 1.

    A plugin's library in C, or a process that it starts, does not ask Python where output goes:
    it finds standard error there, and the answer goes out by a descriptor of its own.
    """
    out = sys.stdout
    try:
        if out.isatty() or out.fileno() != _STANDARD_OUTPUT:
            return
        own = os.dup(_STANDARD_OUTPUT)
        os.dup2(sys.stderr.fileno(), _STANDARD_OUTPUT)
    except (OSError, ValueError):  # an output that is no file, or the last descriptor is taken
        return
    sys.stdout = open(own, "w", encoding=out.encoding, errors=out.errors)  # noqa: PTH123, SIM115


def _as_in_json(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    pairs = (units[place : place + 2].hex() for place in range(0, len(units), 2))
    return "".join(f"\\u{each}" for each in pairs), error.end
