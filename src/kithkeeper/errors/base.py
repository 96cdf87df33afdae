"""The root of all errors that Kithkeeper raises on purpose."""

from __future__ import annotations

from typing import ClassVar

from kithkeeper.errors.concealing import redacted


class KithError(Exception):
    """Something went wrong in a way that has a name.

    Attributes:
        code: A stable word for scripts, printed by `--json`.
        exit_code: What the command returns when this ends it.
        message: What was wrong, where, and what to do about it; without any secret.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str) -> None:
        self.message = redacted(message)
        super().__init__(self.message)
