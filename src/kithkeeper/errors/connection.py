"""What a plugin may report: wait, log in, or give up."""

from __future__ import annotations

from typing import ClassVar

from kithkeeper.errors.base import KithError
from kithkeeper.errors.concealing import redacted


class PluginError(KithError):
    """A plugin could not do its work; the message says what and why."""

    code: ClassVar[str] = "plugin_error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, plugin: str = "") -> None:
        super().__init__(f"{plugin}: {message}" if plugin else message)
        self.plugin = plugin
        self.reason = redacted(message)


class TryLater(PluginError):
    """The other side asks for patience; what came before it is kept.

    Attributes:
        after: Seconds to wait, or None where the other side didn't say.
    """

    code: ClassVar[str] = "try_later"

    def __init__(self, after: float | None = None, reason: str = "", *, plugin: str = "") -> None:
        wait = f"try again in {after:.0f} s" if after is not None else "try again later"
        super().__init__(f"{reason}; {wait}" if reason else wait, plugin=plugin)
        self.after = after


class LoginNeeded(PluginError):
    """The account no longer lets us in; sync state is kept.

    Args:
        connection: Its name in the config.
        reason: Why, without a full stop.
        command: What lets the user in again, where that is one command.
    """

    code: ClassVar[str] = "login_needed"
    exit_code: ClassVar[int] = 4

    def __init__(self, connection: str, reason: str = "", *, command: str = "") -> None:
        why = f" ({reason})" if reason else ""
        mend = (
            f"Run `{command}`." if command else "Check its password or run `kith connect` for it."
        )
        super().__init__(f"Connection {connection!r} needs you to log in again{why}. {mend}")
        self.connection = connection
