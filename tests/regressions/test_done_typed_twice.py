"""`kith done NAME` typed twice in a row logged two touches and two assumed gifts."""


def _due_with_a_gift(kith):
    """Ada of the outer circle, due on her birthday with something to give, nothing planned."""
    ada = kith("add", "Ada Lovelace", "--circle", "outer", "--birthday", "1990-03-04")["id"]
    kith("log", "ada", "--channel", "call", "--on", "2025-03-04")
    return ada


def test_the_second_tick_of_a_day_is_refused(kith):
    """It says what was done and when, and leaves one touch and one assumed gift."""
    ada = _due_with_a_gift(kith)
    kith("done", "ada")
    entries = len(kith("history"))
    error = kith("done", "ada", code=2)["error"]
    assert (error["code"], error["message"]) == (
        "invalid",
        "touchpoint: the cadence with Ada Lovelace is done already, on 2026-03-04; "
        "`kith log` records another touch",
    )
    assert [each["date"] for each in kith("show", ada)["touchpoints"]] == [
        "2026-03-04", "2025-03-04",
    ]  # fmt: skip
    assert len(kith("balance", "--assumed")) == 1
    assert len(kith("history")) == entries


def test_taken_back_it_can_be_ticked_again(kith):
    """`undo` opens it; the tick then is the only one again."""
    ada = _due_with_a_gift(kith)
    kith("done", "ada")
    kith("undo")
    assert kith("done", "ada")["date"] == "2026-03-04"
    assert len(kith("show", ada)["touchpoints"]) == 2
    assert len(kith("balance", "--assumed")) == 1


def test_another_day_and_what_is_planned_are_ticked(kith):
    """A tick of another day stands, and so does one of a successor that was planned since."""
    ada = _due_with_a_gift(kith)
    kith("done", "ada", "--on", "2026-03-02")
    kith("done", "ada")
    kith("plan", "--weeks", "56")
    (planned,) = [each for each in kith("show", ada)["touchpoints"] if each["state"] == "planned"
                  and each["kind"] == "cadence"]  # fmt: skip
    assert kith("done", "ada")["id"] == planned["id"]


def test_someone_without_a_circle_is_ticked_once_a_day(kith):
    """There is no cadence to close; the touch of the day is there already, ticked or logged."""
    bob = kith("add", "Bob Stone")["id"]
    kith("done", "bob")
    error = kith("done", "bob", code=2)["error"]
    assert error["message"] == (
        "touchpoint: the touch with Bob Stone is done already, on 2026-03-04; "
        "`kith log` records another touch"
    )
    assert len(kith("show", bob)["touchpoints"]) == 1
    kith("done", "bob", "--on", "2026-03-02")
    kith("add", "Cyd Vale")
    kith("log", "bob", "cyd", "--on", "2026-03-03")
    assert kith("done", "cyd", "--on", "2026-03-03")["kind"] == "touch"
