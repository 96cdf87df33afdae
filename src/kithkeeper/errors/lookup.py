"""A thing that was asked for is not there, or is not the only one."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from kithkeeper.errors.base import KithError


class Candidate(NamedTuple):
    """One of the things that an ambiguous word could mean."""

    id: str
    name: str
    detail: str = ""


class NotFound(KithError):
    """Nothing goes by that id or name."""

    code: ClassVar[str] = "not_found"
    exit_code: ClassVar[int] = 3

    def __init__(self, kind: str, wanted: str, hint: str = "") -> None:
        super().__init__(f"There is no {kind} {wanted!r}." + (f" {hint}" if hint else ""))
        self.kind = kind
        self.wanted = wanted


class Ambiguous(KithError):
    """Several things go by that name; nothing was changed."""

    code: ClassVar[str] = "ambiguous"
    exit_code: ClassVar[int] = 3

    def __init__(self, wanted: str, candidates: tuple[Candidate, ...]) -> None:
        names = ", ".join(f"{each.name} ({each.id[:8]})" for each in candidates[:5])
        more = f" and {len(candidates) - 5} more" if len(candidates) > 5 else ""
        super().__init__(f"{wanted!r} could be {names}{more}. Name one by its id.")
        self.wanted = wanted
        self.candidates = candidates
