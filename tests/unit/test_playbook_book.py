"""The playbook's scripts, lines, checklists and advice, and how users and plugins change them."""

from __future__ import annotations

import re

import pytest

from kithkeeper.errors import Invalid, NotFound
from kithkeeper.model.circle import DEFAULT_CIRCLES
from kithkeeper.model.kinds import Temperament
from kithkeeper.playbook import built_in, fill, load
from kithkeeper.playbook.reading import read_playbook
from kithkeeper.rules.activities import ACTIVITIES
from kithkeeper.rules.temperament import NUMBERS


def write(home, name, text):
    (home / "playbook").mkdir(exist_ok=True)
    (home / "playbook" / name).write_bytes(text.encode() if isinstance(text, str) else text)


def test_the_built_in_playbook_is_sound():
    """Nothing of it is a problem, and no text of it leaves a bracket."""
    book = built_in()
    assert book.problems == ()
    for script in book.scripts.values():
        assert not re.search(r"[\[\]{}]", fill(script, {}).text + fill(script, {}).subject)


@pytest.mark.parametrize(
    ("name", "slots"),
    [
        (
            "cold",
            "name work platform specific_thing related_area specific_topic",
        ),
        ("introduction", "name person company specific_area"),
        ("follow-up", "name event topic specific_point resource"),
    ],
)
def test_the_guides_three_scripts_have_a_slot_for_each_bracket(name, slots):
    """Without any fact each is listed as missing; with all of them nothing is."""
    script = built_in().script(name)
    assert fill(script, {}).missing == tuple(slots.split())
    full = fill(script, {slot: slot.upper() for slot in slots.split()})
    assert full.missing == ()
    assert all(slot.upper() in full.text for slot in slots.split())


def test_following_up_with_a_known_contact():
    """The guide's third script, filled from a contact, the last touch and the event."""
    facts = {
        "name": "Grace", "event": "CompilerConf", "when": "yesterday", "topic": "linkers",
        "specific_point": "relaxation", "resource": "paper",
    }  # fmt: skip
    filled = fill(built_in().script("follow-up"), facts)
    assert filled.subject == "Great meeting you at CompilerConf"
    assert filled.text == (
        "Hi Grace, Great meeting you at CompilerConf yesterday. I enjoyed our conversation about "
        "linkers, especially your insights on relaxation. Here's the paper I mentioned. Would love "
        "to continue the conversation over coffee next week if you're interested."
    )


def test_a_subject_is_one_line():
    """A fact with line breaks doesn't break the subject."""
    filled = fill(built_in().script("follow-up"), {"event": "A\nBcc: x@example.org"})
    assert filled.subject == "Great meeting you at A Bcc: x@example.org"


def test_scripts_go_by_alias_and_any_spelling():
    """`Follow Up`, `followup` and `following-up` are one script; an unknown one is not found."""
    book = built_in()
    names = {book.script(each).name for each in ("Follow Up", "followup", "following-up")}
    assert names == {"follow-up"}
    with pytest.raises(NotFound, match="follow-up"):
        book.script("nonesuch")


def test_the_lines_of_every_moment_are_there():
    """Opening, asking on, joining, including and leaving; four leaving lines with all facts."""
    facts = {"people": "five", "speaker": "Ada", "person": "Ben", "host": "Cy", "my_name": "Di"}
    book = built_in()
    for name, least in (("openers", 4), ("questions", 4), ("join", 1), ("include", 1), ("exit", 4)):
        assert len(book.say(name, facts)) >= least, name


def test_a_line_with_an_unknown_slot_is_not_offered():
    """Without a speaker nobody says that they want to reach one."""
    assert not any("reach" in each for each in built_in().say("exit", {}))
    assert any("reach Ada" in each for each in built_in().say("exit", {"speaker": "Ada"}))


