"""Who could introduce whom, by the shortest and most trusted way."""

from __future__ import annotations

import time
from datetime import date

import pytest

from kithkeeper.model.practice import ME, IntroductionState
from kithkeeper.rules.introductions import (
    IntroductionFacts,
    PersonFacts,
    RelationFacts,
    matches,
    may_make,
    next_step,
    path,
)


def people(*facts):
    return {each.id: each for each in facts}


ADA = PersonFacts("ada", "Ada", 3, ("Engines",), ("Engines",))
BEN = PersonFacts("ben", "Ben", 1, ("Mills",), ("Mills",))
EVE = PersonFacts("eve", "Eve", 0, ("Mills Ltd.",), ("Mills Ltd.",))
ZOE = PersonFacts("zoe", "Zoe", 0)


def test_the_way_goes_through_who_knows_the_target():
    """Ada knows Zoe: ask Ada."""
    (way,) = path("zoe", people(ADA, BEN, ZOE), [RelationFacts("ada", "zoe", 3)])
    assert (way.contact, way.via, way.hops) == ("ada", ("ada", "zoe"), 2)
    assert way.because == "Ada is close to you; Ada knows Zoe"


def test_knowing_goes_both_ways():
    """Zoe knows Ada is as good."""
    (way,) = path("zoe", people(ADA, ZOE), [RelationFacts("zoe", "ada")])
    assert way.contact == "ada"


def test_the_shorter_way_comes_before_the_more_trusted_one():
    """Ben knows Zoe himself; Ada, closer, only knows Eve who knows Zoe."""
    relations = [
        RelationFacts("ben", "zoe", 1),
        RelationFacts("ada", "eve", 3),
        RelationFacts("eve", "zoe", 3),
    ]
    ways = path("zoe", people(ADA, BEN, EVE, ZOE), relations)
    assert [(way.contact, way.hops) for way in ways] == [("ben", 2), ("ada", 3)]


def test_of_two_equally_short_ways_the_more_trusted_comes_first():
    """Ada is close and trusts Zoe; Ben is an acquaintance who met her once."""
    relations = [RelationFacts("ben", "zoe", 1), RelationFacts("ada", "zoe", 3)]
    assert [way.contact for way in path("zoe", people(ADA, BEN, ZOE), relations)] == ["ada", "ben"]


def test_a_way_through_someone_else_you_know_is_left_out():
    """Ada knows Ben who knows Zoe: you'd ask Ben yourself."""
    relations = [RelationFacts("ada", "ben", 3), RelationFacts("ben", "zoe", 2)]
    assert [way.contact for way in path("zoe", people(ADA, BEN, ZOE), relations)] == ["ben"]


def test_a_shared_organization_is_a_way_in_any_spelling():
    """Ben and Eve are both at Mills, one of them at "Mills Ltd."."""
    (way,) = path("eve", people(ADA, BEN, EVE), [])
    assert (way.contact, way.via) == ("ben", ("ben", "eve"))
    assert way.because == "Ben is an acquaintance of yours; Ben shares Mills with Eve"


def test_a_relation_is_trusted_more_than_a_shared_organization():
    """Ada is related to Eve, Ben only works where she does: Ada first."""
    ways = path("eve", people(ADA, BEN, EVE), [RelationFacts("ada", "eve", 2)])
    assert [way.contact for way in ways] == ["ada", "ben"]


def test_a_company_is_reached_through_who_is_there():
    """Ben is at Mills; Ada knows Eve who is at Mills."""
    ways = path("MILLS", people(ADA, BEN, EVE), [RelationFacts("ada", "eve")])
    assert [(way.contact, way.via) for way in ways] == [("ben", ("ben",)), ("ada", ("ada", "eve"))]
    assert ways[0].because == "Ben is an acquaintance of yours; Ben is at Mills"
    assert ways[1].because == "Ada is close to you; Ada knows Eve; Eve is at Mills Ltd."


def test_a_former_colleague_is_said_to_be_one():
    """Ben left Mills, and is behind who is there now."""
    ben = BEN._replace(present=())
    cy = PersonFacts("cy", "Cy", 1, ("Mills",), ("Mills",))
    ways = path("mills", people(ben, cy), [])
    assert [way.contact for way in ways] == ["cy", "ben"]
    assert ways[1].because.endswith("Ben was at Mills")


def test_whom_you_know_yourself_needs_no_introduction():
    """The first way to Ada is Ada."""
    way = path("ada", people(ADA, BEN), [])[0]
    assert (way.contact, way.via, way.hops) == ("ada", ("ada",), 1)
    assert way.because == "You know Ada yourself: close to you"


