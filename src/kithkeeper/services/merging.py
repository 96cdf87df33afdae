"""Two contacts that are one person become one, and can be taken apart again.

The second contact's row stays under its id and says whose it is now, what it was, and what went
over with it: `{"merged_into": id, "was": {…}}`. So ids stay valid, and `split` needs no history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kithkeeper.errors import Invalid, NotFound
from kithkeeper.hooks.notices import ContactChanged
from kithkeeper.model.kinds import Kind
from kithkeeper.services.finding import contact_row, id_of
from kithkeeper.services.references import References, renamed, replaced
from kithkeeper.services.session import Session
from kithkeeper.store import Document, Work

if TYPE_CHECKING:
    from kithkeeper.identity.own import Own
    from kithkeeper.services.finding import Who

OPEN = ("planned", "snoozed")
_ONE_OF_A_KIND = (Kind.CADENCE.value, Kind.BIRTHDAY.value)
_PAIR = "pair:"
_TAKEN_OVER = ("cadence", "at_most")


class Apart(NamedTuple):
    """Two contacts after a split, by id: the one that both were, and the one that is again."""

    first: str
    second: str


def merge(session: Session, first: Who, second: Who) -> str:
    """Make one person of two; the id of the first, which is theirs now.

    Sources, edits, touchpoints, exchanges, promises and all that names the second follow. Where
    both say something, the first wins.

    Raises:
        NotFound: One of them is not there.
        Invalid: They are one already.
    """
    one, other = contact_row(session.store, first), contact_row(session.store, second)
    if one["id"] == other["id"]:
        raise Invalid("merge", f"both are {_shown(one)} already ({one['id']})")
    what = f"merged {_shown(other)} into {_shown(one)}"
    with session.change(what, subject=one["id"]) as work:
        Merger(session, work).merge(one["id"], other["id"])
    return str(one["id"])


def split(session: Session, who: Who) -> Apart:
    """Take the contact that was merged last apart again, or the merged one that is named.

    What was the second's goes back to it; what was added since stays with the first.

    Raises:
        NotFound: There is no such contact, or nobody was merged into it.
    """
    merged = _merged_one(session, who)
    first = contact_row(session.store, str(merged["id"]))
    what = f"split {_shown(merged['was']['row'])} from {_shown(first)}"
    with session.change(what, subject=first["id"]) as work:
        Merger(session, work).split(merged, first["id"])
    return Apart(str(first["id"]), str(merged["id"]))


class Merger:
    """Merges and splits inside one transaction; for many, one is made for all."""

    def __init__(self, session: Session, work: Work) -> None:
        self._session = session
        self._store = session.store
        self._work = work
        self._region = session.config.profile.region
        self._references = References(session.store)

    def merge(self, first: str, second: str) -> None:
        """Make the second contact a part of the first; both are there and differ."""
        self._join(first, second)
        self._session.tell(ContactChanged(first, "merged"))

    def split(self, merged: Document, first: str) -> None:
        """Give a merged contact back what was its own."""
        self._take_out(merged["id"], first)
        for each in (first, merged["id"]):
            self._session.tell(ContactChanged(each, "split"))

    def _take_out(self, second: str, first: str) -> None:
        """Part what was merged later, then the one that is meant, and join the rest again.

        What a later merge noted to give back holds what came with an earlier one, so only the last
        one can be parted as it is.
        """
        top = self._row(second)
        while top["merged_into"] != first:
            top = self._row(top["merged_into"])
        after = [each for each in self._merged(first) if each["was"]["n"] > top["was"]["n"]]
        after.sort(key=lambda each: each["was"]["n"])
        for each in (*reversed(after), top):
            self._part(each, first)
        if top["id"] == second:
            dismiss(self._work, first, second)
        else:
            self._take_out(second, top["id"])
            self._join(first, top["id"])
        for each in after:
            self._join(first, each["id"])

    def _join(self, first: str, second: str) -> None:
        one, other = self._row(first), self._row(second)
        own = self._own(second)
        more = self._join_layers(one, other)
        moved = self._move(first, second)
        decisions = _decisions(one, other)
        made = self._carry_dismissals(first, second)
        earlier = [each["was"]["n"] for each in self._merged(first)]
        self._work.put("contact", second, {"merged_into": first})
        self._work.delete("own", second)
        self._recompose(first, {**decisions, **_standing(one, other)})
        dropped = [*moved.dropped, *self._one_of_a_kind(first, moved.moved, second)]
        was = {
            "row": other, "own": own, "brought": more.dump(), "decisions": decisions, "refs": moved.moved,
            "since": moved.since, "dropped": dropped, "made": made, "n": 1 + max(earlier, default=0),
        }  # fmt: skip
        self._work.put("contact", second, {"merged_into": first, "was": was})

    def _part(self, merged: Document, first: str) -> None:
        from kithkeeper.identity.own import Own
        from kithkeeper.identity.unite import without_brought
        from kithkeeper.model.contact import Contact
        from kithkeeper.sync.rows import own_of

        second, was = merged["id"], merged["was"]
        row = self._row(first)
        left = without_brought(own_of(self._store, first), Own.load(was["brought"]))
        self._work.put("own", first, left.dump())
        if was["own"]:
            self._work.put("own", second, was["own"])
        self._work.put("contact", second, was["row"])
        self._move_back(was, first, second)
        for table, key in was["made"]:
            self._work.delete(table, key)
        decisions = was["decisions"]
        fields = Contact.model_fields
        taken = {
            name: fields[name].default for name, each in decisions.items() if row.get(name) == each
        }
        self._recompose(first, taken)
        if was["own"] or self._store.find("link", {"contact": second, "gone": 0}, limit=1):
            self._recompose(second, {})

    def _row(self, contact: str) -> Document:
        row = self._store.get("contact", contact)
        if row is None:
            raise NotFound("contact", contact)
        return row

    def _own(self, contact: str) -> Document:
        own = self._store.get("own", contact) or {}
        return {name: value for name, value in own.items() if name != "id"}

    def _merged(self, contact: str) -> list[Document]:
        return self._store.find("contact", {"merged_into": contact})

    def _join_layers(self, one: Document, other: Document) -> Own:
        """Write the first's layer with what the second's adds to it; what that is."""
        from kithkeeper.identity.unite import brought, with_brought
        from kithkeeper.sync.rows import card_of

        own = self._layer(one)
        more = brought(own, card_of(one), self._layer(other), self._region)
        self._work.put("own", one["id"], with_brought(own, more).dump())
        return more

    def _layer(self, row: Document) -> Own:
        """The user's layer; all that is known where no source is left to compose from."""
        from kithkeeper.identity.unite import own_from
        from kithkeeper.sync.rows import card_of, own_of

        own = own_of(self._store, row["id"])
        if own.is_empty and not self._store.find(
            "link", {"contact": row["id"], "gone": 0}, limit=1
        ):
            return own_from(card_of(row))
        return own

    def _recompose(self, contact: str, decisions: Document) -> None:
        from kithkeeper.sync.rows import recompose

        order = tuple(self._session.config.connections)
        recompose(self._store, self._work, contact, order, self._region, **decisions)

    def _move(self, first: str, second: str) -> _Moved:
        """Let everything that names the second name the first."""
        moved = _Moved([], [], {})
        after = 1 + max(
            (link.get("since", 0) for link in self._store.find("link", {"contact": first})),
            default=0,
        )
        for table, row in self._references.of(second):
            changed, fields = renamed(row, second, first)
            if table == "link":
                moved.since[row["id"]] = row.get("since", 0)
                changed["since"] = after + row.get("since", 0)
            if _is_with_oneself(table, changed):
                self._work.delete(table, row["id"])
                moved.dropped.append([table, row["id"], row])
                continue
            self._work.put(table, row["id"], changed)
            self._references.note(table, row["id"], first)
            is_open = table == "touchpoint" and row.get("state", "planned") in OPEN
            moved.moved.extend([table, row["id"], field, both, is_open] for field, both in fields)
        return moved

    def _move_back(self, was: Document, first: str, second: str) -> None:
        for table, key, field, both, was_open in was["refs"]:
            row = self._store.get(table, key)
            if row is None or (was_open and row.get("state", "planned") not in OPEN):
                continue
            back = {**row, field: _given_back(row.get(field), first, second, both)}
            if table == "link":
                back["since"] = was["since"].get(key, 0)
                back = {name: value for name, value in back.items() if name != "since" or value}
            self._work.put(table, key, back)
        for table, key, row in was["dropped"]:
            if self._store.get(table, key) is None and not self._has_one(table, row):
                self._work.put(table, key, row)

    def _has_one(self, table: str, row: Document) -> bool:
        """Whether the person has another open touchpoint of a kind of which there is one."""
        if table != "touchpoint":
            return False
        where = {"contact": row["contacts"][0], "state": OPEN, "kind": row["kind"]}
        return any(_same_kind(each) == _same_kind(row) for each in self._store.find(table, where))

    def _one_of_a_kind(self, contact: str, moved: list[list[object]], second: str) -> list[object]:
        """Withdraw all but the earliest where two were planned of what there is one."""
        theirs = {key for table, key, *_ in moved if table == "touchpoint"}
        where = {"contact": contact, "state": OPEN, "kind": _ONE_OF_A_KIND}
        rows = [
            each for each in self._store.find("touchpoint", where) if len(each["contacts"]) == 1
        ]
        rows.sort(key=lambda row: (row.get("date") or row.get("due") or "9999", row["id"]))
        seen: set[tuple[str, str]] = set()
        dropped: list[object] = []
        for row in rows:
            if _same_kind(row) in seen:
                self._work.delete("touchpoint", row["id"])
                before = [second] if row["id"] in theirs else [contact]
                dropped.append(["touchpoint", row["id"], {**row, "contacts": before}])
            seen.add(_same_kind(row))
        return dropped

    def _carry_dismissals(self, first: str, second: str) -> list[list[str]]:
        """Whom the second was told from, the first is told from too."""
        made = []
        for field, other in (("contact", "parent"), ("parent", "contact")):
            for row in self._store.find("dismissal", {field: second}):
                if not row["id"].startswith(_PAIR):
                    continue
                whom = row[other]
                if whom != first and dismiss(self._work, first, whom):
                    made.append(["dismissal", pair_key(first, whom)])
        return made


