"""Keys pressed at a terminal, one at a time: none is lost that was pressed ahead."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

END = "\x04"
"""What is answered at the end of input, and what Ctrl-D is."""

_ESCAPE = "\x1b"
_ERASE = ("\x7f", "\x08")
_LONGEST = 4  # bytes of a character in UTF-8

Read = Callable[[], str]


@contextmanager
def keypresses() -> Iterator[Read]:
    """A function that waits for a key and answers it in lower case; an end of input is `END`.

    The terminal is in this mode for the whole of a walk: one that changes its mode with each key
    throws away what was pressed in between. Where there is no termios, click asks for each key.
    """
    try:
        import termios
        import tty
    except ImportError:
        yield _asked
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSADRAIN)
        silent = termios.tcgetattr(terminal)
        silent[3] &= ~termios.ECHO
        termios.tcsetattr(terminal, termios.TCSADRAIN, silent)
        yield lambda: _key(terminal).casefold()
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def typed_line(read: Read, prompt: str) -> str:
    """A line typed with the same keys, shown as it grows; what was typed until an end of input."""
    typed = ""
    _show(f"{prompt}: ")
    while (key := read()) not in ("\r", "\n", END):
        if key in _ERASE:
            _show("\b \b" if typed else "")
            typed = typed[:-1]
        elif key.isprintable():
            _show(key)
            typed += key
    _show("\n")
    return typed


def _asked() -> str:
    try:
        return click.getchar().casefold()
    except EOFError:
        return END


def _key(terminal: int) -> str:
    """One character, whose further bytes are read with it; of a key such as an arrow, its escape."""
    sys.stdout.flush()
    data = os.read(terminal, 1)
    if not data:
        return END
    while len(data) < _LONGEST:
        try:
            key = data.decode()
        except UnicodeDecodeError:
            data += os.read(terminal, 1)
        else:
            break
    else:
        key = data.decode("utf-8", "replace")
    if key == _ESCAPE:
        _pass_over(terminal)
    return key


def _pass_over(terminal: int) -> None:
    """Read what follows an escape at once: the letters of an arrow are no answers."""
    import select

    def waits() -> bool:
        return bool(select.select([terminal], [], [], 0)[0])

    if not waits() or os.read(terminal, 1) not in (b"[", b"O"):
        return
    while waits() and not 0x40 <= (os.read(terminal, 1) or b"~")[0] <= 0x7E:
        pass


def _show(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
