"""script, openers, checklist, card, goals, review, why, forecast, catchup, brief."""

from __future__ import annotations

import shlex
from email import message_from_bytes
from email.policy import default

from kithkeeper.playbook.card import can_draw_qr


def test_a_script_is_filled_from_the_contact_the_touch_and_the_event(kith):
    """Met yesterday over dyes; what nothing is known of is listed and shown in marks."""
    kith("event", "add", "Looms Fair", "--on", "2026-11-21")
    kith("event", "met", "looms", "Di Ray", "--said", "dyes", "--email", "di@dyers.example")
    draft = kith.json("script", "fill", "follow-up", "--to", "Di Ray")
    assert draft["text"].startswith("Hi Di, Great meeting you at Looms Fair yesterday. I enjoyed our conversation about dyes")  # fmt: skip
    assert draft["missing"] == ["specific_point", "resource"]
    assert "‹resource›" in draft["text"]
    full = kith.json("script", "fill", "Following up", "--to", "Di Ray", "--set", "specific point=woad", "--set", "resource=paper")  # fmt: skip
    assert full["missing"] == []
    assert "insights on woad. Here's the paper I" in full["text"]
    assert full["mailto"].startswith("mailto:di@dyers.example?subject=Great%20meeting")


def test_a_draft_is_a_file_for_the_mail_program(kith, ada, tmp_path):
    """A stranger's name with a line break stays within its header."""
    file = tmp_path / "draft.eml"
    kith.json("script", "fill", "reconnect", "--to", ada, "--eml", str(file))
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert message["To"] == "Ada Lovelace <ada@engines.example>"
    assert message["X-Unsent"] == "1"
    cold = kith.json("script", "fill", "cold", "--to-name", "Grace\r\nBcc: x@y.example", "--set", "work={name}")  # fmt: skip
    assert cold["contact"] is None
    assert "your {name} on" in cold["text"], "what is filled in is never a template itself"
    assert kith.json("script", "fill", "nope", code=3)["error"]["code"] == "not_found"


def test_greetings_to_a_circle_are_drafts_and_one_item(kith, ada, tmp_path):
    """Two people, two drafts in a folder, one item on the day."""
    kith("add", "Ben Bow", "--circle", "inner")
    made = kith.json("script", "fill", "greeting", "--circle", "inner", "--plan", "2026-12-20",
                     "--eml", str(tmp_path / "mail"))  # fmt: skip
    assert [each["name"] for each in made["drafts"]] == ["Ada Lovelace", "Ben Bow"]
    assert len(made["written"]) == 2
    [item] = [row for row in kith.json("due", "--within", "40") if row["kind"] == "followup"]
    assert (item["id"], item["due"]) == (made["touchpoint"], "2026-12-20")


def test_your_own_playbook_and_a_hostile_one(kith):
    """A file of one's own adds a script; one that reaches outside is named and left out."""
    folder = kith.home / "playbook"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text('[scripts.tea]\ntitle = "Tea"\ntext = "Tea, {name}?"\n')
    (folder / "evil.toml").write_text(
        '[scripts.evil]\ntitle = "Evil"\ntext = "{name.__class__} {% for x in y %}"\n'
    )
    assert kith.json("script", "fill", "tea", "--to-name", "Ada")["text"] == "Tea, Ada?"
    listed = kith("script", "list", "--json")
    names = {each["name"]: each["source"] for each in listed.json}
    assert names["tea"] == "playbook/mine.toml"
    assert "evil" not in names
    assert "playbook/evil.toml" in listed.err
    assert {"name", "title", "slots"} <= set(kith.json("script", "show", "tea"))


def test_openers_and_checklists(kith):
    """Lines with a slot that nothing is known for are left out; a weekly item comes back."""
    kinds = {each["kind"] for each in kith.json("openers")}
    assert {"openers", "questions", "join", "include", "exit"} <= kinds
    hosts = kith.json("openers", "openers", "--set", "host=Sarah")
    assert "How did you come to know Sarah?" in [each["text"] for each in hosts]
    assert kith.json("openers", "jokes", code=3)["error"]["code"] == "not_found"
    assert len(kith.json("checklist")) >= 11
    ticked = kith.json("checklist", "linkedin-engagement", "--tick", "post")
    post = next(each for each in ticked if each["id"] == "post")
    assert (post["done"], post["due"], post["every"]) == ("2026-11-22", "2026-11-29", "1 week")
    assert kith.json("checklist", "linkedin-profile", "--tick", "hat", code=2)["error"]