@pytest.mark.parametrize(
    ("name", "items"),
    [
        ("event-research", 4), ("event-prepare", 4), ("event-24-hours", 4), ("event-one-week", 4),
        ("virtual-before", 4), ("virtual-during", 4), ("virtual-after", 4),
        ("linkedin-profile", 6), ("linkedin-engagement", 5), ("community-places", 5),
        ("community-engagement", 5),
    ],
)  # fmt: skip
def test_each_checklist_has_the_guides_number_of_items(name, items):
    """As many as the guide's list of that section has."""
    assert len(built_in().checklist(name).items) == items


def test_virtual_meetings_have_before_during_and_after():
    """An ordinary online meeting has those three, an in-person event has two before it."""
    book = built_in()
    assert [each.when for each in book.checklists_for("meeting")] == ["before", "during", "after"]
    assert len(book.checklists_for("in-person", "before")) == 2


def test_the_engagement_rhythm_comes_back_weekly_and_the_article_quarterly():
    """Three months for the article, a week for the other four."""
    every = {item.id: str(item.every) for item in built_in().checklist("linkedin-engagement").items}
    assert every.pop("article") == "3 months"
    assert set(every.values()) == {"1 week"}


@pytest.mark.parametrize(
    ("temperament", "advice"),
    [
        (
            Temperament.INTROVERT,
            ["one-on-one", "arrive-early", "set-a-goal", "take-breaks", "follow-up-in-writing"],
        ),
        (
            Temperament.AMBIVERT,
            ["one-on-one", "arrive-early", "set-a-goal", "quality-first", "connect-others", "leave-room"],
        ),
        (
            Temperament.EXTRAVERT,
            ["help-introverts", "quality-first", "connect-others", "leave-room", "listen"],
        ),
    ],
)  # fmt: skip
def test_advice_is_the_guides_and_has_a_number_for_each_slot(temperament, advice):
    """An ambivert has some of either side, and no number stays unfilled."""
    book = built_in()
    assert [item.id for item in book.advice[temperament].items] == advice
    lines = book.advise(temperament, NUMBERS[temperament]._asdict())
    assert len(lines) == len(advice)
    assert not any("‹" in line for line in lines)


def test_every_activity_of_the_default_circles_exists():
    """Four a circle, twelve in all, and each of them is known."""
    ids = [each for circle in DEFAULT_CIRCLES for each in circle.activities]
    assert len(ids) == len(set(ids)) == 12
    assert set(ids) == set(ACTIVITIES)


def test_plugins_override_and_the_users_own_files_have_the_last_word(tmp_path):
    """Built-in, then plugin, then file; the source says whose it is."""
    plugin = '[scripts.thanks]\ntext = "Cheers {name}"\n[scripts.call]\ntext = "Ring {name}"\n'
    write(tmp_path, "mine.toml", '[scripts.thanks]\ntext = "Merci {name}"\n')
    book = load(tmp_path, [("sales", plugin)])
    assert fill(book.script("thanks"), {"name": "Ada"}).text == "Merci Ada"
    assert book.script("thanks").source == "playbook/mine.toml"
    assert book.script("call").source == "sales"
    assert built_in().script("thanks").source == "built-in"


def test_a_list_may_be_extended(tmp_path):
    """With `extend` new items come after the old ones, and one of the same id takes its place."""
    write(
        tmp_path,
        "mine.toml",
        '[lines.openers]\nextend = true\nitems = ["Nice hat!"]\n'
        "[checklists.virtual-before]\nextend = true\n"
        'items = [{id = "technology", text = "Restart the router"}, "Make tea"]\n',
    )
    book = load(tmp_path)
    assert book.lines["openers"].items[-1] == "Nice hat!"
    assert len(book.lines["openers"].items) == len(built_in().lines["openers"].items) + 1
    items = {item.id: item.text for item in book.checklist("virtual-before").items}
    assert items["technology"] == "Restart the router"
    assert items["make-tea"] == "Make tea"
    assert len(items) == 5
    assert book.lines["openers"].source == "built-in, playbook/mine.toml"


