"""Running a command line: dispatch, and errors as exit codes and JSON."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Sequence

import click

from kithkeeper.cli.group import kith
from kithkeeper.cli.text import clean, escaped
from kithkeeper.errors import Ambiguous, KithError, Refused

USAGE = 2


def run(arguments: Sequence[str]) -> int:
    """Run `kith` with these arguments; the exit code."""
    as_json = "--json" in arguments
    try:
        answer = kith.main(list(arguments), prog_name="kith", standalone_mode=False)
    except KithError as error:
        return _report(error, as_json=as_json)
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        sys.stderr.write("Stopped.\n")
        return 130
    except click.UsageError as error:
        return _usage(error, as_json=as_json)
    except click.ClickException as error:
        _print_error("error", error.format_message(), as_json=as_json)
        return error.exit_code
    except UnicodeEncodeError as error:
        message = f"{error.object!r} has bytes that are no text in UTF-8"
        _print_error("usage", message, as_json=as_json)
        return USAGE
    except SystemExit as error:
        if _reader_left(error.__context__):
            return 0
        raise
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _print_error("error", f"{where}{error.strerror or error}", as_json=as_json)
        return 1
    return answer if isinstance(answer, int) else 0


def _reader_left(error: BaseException | None) -> bool:
    return isinstance(error, OSError) and error.errno == errno.EPIPE


def _report(error: KithError, *, as_json: bool) -> int:
    candidates = (
        [each._asdict() for each in error.candidates] if isinstance(error, Ambiguous) else []
    )
    instead = error.alternatives if isinstance(error, Refused) else ()
    _print_error(error.code, error.message, as_json=as_json, candidates=candidates, instead=instead)
    if candidates and not as_json:
        for each in candidates:
            sys.stderr.write(clean(f"  {each['id']}  {each['name']}  {each['detail']}") + "\n")
    return error.exit_code


def _usage(error: click.UsageError, *, as_json: bool) -> int:
    message = error.format_message()
    if isinstance(error, click.exceptions.NoArgsIsHelpError) and not as_json:
        sys.stderr.write(f"{message}\n")
        return USAGE
    if error.ctx is not None and not as_json:
        sys.stderr.write(error.ctx.get_usage() + "\n")
    _print_error("usage", message, as_json=as_json)
    return USAGE


def _print_error(
    code: str,
    message: str,
    *,
    as_json: bool,
    candidates: Sequence[dict[str, str]] = (),
    instead: Sequence[str] = (),
) -> None:
    if as_json:
        error: dict[str, object] = {
            "code": code, "message": message, "candidates": list(candidates)
        }  # fmt: skip
        if instead:
            error["alternatives"] = list(instead)
        sys.stdout.write(escaped(json.dumps({"error": error}, ensure_ascii=False)) + "\n")
    else:
        sys.stderr.write(f"kith: {clean(message)}\n")
