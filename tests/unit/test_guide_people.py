"""Activities, temperament, preparation, presence, the brief, and the guide's nouns as values."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from pydantic import ValidationError

from kithkeeper.errors import Invalid
from kithkeeper.model import Encounter, Goal, Introduction, NetworkingEvent, Relation
from kithkeeper.model.circle import DEFAULT_CIRCLES
from kithkeeper.model.kinds import Intent, Temperament
from kithkeeper.model.period import Period
from kithkeeper.model.practice import ME, Engagement
from kithkeeper.rules import activities, proposals
from kithkeeper.rules.activities import ACTIVITIES, activity, milestone
from kithkeeper.rules.brief import MOST_LINES, BriefFacts, PromiseFacts, brief, text
from kithkeeper.rules.facts import ContactFacts
from kithkeeper.rules.missing import QUESTIONS, CrmFacts, missing
from kithkeeper.rules.preparation import AttendeeFacts, whom_to_meet
from kithkeeper.rules.presence import CommunityFacts, RhythmFacts, communities_due, rhythm
from kithkeeper.rules.temperament import NUMBERS, event_goals, numbers_for

TODAY = date(2026, 11, 22)
INNER = ("check-in", "share-opportunity", "offer-help", "celebrate")


def test_an_activity_that_a_user_invented_is_a_plain_one():
    """Without an intent, and for any channel."""
    assert activity("sing-along") == (
        "sing-along",
        "sing along",
        None,
        None,
        tuple(activities.Channel),
        (),
    )


def test_planner_and_ledger_agree_on_what_an_activity_is():
    """The planner gives a touch the intent that its activity has in the ledger."""
    due = date(2026, 3, 10)
    ada = ContactFacts("ada", "Ada", "inner", None, None, due, None, due, None, False, (), "", None)
    for each in ACTIVITIES.values():
        called = [proposals.CalledFor(each.id, "it is called for")]
        found = proposals.propose_touch(ada, DEFAULT_CIRCLES[0], past=0, due=due, called_for=called)
        assert each.intent in (None, found.intent)
    assert all((each.sort is None) or each.intent is Intent.HELP for each in ACTIVITIES.values())


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (("dev", "Mills"), ("lead", "Engines"), "Ada is now at Engines as lead (was at Mills)"),
        (("dev", "Mills"), ("lead", "Mills"), "Ada is now lead at Mills (was dev)"),
        (("dev", "Mills"), ("Dev", "MILLS"), None),
        (("", ""), ("dev", "Mills"), None),
        (("dev", "Mills"), ("", ""), None),
    ],
)
def test_a_new_title_or_organization_is_a_milestone(before, after, said):
    """Unknown is no change, and neither is another spelling."""
    assert milestone("Ada", before, after) == said


def test_the_event_goals_of_each_temperament():
    """Three people, early and with breaks; five; five conversations and an introduction."""
    goals = {each: event_goals(each, NUMBERS[each]) for each in Temperament}
    assert goals[Temperament.INTROVERT] == (
        "Be there 15 minutes before it fills up",
        "Meet 3 people, then it is enough",
        "Take a break after 45 minutes",
    )
    assert goals[Temperament.EXTRAVERT] == (
        "Have 5 good conversations",
        "Introduce two people who should know each other",
    )


def test_numbers_of_ones_own_replace_the_tables():
    """The others stay; an unknown name and an impossible number are named."""
    own = numbers_for(Temperament.INTROVERT, {"people_per_event": 4})
    assert own == NUMBERS[Temperament.INTROVERT]._replace(people_per_event=4)
    with pytest.raises(Invalid, match="smiles"):
        numbers_for(Temperament.INTROVERT, {"smiles": 4})
    with pytest.raises(Invalid, match="between 0 and 14"):
        numbers_for(Temperament.INTROVERT, {"recovery_days": 15})


def test_the_shares_of_channels_leave_room_for_the_rest():
    """One-to-one and written channels are at most everything."""
    for numbers in NUMBERS.values():
        assert numbers.one_to_one_share + numbers.written_share <= 100


def test_whom_to_meet_is_in_order_of_reasons():
    """Ada: a promise 5 and lateness 3 make 8. Ben: an intention 4, help 2, topic 1, company 1: 8.

    Equal weights go by name. Cy: a topic, 1. Di: nothing.
    """
    found = whom_to_meet(
        [
            AttendeeFacts("di", "Di"),
            AttendeeFacts("cy", "Cy", interests=("looms",)),
            AttendeeFacts("ben", "Ben", "Mills Ltd.", interests=("Looms", "hiring engineers"),
                          can_help_with=("a talk",)),
            AttendeeFacts("ada", "Ada", promises=("the paper",), last_touch=date(2026, 9, 1),
                          days_late=12),
        ],
        topics=["looms"], companies=["mills"], intentions=["engineers"],
    )  # fmt: skip
    assert [(each.contact, each.weight) for each in found] == [
        ("ada", 8), ("ben", 8), ("cy", 1), ("di", 0),
    ]  # fmt: skip
    assert found[0].because == (
        "open between you: the paper", "due for a touch: last in touch 1 Sep 2026",
    )  # fmt: skip
    assert found[1].because == (
        "fits what you want: engineers", "you can help with a talk", "cares about looms",
        "is at Mills Ltd.",
    )  # fmt: skip
    assert found[3].because == ("expected there",)


def test_words_match_as_whole_words():
    """ "art" is no "smart cards"."""
    attendee = AttendeeFacts("a", "A", interests=("smart cards",))
    assert whom_to_meet([attendee], topics=["art"])[0].weight == 0
    assert whom_to_meet([attendee], topics=["cards"])[0].weight == 1


def test_the_rhythm_is_due_a_period_after_it_was_last_done():
    """Posted on 14 Nov, weekly: due on the 21st, a day late. Article of 1 Sep: due on 1 Dec."""
    week, quarter = Period(1, "week"), Period(3, "month")
    since = date(2026, 11, 1)
    found = rhythm(
        [
            RhythmFacts("li", "article", "Write", quarter, date(2026, 9, 1), since),
            RhythmFacts("li", "post", "Post", week, date(2026, 11, 14), since),
            RhythmFacts("li", "share", "Share", week, None, since),
        ],
        TODAY,
    )
    assert [(each.item, each.due, each.days_late) for each in found] == [
        ("share", date(2026, 11, 1), 21),
        ("post", date(2026, 11, 21), 1),
        ("article", date(2026, 12, 1), -9),
    ]
    assert found[1].because == "weekly; last on 14 Nov 2026"


def test_a_community_proposes_the_engagement_done_longest_ago():
    """Answered on 10 Nov, shared on 3 Nov, never asked: due on the 17th, and to ask."""
    last = ((Engagement.ANSWER, date(2026, 11, 10)), (Engagement.SHARE, date(2026, 11, 3)))
    (found,) = communities_due(
        [CommunityFacts("c", "Looms", Period(1, "week"), date(2026, 1, 1), last)], TODAY
    )
    assert (found.item, found.due, found.days_late) == ("ask", date(2026, 11, 17), 5)
    assert found.because == "weekly; last there on 10 Nov 2026; no ask from you so far"


def test_a_community_just_joined_is_due_a_cadence_later():
    """Joined on 20 November, weekly: due on the 27th, with the guide's first engagement."""
    joined = CommunityFacts("c", "Looms", Period(1, "week"), date(2026, 11, 20))
    (found,) = communities_due([joined], TODAY)
    assert (found.item, found.due, found.days_late) == ("answer", date(2026, 11, 27), -5)


