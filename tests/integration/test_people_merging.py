"""Two contacts become one person and two again, with all that belongs to them."""

import json
from datetime import date, timedelta
from itertools import permutations

import pytest

from kithkeeper import Network
from kithkeeper.errors import Invalid, NotFound
from kithkeeper.store import Group

TODAY = date(2026, 11, 22)
TABLES = ("contact", "own", "link", "touchpoint", "exchange", "commitment", "standing", "relation",
          "introduction", "networking_event", "encounter")  # fmt: skip


@pytest.fixture
def net():
    with Network.in_memory(today=TODAY) as opened:
        yield opened


def rows(net, tables=TABLES):
    return {table: net.session.store.find(table) for table in tables}


@pytest.fixture
def two(net):
    """Ada twice: edited and tagged as one, placed and spoken to as the other."""
    ada = net.contacts.add("Ada Lovelace", email="ada@example.org", tags=["maths"])
    king = net.contacts.add(
        "Ada King", email="ada.king@example.com", circle="inner", birthday="--12-10", tags=["poet"]
    )
    charles = net.contacts.add("Charles Babbage")
    net.touchpoints.log(king, channel="coffee", on=date(2026, 11, 1))
    net.touchpoints.log(king, charles, ada, channel="call", on=date(2026, 11, 2))
    net.exchanges.give(king, "found her a publisher")
    net.exchanges.promise(king, "send the engine's plans", by=date(2026, 12, 1))
    with net.session.change("noted") as work:
        work.put("relation", "r1", {"a": king.id, "b": charles.id})
        work.put("relation", "r2", {"a": ada.id, "b": king.id})
        work.put(
            "networking_event",
            "e1",
            {"name": "Fair", "on": "2026-12-05", "expected": [king.id, charles.id]},
        )
        work.put("encounter", "n1", {"event": "e1", "contact": king.id, "on": "2026-11-20"})
    return ada, king, charles


def test_everything_of_the_second_follows_to_the_first(net, two):
    """Touches, ledger, promises, relations, events and encounters of B are A's after the merge."""
    ada, king, charles = two
    net.contacts.merge(ada, king)
    named = str(rows(net, [each for each in TABLES if each != "contact"]))

    assert king.id not in named
    assert len(net.touchpoints.of(ada)) == 3
    assert net.session.store.get("relation", "r1")["a"] == ada.id
    assert net.session.store.get("relation", "r2") is None
    assert net.session.store.get("networking_event", "e1")["expected"] == [ada.id, charles.id]
    assert net.session.store.get("touchpoint", net.touchpoints.of(charles)[0].id)["contacts"] == [
        ada.id,
        charles.id,
    ]


def test_where_both_say_something_the_first_wins_and_lists_are_united(net, two):
    """The merged contact keeps A's name, has both addresses and tags, and B's birthday and circle."""
    ada, king, _ = two
    made = net.contacts.merge(ada, king)

    assert made.name == "Ada Lovelace"
    assert [each.value for each in made.emails] == ["ada@example.org", "ada.king@example.com"]
    assert made.tags == ("maths", "poet")
    assert str(made.birthday) == "--12-10"
    assert (made.circle, made.placed_on) == ("inner", TODAY)


def test_a_value_that_the_user_removed_from_the_first_stays_removed(net):
    """B brings an address that was taken off A by hand: it does not come back."""
    ada = net.contacts.add("Ada Lovelace", email="old@example.org")
    net.contacts.edit(ada, {"emails-": "old@example.org"})
    other = net.contacts.add("A. Lovelace", email="old@example.org")

    assert net.contacts.merge(ada, other).emails == ()


def test_a_merged_id_stays_valid_and_nobody_is_listed_twice(net, two):
    """B's id leads to A, and no search for B's name finds another contact than A."""
    ada, king, _ = two
    net.contacts.merge(ada, king)

    assert net.contacts.get(king.id).id == ada.id
    assert set(net.session.store.search("king")) == {ada.id}
    assert net.session.store.count("contact", {"merged_into": None}) == 2