def test_a_relation_of_your_own_makes_someone_known():
    """`kith relate me knows Zoe` is enough."""
    assert path("zoe", people(ZOE), [RelationFacts(ME, "zoe", 1)])[0].contact == "zoe"


def test_without_a_way_there_is_none():
    """Nobody knows Zoe, nobody is at Nowhere, and four people in between are too many."""
    assert path("zoe", people(ADA, ZOE), []) == ()
    assert path("Nowhere", people(ADA), []) == ()
    chain = [PersonFacts(f"p{n}", f"P{n}", 3 if n == 0 else 0) for n in range(5)]
    links = [RelationFacts(f"p{n}", f"p{n + 1}") for n in range(4)]
    assert path("p4", people(*chain), links) == ()
    assert path("p2", people(*chain), links)[0].via == ("p0", "p1", "p2")


def test_a_crowded_organization_and_a_ring_of_relations_stay_fast():
    """5,000 people of one company, each knowing the next, within a second."""
    crowd = people(
        *(PersonFacts(f"p{n}", f"P{n}", n % 2, ("Mega",), ("Mega",)) for n in range(5000))
    )
    ring = [RelationFacts(f"p{n}", f"p{(n + 1) % 5000}") for n in range(5000)]
    start = time.process_time()
    assert len(path("p10", crowd, ring)) == 5
    assert time.process_time() - start < 10


def test_matches_share_an_interest_and_do_not_know_each_other():
    """Ada and Ben share two, Ada and Cy one; Ben and Cy know each other already."""
    found = matches(
        [
            ("ada", "Ada", ["Chess", "tea"]),
            ("ben", "Ben", ["chess ", "Tea"]),
            ("cy", "Cy", ["tea"]),
        ],
        acquainted=[("cy", "ben")],
    )
    assert [(each.a, each.b, each.because) for each in found] == [
        ("ada", "ben", "Ada and Ben both care about chess and tea"),
        ("ada", "cy", "Ada and Cy both care about tea"),
    ]


DAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        (None, None, "Ada and Ben did not agree yet; ask first"),
        (DAY, None, "Ben did not agree yet; ask first"),
        (DAY, DAY, None),
    ],
)
def test_both_sides_agree_first(a, b, reason):
    """The reason names who is still to be asked."""
    facts = IntroductionFacts(IntroductionState.ASKED, "Ada", "Ben", a, b)
    assert may_make(facts) == reason


def test_an_introduction_goes_from_asking_to_hearing():
    """Ask Ada, ask Ben, bring them together, and hear on 16 November, 14 days after the 2nd."""
    facts = IntroductionFacts(IntroductionState.WANTED, "Ada", "Ben", None, None)
    assert next_step(facts).what == "ask Ada whether they want it"
    assert next_step(facts._replace(a_agreed_on=DAY)).what == "ask Ben whether they want it"
    both = facts._replace(a_agreed_on=DAY, b_agreed_on=DAY, state=IntroductionState.AGREED)
    assert next_step(both).what == "introduce Ada and Ben"
    made = next_step(both._replace(state=IntroductionState.MADE, made_on=DAY))
    assert (made.what, made.by) == ("ask how it went between Ada and Ben", date(2026, 11, 16))
    assert next_step(both._replace(state=IntroductionState.HEARD)) is None


def test_an_introduction_of_yourself_asks_who_could_make_it():
    """Wanted: ask Cy with a blurb; asked: remind."""
    facts = IntroductionFacts(IntroductionState.WANTED, "you", "Zoe", None, None, asked_of="Cy")
    assert next_step(facts).what == "ask Cy for the introduction, with a blurb to forward"
    asked = facts._replace(state=IntroductionState.ASKED)
    assert next_step(asked).what.startswith("remind Cy")


def test_in_a_crowd_with_one_interest_everyone_has_somebody_to_meet():
    """A thousand who care about chess: each is in a pair, and there are eight thousand, not half a million."""
    crowd = [(f"c{n:04}", f"Person {n}", ("chess",)) for n in range(1000)]
    found = matches(crowd, limit=100_000)
    assert len(found) == 8000
    assert {each.a for each in found} | {each.b for each in found} == {one for one, *_ in crowd}


def test_a_few_with_one_interest_are_all_compared():
    """Of three, each with each; those who know each other are left out."""
    three = [("a", "Ada", ("chess",)), ("b", "Ben", ("Chess",)), ("c", "Cy", ("chess", "go"))]
    assert [(each.a, each.b) for each in matches(three, [("b", "a")])] == [("a", "c"), ("b", "c")]
