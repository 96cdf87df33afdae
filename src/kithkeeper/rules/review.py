"""The quarterly look at the network: what to do about whom, why, and the command that does it.

Guide, "Your Networking Action Plan": review and prune. Nobody is deleted; letting go is archiving,
and never of someone with an open promise. Promotion and demotion are `rules.circles`'.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from kithkeeper.rules.circles import Evidence
from kithkeeper.rules.facts import ContactFacts, Finding
from kithkeeper.rules.goals import Progress
from kithkeeper.rules.phrases import circle_name, count, day, listed

SILENT_CADENCES = 2
"""After so many cadences without a touch a contact is dormant and worth waking, or letting go."""

LET_GO_DAYS = 730
"""How long someone must have been silent, or waited untouched, to be let go."""

ONE_SIDED = 3
"""So many acts one way in a year and none the other make a relation one-sided."""

FIND_OUT = "find out"
"""The proposal where facts of the guide's list are not known; it can wait, all others can't."""

_STANDARD = ((30, "1 month"), (60, "2 months"), (91, "3 months"), (182, "6 months"),
             (365, "1 year"))  # fmt: skip


class ReviewFacts(NamedTuple):
    """What the review knows of a contact.

    Attributes:
        rank: Of its circle, 0 dearest; None without one.
        outermost: Whether its circle is the last one.
        cadence_days: Nominal; 0 without a cadence.
        evidence: Of the past year.
        asks: What you asked of them in that year.
        exchanges_ever: Acts either way, of any age.
        open_promises: Yours and theirs.
        missing: Names of facts that are not known, as `rules.missing` has them.
    """

    contact: ContactFacts
    rank: int | None
    outermost: bool
    cadence_days: int
    evidence: Evidence = Evidence()
    asks: int = 0
    exchanges_ever: int = 0
    open_promises: int = 0
    missing: tuple[str, ...] = ()
    can_help_with: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()


def review(
    contacts: Iterable[ReviewFacts],
    today: date,
    *,
    placements: Sequence[Finding] = (),
    goals: Iterable[Progress] = (),
    most_to_wake: int = 10,
) -> tuple[Finding, ...]:
    """Walk the network once.

    In order: circles and who should move, dormant contacts worth waking (the dearest first, at
    most `most_to_wake`), cadences that aren't kept, one-sided relations, contacts to let go, facts
    missing, goals not met. A contact is proposed at most one of moving, waking, another cadence
    and letting go.

    Args:
        placements: What `rules.circles.capacity_findings` says.
        goals: Progress of the quarter's goals.
    """
    known = [each for each in contacts if not each.contact.archived]
    moved = {finding.contact for finding in placements if finding.contact}
    free = [each for each in known if each.contact.id not in moved and not _rests(each, today)]
    woken = _each(sorted(free, key=_dearest), partial(_wake, today=today))[:most_to_wake]
    waking = {finding.contact for finding in woken}
    free = [each for each in free if each.contact.id not in waking]
    return (
        *placements,
        *woken,
        *_each(free, _longer),
        *_each(known, _one_sided),
        *_each(free, partial(_let_go, today=today)),
        *_each(known, _unknown),
        *_goals(goals),
    )


def finding_key(finding: Finding) -> str:
    """What a finding is recognised by when a review is resumed: whom, and what is proposed."""
    return f"{finding.contact}:{finding.proposal}"


def remaining(findings: Iterable[Finding], settled: Iterable[str]) -> tuple[Finding, ...]:
    """The findings that were not yet decided on, by their keys."""
    done = frozenset(settled)
    return tuple(each for each in findings if finding_key(each) not in done)


def _each(
    contacts: Iterable[ReviewFacts],
    rule: Callable[[ReviewFacts], Finding | None],
) -> list[Finding]:
    return [finding for each in contacts if (finding := rule(each)) is not None]


def _wake(facts: ReviewFacts, today: date) -> Finding | None:
    """Dormant, and dear or bound by exchanges: worth a word, and with what."""
    who = facts.contact
    silent = _silent_days(facts, today)
    worth = (facts.rank is not None and not facts.outermost) or facts.exchanges_ever > 0
    if silent is None or who.last_touch is None or not worth:
        return None
    because = f"silent since {day(who.last_touch)}, over {SILENT_CADENCES} cadences"
    if facts.exchanges_ever:
        because += f"; {count(facts.exchanges_ever, 'exchange')} between you"
    gift = _gift(facts)
    because += f"; {gift}" if gift else ""
    command = f"kith script fill reconnect --to {shlex.quote(who.id)}"
    return Finding(who.id, "reconnect", because, command)


def _longer(facts: ReviewFacts) -> Finding | None:
    """Touched, but less than half as often as the cadence asks: a cadence that can be kept."""
    who, seen = facts.contact, facts.evidence
    if not facts.cadence_days or seen.expected < 4 or not 0 < seen.touches * 2 < seen.expected:
        return None
    kept = facts.cadence_days * seen.expected / seen.touches
    longer = next((words for days, words in _STANDARD if days >= kept - 5), "1 year")
    because = f"{seen}; {longer} is what you keep"
    command = f"kith edit {shlex.quote(who.id)} --set cadence={shlex.quote(longer)}"
    return Finding(who.id, f"longer cadence: {longer}", because, command)


def _one_sided(facts: ReviewFacts) -> Finding | None:
    who, seen = facts.contact, facts.evidence
    shown = shlex.quote(who.id)
    if seen.given == 0 and (seen.received >= ONE_SIDED or facts.asks >= 2):
        because = (
            f"{count(seen.received, 'act')} received and {facts.asks} asked in a year, none given"
        )
        gift = _gift(facts)
        because += f"; {gift}" if gift else ""
        return Finding(who.id, "give", because, _giving(facts))
    if seen.given >= ONE_SIDED and seen.received == 0 and seen.theirs == 0:
        because = f"{count(seen.given, 'act')} given in a year, none received, no word from them"
        return Finding(who.id, "ask or rest", because, f"kith why {shown}")
    return None


def _let_go(facts: ReviewFacts, today: date) -> Finding | None:
    """Far out, silent for two years, nothing exchanged and nothing promised: hide, not delete."""
    who = facts.contact
    since = who.last_touch or who.placed_on
    near = facts.rank is not None and not facts.outermost
    if near or since is None or facts.exchanges_ever or facts.open_promises:
        return None
    if (today - since).days < max(LET_GO_DAYS, SILENT_CADENCES * facts.cadence_days):
        return None
    how = "last in touch" if who.last_touch else "never in touch since"
    because = f"{how} {day(since)}; nothing was exchanged and nothing is promised"
    return Finding(who.id, "archive", because, f"kith archive {shlex.quote(who.id)}")


def _unknown(facts: ReviewFacts) -> Finding | None:
    who = facts.contact
    if facts.rank is None or facts.outermost or len(facts.missing) < 3:
        return None
    names = [each.replace("_", " ") for each in facts.missing]
    because = f"{circle_name(who.circle or '')}, and not known: {listed(names)}"
    return Finding(who.id, FIND_OUT, because, f"kith show {shlex.quote(who.id)}")


def _goals(goals: Iterable[Progress]) -> Iterable[Finding]:
    for each in goals:
        if not each.met:
            because = f"{each.because}; until {day(each.end)}"
            yield Finding("", f"goal: {each.what}", because, "kith goals")


def _silent_days(facts: ReviewFacts, today: date) -> int | None:
    """Days of silence where they are more than two cadences, else None."""
    last = facts.contact.last_touch
    if last is None or not facts.cadence_days:
        return None
    silent = (today - last).days
    return silent if silent > SILENT_CADENCES * facts.cadence_days else None


def _rests(facts: ReviewFacts, today: date) -> bool:
    until = facts.contact.paused_until
    return until is not None and until > today


def _dearest(facts: ReviewFacts) -> tuple[int, float, str]:
    rank = facts.rank if facts.rank is not None else 99
    return (rank, -(facts.exchanges_ever + facts.evidence.strength), facts.contact.name.casefold())


def _giving(facts: ReviewFacts) -> str:
    """What is known to help them is promised within a week; else something to read is drafted."""
    shown = shlex.quote(facts.contact.id)
    if facts.can_help_with:
        return f"kith promise {shown} {shlex.quote(facts.can_help_with[0])} --by +1w"
    return f"kith script fill insight --to {shown}"


def _gift(facts: ReviewFacts) -> str:
    if facts.can_help_with:
        return f"you could help with {facts.can_help_with[0]}"
    return f"they care about {facts.interests[0]}" if facts.interests else ""
