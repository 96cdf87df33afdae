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
    "name": "What are they called?",
    "organization": "Where do they work?",
    "how_met": "How did you meet: where, when, through whom?",
    "last_interaction": "When did you last speak?",
    "personal": "What do you know of their family and hobbies?",
    "interests": "What are they interested in at work?",
    "can_help_with": "How can you help them?",
    "could_help_with": "How might they help you?",
}
"""What to ask oneself, by the field of a contact."""


def missing(facts: CrmFacts) -> tuple[str, ...]:
    """Names of what is not known yet, in the guide's order."""
    return tuple(name for name, known in facts._asdict().items() if not known)
