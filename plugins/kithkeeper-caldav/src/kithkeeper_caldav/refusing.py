"""What a server's refusal of a write means for the item, in words that say what to do."""

from __future__ import annotations

from kithkeeper.errors import PluginError
from kithkeeper.sync.ports import Outcome, Result
from kithkeeper_caldav.multistatus import preconditions
from kithkeeper_caldav.transport import Answer

AGAIN = "The next sync tries again"
NO_SPACE = "the server has no space left (507); make room there, then run `kith sync` again"
_ADVICE = {
    403: "See that the account may write to this calendar, and what kinds of item it takes",
    405: "See that the account may write to this calendar",
    413: "It is too long for this server; shorten its notes",
    423: f"It is locked there, as by another program. {AGAIN}",
}
_DOUBT = "See whether another program can do it, or give `kith connect` another calendar"


def said(answer: Answer) -> str:
    """What the server answers, with the preconditions that it names."""
    named = ", ".join(sorted(preconditions(answer.body)))
    return f"the server answers {answer.status}" + (f" ({named})" if named else "")


def unwelcome(answer: Answer) -> str:
    """Why a new item can't be made where nothing stands in its way."""
    return f"{said(answer)} to a new item, though the calendar is there. {_DOUBT}"


def unmoved(answer: Answer) -> str:
    """Why an item can't be written that nobody changed."""
    return f"{said(answer)}, as if it had changed there. {AGAIN}"


def refusal(id: str, answer: Answer) -> Outcome:
    """What an answer that concerns this item alone means for it.

    Raises:
        PluginError: The server has no space left.
    """
    if answer.status == 507:
        raise PluginError(NO_SPACE)
    passing = answer.status >= 500 or answer.status == 423
    reason = f"{said(answer)}. {_ADVICE.get(answer.status, AGAIN)}"
    return Outcome(Result.FAILED if passing else Result.REFUSED, id, reason=reason)
