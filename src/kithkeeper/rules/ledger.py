"""The ledger read by the 70-20-10 rule, and whether one may ask now (guide, "Value-First
Networking").

The rule's source is named in `docs/guide.md`. Everything here counts acts: one act for a group is
one act in the network, and one in the view of each of its contacts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kithkeeper.model.kinds import Direction, HelpKind, Intent
from kithkeeper.rules.phrases import count

WINDOW_DAYS = 90
"""How far back the shares look; the day itself is the first of them."""

TARGET = {Intent.HELP: 70, Intent.INSIGHT: 20, Intent.ASK: 10}
"""Per cent of one's own acts, as the guide's rule has them."""

FEW = 10
"""Below so many acts the shares are shown, but nothing is concluded from them."""

_TOLERANCE = 10
"""Percentage points by which a share may miss its target before a word is said about it."""


class ActFacts(NamedTuple):
    """One act of value, as the ledger counts it.

    Attributes:
        contacts: Ids of whom it was for or from; empty for nobody in particular.
        assumed: Inferred from a ticked item; it counts until the user drops it.
        sort: The kind of help, where it is help.
    """

    id: str
    on: date
    direction: Direction
    kind: Intent
    contacts: tuple[str, ...] = ()
    assumed: bool = False
    sort: HelpKind | None = None


class Tally(NamedTuple):
    """Acts counted: one's own by kind, and those received of any kind."""

    help: int = 0
    insight: int = 0
    ask: int = 0
    received: int = 0

    @property
    def own(self) -> int:
        """How many acts were one's own."""
        return self.help + self.insight + self.ask

    @property
    def gives(self) -> int:
        """How many acts of one's own gave something."""
        return self.help + self.insight


class Verdict(NamedTuple):
    """Whether an ask is fine by the rule, why, and what would make it fine.

    Attributes:
        given_before: Whether that contact ever received help or insight from you.
        within_share: Whether the asks of the window, this one included, keep to their share.
        gives_before_next_ask: How many gives it takes first; 0 when it is allowed.
    """

    allowed: bool
    reason: str
    gives_before_next_ask: int
    given_before: bool = True
    within_share: bool = True


class Balance(NamedTuple):
    """The ledger of the network or of one contact.

    Attributes:
        help, insight, ask: Own acts in the window.
        received: Acts received in the window, of any kind.
        received_by: The same by kind.
        shares: Per cent of own acts by kind, one decimal; all 0 without any.
        target: The rule's per cent by kind.
        distance: Percentage points of share above (+) or below (-) the target, by kind.
        off_target: Half the sum of the distances: the per cent of acts that would have to be of
            another kind. 0 is on target, and so is a window without acts.
        enough: Whether there are acts enough to conclude anything.
        assumed: How many of the own acts are only inferred.
        may_ask: Whether an ask is fine now: of this contact, or of someone for the network.
        gives_before_next_ask: How many gives it takes first.
        because: In plain words, with the numbers used.
    """

    help: int
    insight: int
    ask: int
    received: int
    received_by: dict[str, int]
    shares: dict[str, float]
    target: dict[str, int]
    distance: dict[str, float]
    off_target: float
    enough: bool
    assumed: int
    may_ask: bool
    gives_before_next_ask: int
    because: tuple[str, ...]


def in_window(on: date, today: date, window_days: int = WINDOW_DAYS) -> bool:
    """Whether a day is one of the last `window_days`, today included; the future is not."""
    return 0 <= (today - on).days < window_days


def tally(acts: Iterable[ActFacts]) -> Tally:
    """Count acts, each once."""
    counts = dict.fromkeys(Intent, 0)
    received = 0
    for act in acts:
        if act.direction == Direction.RECEIVED:
            received += 1
        else:
            counts[Intent(act.kind)] += 1
    return Tally(counts[Intent.HELP], counts[Intent.INSIGHT], counts[Intent.ASK], received)


def ask_verdict(
    acts: Iterable[ActFacts], contact: str, today: date, window_days: int = WINDOW_DAYS
) -> Verdict:
    """Say whether asking this contact today keeps to the rule.

    It does when the contact ever received help or insight from you, and the asks of the window,
    this one included, are at most max(1, ⌊10 % of your acts in the window, this one included⌋).

    Args:
        acts: All acts of the network, of any age and in any order.
    """
    known = tuple(acts)
    window = tally(act for act in known if in_window(act.on, today, window_days))
    given = any(_gives_to(act, contact) and act.on <= today for act in known)
    gives = _gives_needed(window)
    reasons = []
    if not given:
        reasons.append("they never received help or insight from you: give before you get")
    if gives:
        reasons.append(_over_share(window, window_days))
    if reasons:
        needed = max(gives, 0 if given else 1)
        return Verdict(False, "; ".join(reasons), needed, given, gives == 0)
    return Verdict(True, _fine(window, window_days), 0)


