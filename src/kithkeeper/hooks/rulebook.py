"""The rules of all plugins as one, for the planner and the review; a bad rule costs only itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, TypeVar

from kithkeeper.errors import PluginError
from kithkeeper.hooks.state import Failure, last_line

if TYPE_CHECKING:
    from kithkeeper.hooks.descriptors import RuleSpec
    from kithkeeper.rules.facts import Candidate, ContactFacts, Finding, View

_T = TypeVar("_T")
_STRIKES = 3
"""Errors after which a rule is left out for the rest of the run."""


def _unheard(_failure: Failure, _error: BaseException) -> None:
    """Nobody wants to know."""


class Rulebook:
    """The rules that joined, each by the name of its plugin.

    Args:
        rules: Pairs of a plugin's name and a rule.
        report: Told of each error.
    """

    def __init__(
        self,
        rules: Iterable[tuple[str, RuleSpec]] = (),
        report: Callable[[Failure, BaseException], None] = _unheard,
    ) -> None:
        self._rules = tuple(rules)
        self._report = report
        self._strikes: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._rules)

    def blocks(self, facts: ContactFacts, day: date) -> str | None:
        """Why this contact must not be planned on this day, with the plugin's name, or None."""
        for index, (plugin, rule) in enumerate(self._rules):
            block = rule.blocks
            if block is None:
                continue
            reason = self._try(index, "blocks", lambda call=block: _text(call(facts, day)))  # type: ignore[misc]
            if reason:
                return f"{reason} ({plugin})"
        return None

    def weighs(self, candidate: Candidate) -> tuple[float, tuple[str, ...]]:
        """The sum of the rules' weights for a candidate, and the reasons of those that gave one."""
        total, reasons = 0.0, []
        for index, (plugin, rule) in enumerate(self._rules):
            weigh = rule.weighs
            if weigh is None:
                continue
            answer = self._try(index, "weighs", lambda call=weigh: _weight(call(candidate)))  # type: ignore[misc]
            if answer is not None and answer[0]:
                total += answer[0]
                reasons.append(f"{answer[1]} ({plugin})")
        return total, tuple(reasons)

    def finds(self, view: View) -> list[Finding]:
        """What the rules noticed, in the order of the rules; each reason names its plugin."""
        found: list[Finding] = []
        for index, (plugin, rule) in enumerate(self._rules):
            look = rule.finds
            if look is None:
                continue
            answer = self._try(index, "finds", lambda call=look: _findings(call(view)))  # type: ignore[misc]
            found += [each._replace(because=f"{each.because} ({plugin})") for each in answer or ()]
        return found

    def _try(self, index: int, part: str, call: Callable[[], _T]) -> _T | None:
        if self._strikes.get(index, 0) >= _STRIKES:
            return None
        plugin, rule = self._rules[index]
        try:
            return call()
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - a rule may do anything, the plan goes on
            self._strikes[index] = self._strikes.get(index, 0) + 1
            self._report(Failure(plugin, f"rules ({rule.name} {part})", last_line(error)), error)
            return None


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise PluginError(f"must answer with a reason or None, not {type(value).__name__}")


def _weight(value: object) -> tuple[float, str]:
    match value:
        case (int() | float() as number, str() as reason) if isfinite(number):
            return float(number), reason
    raise PluginError("must answer with a finite number and a reason")


def _findings(values: Iterable[Finding]) -> Sequence[Finding]:
    from kithkeeper.rules.facts import Finding

    found = list(values)
    if not all(isinstance(each, Finding) for each in found):
        raise PluginError("must answer with findings")
    return found
