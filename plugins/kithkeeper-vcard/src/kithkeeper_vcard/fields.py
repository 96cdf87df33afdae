"""How fields of a card and properties of vCard are called."""

from __future__ import annotations

NAME_PARTS = ("family", "given", "additional", "prefix", "suffix")
ADDRESS_PARTS = ("po_box", "extended", "street", "city", "region", "postal_code", "country")
OWN_TEXTS = {
    "X-KITHKEEPER-HOW-MET": "how_met",
    "X-KITHKEEPER-MET-WHERE": "met_where",
    "X-KITHKEEPER-MET-THROUGH": "met_through",
    "X-KITHKEEPER-MET-EVENT": "met_event",
}
"""Scalars that vCard has no property for."""
OWN_LISTS = {
    "INTEREST": "interests",
    "HOBBY": "interests",
    "X-KITHKEEPER-PERSONAL": "personal",
    "X-KITHKEEPER-CAN-HELP-WITH": "can_help_with",
    "X-KITHKEEPER-COULD-HELP-WITH": "could_help_with",
}
"""Lists with one line an item; all but the first two have no property in vCard."""
MESSENGERS = frozenset({
    "aim", "icq", "im", "irc", "matrix", "msnim", "msn", "sip", "skype", "telegram", "xmpp", "yahoo",
    "ymsgr",
})  # fmt: skip
"""Schemes of addresses at a messenger."""
