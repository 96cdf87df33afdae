"""Keeps a professional network alive: circles, touchpoints and the exchange of value.

`Network` is the front door. Nothing heavy is loaded before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kithkeeper.version import VERSION

if TYPE_CHECKING:
    from kithkeeper.hooks.notices import (
        CircleChanged,
        ContactChanged,
        ExchangeRecorded,
        SyncFinished,
        TouchpointLogged,
    )
    from kithkeeper.network import Network

__version__ = VERSION

_LAZY = {
    "Network": "network",
    "CircleChanged": "hooks.notices",
    "ContactChanged": "hooks.notices",
    "ExchangeRecorded": "hooks.notices",
    "SyncFinished": "hooks.notices",
    "TouchpointLogged": "hooks.notices",
}

__all__ = [
    "CircleChanged",
    "ContactChanged",
    "ExchangeRecorded",
    "Network",
    "SyncFinished",
    "TouchpointLogged",
    "__version__",
]


def __getattr__(name: str) -> object:
    if name in _LAZY:
        return getattr(import_module(f"kithkeeper.{_LAZY[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
