"""Assumed acts could be neither seen, confirmed nor dropped by command, and a tick by name made none."""


def _ticked(kith):
    """Ada of the outer circle, due on her birthday with something to give; ticked by name with nothing planned."""
    ada = kith("add", "Ada Lovelace", "--circle", "outer", "--birthday", "1990-03-04")["id"]
    kith("log", "ada", "--channel", "call", "--on", "2025-03-04")
    (row,) = kith("due")
    assert (row["id"], row["activity"], row["intent"]) == (None, "congratulate", "help")
    return ada, kith("done", "ada")


def test_a_tick_by_name_is_the_tick_of_what_was_due(kith):
    """What `due` proposed is what was done: its activity, and the help that goes with it."""
    ada, done = _ticked(kith)
    assert (done["kind"], done["activity"], done["intent"]) == ("cadence", "congratulate", "help")
    (act,) = kith("balance", ada, "--assumed")
    assert (act["kind"], act["assumed"], act["touchpoint"]) == ("help", True, done["id"])
    # In words, and by the kind of help that the activity is.
    said = "congratulate on an anniversary, or on what went well"
    assert (act["what"], act["sort"]) == (said, "celebration")
    assert (kith("balance")["help"], kith("balance")["assumed"]) == (1, 1)


def test_an_assumed_act_is_confirmed(kith):
    """Confirmed, it counts on and is assumed no more; `undo` makes it so again."""
    _ticked(kith)
    (act,) = kith("balance", "--assumed")
    assert kith("balance", "--confirm", act["id"]) == {"confirmed": [act["id"]], "dropped": []}
    assert (kith("balance")["help"], kith("balance")["assumed"]) == (1, 0)
    assert kith("balance", "--assumed") == []
    kith("undo")
    assert kith("balance")["assumed"] == 1


def test_an_act_is_dropped(kith):
    """Dropped, it counts no more; one that is not there is an error."""
    _ticked(kith)
    (act,) = kith("balance", "--list")
    assert kith("balance", "--drop", act["id"])["dropped"] == [act["id"]]
    assert (kith("balance")["help"], kith("balance", "--list")) == (0, [])
    assert kith("balance", "--drop", act["id"], code=3)["error"]["code"] == "not_found"
