"""What the store keeps and finds: rows, conditions, pages, words and owners."""

from __future__ import annotations

import pytest
from sqlite_store.writing import person, put

from kithkeeper.store import Above, Below, Between, Not


def test_a_row_comes_back_as_it_was_put(store):
    """Nested values, unicode and an id survive; a row that is not there is None."""
    document = {
        "display": "Zoë 🎈",
        "names": {"given": "Zoë"},
        "tags": ["a", "b"],
        "n": [1, None],
    }
    put(store, "contact", "z", **document)
    assert store.get("contact", "z") == {**document, "id": "z"}
    assert store.get("contact", "nobody") is None


def test_conditions_choose_rows(store):
    """Equality, absence, membership, ranges and negation, alone and together."""
    for key, day, state in (("a", "2026-01-01", "done"), ("b", "2026-02-01", "planned"), ("c", None, "planned")):  # fmt: skip
        put(store, "touchpoint", key, kind="touch", state=state, contacts=["x"], date=day)

    def found(**where):
        return [row["id"] for row in store.find("touchpoint", where)]

    assert found(state="planned") == ["b", "c"]
    assert found(date=None) == ["c"]
    assert found(date=Not(None)) == ["a", "b"]
    assert found(state=Not("done")) == ["b", "c"]
    assert found(date=Above("2026-02-01")) == ["b"]
    assert found(date=Below("2026-01-01")) == ["a"]
    assert found(date=Between("2026-01-01", "2026-02-01"), state=("done",)) == ["a"]
    assert found(id=["a", "c"]) == ["a", "c"]
    assert found(id=[]) == []
    assert found(id=[*map(str, range(5000)), "c"]) == ["c"]
    assert found(contact=[*map(str, range(5000)), "x"], date=None) == ["c"]
    assert store.count("touchpoint", {"state": "planned"}) == 2


def test_a_name_that_is_no_column_is_refused(store):
    """Column names are never taken from outside: an unknown one is a KeyError."""
    with pytest.raises(KeyError):
        store.find("contact", {"1=1; --": "x"})
    with pytest.raises(KeyError):
        store.columns("contact", ["doc FROM contact; --"])


def test_hostile_values_are_values(store):
    """Quotes and statements in keys, texts and conditions are stored and found as text."""
    name = "Robert'); DROP TABLE contact;--"
    person(store, name, name)
    assert store.columns("contact", ["name"], {"name": name}) == [(name,)]


def test_rows_of_several_people_are_found_by_each(store):
    """A touchpoint with two people is found under both, and under neither when it is gone."""
    put(store, "touchpoint", "t", kind="touch", contacts=["ada", "ben"])
    assert store.participants() == {"ada": ["t"], "ben": ["t"]}
    assert [row["id"] for row in store.find("touchpoint", {"contact": "ben"})] == ["t"]
    put(store, "touchpoint", "t", kind="touch", contacts=["ada"])
    assert store.participants() == {"ada": ["t"]}
    with store.write(by="user", what="x") as work:
        work.delete("touchpoint", "t")
    assert store.participants() == {}


@pytest.mark.parametrize(
    "order",
    [("id",), ("sort", "id"), ("-sort", "id"), ("circle", "sort"), ("-circle", "-sort", "-id")],
)
def test_pages_by_key_cover_everything_once(store, order):
    """Whatever the order, with equal and absent values, pages of two put together are the whole."""
    for number, circle in enumerate([None, "inner", "inner", None, "outer", "outer", "outer"]):
        person(store, f"k{number}", f"Name {number // 2}", **({"circle": circle} if circle else {}))
    whole = [row["id"] for row in store.find("contact", order=order)]
    pages, after = [], None
    while page := store.find("contact", order=order, after=after, limit=2):
        pages += [row["id"] for row in page]
        after = pages[-1]
    assert pages == whole
    assert len(whole) == 7


def test_pages_of_nouns_that_share_a_table_stay_apart(store):
    """Two nouns with the same key and different dates: each page follows its own noun's row."""
    for key, day in (("a", "2026-01-01"), ("b", "2026-02-01"), ("c", "2026-03-01")):
        put(store, "goal", key, date=day)
    put(store, "community", "b", date="2026-09-09")
    assert [r["id"] for r in store.find("goal", order=("date",), after="b")] == ["c"]
    assert store.find("goal", after="nobody") == []


@pytest.mark.parametrize(
    "text",
    ["Müller", "muller", "MÜLL", "müller jürgen", "jurgen paris", "o'brien", "ada@example.org",
     "example.org", "Mu\u0308ller", "  müller  ", "हिन्दी", "0170 123"],
)  # fmt: skip
def test_words_are_found(store, text):
    """Without regard to case and accents, by beginnings, over record and touchpoints together."""
    person(store, "m", "Jürgen Müller O'Brien", notes="हिन्दी", emails=[{"value": "ada@example.org"}],
                phones=[{"value": "0170 1234567"}])  # fmt: skip
    person(store, "n", "Somebody Else", notes="example of another org")
    put(store, "touchpoint", "t", kind="touch", contacts=["m"], note="coffee in Paris")
    assert store.search(text) == ["m"]


@pytest.mark.parametrize(
    "text", ["", "   ", '"', "'", "*", "^a", "AND", "NEAR(", "body:", "-müller", "(((", "a" * 10_000, "\0", "{q}", "💥", "müller OR else", "\ud800", "a\ud800b"],
)  # fmt: skip
def test_hostile_searches_find_nobody_and_break_nothing(store, text):
    """Syntax, blanks and rubbish are searched for as text."""
    person(store, "x", "Xaver")
    assert store.search(text) == []


def test_words_of_a_shared_touch_are_found_under_everyone(store):
    """A note on a lunch with two people finds both of them."""
    put(
        store,
        "touchpoint",
        "t",
        kind="touch",
        contacts=["ada", "ben"],
        note="talked of zeppelins",
    )
    with store.write(by="user", what="gave") as work:
        work.put(
            "exchange",
            "x",
            {
                "kind": "help",
                "on": "2026-01-01",
                "contacts": ["cleo", "dan"],
                "what": "a crate of quinces",
            },
        )
    assert sorted(store.search("zeppelin")) == ["ada", "ben"]
    assert sorted(store.search("quinces")) == ["cleo", "dan"]


def test_words_that_were_replaced_or_deleted_are_found_no_more(store):
    """The index follows the row."""
    person(store, "a", "Ada", notes="zeppelin")
    person(store, "a", "Ada", notes="balloon")
    assert store.search("zeppelin") == []
    assert store.search("balloon") == ["a"]
    with store.write(by="user", what="x") as work:
        work.delete("contact", "a")
    assert store.search("ada") == []


def test_owners_are_apart(store, open_store):
    """Another owner's rows, words and history are not seen, and its entries count by themselves."""
    person(store, "a", "Ada")
    other = open_store("you")
    assert other.find("contact") == []
    assert other.search("ada") == []
    assert person(other, "a", "Anna") == 1
    assert store.get("contact", "a")["display"] == "Ada"
    other.close()


def test_a_sound_store_finds_nothing_wrong(store):
    """`check` is empty."""
    person(store, "a", "Ada")
    assert store.check() == []