def test_where_the_merged_one_stands_is_derived_from_both(net, two):
    """B was spoken to on 2 November in a monthly circle: A is due on 2 December."""
    ada, king, _ = two
    net.contacts.merge(ada, king)

    assert net.session.store.get("standing", ada.id)["next_due"] == "2026-12-02"
    assert net.session.store.get("standing", king.id) is None


def test_one_open_cadence_touchpoint_remains_the_earlier_one(net):
    """Both were planned; after the merge one stands, and after the split each has its own again."""
    ada = net.contacts.add("Ada Lovelace", circle="inner")
    king = net.contacts.add("Ada King", circle="inner")
    net.touchpoints.log(ada, on=date(2026, 11, 10), channel="call")
    net.touchpoints.log(king, on=date(2026, 11, 1), channel="call")
    net.plan()
    planned = {
        each: {t.id: t.date for t in net.touchpoints.of(each) if t.state.is_open}
        for each in (ada.id, king.id)
    }
    assert [len(each) for each in planned.values()] == [1, 1]

    net.contacts.merge(ada, king)
    left = [each for each in net.touchpoints.of(ada) if each.state.is_open]
    assert [each.id for each in left] == list(planned[king.id])

    net.contacts.split(ada)
    again = {
        each: {t.id: t.date for t in net.touchpoints.of(each) if t.state.is_open}
        for each in planned
    }
    assert again == planned


def test_split_is_the_inverse_of_merge(net, two):
    """After merge and split every row says what it said before."""
    before = rows(net)
    net.contacts.merge(two[0], two[1])
    first, second = net.contacts.split(two[0])

    assert (first.id, second.id) == (two[0].id, two[1].id)
    assert rows(net) == before


def test_undo_takes_a_merge_back_and_undo_again_repeats_it(net, two):
    """A merge is one entry; undone it leaves what was, and that can be undone too."""
    before = rows(net)
    net.contacts.merge(two[0], two[1])
    merged = rows(net)
    net.history.undo()
    assert rows(net) == before

    net.history.undo(net.history.all()[0].id)
    assert rows(net) == merged


def test_what_was_added_since_the_merge_stays_with_the_first(net, two):
    """A touch, a tag and a note of after the merge are A's after the split; B has none of them."""
    ada, king, _ = two
    net.contacts.merge(ada, king)
    logged = net.touchpoints.log(king.id, channel="lunch", on=date(2026, 11, 20))
    net.contacts.edit(ada, {"tags+": "since", "notes": "one and the same"})
    first, second = net.contacts.split(king.id)

    assert logged.touchpoint.contacts == (ada.id,)
    assert logged.touchpoint.id in [each.id for each in net.touchpoints.of(first)]
    assert logged.touchpoint.id not in [each.id for each in net.touchpoints.of(second)]
    assert (first.tags, first.notes) == (("maths", "since"), "one and the same")
    assert (second.tags, second.notes) == (("poet",), "")


def test_merges_into_a_merged_one_are_taken_apart_in_any_order(net):
    """C holds B and through it A; taking A out first leaves B in C, then B comes out too."""
    a, b, c = (net.contacts.add(name) for name in ("Ann Ax", "Bea Bo", "Cy Cole"))
    touches = {
        each.id: net.touchpoints.log(each, channel="call").touchpoint.id for each in (a, b, c)
    }
    net.contacts.merge(b, a)
    net.contacts.merge(c, b)
    assert net.contacts.get(a.id).id == c.id

    net.contacts.split(a.id)
    assert [each.id for each in net.touchpoints.of(a)] == [touches[a.id]]
    assert net.contacts.get(b.id).id == c.id
    net.contacts.split(b.id)
    for each in (a, b, c):
        assert [touch.id for touch in net.touchpoints.of(each)] == [touches[each.id]]


