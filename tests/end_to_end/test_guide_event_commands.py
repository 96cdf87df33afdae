"""event, introduce, relate, path, community: from a fair on 20 November to its score."""

from __future__ import annotations

FAIR = "2026-11-20"


def test_an_event_from_preparation_to_follow_ups(kith, ada):
    """Di is told of dyes and promised a paper, Ed only greeted; the fair was on the 20th.

    Di: connect, write, notes on the 21st, coffee on the 27th, the paper on the 21st. Ed: connect
    and notes on the 21st. Seven follow-ups, in two items and a promise.
    """
    kith("edit", ada, "--set", "interests=looms")
    prepared_on = {"KITHKEEPER_TODAY": "2026-11-18"}
    made = kith.json(
        "event", "add", "Looms Fair", "--on", FAIR, "--at", "18:30", "--place", "Hall 3",
        "--expect", ada, "--topic", "looms", **prepared_on,
    )  # fmt: skip
    assert (made["starts"], made["kind"]) == ("2026-11-20T18:30", "in-person")
    ready = kith.json("event", "prepare", "looms", **prepared_on)
    assert [each["because"] for each in ready["meet"]] == [["cares about looms"]]
    assert len(ready["questions"]) == 3
    assert ready["questions"][0] == "What is changing fastest in looms?"
    assert "Have 5 good conversations" in ready["goals"]
    assert ready["pitch_missing"] == ["who", "what", "hook"]
    assert ready["exits"]
    assert {"pitch", "questions", "card", "exits"} < {each["id"] for each in ready["checklist"]}
    kith("event", "met", "looms", "Di Ray", "--org", "Dyers", "--said", "dyes", "--promised",
         "send her the paper", KITHKEEPER_TODAY=FAIR)  # fmt: skip
    kith("event", "met", "looms", "Ed Poe", KITHKEEPER_TODAY=FAIR)
    wrapped = kith.json("event", "wrap", "looms", KITHKEEPER_TODAY=FAIR)
    assert sorted((each["name"], each["what"], each["by"]) for each in wrapped["followups"]) == [
        ("Di Ray", "add notes", "2026-11-21"),
        ("Di Ray", "connect", "2026-11-21"),
        ("Di Ray", "send her the paper", "2026-11-21"),
        ("Di Ray", "suggest a coffee", "2026-11-27"),
        ("Di Ray", "write about dyes", "2026-11-21"),
        ("Ed Poe", "add notes", "2026-11-21"),
        ("Ed Poe", "connect", "2026-11-21"),
    ]
    again = kith.json("event", "wrap", "looms", KITHKEEPER_TODAY=FAIR)
    assert again == wrapped, "wrapping twice doubles nothing"
    items = kith.json("due", "--within", "30")
    owed = [(each["kind"], each["due"]) for each in items if each["kind"] != "cadence"]
    assert sorted(owed) == [
        ("followup", "2026-11-21"), ("followup", "2026-11-27"), ("promise", "2026-11-21"),
    ]  # fmt: skip
    di = kith.json("show", "Di Ray")
    assert (di["circle"], di["organization"], di["last_touch"]) == ("outer", "Dyers", FAIR)
    assert di["how_met"] == "Met at Looms Fair, Hall 3 on 20 Nov 2026"
    assert [each["channel"] for each in di["touchpoints"] if each["state"] == "done"] == ["event"]


def test_the_score_is_follow_ups_kept(kith):
    """Two steps on the first day; ticking their list on that day keeps both, in time."""
    kith("event", "add", "Meetup", "--on", "2026-11-21")
    kith("event", "met", "Meetup", "Ed Poe")
    kith("event", "wrap", "Meetup")
    [item] = [row for row in kith.json("due") if row["kind"] == "followup"]
    kith("done", item["id"], "--on", "2026-11-22")
    score = kith.json("event", "show", "Meetup")["score"]
    assert (score["called_for"], score["kept"], score["in_time"], score["share"]) == (2, 2, 2, 100)
    kith("event", "met", "Meetup", "Fay Low")
    wider = kith.json("event", "wrap", "Meetup")
    assert (wider["score"]["kept"], wider["score"]["called_for"]) == (2, 4)
    [further] = [row for row in kith.json("due") if row["kind"] == "followup"]
    assert further["name"] == "Fay Low", "who is met later gets an item of their own"


def test_overdue_follow_ups_outrank_cadence(kith, ada):
    """A contact a year late stands below a follow-up that is a day late."""
    kith("log", ada, "--on", "2025-11-01")
    kith("event", "add", "Meetup", "--on", "2026-11-20")
    kith("event", "met", "Meetup", "Ed Poe")
    kith("event", "wrap", "Meetup")
    assert [row["kind"] for row in kith.json("due")] == ["followup", "cadence"]


def test_an_event_is_met_and_wrapped_only_when_it_came(kith):
    """Before its day there is nobody to note and nothing to wrap; after it nothing to prepare."""
    kith("event", "add", "Gala", "--on", "2026-12-01")
    assert "still to come" in kith.json("event", "met", "Gala", "X Y", code=2)["error"]["message"]
    assert "afterwards" in kith.json("event", "wrap", "Gala", code=2)["error"]["message"]
    late = kith.json("event", "prepare", "Gala", code=2, KITHKEEPER_TODAY="2026-12-02")
    assert "too late" in late["error"]["message"]
    assert kith.json("event", "add", "Ball", "--on", "2026-02-30", code=2)["error"]
    assert kith.json("event", "wrap", "Nowhere", code=3)["error"]["code"] == "not_found"
    assert kith.json("event", "cancel", "Gala")["state"] == "cancelled"
    assert [each["name"] for each in kith.json("event", "list")] == ["Gala"]