def test_what_an_engagement_is_in_the_ledger():
    """An answer and a word of credit help, a share is insight; a question there asks no favour."""
    assert [each.intent for each in Engagement] == [
        Intent.HELP, Intent.INSIGHT, None, Intent.HELP, None,
    ]  # fmt: skip


def test_what_is_missing_is_in_the_guides_order():
    """Each unknown fact is named, and has a question to ask."""
    facts = CrmFacts(True, True, False, True, False, False, True, False)
    assert missing(facts) == ("how_met", "personal", "interests", "could_help_with")
    assert set(CrmFacts._fields) == set(QUESTIONS)


FULL = BriefFacts(
    name="Ada Lovelace", role="analyst at Engines", circle="inner, monthly", how_met="at a fair",
    words=tuple((date(2026, 11 - n, 1), "over coffee", "looms " * 40) for n in range(6)),
    promises=tuple(PromiseFacts(f"thing {n}", date(2026, 12, n), n > 9) for n in range(1, 20)),
    dates=("birthday on 10 Dec", "at Engines since 2020", "x"), personal=("a cat",) * 30,
    interests=("looms", "tea"), can_help_with=("talks",), question="How is the cat?",
    could_help_with=("looms",), ledger=("4 given, 1 asked, 3 received", "One ask is fine"), missing=("could_help_with",),
)  # fmt: skip


