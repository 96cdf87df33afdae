"""What can go wrong: one class an outcome, each with its message, code and exit code.

Every error that the library raises on purpose is a `KithError`. `code` is stable and is what
`--json` prints; `exit_code` is what the command returns.
"""

from kithkeeper.errors.base import KithError
from kithkeeper.errors.connection import LoginNeeded, PluginError, TryLater
from kithkeeper.errors.decision import NeedsDecision, Refused
from kithkeeper.errors.input import Invalid, Problem
from kithkeeper.errors.lookup import Ambiguous, Candidate, NotFound
from kithkeeper.errors.store import StoreDamaged, StoreLocked, StoreNewer

__all__ = [
    "Ambiguous",
    "Candidate",
    "Invalid",
    "KithError",
    "LoginNeeded",
    "NeedsDecision",
    "NotFound",
    "PluginError",
    "Problem",
    "Refused",
    "StoreDamaged",
    "StoreLocked",
    "StoreNewer",
    "TryLater",
]