class _Moved(NamedTuple):
    """What went over, each [table, key, field, what it held if it named both, was open]; the rows
    that had to go; and where links stood among their contact's.
    """

    moved: list[list[object]]
    dropped: list[list[object]]
    since: dict[str, int]


def pair_key(one: str, other: str) -> str:
    """The key of a row about two contacts, whichever is named first."""
    return _PAIR + "|".join(sorted((one, other)))


def dismiss(work: Work, one: str, other: str) -> bool:
    """Remember that two contacts are two people; False where that was known."""
    low, high = sorted((one, other))
    return work.put("dismissal", pair_key(one, other), {"contact": low, "parent": high})


def _merged_one(session: Session, who: Who) -> Document:
    key = id_of(who)
    row = session.store.get("contact", key)
    if row is None:
        raise NotFound("contact", key)
    if row.get("merged_into"):
        return row
    merged = session.store.find("contact", {"merged_into": key})
    if not merged:
        raise NotFound("contact merged into", _shown(row))
    return max(merged, key=lambda each: each["was"]["n"])


def _decisions(one: Document, other: Document) -> Document:
    """What the second decides where the first doesn't."""
    found = {name: other[name] for name in _TAKEN_OVER if other.get(name) and not one.get(name)}
    if other.get("circle") and not one.get("circle"):
        found["circle"] = other["circle"]
        found["placed_on"] = other.get("placed_on")
    if other.get("paused") and not one.get("paused"):
        found["paused"] = True
        found["paused_until"] = other.get("paused_until")
    return {name: value for name, value in found.items() if value is not None}


def _standing(one: Document, other: Document) -> Document:
    """Nobody who is in use is hidden by a merge."""
    hidden = {name: bool(one.get(name) and other.get(name)) for name in ("archived", "removed")}
    return {**hidden, "touched_by_user": True}


def _is_with_oneself(table: str, row: Document) -> bool:
    people = [row.get(name) for name in ("a", "b", "asked_of") if row.get(name)]
    return table in ("introduction", "relation") and len(set(people)) < len(people)


def _given_back(value: object, first: str, second: str, both: list[str] | None) -> object:
    """The field with the second's id again: instead of the first's, or beside it."""
    if not isinstance(value, list):
        return second if value == first else value
    if both is None:
        return replaced(value, first, second)
    if value == replaced(both, second, first):
        return both
    return value if second in value else [*value, second]


def _same_kind(row: Document) -> tuple[str, str]:
    """A person has one open cadence touchpoint, and one for each birthday."""
    return row["kind"], row.get("due", "") if row["kind"] == Kind.BIRTHDAY else ""


def _shown(row: Document) -> str:
    return str(row.get("display") or row["id"])