def test_someone_whose_sources_are_all_gone_keeps_what_is_known_of_them(net):
    """A contact without source and without edits brings its name and address along."""
    ada = net.contacts.add("Ada Lovelace")
    with net.session.change("left over") as work:
        work.put("contact", "left", {"display": "A. King", "name": "A. King", "archived": True,
                                     "emails": [{"value": "king@example.com"}]})  # fmt: skip

    made = net.contacts.merge(ada, "left")
    assert [each.value for each in made.emails] == ["king@example.com"]
    assert not made.archived
    assert net.contacts.split(ada)[1].name == "A. King"


def test_one_cannot_be_merged_with_oneself_or_split_without_a_merge(net, two):
    """Both are said plainly, and nothing is written."""
    ada, king, charles = two
    net.contacts.merge(ada, king)
    entries = len(net.history.all())

    with pytest.raises(Invalid, match="already"):
        net.contacts.merge(ada, king.id)
    with pytest.raises(NotFound, match="merged into"):
        net.contacts.split(charles)
    assert len(net.history.all()) == entries


def test_forgetting_a_merged_person_forgets_all_that_was_merged(net):
    """No row and no history entry names anyone of a chain of merges after `forget`."""
    a, b, c = (net.contacts.add(name) for name in ("Ann Axworthy", "Bea Axworthy", "Cy Axworthy"))
    net.contacts.merge(b, a)
    net.contacts.merge(c, b)
    net.contacts.forget(c)

    assert "Axworthy" not in "\n".join(net.session.store._connection.iterdump())


def test_likely_doubles_are_named_and_dismissed_for_good(net):
    """Two of one address and a compatible name are a pair until they are told apart."""
    ada = net.contacts.add("Ada Lovelace", email="ada@example.org", circle="inner")
    twin = net.contacts.add("Lovelace, Ada", email="ADA@example.org")
    net.contacts.add("Charles Babbage", email="charles@example.org")
    (pair,) = net.duplicates()

    assert (pair.a, pair.b, pair.a_name) == (ada.id, twin.id, "Ada Lovelace")
    assert pair.score > 0.9
    assert "ada@example.org" in pair.because
    net.duplicates.dismiss(twin, ada)
    assert net.duplicates() == []
    net.history.undo()
    assert len(net.duplicates()) == 1


def test_someone_put_away_is_nobodys_double(net):
    """Archived and removed contacts are left out."""
    net.contacts.add("Ada Lovelace", email="ada@example.org")
    twin = net.contacts.add("Ada Lovelace", email="ada@example.org")
    net.contacts.archive(twin)
    assert net.duplicates() == []


def test_a_split_tells_two_apart_so_that_they_are_not_proposed_again(net):
    """Bulk merging does not undo a split."""
    ada = net.contacts.add("Ada Lovelace", email="ada@example.org")
    twin = net.contacts.add("Ada Lovelace", email="ada@example.org")
    net.contacts.merge(ada, twin)
    net.contacts.split(ada)
    assert net.duplicates.merge_at_least(0.5) == []


def test_a_judgement_about_the_second_holds_for_the_first_after_a_merge(net):
    """B was told from C; merged into A, A is told from C too, until the split."""
    a, b, c = (net.contacts.add("Ada Lovelace", email="ada@example.org") for _ in range(3))
    net.duplicates.dismiss(b, c)
    net.contacts.merge(a, b)
    assert net.duplicates() == []
    net.contacts.split(b.id)
    assert {frozenset((p.a, p.b)) for p in net.duplicates()} == {frozenset((a.id, c.id))}


def test_bulk_merging_is_one_entry_that_undo_takes_back(net):
    """Three of one person become one; a dry run writes nothing; undo brings all three back."""
    for _ in range(3):
        net.contacts.add("Ada Lovelace", email="ada@example.org")
    net.contacts.add("Charles Babbage")
    before = rows(net)
    would = net.duplicates.merge_at_least(0.9, dry_run=True)
    assert rows(net) == before

    merged = net.duplicates.merge_at_least(0.9)
    assert [(p.a, p.b) for p in merged] == [(p.a, p.b) for p in would]
    assert net.session.store.count("contact", {"merged_into": None}) == 2
    assert net.history.all()[0].what == "merged 2 likely doubles"
    net.history.undo()
    assert rows(net) == before


