"""What to say: the guide's scripts, lines, checklists and advice as data, and their renderer."""

from kithkeeper.playbook.book import Filled, Playbook, built_in, fill, load
from kithkeeper.playbook.card import OwnCard, card_text, write_qr
from kithkeeper.playbook.entries import Advice, Checklist, Item, Lines, Script
from kithkeeper.playbook.pitch import Pitch, build_pitch, measured, who_you_are

__all__ = [
    "Advice",
    "Checklist",
    "Filled",
    "Item",
    "Lines",
    "OwnCard",
    "Pitch",
    "Playbook",
    "Script",
    "build_pitch",
    "built_in",
    "card_text",
    "fill",
    "load",
    "measured",
    "who_you_are",
    "write_qr",
]
