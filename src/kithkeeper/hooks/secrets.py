"""Secrets of a connection: where each may come from, and how they are kept out of sight.

A secret field `password` may stand as `password_env` (a variable), `password_command` (an argument
list, run without a shell) or, last, in the system keyring under the service `kithkeeper` and the
user `CONNECTION.password`. As plain `password` it is taken too, and `kith doctor` warns of it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress

from kithkeeper.errors import Invalid, LoginNeeded
from kithkeeper.errors.concealing import conceal, redacted

SERVICE = "kithkeeper"
SUFFIXES = ("_env", "_command")
_PATIENCE = 60.0
"""Seconds for a command: an agent may ask its user for a passphrase."""


class SecretMissing(LoginNeeded, KeyError):
    """A secret is not to be had: a `KeyError` for who can do without, else a needed login."""

    def __str__(self) -> str:
        """The message, not the quoted key that `KeyError` would show."""
        return self.message


class Secrets:
    """The secrets of one connection, each looked up when it is first asked for.

    Args:
        connection: The connection's name.
        fields: Names of its secret fields.
        table: Its table of the config.
        environ: The environment variables.
    """

    def __init__(
        self,
        connection: str,
        fields: Iterable[str],
        table: Mapping[str, object],
        environ: Mapping[str, str],
    ) -> None:
        self._connection = connection
        self._fields = frozenset(fields)
        self._table = table
        self._environ = environ
        self._found: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"<Secrets of {self._connection}>"

    def __call__(self, field: str) -> str:
        """The secret's value.

        Raises:
            SecretMissing: It is set nowhere, or where it is set it can't be had.
        """
        if field not in self._fields:
            raise SecretMissing(self._connection, f"{field!r} is no secret of its settings")
        if field not in self._found:
            value = self._look_up(field)
            conceal(value)
            self._found[field] = value
        return self._found[field]

    def _look_up(self, field: str) -> str:
        variable = self._table.get(f"{field}_env")
        if isinstance(variable, str):
            value = self._environ.get(variable, "")
            if not value:
                raise SecretMissing(self._connection, f"the variable {variable} is not set")
            return value
        command = self._table.get(f"{field}_command")
        if command is not None:
            return self._of_command(field, argv(command))
        plain = self._table.get(field)
        return str(plain) if plain not in (None, "") else self._of_keyring(field)

    def _of_command(self, field: str, words: list[str]) -> str:
        import subprocess
        from pathlib import Path

        program = str(Path(words[0]).expanduser())
        try:
            done = subprocess.run(
                [program, *words[1:]],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_PATIENCE,
                check=False,
                env=dict(self._environ),
            )
        except subprocess.TimeoutExpired:
            reason = f"{field}_command gave no answer within {_PATIENCE:.0f} s"
            raise SecretMissing(self._connection, reason) from None
        except (OSError, ValueError) as error:
            reason = f"{field}_command can't be run: {type(error).__name__}"
            raise SecretMissing(self._connection, reason) from None
        lines = done.stdout.decode(errors="replace").splitlines()
        if done.returncode != 0 or not lines or not lines[0]:
            reason = f"{field}_command ({words[0]}) ended with {done.returncode} and no secret"
            raise SecretMissing(self._connection, reason)
        return lines[0]

    def _of_keyring(self, field: str) -> str:
        where = f"{self._connection}.{field}"
        try:
            import keyring
            from keyring.errors import KeyringError, NoKeyringError
        except ImportError:
            raise SecretMissing(self._connection, _unset(field)) from None
        try:
            value = keyring.get_password(SERVICE, where)
        except NoKeyringError:
            value = None
        except KeyringError as error:
            reason = f"the keyring can't be read: {type(error).__name__}"
            raise SecretMissing(self._connection, reason) from error
        if not value:
            raise SecretMissing(self._connection, _unset(field))
        return str(value)


def _unset(field: str) -> str:
    return (
        f"set {field}_env or {field}_command; at a terminal `kith connect` asks for it and puts it "
        "into the keyring"
    )


def to_keyring(connection: str, field: str, value: str) -> bool:
    """Put a secret into the system keyring; False where there is none to be used."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return False
    try:
        keyring.set_password(SERVICE, f"{connection}.{field}", value)
    except KeyringError:
        return False
    conceal(value)
    return True


def argv(command: object) -> list[str]:
    """A command's words: a list as it is, a text split as a shell would; `Invalid` otherwise."""
    words: object = command
    if isinstance(command, str):
        import shlex

        with suppress(ValueError):
            words = shlex.split(command)
    if isinstance(words, list) and words and all(isinstance(each, str) for each in words):
        return list(words)
    raise Invalid("", 'must be a list of words, such as ["pass", "show", "dav"]')


class _Concealer(logging.Filter):
    """Takes secrets out of log records."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record's text and traceback; it is always kept."""
        record.msg, record.args = redacted(record.getMessage()), ()
        if record.exc_info:
            record.exc_text, record.exc_info = (
                redacted(_plain.formatException(record.exc_info)),
                None,
            )
        return True


_filter = _Concealer()
_plain = logging.Formatter()


def logger(plugin: str) -> logging.Logger:
    """The logger of a plugin, which shows no secret."""
    log = logging.getLogger(f"kithkeeper.plugins.{plugin}")
    log.addFilter(_filter)
    return log
