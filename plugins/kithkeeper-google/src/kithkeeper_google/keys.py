"""How a person is called: by the id of its contact source, which outlives its resource name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


def _hex(tail: str) -> str:
    number = tail[1:]
    return f"{int(number):x}" if tail[:1] == "c" and number.isascii() and number.isdigit() else ""


_RULES: dict[str, Callable[[str], str]] = {
    "hex": _hex,
    "number": lambda tail: tail[1:],
    "tail": lambda tail: tail,
}
"""Ways from the end of a resource name to the source id; Google's own is the first."""


@dataclass
class Keys:
    """Finds the key of a resource name, for entries that tell nothing else of a deleted person.

    Attributes:
        rule: The way that the first person went; empty before.
        odd: Source id by resource name, for the persons that go another way (linked profiles).
    """

    rule: str = ""
    odd: dict[str, str] = field(default_factory=dict)

    def learn(self, resource: str, source_id: str) -> str:
        """Note what belongs together, and return the person's key."""
        if not source_id:
            return resource
        tail = resource.removeprefix("people/")
        if not self.rule:
            self.rule = next((n for n, rule in _RULES.items() if rule(tail) == source_id), "hex")
        if _RULES[self.rule](tail) == source_id:
            self.odd.pop(resource, None)
        else:
            self.odd[resource] = source_id
        return source_id

    def of(self, resource: str) -> str:
        """The key that belongs to a resource name; the name itself where none is known."""
        if resource in self.odd:
            return self.odd[resource]
        if not resource.startswith("people/") or not self.rule:
            return resource
        return _RULES[self.rule](resource.removeprefix("people/")) or resource
