"""What the guide's CRM list wants known of a contact, and what of it is not known yet."""

from __future__ import annotations

from typing import NamedTuple


class CrmFacts(NamedTuple):
    """Whether each fact of the guide's list is known (guide, "Networking CRM"), in its order."""

    name: bool
    organization: bool
    how_met: bool
    last_interaction: bool
    personal: bool
    interests: bool
    can_help_with: bool
    could_help_with: bool


QUESTIONS = {
    "name": "What shall I call you?",
    "organization": "Where do you work these days?",
    "how_met": "Do you remember how we first met?",
    "last_interaction": "How have you been?",
    "personal": "What do you like to do outside work?",
    "interests": "What are you most curious about in your field just now?",
    "can_help_with": "What are you busy with that I could lend a hand with?",
    "could_help_with": "What do people come to you for?",
}
"""What to ask them, by the field of a contact that the answer would fill."""


def missing(facts: CrmFacts) -> tuple[str, ...]:
    """Names of what is not known yet, in the guide's order."""
    return tuple(name for name, known in facts._asdict().items() if not known)