def balance(
    acts: Iterable[ActFacts],
    today: date,
    *,
    contact: str | None = None,
    window_days: int = WINDOW_DAYS,
) -> Balance:
    """Read the ledger of the network, or of one contact, on a day.

    The shares are of that view; whether one may ask goes by the whole network and the rule's own
    `WINDOW_DAYS` in any, so that it says what an ask would be told.

    Args:
        acts: All acts of the network, of any age and in any order.
    """
    known = tuple(acts)
    recent = [act for act in known if in_window(act.on, today, window_days)]
    view = recent if contact is None else [act for act in recent if contact in act.contacts]
    counts = tally(view)
    ruled = recent if window_days == WINDOW_DAYS else [a for a in known if in_window(a.on, today)]
    verdict = _network_verdict(tally(ruled), WINDOW_DAYS)
    if contact is not None:
        verdict = ask_verdict(known, contact, today)
    shares = _shares(counts)
    distance = {kind: round(shares[kind] - TARGET[Intent(kind)], 1) for kind in shares}
    own = [act for act in view if act.direction == Direction.GIVEN]
    return Balance(
        help=counts.help,
        insight=counts.insight,
        ask=counts.ask,
        received=counts.received,
        received_by=_received_by(view),
        shares=shares,
        target={str(kind): share for kind, share in TARGET.items()},
        distance=distance if counts.own else dict.fromkeys(distance, 0.0),
        off_target=round(sum(map(abs, distance.values())) / 2, 1) if counts.own else 0.0,
        enough=counts.own >= FEW,
        assumed=sum(act.assumed for act in own),
        may_ask=verdict.allowed,
        gives_before_next_ask=verdict.gives_before_next_ask,
        because=(*_words(counts, distance, window_days), _sentence(verdict.reason)),
    )


def whom_else(
    acts: Iterable[ActFacts], today: date, *, among: Collection[str], limit: int = 3
) -> tuple[str, ...]:
    """Ids of those whom one could rather ask: most given and least asked first, ever.

    Only contacts to whom one gave more often than one asked, and who didn't give back more.

    Args:
        among: Ids of all who may be asked.
    """
    standing: dict[str, int] = {}
    latest: dict[str, date] = {}
    given: set[str] = set()
    for act in acts:
        if act.on > today:
            continue
        for contact in act.contacts:
            standing[contact] = standing.get(contact, 0) + _weight(act)
            latest[contact] = max(latest.get(contact, act.on), act.on)
            if _gives_to(act, contact):
                given.add(contact)
    found = [each for each in given if standing[each] > 0 and each in among]
    found.sort(key=lambda each: (-standing[each], -latest[each].toordinal(), each))
    return tuple(found[:limit])


def alternatives(
    verdict: Verdict,
    *,
    name: str,
    others: Sequence[str] = (),
    can_help_with: Sequence[str] = (),
    interests: Sequence[str] = (),
) -> tuple[str, ...]:
    """What one could do instead of an ask that was refused, a line each.

    Args:
        name: Whom one wanted to ask.
        others: Names of those whom one could rather ask (see `whom_else`).
        can_help_with: What one could do for them, as the contact has it.
        interests: What they care about.
    """
    lines = [f"Give {name} first: {each}" for each in can_help_with[:3]]
    lines += [f"Share something about {each} with {name}" for each in interests[:2]]
    if not lines:
        lines.append(f"Find out how you can help {name}, and note it; an article or a word counts")
    if others and verdict.within_share:
        lines.append(f"Ask someone you have given to: {', '.join(others)}")
    if not verdict.within_share:
        lines.append(f"Give {_times(verdict.gives_before_next_ask)} to anyone, then ask")
    lines.append("Ask all the same with --anyway; it is noted")
    return tuple(lines)


def _gives_to(act: ActFacts, contact: str) -> bool:
    gave = act.direction == Direction.GIVEN and act.kind != Intent.ASK
    return gave and contact in act.contacts


def _gives_needed(window: Tally) -> int:
    """How many gives make one more ask keep to its share of a tenth."""
    if window.ask == 0:
        return 0
    return max(0, 10 * (window.ask + 1) - (window.own + 1))


def _network_verdict(window: Tally, window_days: int) -> Verdict:
    gives = _gives_needed(window)
    if gives:
        return Verdict(False, _over_share(window, window_days), gives, within_share=False)
    return Verdict(True, _fine(window, window_days), 0)


def _over_share(window: Tally, window_days: int) -> str:
    gives = _gives_needed(window)
    return (
        f"you asked {_times(window.ask)} among {_acts(window.own)} in {window_days} days, and one "
        f"more would be over a tenth; give {_times(gives)} before the next ask"
    )


def _fine(window: Tally, window_days: int) -> str:
    if window.ask == 0:
        return f"you asked nobody in {window_days} days, so one ask is fine"
    return f"one more ask is within a tenth: {window.ask + 1} among {_acts(window.own + 1)}"


def _shares(counts: Tally) -> dict[str, float]:
    own = counts.own
    parts = {"help": counts.help, "insight": counts.insight, "ask": counts.ask}
    return {kind: round(100 * part / own, 1) if own else 0.0 for kind, part in parts.items()}


def _received_by(view: Iterable[ActFacts]) -> dict[str, int]:
    counts = {str(kind): 0 for kind in Intent}
    for act in view:
        if act.direction == Direction.RECEIVED:
            counts[str(act.kind)] += 1
    return counts


def _words(counts: Tally, distance: Mapping[str, float], window_days: int) -> tuple[str, ...]:
    if not counts.own:
        received = f"; {counts.received} received" if counts.received else ""
        return (f"No acts of yours in {window_days} days{received}",)
    first = (
        f"{_acts(counts.own)} of yours in {window_days} days: {counts.help} help, "
        f"{counts.insight} insight, {counts.ask} ask; {counts.received} received"
    )
    if counts.own < FEW:
        return (first, f"Fewer than {FEW} acts: too few to conclude anything from the shares")
    off = [
        f"{kind} is {abs(points):g} points {'over' if points > 0 else 'under'} its "
        f"{TARGET[Intent(kind)]} %"
        for kind, points in distance.items()
        if abs(points) >= _TOLERANCE or (kind == Intent.ASK and points > 0)
    ]
    return (first, _sentence("; ".join(off)) if off else "Near 70-20-10")


def _weight(act: ActFacts) -> int:
    gave = act.kind != Intent.ASK
    mine = act.direction == Direction.GIVEN
    return 1 if gave == mine else -1


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _acts(number: int) -> str:
    return count(number, "act")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