def test_online_meetings_have_the_virtual_checklists(kith):
    """A link without a place is online; a meeting has before, during and after, item by item."""
    kith("event", "add", "Call", "--on", "2026-11-22", "--link", "https://example.org/x", "--kind", "meeting")  # fmt: skip
    made = kith.json("event", "show", "Call")
    assert [each["when"] for each in made["checklist"]] == ["before"] * 4 + ["during"] * 4 + ["after"] * 4  # fmt: skip
    kith("checklist", "virtual-before", "--tick", "technology", "--event", "Call")
    done = [each["id"] for each in kith.json("event", "show", "Call")["checklist"] if each["done"]]
    assert done == ["technology"]
    lines = kith.json("openers", "exit", "--event", "Call")
    assert any("5 new people" in each["text"] for each in lines)


def test_an_introduction_step_by_step(kith, ada):
    """Both agree, it is made, it helps both, and in two weeks one hears how it went.

    The command that is refused for Ben's sake notes nothing, Ada's yes neither.
    """
    ben = kith.json("add", "Ben Bow", "--circle", "middle")["id"]
    wanted = kith.json("introduce", ada, ben, "--why", "looms")
    assert (wanted["state"], wanted["next"]["what"]) == ("wanted", "ask Ada Lovelace whether they want it")  # fmt: skip
    refused = kith.json("introduce", ada, ben, "--made", "--agreed", ada, code=5)
    assert "Ben Bow did not agree yet" in refused["error"]["message"]
    made = kith.json("introduce", ada, ben, "--agreed", ada, "--agreed", ben, "--made")
    assert (made["id"], made["state"], made["made_on"]) == (wanted["id"], "made", "2026-11-22")
    assert made["next"]["by"] == "2026-12-06"
    assert [kith.json("balance", *who)["help"] for who in ((), (ada,), (ben,))] == [1, 1, 1]
    [item] = [row for row in kith.json("due", "--within", "20") if row["kind"] == "followup"]
    assert item["due"] == "2026-12-06"
    assert kith.json("introduce", ada, ben, "--heard", "they will build one")["state"] == "heard"
    assert [row for row in kith.json("due", "--within", "20") if row["kind"] == "followup"] == []
    assert kith.json("introduce", ada, ada, code=2)["error"]["code"] == "invalid"


def test_who_could_introduce_you(kith, ada):
    """Grace is in no circle and known to Ada alone; Acme is where she works."""
    grace = kith.json("add", "Grace Hop", "--org", "Acme Inc.")["id"]
    assert kith.json("path", "Grace") == []
    related = kith.json("relate", ada, "trusts", grace)
    assert related["strength"] == 3
    [way] = kith.json("path", "grace")
    assert (way["contact"], way["via"], way["hops"]) == (ada, ["Ada Lovelace", "Grace Hop"], 2)
    [to_company] = kith.json("path", "ACME")
    assert (to_company["contact"], "Grace Hop is at Acme Inc." in to_company["because"]) == (
        ada,
        True,
    )
    assert kith.json("path", "Nobody at all", code=3)["error"]["code"] == "not_found"
    assert kith.json("relate", ada, "knows", ada, code=2)["error"]["code"] == "invalid"
    asked = kith.json("introduce", "me", grace, "--through", ada, "--asked", code=5)
    assert "give before you get" in asked["error"]["message"]
    kith("give", ada, "a table of numbers")
    asked = kith.json("introduce", "me", grace, "--through", ada, "--asked")
    assert (asked["state"], asked["asked_on"]) == ("asked", "2026-11-22")
    assert kith.json("balance")["ask"] == 1


def test_communities_are_logged_and_due(kith, ada):
    """Joined on 1 November, every two weeks: due on the 15th; an answer is help and a touch."""
    kith("community", "add", "Looms", "--platform", "slack", "--every", "2 weeks", "--joined", "2026-11-01")  # fmt: skip
    [row] = kith.json("community", "list")
    assert (row["due"], row["days_late"], row["engagement"]) == ("2026-11-15", 7, "answer")
    kith("community", "log", "looms", "answer", "how to oil one", "--with", ada)
    kith.json("community", "log", "looms", "--as", "share", "a drawing")
    kith.json("community", "log", "looms", "ask", "who builds them?")
    [row] = kith.json("community", "list")
    assert (row["due"], row["engagement"]) == ("2026-12-06", "acknowledge")
    read = kith.json("balance")
    assert (read["help"], read["insight"], read["ask"]) == (1, 1, 0)
    assert kith.json("show", ada)["touchpoints"][0]["channel"] == "community"
    made = kith.json("give", "--community", "looms", "a bug fix", "--as", "expertise")
    assert made["exchange"]["community"] == row["id"]
    assert kith.json("community", "add", "looms", code=2)["error"]["code"] == "invalid"
    assert kith.json("community", "log", "knots", code=3)["error"]["code"] == "not_found"
    kith.json("community", "leave", "looms")
    assert kith.json("community", "list") == []
