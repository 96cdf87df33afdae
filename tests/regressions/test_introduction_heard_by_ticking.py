"""Ticking "how did it go?" left the introduction waiting to be heard of."""


def test_a_ticked_follow_up_closes_the_introduction(kith):
    """Made on 4 March: ticking its follow-up notes what was heard; `undo` opens both again."""
    kith("add", "Ada Lovelace")
    kith("add", "Ben Bo")
    made = kith("introduce", "ada", "ben", "--agreed", "ada", "--agreed", "ben", "--made")
    assert made["next"]["by"] == "2026-03-18"
    (item,) = [each for each in kith("show", "ada")["touchpoints"] if each["kind"] == "followup"]
    kith("done", item["id"], "--note", "they will write a paper")
    assert kith("introduce", "--list") == []
    heard = kith("introduce", "--id", made["id"])
    assert (heard["state"], heard["heard_on"], heard["heard"]) == (
        "heard", "2026-03-04", "they will write a paper",
    )  # fmt: skip
    kith("undo")
    assert [each["state"] for each in kith("introduce", "--list")] == ["made"]


def test_the_steps_of_one_command_are_undone_at_once(kith):
    """Two agreements and the making in one command: one `undo` leaves no introduction."""
    kith("add", "Ada Lovelace")
    kith("add", "Ben Bo")
    kith("introduce", "ada", "ben", "--agreed", "ada", "--agreed", "ben", "--made")
    kith("undo")
    assert kith("introduce", "--list") == []
    assert kith("balance")["help"] == 0
