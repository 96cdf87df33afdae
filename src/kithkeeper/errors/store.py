"""The store can't be used as it stands."""

from __future__ import annotations

from typing import ClassVar

from kithkeeper.errors.base import KithError


class StoreNewer(KithError):
    """A newer Kithkeeper wrote this store."""

    code: ClassVar[str] = "store_newer"
    exit_code: ClassVar[int] = 6

    def __init__(self, path: str, unknown: tuple[str, ...]) -> None:
        super().__init__(
            f"{path} was written by a newer Kithkeeper (it has {', '.join(unknown)}). "
            "Upgrade with `pip install --upgrade kithkeeper`; nothing was changed."
        )
        self.path = path
        self.unknown = unknown


class StoreLocked(KithError):
    """Another process holds the store for longer than we waited."""

    code: ClassVar[str] = "store_locked"
    exit_code: ClassVar[int] = 6

    def __init__(self, path: str, waited: float) -> None:
        super().__init__(
            f"{path} is in use by another program (waited {waited:.0f} s). "
            "Let it finish, or end it, and try again; nothing was changed."
        )
        self.path = path


_BRING_BACK = (
    "Move it aside and bring a copy back with `kith restore`; copies made before upgrades lie "
    "beside it."
)


class StoreDamaged(KithError):
    """The file can't be used: it is no store of ours, is broken, or can't be reached or written.

    Attributes:
        detail: What is wrong with it.
    """

    code: ClassVar[str] = "store_damaged"
    exit_code: ClassVar[int] = 6

    def __init__(self, path: str, detail: str, advice: str = _BRING_BACK) -> None:
        super().__init__(f"{path} can't be used as a Kithkeeper store ({detail}). {advice}")
        self.path = path
        self.detail = detail