def test_your_own_card(kith, tmp_path):
    """It needs a name; with a contact of that name it has their address; the code needs segno."""
    assert "profile.name" in kith.json("card", code=2)["error"]["message"]
    kith.config('[profile]\nname = "Sam Hill"\n')
    assert kith.json("card")["missing"] == ["organization", "emails", "phones"]
    kith("add", "Sam Hill", "--email", "sam@hill.example", "--org", "Hill & Sons")
    card = kith.json("card")
    assert "EMAIL;TYPE=INTERNET:sam@hill.example\r\n" in card["text"]
    assert card["missing"] == ["phones"]
    file = tmp_path / "card.svg"
    if can_draw_qr():
        kith("card", "--qr", str(file))
        assert b"<svg" in file.read_bytes()
    else:
        assert "segno" in kith.json("card", "--qr", str(file), code=2)["error"]["message"]
    assert kith.json("script", "fill", "pitch")["text"].startswith("I'm Sam Hill")
    kith("config", "set", "profile.pitch", "I teach machines to weave.")
    assert kith.json("script", "fill", "pitch")["text"] == "I teach machines to weave."


def test_goals_are_counted_ticked_set_and_dropped(kith, ada):
    """The week is 16 to 22 November; a coffee arranged counts, the profile is ticked."""
    by = {each["id"]: each for each in kith.json("goals")}
    assert len(by) == 12
    assert (by["coffee"]["from"], by["coffee"]["to"]) == ("2026-11-16", "2026-11-22")
    assert (by["event"]["to"], by["review"]["to"]) == ("2026-11-30", "2026-12-31")
    kith("meet", ada, "--on", "+10d")
    kith("goals", "tick", "profile", "--note", "photo")
    kith("goals", "set", "coffee", "2")
    kith("goals", "drop", "article")
    by = {each["id"]: each for each in kith.json("goals", "set", "Write to a mentor", "--target", "1", "--period", "month")}  # fmt: skip
    assert (by["coffee"]["done"], by["coffee"]["target"], by["coffee"]["met"]) == (1, 2, False)
    assert [each["what"] for each in by["profile"]["counted"]] == ["photo"]
    assert "article" not in by
    assert [each["period"] for each in by.values() if each["what"] == "Write to a mentor"] == ["month"]  # fmt: skip
    for words in (("set", "coffee", "0"), ("set", "coffee", "-1"), ("tick", "coffee"), ("set", "x")):  # fmt: skip
        assert kith.json("goals", *words, code=2)["error"]["message"]
    assert kith.json("goals", "tick", "nothing", code=3)["error"]["code"] == "not_found"


def test_every_line_of_the_review_is_a_command_that_works(kith, ada):
    """Ben is silent for two years in the middle circle; each command printed is run as printed."""
    ben = kith.json("add", "Ben Bow", "--circle", "middle")["id"]
    kith("log", ben, "--on", "2024-11-01", "--channel", "call")
    kith("edit", ben, "--set", "can_help_with=the accounts for a day")
    for text in ("a tip", "a lead", "a book"):
        kith("received", ben, text)
    found = kith.json("review")
    proposals = {(each["contact"], each["proposal"]) for each in found}
    assert {(ben, "reconnect"), (ben, "give"), (ada, "find out")} <= proposals
    assert all(each["because"] for each in found)
    for each in {each["command"] for each in found}:
        program, *words = shlex.split(each)
        assert program == "kith"
        kith(*words)
    [promise] = kith.json("promise", "--list")
    assert promise["what"] == "the accounts for a day"
    kith("review", "--done")
    review = next(each for each in kith.json("goals") if each["id"] == "review")
    assert (review["done"], review["met"]) == (1, True)


def test_the_review_is_resumable_at_a_terminal(kith, ada):
    """The first finding is left as it is, then one stops; the next look begins with the second."""
    kith("add", "Ben Bow", "--circle", "middle")
    before = kith.json("review")
    code, screen = kith.at_terminal("review", typed=("l\n", "s\n"))
    assert code == 0, screen
    assert f"[1/{len(before)}]" in screen
    after = kith.json("review")
    assert [each["proposal"] for each in after] == [each["proposal"] for each in before[1:]]
    assert len(kith.json("review", "--all")) == len(before)


