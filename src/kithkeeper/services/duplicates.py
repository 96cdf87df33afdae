"""Likely doubles: the pairs, what was decided of them, and merging the surest in bulk."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kithkeeper.errors import Invalid
from kithkeeper.services.finding import contact_row
from kithkeeper.services.merging import Merger, dismiss, merge, pair_key
from kithkeeper.services.session import Session
from kithkeeper.store import Document, Group

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kithkeeper.services.finding import Who

LEAST = 0.5
"""The score from which a pair is shown."""

_LATER = "duplicates:later"


class Pair(NamedTuple):
    """Two contacts that may be one person.

    Attributes:
        a: Id of the one that the other would be merged into: placed, edited or known for longer.
        score: From 0 to 1.
        because: What speaks for it and against it.
    """

    a: str
    b: str
    score: float
    because: str
    a_name: str
    b_name: str


class Duplicates:
    """Finds likely doubles; calling it lists them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __call__(self, *, least: float = LEAST) -> list[Pair]:
        """The pairs from a score on, likeliest first, less what was dismissed or put away."""
        from kithkeeper.identity.duplicates import candidates
        from kithkeeper.sync.rows import card_of

        where = {"merged_into": None, "archived": 0, "removed": 0}
        rows = {row["id"]: row for row in self._session.store.find("contact", where)}
        cards = [(key, card_of(row)) for key, row in rows.items()]
        dismissed = {key for (key,) in self._session.store.columns("dismissal", ["id"])}
        region = self._session.config.profile.region
        return [
            _pair(rows[one], rows[other], score, because)
            for one, other, score, because in candidates(cards, region, least)
            if pair_key(one, other) not in dismissed
        ]

    def for_review(self, *, least: float = LEAST) -> list[Pair]:
        """The same, those that were put off for later last."""
        later = set((self._session.store.get("remembered", _LATER) or {}).get("pairs", ()))
        return sorted(self(least=least), key=lambda pair: pair_key(pair.a, pair.b) in later)

    def dismiss(self, one: Who, other: Who, *, parent: Group | None = None) -> None:
        """They are two people: never propose them again.

        Raises:
            NotFound: One of them is not there.
            Invalid: Both are the same contact.
        """
        rows = [contact_row(self._session.store, each) for each in (one, other)]
        if rows[0]["id"] == rows[1]["id"]:
            raise Invalid("dismiss", f"both are {rows[0].get('display')} ({rows[0]['id']})")
        names = " and ".join(str(row.get("display", row["id"])) for row in rows)
        with self._session.change(f"told {names} apart", parent=parent) as work:
            dismiss(work, rows[0]["id"], rows[1]["id"])

    def put_off(self, pair: Pair) -> None:
        """Show a pair after all others next time."""
        known = (self._session.store.get("remembered", _LATER) or {}).get("pairs", [])
        key = pair_key(pair.a, pair.b)
        with self._session.store.write(by="user", what="") as work:
            work.put(
                "remembered", _LATER, {"pairs": [*(k for k in known if k != key), key][-1000:]}
            )

    def merge(self, pair: Pair, *, parent: Group | None = None) -> str:
        """They are one person; the id that is theirs now."""
        if parent is None:
            return merge(self._session, pair.a, pair.b)
        with self._session.change(
            f"merged {pair.b_name} into {pair.a_name}", subject=pair.a, parent=parent
        ) as work:
            Merger(self._session, work).merge(pair.a, pair.b)
        return pair.a

    def merge_at_least(self, score: float, *, dry_run: bool = False) -> list[Pair]:
        """Merge every pair from a score on, in one history entry; the pairs that are merged.

        A pair is left for the user where merging it would make one person of two that were told
        apart or whose own pair scores less.
        """
        chosen = _consistent(self(least=min(score, LEAST)), score)
        if dry_run or not chosen:
            return chosen
        with self._session.change(f"merged {len(chosen)} likely doubles") as work:
            merger = Merger(self._session, work)
            for pair in chosen:
                merger.merge(pair.a, pair.b)
        return chosen


def _pair(one: Document, other: Document, score: float, because: str) -> Pair:
    first, second = (one, other) if _rank(one) >= _rank(other) else (other, one)
    return Pair(
        first["id"], second["id"], score, because,
        str(first.get("display", "")), str(second.get("display", "")),
    )  # fmt: skip


def _rank(row: Document) -> tuple[bool, bool, int]:
    """What makes a contact the one to keep: the user's decisions, then how much it says."""
    return bool(row.get("circle")), bool(row.get("touched_by_user")), len(row)


def _consistent(pairs: Iterable[Pair], score: float) -> list[Pair]:
    """The pairs to merge, each rewritten to the contacts that are left when its turn comes."""
    listed = list(pairs)
    likely = {frozenset((pair.a, pair.b)) for pair in listed if pair.score >= score}
    names = {key: name for p in listed for key, name in ((p.a, p.a_name), (p.b, p.b_name))}
    members: dict[str, list[str]] = {}
    owner: dict[str, str] = {}
    chosen = []
    for pair in listed:
        if pair.score < score:
            continue
        a, b = owner.get(pair.a, pair.a), owner.get(pair.b, pair.b)
        ours, theirs = members.get(a, [a]), members.get(b, [b])
        if a == b or any(frozenset((x, y)) not in likely for x in ours for y in theirs):
            continue
        members[a] = [*ours, *theirs]
        owner.update(dict.fromkeys(theirs, a))
        chosen.append(pair._replace(a=a, b=b, a_name=names[a], b_name=names[b]))
    return chosen