def test_without_extend_a_list_is_replaced(tmp_path):
    """One's own openers instead of the built-in ones."""
    write(tmp_path, "mine.toml", '[lines.openers]\nitems = ["Nice hat!"]\n')
    assert load(tmp_path).lines["openers"].items == ("Nice hat!",)


@pytest.mark.parametrize(
    ("text", "line", "record", "reason"),
    [
        ("[scripts.a]\ntext = ", 2, "", "is no TOML"),
        ("x = 1\n[scripts.a]\ntext = 5\n", 2, "scripts.a", "text must be text"),
        ('\n\n[scripts.a]\ntitle = "T"\n', 3, "scripts.a", "text is missing"),
        ('[scripts.a]\ntext = "{x.y}"\n', 1, "scripts.a", "has '{x.y}' in line 1"),
        ('[scripts."A b"]\ntext = "x"\n', 1, "scripts.A b", "a name has small letters"),
        ('[scripts.a]\ntext = "x"\nloop = 1\n', 1, "scripts.a", "loop is unknown"),
        ('[scripts.a]\ntext = "Hi [Name]"\n', 1, "scripts.a", "[Name] will stay"),
        ('[magic.a]\ntext = "x"\n', 1, "magic", "is no part of a playbook"),
        ('[lines.a]\nitems = "x"\n', 1, "lines.a", "items must be a list"),
        ("[lines.a]\nitems = [1]\n", 1, "lines.a", "items must be a list of texts"),
        ('[checklists.a]\nitems = [{text="x", every="often"}]\n', 1, "checklists.a", "no period"),
        ('[checklists.a]\nitems = ["x", "x"]\n', 1, "checklists.a", "two items of one id"),
        ('[scripts.a]\ntext = "x"\nextend = 2\n', 1, "scripts.a", "extend must be"),
    ],
)
def test_a_bad_entry_is_a_problem_with_its_line(text, line, record, reason):
    """Each names the source, the line, the entry and what was wrong."""
    problems = read_playbook(text, "mine").problems
    matching = [each for each in problems if reason in each.reason]
    assert matching, problems
    assert (matching[0].file, matching[0].line, matching[0].record) == ("mine", line, record)


def test_the_neighbours_of_a_bad_entry_are_taken():
    """One of three is wrong: two are there."""
    text = '[scripts.a]\ntext = "x"\n[scripts.b]\ntext = "{"\n[scripts.c]\ntext = "y"\n'
    reading = read_playbook(text, "mine")
    assert [found.entry.name for found in reading.found] == ["a", "c"]
    assert len(reading.problems) == 1


def test_unreadable_files_are_problems_and_the_others_are_taken(tmp_path):
    """Bytes that are no UTF-8, a megabyte of nothing, deep nesting and a folder named .toml."""
    write(tmp_path, "a.toml", b"\xff\xfe\x00")
    write(tmp_path, "b.toml", "#" * 1_000_001)
    write(tmp_path, "c.toml", "x = " + "[" * 5_000)
    (tmp_path / "playbook" / "d.toml").mkdir()
    write(tmp_path, "e.toml", '[scripts.mine]\ntext = "x"\n')
    book = load(tmp_path)
    assert book.script("mine").source == "playbook/e.toml"
    assert sorted({each.file for each in book.problems}) == [
        f"playbook/{name}.toml" for name in "abcd"
    ]


def test_a_home_without_a_playbook_is_the_built_in_one(tmp_path):
    """No folder, no home: the same playbook."""
    assert load(tmp_path) == load(None) == built_in()


def test_asking_for_what_could_not_be_taken_says_why():
    """A script that reaches outside and a checklist that loops are named with reason and place."""
    text = """[scripts.reach]
text = "Hi {name.__class__}"
[checklists.loop]
items = ["{% for each in all %}"]
"""
    book = load(None, [("mine", text)])
    with pytest.raises(Invalid, match=r"name\.__class__.*in mine, line 1"):
        book.script("reach")
    with pytest.raises(Invalid, match=r"for each in all.*in mine, line 3"):
        book.checklist("loop")