def test_why_this_one_this_day_this_activity(kith, ada):
    """Last spoken on 20 October, so due on 20 November, late, and planned for a working day."""
    kith("log", ada, "--on", "2026-10-20", "--channel", "coffee")
    lines = kith.json("why", ada)["because"]
    assert lines[0] == "Inner circle, monthly; last spoke 20 Oct 2026 over coffee"
    assert lines[1] == "Due on 20 Nov 2026"
    assert lines[2].startswith("On 23 Nov 2026: 3 days after it is due")
    assert "the inner circle" in lines[3]
    bob = kith.json("add", "Bob Low")["id"]
    assert "no cadence" in kith.json("why", bob)["because"][0]


def test_the_year_ahead(kith, ada):
    """One person monthly fits; sixty people weekly in one effort a day do not, and it says so."""
    read = kith.json("forecast", "--weeks", "26")
    assert (len(read["weeks"]), read["feasible"]) == (26, True)
    assert [each["kept"] for each in read["circles"]] == [True, True, True]
    kith.config('[profile]\nmax_per_day = 1\nmax_per_week = 2\n[circles.daily]\ncadence = "1 week"\n')  # fmt: skip
    for name in ("Ben", "Cy", "Di", "Ed", "Fay", "Gil"):
        kith("add", f"{name} Low", "--circle", "daily")
    kept = {each["name"]: each["kept"] for each in kith.json("forecast")["circles"]}
    assert kept["daily"] is False
    assert "it would fit with" in kith.json("forecast")["because"]
    assert kith.json("forecast", "--weeks", "0", code=2)["error"]


def test_a_way_out_of_a_backlog(kith, ada):
    """Six people of one circle are half a year late: some now, the rest spread, or fewer touches."""
    assert kith.json("catchup")["options"] == []
    for name in ("Ben", "Cy", "Di", "Ed", "Fay"):
        key = kith.json("add", f"{name} Low", "--circle", "inner")["id"]
        kith("log", key, "--on", "2026-04-01")
    kith("log", ada, "--on", "2026-04-01")
    read = kith.json("catchup")
    assert read["overdue"] == 6
    assert [each["option"] for each in read["options"]] == ["now", "spread", "longer"]
    now, spread, longer = read["options"]
    assert len(kith.json(*shlex.split(now["commands"][0])[1:])) == len(now["contacts"])
    placed = kith.json(*shlex.split(spread["commands"][0])[1:])
    assert placed["applied"][0].startswith("6 of 6 have a day")
    assert longer["commands"] == ["kith circles set inner --cadence '2 months'"]
    kith("catchup", "--apply", "longer")
    assert kith.json("circles")[0]["cadence"] == "2 months"


def test_the_brief_is_one_screen(kith, ada):
    """Last words, promises both ways, a question and the ledger, in 22 lines at most."""
    kith("log", ada, "--on", "2026-11-01", "--channel", "call", "--note", "her table of numbers")
    kith("promise", ada, "the paper", "--by", "+3d")
    kith("promise", ada, "a reference", "--theirs")
    screen = kith("brief", ada).out
    assert len(screen.splitlines()) <= 22
    for words in ("her table of numbers", "the paper (by 25 Nov 2026)", "a reference", "Worth asking", "Ledger"):  # fmt: skip
        assert words in screen
    assert "Last words" in [each["title"] for each in kith.json("brief", ada)["sections"]]


def test_a_circle_is_greeted_on_a_holiday_by_country(kith):
    """New Year of the profile's country and of an address, in one item; doctor knows the name."""
    kith("config", "set", "profile.region", "DE")
    kith("circles", "set", "outer", "--greet", "New Year's Day")
    kith("add", "Ada Lovelace", "--circle", "outer")
    kith("add", "Ben Example", "--circle", "outer", "--phone", "+1 212 555 0100")
    found = kith.json("plan", "--weeks", "8", "--today", "2026-12-14")
    (item,) = [each for each in found["touchpoints"] if each["kind"] == "followup"]
    assert (item["date"], item["activity"]) == ("2027-01-01", "greet")
    assert item["title"] == "New Year's Day: greet the outer circle"
    assert item["because"] == "New Year's Day on 1 Jan 2027 in DE and US"
    (row,) = kith.json("today", "--today", "2026-12-28")["occasions"]
    assert (row["on"], row["people"]) == ("2027-01-01", 2)
    checks = {each["check"]: each for each in kith.json("doctor")}
    assert checks["greetings"]["ok"]
    kith("circles", "set", "outer", "--greet", "New Year Day")
    assert "New Year's Day" in kith("doctor", code=1).out