def test_bulk_merging_joins_no_two_who_were_told_apart(net):
    """A is like B and C, but B and C are two people: only one of them is merged into A."""
    _, b, c = (net.contacts.add("Ada Lovelace", email="ada@example.org") for _ in range(3))
    net.duplicates.dismiss(b, c)
    assert len(net.duplicates.merge_at_least(0.5)) == 1
    assert net.contacts.get(b.id).id != net.contacts.get(c.id).id


def test_what_is_put_off_comes_last_in_the_next_review(net):
    """A review goes on with what was not decided, pairs for later at the end."""
    for name in ("Ada Lovelace", "Charles Babbage"):
        for _ in range(2):
            net.contacts.add(name, email=f"{name.split()[0].lower()}@example.org")
    first = net.duplicates.for_review()[0]
    net.duplicates.put_off(first)
    assert net.duplicates.for_review()[-1] == first
    group = Group("user", "reviewed")
    net.duplicates.merge(first, parent=group)
    net.duplicates.dismiss(*net.duplicates()[0][:2], parent=group)
    net.history.undo()
    assert len(net.duplicates()) == 2


def test_a_plan_of_the_second_that_was_ticked_since_the_merge_stays_with_the_first(net):
    """B's meeting goes back with B while it is open; once it happened, it happened with A."""
    ada, king = net.contacts.add("Ada Lovelace"), net.contacts.add("Ada King")
    met = net.touchpoints.meet(king, on=date(2026, 11, 22))
    still = net.touchpoints.meet(king, on=date(2026, 12, 22))
    net.contacts.merge(ada, king)
    net.touchpoints.done(met.id)
    net.contacts.split(ada)

    assert [each.id for each in net.touchpoints.of(ada)] == [met.id]
    assert [each.id for each in net.touchpoints.of(king)] == [still.id]


def whole(net, folder):
    """The complete export, less who was told apart from whom, which a split adds; several people
    of one touch are in no order.
    """
    net.exports.write(str(folder / "all.json"))
    document = json.loads((folder / "all.json").read_text())
    del document["dismissals"]
    for each in document["touchpoints"]:
        each["contacts"].sort()
    return document


@pytest.mark.parametrize("into", [((0, 1), (2, 0)), ((0, 1), (0, 2)), ((0, 1), (2, 0), (3, 2)),
                                  ((0, 1), (2, 3), (0, 2)), ((1, 0), (1, 2), (3, 1))])  # fmt: skip
def test_merges_are_taken_apart_in_every_order(net, tmp_path, into):
    """Four people with all that may name them: whatever the chain of merges and the order in
    which it is taken apart, everyone has their own again, and undo of it all is the same.
    """
    names = ("Ada A", "Bob B", "Cyd C", "Dan D")
    people = [
        net.contacts.add(each, circle="inner", email=f"{each[:3]}@x.example", tags=[each[0]])
        for each in names
    ]
    ada, bob, cyd, dan = people
    net.touchpoints.log(ada, bob, cyd, channel="lunch")
    net.exchanges.give(cyd, "an article", kind="insight")
    net.exchanges.promise(bob, "a book", by=TODAY + timedelta(days=7))
    net.introductions.add(bob, dan, why="ships")
    net.introductions.relate(cyd, dan, verb="knows")
    fair = net.events.add("Fair", on=TODAY, expect=[ada, bob])
    net.events.met(fair.id, bob, said="engines")
    slack = net.communities.add("Slack")
    net.communities.log(slack.id, "answer", "weaving", who=[bob, cyd])
    net.plan(weeks=4)
    before = whole(net, tmp_path)
    for order in permutations([second for _, second in into]):
        for first, second in into:
            net.contacts.merge(people[first], people[second])
        for each in order:
            net.contacts.split(people[each])
        assert whole(net, tmp_path) == before
    for _ in range(2 * len(into)):
        net.history.undo()
    assert whole(net, tmp_path) == before