def test_the_brief_fits_on_one_screen():
    """However much is known: 22 lines of 100 characters, and the essentials are among them."""
    shown = text(brief(FULL)).splitlines()
    assert len(shown) <= MOST_LINES
    assert max(map(len, shown)) <= 100
    titles = [section.title for section in brief(FULL)]
    for essential in ("Last words", "You promised", "They promised", "Worth asking", "Ledger"):
        assert essential in titles


def test_the_brief_says_how_much_more_there_is():
    """Nine promises in two lines, as there is so much else: the second tells of seven more."""
    (yours,) = [section for section in brief(FULL) if section.title == "You promised"]
    assert yours.lines[0] == "thing 1 (by 1 Dec 2026)"
    assert yours.lines[1:] == ("thing 2 (by 2 Dec 2026) (and 7 more)",)


def test_a_long_line_leaves_room_for_how_much_more_there_is():
    """Five promises of 300 letters each: the third is cut, and still tells of two more."""
    promises = tuple(PromiseFacts("x" * 300, None, False) for _ in range(5))
    (yours,) = brief(BriefFacts("Zoe", "", "", promises=promises))[1:]
    assert yours.lines[2].endswith("x… (and 2 more)")
    assert max(map(len, yours.lines)) <= 76


def test_the_brief_of_a_stranger_is_a_name():
    """Nothing known: the name alone."""
    assert text(brief(BriefFacts("Zoe", "", ""))) == "Zoe"


EVENT = {"name": "Fair", "on": "2026-11-19"}


@pytest.mark.parametrize(
    "make",
    [
        lambda: NetworkingEvent(**EVENT | {"on": "2026-02-30"}),
        lambda: NetworkingEvent(**EVENT, prepared_on="2026-11-20"),
        lambda: NetworkingEvent(**EVENT, state="wrapped", wrapped_on="2026-11-18"),
        lambda: NetworkingEvent(**EVENT, state="wrapped"),
        lambda: NetworkingEvent(**EVENT, expected=["a", "a"]),
        lambda: NetworkingEvent(**EVENT, event="x"),
        lambda: NetworkingEvent(**EVENT | {"name": " "}),
        lambda: Encounter(event="e", contact="c", on="2026-11-19", promised_by="2026-11-18"),
        lambda: Introduction(a="a", b="a", wanted_on=TODAY),
        lambda: Introduction(a=ME, b="a", wanted_on=TODAY),
        lambda: Introduction(a="a", b="b", asked_of="b", wanted_on=TODAY),
        lambda: Introduction(a="a", b="b", wanted_on=TODAY, state="made"),
        lambda: Relation(a="a", b="a"),
        lambda: Relation(a="a", b="b", strength=4),
        lambda: Goal(what="x", period="week", target=0, since=TODAY),
        lambda: Goal(what="x", period="week", target=-1, since=TODAY),
        lambda: Goal(what="x", period="year", target=1, since=TODAY),
        lambda: Goal(what="x", period="week", target=1, since=TODAY, until=date(2026, 1, 1)),
    ],
)
def test_what_cannot_be_is_refused(make):
    """Impossible dates, an event before its preparation, a goal of zero, someone with oneself."""
    with pytest.raises(ValidationError):
        make()


def test_the_nouns_read_back_from_json():
    """What was written is what is read."""
    event = NetworkingEvent(**EVENT, state="wrapped", wrapped_on="2026-11-20", topics=("looms",))
    assert NetworkingEvent.model_validate_json(event.model_dump_json()) == event
    goal = Goal(what="x", period="quarter", target=3, measure="given", since=TODAY)
    assert Goal.model_validate_json(goal.model_dump_json()) == goal


def test_rules_and_playbook_cost_no_pydantic():
    """Reading commands load neither pydantic nor pluggy through them."""
    program = (
        "import sys\n"
        "from kithkeeper import playbook\n"
        "from kithkeeper.rules import (activities, brief, followups, goals, introductions, ledger,"
        " missing, preparation, presence, review, temperament)\n"
        "playbook.built_in()\n"
        "print(sorted({'pydantic', 'pluggy'} & set(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
